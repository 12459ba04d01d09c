"""What an account may do here, by its groups at the provider."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction

from config.env import ROLES


def named_in(data: Mapping[str, Any]) -> set[str]:
    """Our groups that a provider's answer leads to; what is no list of texts is none."""
    claims = {**data.get("id_token", {}), **data.get("userinfo", {})}
    theirs = claims.get(settings.OIDC_GROUPS_CLAIM)
    given = [theirs] if isinstance(theirs, str) else theirs if isinstance(theirs, list) else []
    return {
        settings.OIDC_GROUPS[name] for name in given if isinstance(name, str) and name in settings.OIDC_GROUPS
    }


@transaction.atomic
def give(user: Any, names: Iterable[str]) -> None:
    """Let an account have exactly these of our groups; other groups, and a superuser, stay as they are."""
    wanted = Group.objects.filter(name__in=set(names))
    user.groups.remove(*user.groups.filter(name__in=ROLES).exclude(pk__in=wanted))
    user.groups.add(*wanted)
    may_come_in = user.is_superuser or wanted.exists()
    if user.is_staff != may_come_in:
        user.is_staff = may_come_in
        user.save(update_fields=["is_staff"])
