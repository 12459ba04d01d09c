"""From facts to calls: what webhooks have to tell, and one call for each endpoint that asked for it.

An entry of the stream of changes is released once its grace period is over and the public can know it; an
entry that was taken back before never is. Each change carries whether it was told, each occurrence whether
it was handed out, and calls are unique, so a tick that dies anywhere is made up for by the next.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation

from tracker.domain.alerts import AlertKind
from tracker.domain.case import read_due
from tracker.domain.status.changes import ChangeKind
from tracker.domain.webhooks import ON_DEMAND, EventType, body_of, event_bit, event_text, instant, type_of
from tracker.models import (
    Alert,
    AlertState,
    Change,
    Endpoint,
    EndpointState,
    Occurrence,
    Publication,
    Topic,
    TopicKind,
    Ultimatum,
)
from tracker.models.fields import stamp
from tracker.services.alerts.fan_out import topics_of
from tracker.services.outbox.transitions import NEW_CANCELLED, NEW_DUE
from tracker.templatetags.change_sentences import about_text, clock_sentence, sentence

MOST_A_TICK = 500
"""Occurrences made, and handed out, in one tick; the rest waits for the next, in order."""
MOST_MARKED = 5000
_OF_ALERTS = {AlertKind.EXPIRY.value: EventType.EXPIRED, AlertKind.REMINDER.value: EventType.DUE}


def create_events(*, now: datetime, grace: timedelta) -> int:
    """Make the occurrences of changes whose time has come, in the order of the stream; returns how many.

    Where nobody has registered an endpoint, changes are marked as told. 1 query where nothing is new.
    """
    ripe = _ripe(now, grace).order_by("id")
    if not ripe.exists():
        return 0
    with transaction.atomic():
        # Under the lock of the changes: one that is taken back this very moment must not be told.
        locked = ripe.select_for_update(skip_locked=True, of=("self",), no_key=True)
        if not Endpoint.objects.exists():
            told = list(locked.values_list("pk", flat=True)[:MOST_MARKED])
            Change.objects.filter(pk__in=told).update(is_told=True)
            return 0
        changes = list(locked.select_related("ultimatum")[:MOST_A_TICK])
        made = [_of_change(change, grace) for change in changes]
        Occurrence.objects.bulk_create(made, ignore_conflicts=True)
        Change.objects.filter(pk__in=[change.pk for change in changes]).update(is_told=True)
    return len(made)


def create_alert_events(alerts: Iterable[Alert], *, now: datetime) -> None:
    """Make the occurrences of alerts of the clock, in the transaction that made them (0 queries without).

    They tell what the stream tells of their deadline, and how long is left.
    """
    cases = {alert.ultimatum_id for alert in alerts if alert.kind in _OF_ALERTS}
    if not cases or not Endpoint.objects.exists():
        return
    # Read again: those that another tick had made first are not ours, and only stored rows have a key.
    fresh = Alert.objects.filter(ultimatum__in=cases, kind__in=_OF_ALERTS, created_at=now)
    fresh = fresh.exclude(about__contains=" opens ")  # a window that opens is no expiry
    entries = {
        (entry.ultimatum_id, entry.key): entry
        for entry in Change.objects.filter(ultimatum__in=cases).exclude(kind=ChangeKind.CORRECTION)
    }
    made = [
        _of_alert(alert, entries[alert.ultimatum_id, alert.key])
        for alert in fresh
        if (alert.ultimatum_id, alert.key) in entries
    ]
    Occurrence.objects.bulk_create(made, ignore_conflicts=True)


def fan_out_calls(*, now: datetime) -> int:
    """Make a call for each endpoint that asked for an occurrence, a case a transaction; returns how many.

    Endpoints that are switched off get theirs cancelled, so that they can be sent again later. 1 query
    where nothing is new.
    """
    waiting = Occurrence.objects.filter(is_handed_out=False).order_by("id")
    of_case: dict[int, list[int]] = defaultdict(list)
    for pk, case in waiting.values_list("pk", "ultimatum_id")[:MOST_A_TICK]:
        of_case[case or 0].append(pk)  # 0: what was taken back, and what is sent on demand
    return sum(_fan_out(case, found, now=now) for case, found in of_case.items())


def would_be_notified(*, now: datetime, grace: timedelta) -> list[tuple[str, list[str]]]:
    """What of the stream is due to be told, and the endpoints that would hear of it; reads only."""
    found = []
    for change in _ripe(now, grace).select_related("ultimatum__dossier").order_by("id")[:MOST_A_TICK]:
        case = change.ultimatum
        topics = _topics(case, now) if case else _topics_of_retracted(change.row)
        asked = Endpoint.objects.filter(topic__in=topics, state=EndpointState.ACTIVE, created_at__lte=now)
        bit = event_bit(type_of(ChangeKind(change.kind)))
        urls = [url for url, wishes in asked.values_list("url", "wishes").order_by("id") if wishes & bit]
        found.append((f"{change.kind} {change.key} of {change.row['slug']}", urls))
    return found


def still_signing(pairs: Iterable[Sequence[str]], now: datetime) -> list[list[str]]:
    """Of replaced secrets, each with the instant until which it signs, those that still do."""
    return [[secret, until] for secret, until in pairs if datetime.fromisoformat(until) > now]


def _of_change(change: Change, grace: timedelta) -> Occurrence:
    kind = type_of(ChangeKind(change.kind))
    facts = {"kind": change.kind, "at": instant(change.at), "recorded_at": instant(change.recorded_at)}
    return Occurrence(
        kind=kind,
        bit=event_bit(kind),
        ultimatum_id=change.ultimatum_id,
        change=change,
        release_at=max(change.recorded_at + grace, change.at),
        body=body_of(kind, at=change.recorded_at, data={**facts, **_data(change), "text": _text_of(change)}),
    )


def _of_alert(alert: Alert, entry: Change) -> Occurrence:
    kind = _OF_ALERTS[alert.kind]
    facts: dict[str, Any] = {"kind": kind.value.partition(".")[2], "at": instant(alert.due_at)}
    if kind is EventType.DUE:
        facts["seconds_before"] = alert.offset_seconds
    return Occurrence(
        kind=kind,
        bit=event_bit(kind, timedelta(seconds=alert.offset_seconds)),
        ultimatum_id=alert.ultimatum_id,
        alert=alert,
        release_at=alert.release_at,
        # A program that is told too late that something is coming is told something wrong.
        not_after=alert.due_at + timedelta(seconds=alert.offset_seconds) if alert.not_after else None,
        body=body_of(kind, at=alert.due_at, data={**facts, **_data(entry), "text": _text_of(entry, alert)}),
    )


def _data(change: Change) -> dict[str, Any]:
    """Everything the stream has of an entry: its place, the name it keeps, the version of what it shows."""
    row: Mapping[str, Any] = change.row
    due = read_due(row["fact"].get("due"))
    shown = {name: value for name, value in row.items() if name != "key"}
    return {
        "place": change.pk,
        "entry": f"{row['slug']}/{change.key}",
        "version": row["key"],
        **shown,
        "earliest_at": instant(due.window.earliest_at) if due else None,
        "latest_at": instant(due.window.latest_at) if due and due.window.latest_at else None,
        "links": {"case": f"{settings.SITE_URL}{reverse('case', args=[row['slug']])}"},
    }


def _text_of(change: Change, alert: Alert | None = None) -> str:
    """The same in a sentence, in the language of the record."""
    with translation.override(settings.LANGUAGE_CODE):
        if alert is not None:
            is_ahead = alert.kind == AlertKind.REMINDER
            what = clock_sentence(change.row, timedelta(seconds=alert.offset_seconds) if is_ahead else None)
        else:
            lead, details = sentence(ChangeKind(change.kind), change.row)
            what = f"{lead}. {details[0]}"
        return event_text(about_text(change.row), what)


def _ripe(now: datetime, grace: timedelta) -> QuerySet[Change]:
    """What is due to be told: of published cases, or that one was taken back."""
    public = Q(ultimatum__publication=Publication.PUBLISHED) | Q(kind=ChangeKind.RETRACTED)
    return Change.objects.filter(public, is_told=False, recorded_at__lte=now - grace, at__lte=now)


def _topics_of_retracted(row: Mapping[str, Any]) -> list[int]:
    """The topics that may have told of a case that is no more: all but those of another case or dossier."""
    others = Q(kind=TopicKind.CASE) & ~Q(key=row["slug"])
    others |= Q(kind=TopicKind.DOSSIER) & ~Q(key=row["dossier"])
    found = Topic.objects.filter(endpoints__isnull=False).exclude(others)
    return sorted(found.distinct().values_list("pk", flat=True))


def _topics(case: Ultimatum, now: datetime) -> list[int]:
    wanted = Topic.objects.filter(kind=TopicKind.FILTER, endpoints__isnull=False)
    return topics_of(case, filters=wanted, at=now)


@transaction.atomic
def _fan_out(case: int, occurrences: Sequence[int], *, now: datetime) -> int:
    locked = Occurrence.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    found = list(locked.filter(pk__in=occurrences, is_handed_out=False).values_list("pk", flat=True))
    if not case:
        news = Occurrence.objects.filter(pk__in=found, kind=EventType.RETRACTED, change__isnull=False)
        rows = news.order_by("pk").values_list("pk", "change__row")
        made = sum(_insert([pk], _topics_of_retracted(row), now=now) for pk, row in rows)
        Occurrence.objects.filter(pk__in=found).update(is_handed_out=True)
        return made
    ultimatum = Ultimatum.objects.select_related("dossier").filter(pk=case).first()
    made = 0
    if found and ultimatum is not None:
        made = _insert(found, _topics(ultimatum, now), now=now)
    Occurrence.objects.filter(pk__in=found).update(is_handed_out=True)
    return made


def _insert(occurrences: Sequence[int], topics: Sequence[int], *, now: datetime) -> int:
    """The calls of these occurrences for the endpoints of these topics, in one statement."""
    if not topics:
        return 0
    # SQL: the ORM has no INSERT … SELECT
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO tracker_call (occurrence_id, endpoint_id, state, error, next_at, not_after,
                                      attempts, uncertain, lease_token)
            SELECT occurrence.id, endpoint.id,
                   CASE endpoint.state WHEN %s THEN %s ELSE %s END,
                   CASE endpoint.state WHEN %s THEN '' ELSE 'The endpoint was switched off.' END,
                   %s, occurrence.not_after, 0, 0, ''
            FROM tracker_occurrence AS occurrence
            JOIN tracker_endpoint AS endpoint
                 ON (endpoint.wishes & occurrence.bit) <> 0 AND endpoint.created_at <= occurrence.release_at
                    AND endpoint.state <> %s
            WHERE occurrence.id IN ({_marks(occurrences)}) AND endpoint.topic_id IN ({_marks(topics)})
                  AND (occurrence.change_id IS NOT NULL OR occurrence.alert_id IS NOT NULL)
            ORDER BY occurrence.id, endpoint.id
            ON CONFLICT (occurrence_id, endpoint_id) DO NOTHING
            """,  # noqa: S608 -- marks are placeholders
            [
                EndpointState.ACTIVE.value,
                NEW_DUE.value,
                NEW_CANCELLED.value,
                EndpointState.ACTIVE.value,
                stamp(now),
                EndpointState.PENDING.value,
                *occurrences,
                *topics,
            ],
        )
        return int(cursor.rowcount)


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def taken_back() -> Q:
    """The calls that must not leave any more: what they tell of was taken back, or is no longer public."""
    gone = Q(occurrence__change__isnull=True, occurrence__alert__isnull=True)
    gone |= Q(occurrence__alert__state=AlertState.WITHDRAWN)
    hidden = ~Q(occurrence__ultimatum__publication=Publication.PUBLISHED)
    hidden &= ~Q(occurrence__kind=EventType.RETRACTED)
    return ~Q(occurrence__kind__in=ON_DEMAND) & (gone | hidden)
