"""How long what grows with time and traffic is kept: one table, pruned in batches by the tick.

Kept for good is what the record bounds: cases with their facts, corrections and changes, and one alert for
each thing that was told of them, by which the planner knows that it was. What grows with readers, requests
and days is listed in `RETENTIONS`: it goes when it is old enough and nothing needs it any more.

A round goes through the tables in that order, each by its primary key; a tick takes the next batch, and
where it stopped is kept in a heartbeat. So a tick reads and deletes at most a batch, whatever there is, and
no index but the key is needed. Rows that somebody else has locked are left for the next round.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from tracker.models import (
    ENDED_STATES,
    OPEN_STATES,
    UNREAD_STATES,
    Alert,
    AlertState,
    Attempt,
    Browser,
    Call,
    CallBudget,
    Candidate,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Heartbeat,
    Incident,
    IntakeItem,
    ItemOrigin,
    ItemState,
    Occurrence,
    OperatorMessage,
    Phase,
    Publication,
    Publishing,
    Report,
    ReportState,
    Section,
    SecurityFact,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    TextBand,
    Topic,
    TopicKind,
    Ultimatum,
    UnsavedForm,
    WeekAheadIssue,
)
from tracker.queries.status import RETENTION
from tracker.services import rate_limit
from tracker.services.cases.publishings import grace
from tracker.services.intake.near_duplicates import LOOKED_BACK
from tracker.services.webhooks.events import still_signing

ROUND_EVERY = timedelta(hours=1)
UNCONFIRMED_FOR = timedelta(days=7)
"""How long a request waits to be confirmed, and a webhook to answer its challenge; mails and pages say so."""
REPORTER_ADDRESS_RETENTION = timedelta(days=30)
"""How long after its decision the address on a report is kept; the form says so."""
SUGGESTER_ADDRESS_RETENTION = timedelta(days=30)
"""How long the address of a reader who suggested a text is kept; the form says so."""
UNSAVED_FORM_RETENTION = timedelta(days=30)
"""How long a form that was typed and never saved is offered again."""
_UNENDED = (*OPEN_STATES, DeliveryState.SENDING)
_NOT_HANDED_OUT = (AlertState.PLANNED, AlertState.OPEN)
_AT_ONCE = timedelta(0)

Keep = Callable[[], timedelta]
Prune = Callable[["QuerySet[Any]", datetime], int]


@dataclass(frozen=True, slots=True)
class Retention:
    """One rule: which rows of a table are kept how long.

    `is_old`: the rows older than an instant, by their own columns. `prune`: deletes (or empties) what of
    these may go, and returns how many rows that were. `in_order`: keys follow time, so that the first batch
    without an old row ends the table.
    """

    name: str
    model: type[Model]
    keep: Keep
    is_old: Callable[[datetime], Q]
    prune: Prune
    in_order: bool = True


@dataclass(slots=True)
class Pruned:
    """What one batch did: rows that were looked at, and rows that went, by the name of their rule."""

    seen: int = 0
    gone: Counter[str] = field(default_factory=Counter)


def is_due(beat: Heartbeat | None, *, now: datetime) -> bool:
    """Whether a round is going on or the next one begins, as its heartbeat tells."""
    if beat is None or beat.detail.get("table"):
        return True
    began = datetime.fromisoformat(beat.detail["began"])
    return not began <= now < began + ROUND_EVERY


@transaction.atomic
def prune(*, now: datetime, size: int | None = None) -> Pruned:
    """Take the next batch: look at up to `size` rows (settings.PRUNE_BATCH) and delete what may go.

    Nothing where another tick is doing so.
    """
    done = Pruned()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=RETENTION, at=now, detail={"began": now.isoformat()})], ignore_conflicts=True
    )
    beat = Heartbeat.objects.select_for_update(skip_locked=True).filter(name=RETENTION).first()
    if beat is None:
        return done
    detail: dict[str, Any] = beat.detail
    if not detail.get("table"):
        detail |= {"table": RETENTIONS[0].name, "after": None, "began": now.isoformat()}
    left = size or settings.PRUNE_BATCH
    while detail["table"] and left > 0:
        rule = _RULES.get(detail["table"], RETENTIONS[0])
        seen, last, gone = _prune_next(rule, detail["after"], left, now=now)
        left -= max(seen, 1)
        done.seen += seen
        done.gone[rule.name] += gone
        detail["after"] = last
        if last is None:
            detail["table"] = _FOLLOWING.get(rule.name, "")
    total: dict[str, int] = detail.get("pruned", {})
    detail["pruned"] = {**total, **{name: total.get(name, 0) + gone for name, gone in done.gone.items()}}
    beat.at = now
    beat.save(update_fields=["at", "detail"])
    return done


def _prune_next(rule: Retention, after: Any, size: int, *, now: datetime) -> tuple[int, Any, int]:
    """Rows looked at, the last of them (None: the table is done), rows that went."""
    rows = rule.model._default_manager.order_by("pk")
    ahead = rows if after is None else rows.filter(pk__gt=after)
    keys = list(ahead.values_list("pk", flat=True)[:size])
    if not keys:
        return 0, None, 0
    before = now - rule.keep()
    old = rows.filter(rule.is_old(before), pk__gte=keys[0], pk__lte=keys[-1])
    is_over = len(keys) < size or (rule.in_order and not old.exists())
    return len(keys), None if is_over else keys[-1], rule.prune(old, before)


# --- What may go --------------------------------------------------------------------------------------------


def _delete(rows: "QuerySet[Any]", _before: datetime | None = None) -> int:
    """Delete rows that nothing refers to, in one statement; those that others have locked stay."""
    keys = _locked(rows)
    return rows.model._default_manager.filter(pk__in=keys)._raw_delete(connection.alias) if keys else 0


def _locked(rows: "QuerySet[Any]") -> list[Any]:
    return list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))


def _delete_if(may_go: Q) -> Prune:
    return lambda rows, _before: _delete(rows.filter(may_go))


def _prune_mails(rows: "QuerySet[Any]", before: datetime) -> int:
    """Delete mails that ended, once nobody can be told any more that they were wrong.

    Of a case that is live, or was after `before`, all stay: whoever was told a date that is corrected is
    told so, and a later move is told from the date told last. What an alert has lost is counted with it: the
    planner must not take it for one that was never handed out. A digest goes after what it carried.
    """
    carried = Q(state=DeliveryState.HELD, digest__state__in=ENDED_STATES)
    carried &= ~Q(digest__state__in=[DeliveryState.CANCELLED, DeliveryState.EXPIRED])  # those are free again
    carried &= Q(digest__sent_at__isnull=True) | Q(digest__sent_at__lt=before)
    ended = rows.filter(Q(state__in=ENDED_STATES) | carried)
    told = set(ended.filter(alert_id__isnull=False).values_list("alert_id", flat=True))
    free = _settled_alerts(told, before)
    locked = ended.filter(alert_id__in=free).select_for_update(skip_locked=True, of=("self",))
    of_alert = dict(locked.values_list("pk", "alert_id"))
    gone = Delivery.objects.filter(pk__in=of_alert)._raw_delete(connection.alias) if of_alert else 0
    lost: dict[int, list[int]] = {}
    for alert, count in Counter(of_alert.values()).items():
        lost.setdefault(count, []).append(alert)
    for count, alerts in lost.items():
        Alert.objects.filter(pk__in=alerts).update(pruned=F("pruned") + count)
    others = list(ended.filter(alert_id__isnull=True).values_list("pk", flat=True))
    carrying = Delivery.objects.filter(digest__in=others).values_list("digest", flat=True) if others else []
    return gone + _delete(ended.filter(pk__in=set(others) - set(carrying)))


def _settled_alerts(alerts: Iterable[int], before: datetime) -> list[int]:
    """Of these alerts, locked, those that are handed out and of no case that is live or was after `before`.

    And those that are gone. Not those whose correction is still to be handed out: it goes to their readers.
    """
    found = dict(Alert.objects.filter(pk__in=alerts).values_list("pk", "ultimatum_id"))
    is_live = Q(shelf=Section.LIVE) | Q(sort_at__gte=before)
    live = Phase.objects.current().filter(is_live, ultimatum__in=set(found.values()))
    hidden = Ultimatum.objects.exclude(publication=Publication.PUBLISHED)
    lately = hidden.filter(pk__in=set(found.values()), updated_at__gte=before)
    cases = {*live.values_list("ultimatum_id", flat=True), *lately.values_list("pk", flat=True)}
    settled = Alert.objects.filter(pk__in=[pk for pk, case in found.items() if case not in cases])
    correction = Alert.objects.filter(pk=OuterRef("corrected_by"), state__in=_NOT_HANDED_OUT)
    handed_out = settled.filter(~Exists(correction)).exclude(state__in=_NOT_HANDED_OUT)
    # Before their mails, as whoever stores a case does, and never waiting for her.
    locked = handed_out.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    return [*locked, *(set(alerts) - set(found))]


def _prune_issues(rows: "QuerySet[Any]", _before: datetime) -> int:
    """Delete what no mail of the week ahead that is kept shows."""
    unused = ~Exists(Delivery.objects.filter(issue=OuterRef("pk")))
    _, deleted = WeekAheadIssue.objects.filter(unused, pk__in=_locked(rows.filter(unused))).delete()
    return deleted.get(WeekAheadIssue._meta.label, 0)


def _prune_ended_subscriptions(rows: "QuerySet[Any]", _before: datetime) -> int:
    mails = Delivery.objects.filter(
        subscriber=OuterRef("subscriber"), state__in=_UNENDED, subscription=OuterRef("pk")
    )
    return _delete(rows.filter(~Exists(mails), state=SubscriptionState.ENDED))


def _prune_subscribers(rows: "QuerySet[Any]", _before: datetime) -> int:
    """Erase addresses that follow nothing, whether they never confirmed or what they left has gone.

    A mail that waits for one that never confirmed has nothing left to offer.
    """
    mails = Delivery.objects.filter(subscriber=OuterRef("pk"), state__in=_UNENDED)
    idle = Q(
        Q(confirmed_at__isnull=True) | ~Exists(mails),
        ~Exists(Subscription.objects.filter(subscriber=OuterRef("pk"))),
        ~Exists(Endpoint.objects.filter(subscriber=OuterRef("pk"))),
    )
    # Locked first and asked again: whoever asks for something locks her own row.
    found = _locked(rows.filter(idle))
    _, deleted = rows.filter(idle, pk__in=found).delete() if found else (0, {})
    return deleted.get(Subscriber._meta.label, 0)


def _prune_silent_endpoints(rows: "QuerySet[Any]", _before: datetime) -> int:
    found = _locked(rows.filter(state=EndpointState.PENDING))
    _, deleted = Endpoint.objects.filter(pk__in=found).delete() if found else (0, {})
    return deleted.get(Endpoint._meta.label, 0)


def _forget_secrets(rows: "QuerySet[Any]", before: datetime) -> int:
    """Forget the secrets of endpoints that do not sign any more."""
    forgotten = rows.filter(previous_until__lte=before).update(previous_secret="", previous_until=None)
    for endpoint in rows.exclude(older_secrets=[]).select_for_update(skip_locked=True):
        signing = still_signing(endpoint.older_secrets, before)
        if signing != endpoint.older_secrets:
            Endpoint.objects.filter(pk=endpoint.pk).update(older_secrets=signing)
            forgotten += 1
    return forgotten


def _forget_reporters(rows: "QuerySet[Any]", _before: datetime) -> int:
    return rows.exclude(email="").update(email="")


def _forget_texts(rows: "QuerySet[Any]", _before: datetime) -> int:
    """Empty texts of articles; the sentences that were used are quoted in the evidence."""
    return rows.exclude(text="").update(text="", text_until=None, signature=b"")


def _prune_items(rows: "QuerySet[Any]", _before: datetime) -> int:
    """Delete articles without candidates, and with them those that said the same; not what waits."""
    ended = rows.filter(_NO_CANDIDATES).exclude(state__in=[ItemState.WAITING, ItemState.DUPLICATE])
    _, deleted = IntakeItem.objects.filter(pk__in=_locked(ended)).delete()
    return deleted.get(IntakeItem._meta.label, 0)


def _prune_candidates(rows: "QuerySet[Any]", _before: datetime) -> int:
    _, deleted = Candidate.objects.filter(pk__in=_locked(rows)).delete()
    return deleted.get(Candidate._meta.label, 0)


def _setting(name: str) -> Keep:
    keep: Keep = lambda: getattr(settings, name)  # noqa: E731 -- read anew each time
    return keep


def _for(lasting: timedelta) -> Keep:
    return lambda: lasting


def _older(column: str) -> Callable[[datetime], Q]:
    return lambda before: Q(**{f"{column}__lt": before})


def _old_mail(before: datetime) -> Q:
    return Q(next_at__lt=before) & (Q(sent_at__isnull=True) | Q(sent_at__lt=before))


_NO_CALLS = ~Exists(Call.objects.filter(occurrence=OuterRef("pk")))
_NO_CANDIDATES = ~Exists(Candidate.objects.filter(item=OuterRef("pk")))
_UNREAD = Q(state__in=UNREAD_STATES, origin=ItemOrigin.FEED)
_FOLLOWS_NOTHING = Q(
    ~Exists(
        Subscription.objects.filter(subscriber=OuterRef("subscriber")).exclude(state=SubscriptionState.ENDED)
    )
)
_UNFOLLOWED = ~Exists(Subscription.objects.filter(topic=OuterRef("pk"))) & ~Exists(
    Endpoint.objects.filter(topic=OuterRef("pk"))
)

RETENTIONS = (
    Retention("mails", Delivery, _setting("KEEP_MAILS"), _old_mail, _prune_mails),
    Retention("weeks ahead", WeekAheadIssue, _setting("KEEP_MAILS"), _older("made_at"), _prune_issues),
    Retention("calls", Call, _setting("KEEP_CALLS"), _old_mail, _delete_if(Q(state__in=ENDED_STATES))),
    Retention(
        "occurrences",
        Occurrence,
        _setting("KEEP_CALLS"),
        _older("release_at"),
        _delete_if(Q(_NO_CALLS, is_handed_out=True)),
    ),
    # Full again: as if it had never been used.
    Retention("call budgets", CallBudget, _for(_AT_ONCE), _older("used_until"), _delete, in_order=False),
    Retention("publishings", Publishing, grace, _older("at"), _delete),
    Retention("attempts", Attempt, _for(rate_limit.ATTEMPT_RETENTION), _older("at"), _delete),
    Retention(
        "requests",
        Subscription,
        _for(UNCONFIRMED_FOR),
        _older("asked_at"),
        _delete_if(Q(state=SubscriptionState.PENDING)),
    ),
    Retention(
        "ended subscriptions",
        Subscription,
        _setting("KEEP_SUBSCRIPTIONS"),
        _older("ended_at"),
        _prune_ended_subscriptions,
        in_order=False,
    ),
    Retention(
        "silent webhooks", Endpoint, _for(UNCONFIRMED_FOR), _older("created_at"), _prune_silent_endpoints
    ),
    Retention("secrets", Endpoint, _for(_AT_ONCE), lambda _before: Q(), _forget_secrets, in_order=False),
    # Without a name of their own they are of use only while they follow something.
    Retention(
        "browsers", Browser, _for(_AT_ONCE), lambda _before: Q(), _delete_if(_FOLLOWS_NOTHING), in_order=False
    ),
    Retention("subscribers", Subscriber, _for(UNCONFIRMED_FOR), _older("created_at"), _prune_subscribers),
    Retention(
        "topics",
        Topic,
        _for(_AT_ONCE),
        lambda _before: Q(kind=TopicKind.FILTER),
        _delete_if(Q(_UNFOLLOWED)),
        in_order=False,
    ),
    Retention("suppressions", Suppression, _for(_AT_ONCE), _older("until_at"), _delete, in_order=False),
    Retention(
        "addresses on reports",
        Report,
        _for(REPORTER_ADDRESS_RETENTION),
        _older("decided_at"),
        _forget_reporters,
        in_order=False,
    ),
    Retention(
        "reports",
        Report,
        _setting("KEEP_REPORTS"),
        _older("decided_at"),
        _delete_if(~Q(state=ReportState.OPEN)),
        in_order=False,
    ),
    Retention(
        "unsaved forms",
        UnsavedForm,
        _for(UNSAVED_FORM_RETENTION),
        _older("saved_at"),
        _delete,
        in_order=False,
    ),
    Retention("texts", IntakeItem, _for(_AT_ONCE), _older("text_until"), _forget_texts, in_order=False),
    Retention("bands of texts", TextBand, _for(LOOKED_BACK), _older("item__received_at"), _delete),
    Retention(
        "unread articles", IntakeItem, _setting("KEEP_UNREAD"), _older("received_at"), _delete_if(_UNREAD)
    ),
    Retention(
        "candidates",
        Candidate,
        _setting("KEEP_REJECTED"),
        _older("decided_at"),
        _prune_candidates,
        in_order=False,
    ),
    Retention("articles", IntakeItem, _setting("KEEP_TEXTS"), _older("received_at"), _prune_items),
    Retention(
        "addresses on suggestions",
        IntakeItem,
        _for(SUGGESTER_ADDRESS_RETENTION),
        _older("received_at"),
        _forget_reporters,
        in_order=False,
    ),
    Retention("sessions", Session, _for(_AT_ONCE), _older("expire_date"), _delete, in_order=False),
    Retention("incidents", Incident, _setting("KEEP_INCIDENTS"), _older("over_at"), _delete, in_order=False),
    Retention(
        "messages to operators", OperatorMessage, _setting("KEEP_INCIDENTS"), _older("made_at"), _delete
    ),
    Retention("log of the admin", LogEntry, _setting("KEEP_LOG"), _older("action_time"), _delete),
    Retention("security facts", SecurityFact, _setting("KEEP_FACTS"), _older("at"), _delete),
)
"""Whatever is deleted for its age is in this table and nowhere else."""

_RULES = {rule.name: rule for rule in RETENTIONS}
_FOLLOWING = {rule.name: after.name for rule, after in pairwise(RETENTIONS)}
