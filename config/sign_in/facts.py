"""Security facts of accounts: log-ins, refusals, second factors, and rights, whoever changes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest

from tracker.clock import utc_now
from tracker.models import FactKind
from tracker.services import security

FLAGS = ("is_active", "is_staff", "is_superuser", "password")
FACTORS = {"totp": "code", "webauthn": "passkey or key", "recovery_codes": "recovery codes"}
_request: ContextVar[HttpRequest | None] = ContextVar("request of the admin", default=None)


@contextmanager
def acting(request: HttpRequest) -> Iterator[None]:
    """While a page of the admin is answered, what changes is the doing of whoever asked for it."""
    mark = _request.set(request)
    try:
        yield
    finally:
        _request.reset(mark)


def refused(request: HttpRequest, why: str, *, account: str = "") -> None:
    """Somebody was not let in; `account` is one that exists."""
    request.was_refused = True  # type: ignore[attr-defined]  # so that nobody notes it again
    security.note(FactKind.REFUSED, now=utc_now(), account=account, detail=why, network=_network(request))


def _network(request: HttpRequest | None) -> str:
    from tracker.web.subscriptions.decorators import network_of  # noqa: PLC0415 -- workers load no pages

    return network_of(request) if request is not None else ""


def connect() -> None:
    """Listen; once, when the apps are loaded."""
    from allauth.mfa.signals import authenticator_added, authenticator_removed  # noqa: PLC0415 -- models are not there before

    through = {User.groups.through: "groups", User.user_permissions.through: "permissions"}
    user_logged_in.connect(_logged_in, dispatch_uid="security facts")
    authenticator_added.connect(_factor_added, dispatch_uid="security facts")
    authenticator_removed.connect(_factor_removed, dispatch_uid="security facts")
    pre_save.connect(_remember, sender=User, dispatch_uid="security facts")
    post_save.connect(_account_saved, sender=User, dispatch_uid="security facts")
    post_delete.connect(_account_deleted, sender=User, dispatch_uid="security facts")
    for sender in (*through, Group.permissions.through):
        m2m_changed.connect(_rights_changed, sender=sender, dispatch_uid="security facts")


def _note(kind: FactKind, *, about: str, detail: str = "") -> None:
    request = _request.get()
    user = getattr(request, "user", None)
    security.note(
        kind,
        now=utc_now(),
        account=user.get_username() if user is not None else "",
        about=about,
        detail=detail,
        network=_network(request),
    )


def _logged_in(request: Any, user: Any, **_: Any) -> None:
    from allauth.account.internal.flows.login import get_authentication_records  # noqa: PLC0415 -- as above

    known = {"password": "password", "socialaccount": "provider"}
    records = get_authentication_records(request, user) if request is not None else []
    ways = [
        known.get(each["method"]) or FACTORS.get(each.get("type", ""), each["method"]) for each in records
    ]
    security.note(
        FactKind.LOGGED_IN,
        now=utc_now(),
        account=user.get_username(),
        detail=", ".join(dict.fromkeys(ways)),
        network=_network(request),
    )


def _factor_added(request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    with acting(request):
        _note(
            FactKind.FACTOR_ADDED, about=f"account {user.get_username()}", detail=FACTORS[authenticator.type]
        )


def _factor_removed(request: Any, user: Any, authenticator: Any, **_: Any) -> None:
    with acting(request):
        _note(
            FactKind.FACTOR_REMOVED,
            about=f"account {user.get_username()}",
            detail=FACTORS[authenticator.type],
        )


def _remember(instance: Any, update_fields: Any = None, **_: Any) -> None:
    is_watched = update_fields is None or set(FLAGS) & set(update_fields)
    found = User.objects.filter(pk=instance.pk).values(*FLAGS).first() if instance.pk and is_watched else None
    instance._flags_before = found


def _account_saved(instance: Any, created: bool, **_: Any) -> None:
    before = getattr(instance, "_flags_before", None)
    about = f"account {instance.get_username()}"
    if created:
        held = [name for name in ("is_staff", "is_superuser") if getattr(instance, name)]
        _note(FactKind.RIGHTS_CHANGED, about=about, detail=", ".join(["account made", *held]))
    elif before:
        changed = [name for name in FLAGS if before[name] != getattr(instance, name)]
        said = [name if name == "password" else f"{name} {getattr(instance, name)}" for name in changed]
        if said:
            _note(FactKind.RIGHTS_CHANGED, about=about, detail=", ".join(said))


def _account_deleted(instance: Any, **_: Any) -> None:
    _note(FactKind.RIGHTS_CHANGED, about=f"account {instance.get_username()}", detail="account deleted")


def _rights_changed(instance: Any, action: str, *, reverse: bool, model: Any, pk_set: Any, **_: Any) -> None:
    verb = {"post_add": "given", "post_remove": "taken", "post_clear": "all taken"}.get(action)
    if verb is None or (not pk_set and verb != "all taken"):
        return
    names = ", ".join(str(each) for each in model._default_manager.filter(pk__in=pk_set or ()).order_by("pk"))
    whose = "account" if isinstance(instance, User) else "group"
    if reverse and model is User:
        verb = f"{verb} to"
    _note(FactKind.RIGHTS_CHANGED, about=f"{whose} {instance}", detail=f"{verb}: {names}".strip(": "))
