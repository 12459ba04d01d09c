"""From facts to alerts: what is planned when a record changes, and what falls due as the clock goes on.

`plan_for_record` belongs to every change of a case and runs in its transaction: a date that moves takes its
reminders along, withdrawn or moved, before anybody can see the new date. `plan_due` belongs to the tick.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tracker.domain.alerts import NEWS_IS_FRESH_FOR, AlertKind, milestones
from tracker.domain.alerts import Milestone as DomainMilestone
from tracker.domain.record import Document, Record
from tracker.domain.steps import steps
from tracker.models import (
    Alert,
    AlertState,
    Milestone,
    Publication,
    Ultimatum,
)
from tracker.services.ledgers import CALLS, MAILS
from tracker.services.occurring import occur_of_alerts

Identity = tuple[str, str, int]
_CLOCKED = (AlertKind.REMINDER, AlertKind.EXPIRY)
_UNSENT = (AlertState.PLANNED, AlertState.OPEN, AlertState.DONE)


def plan_for_record(case: Ultimatum, before: Document, *, now: datetime, grace: timedelta) -> None:
    """Bring milestones and alerts of a case in line with its document, which has just replaced `before`.

    Reminders of dates that no longer hold are withdrawn with all their mails; offsets of a new date that
    already passed are not made up for. New facts become alerts after the grace period, or milestones where
    they become known only later; facts called back within it are withdrawn, and a second move of a date
    takes over the first.
    """
    wanted = _wanted(case)
    _replace_milestones(case, wanted, now=now)
    _withdraw(case, wanted)
    known_before = {_identity(item) for item in _milestones(before)}
    for identity, item in wanted.items():
        is_fresh = now - NEWS_IS_FRESH_FOR <= item.due_at <= now
        if item.is_news and is_fresh and identity not in known_before:
            _announce(case, item, now=now, release_at=now + grace)


def plan_due(*, now: datetime, dry_run: bool = False) -> list[Alert]:
    """Turn every milestone that fell due into an alert, after an outage of any length.

    Who asked for what decides who is told of it; whoever asked for several gets them in one mail
    (services.sending). Idempotent: an alert that is there already is not made again. Returns the alerts made.
    """
    due = Milestone.objects.filter(due_at__lte=now)
    if dry_run:
        return _alerts_of(due, now)[0]
    cases = list(due.values_list("ultimatum", flat=True).distinct())
    if not cases:
        return []
    with transaction.atomic():
        # Under the lock of their cases: a date that moves this very moment must not be told as it was.
        # A case somebody is storing is left for the next tick.
        locked = Ultimatum.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=cases)
        made, told = _alerts_of(due.filter(ultimatum__in=[case.pk for case in locked.only("pk")]), now)
        Alert.objects.bulk_create(made, ignore_conflicts=True)
        occur_of_alerts(made, now=now)
        Milestone.objects.filter(pk__in=told).delete()
    return made


def _alerts_of(due: QuerySet[Milestone], now: datetime) -> tuple[list[Alert], list[int]]:
    """The alerts of milestones that fell due and are not stale, and the keys of all that are settled."""
    rows = list(due.select_related("ultimatum").order_by("due_at", "id"))
    fresh = [row for row in rows if row.not_after is None or now < row.not_after]
    return [_alert_of(row, now) for row in fresh], [row.pk for row in rows]


def withdraw_alerts(alerts: Iterable[Alert], *, reason: str) -> int:
    """Withdraw alerts and cancel what of them has not left yet; returns how many mails were called back."""
    pks = [alert.pk for alert in alerts]
    Alert.objects.filter(pk__in=pks).update(state=AlertState.WITHDRAWN, reason=reason)
    CALLS.call_back(Q(occurrence__alert__in=pks), reason=reason)
    return cancel_deliveries(Q(alert__in=pks), reason=reason)


def cancel_deliveries(which: Q, *, reason: str) -> int:
    """Cancel the open deliveries among these, those a worker has claimed but not begun included."""
    return MAILS.call_back(which, reason=reason)


def _wanted(case: Ultimatum) -> dict[Identity, DomainMilestone]:
    if case.publication != Publication.PUBLISHED:
        return {}
    return {_identity(item): item for item in _milestones(case.document)}


def _milestones(document: Document) -> tuple[DomainMilestone, ...]:
    return milestones(Record.from_document(document)) if document else ()


def _identity(item: DomainMilestone) -> Identity:
    return (item.kind.value, item.key, int(item.offset.total_seconds()))


def _replace_milestones(
    case: Ultimatum, wanted: Mapping[Identity, DomainMilestone], *, now: datetime
) -> None:
    stored = {(row.kind, row.key, row.offset_seconds): row for row in case.milestones.all()}
    stale = [
        row.pk
        for identity, row in stored.items()
        if identity not in wanted or wanted[identity].due_at != row.due_at
    ]
    Milestone.objects.filter(pk__in=stale).delete()
    kept = {identity for identity, row in stored.items() if row.pk not in stale}
    Milestone.objects.bulk_create(
        Milestone(
            ultimatum=case,
            kind=item.kind,
            key=item.key,
            offset_seconds=identity[2],
            due_at=item.due_at,
            not_after=item.not_after,
        )
        for identity, item in wanted.items()
        if identity not in kept and item.due_at > now
    )


def _withdraw(case: Ultimatum, wanted: Mapping[Identity, DomainMilestone]) -> None:
    """Withdraw alerts whose reason is gone: a date that moved, a fact that was taken back."""
    gone: list[Alert] = []
    for alert in case.alerts.filter(state__in=_UNSENT):
        item = wanted.get((alert.kind, alert.key, alert.offset_seconds))
        moved = item is not None and alert.kind in _CLOCKED and item.due_at != alert.due_at
        called_back = item is None and (alert.kind in _CLOCKED or alert.state == AlertState.PLANNED)
        if moved or called_back:
            gone.append(alert)
    if gone:
        withdraw_alerts(gone, reason="the record changed")
        # What was never handed out may fall due again under the same name.
        Alert.objects.filter(pk__in=[alert.pk for alert in gone], deliveries=None).delete()


def _announce(case: Ultimatum, item: DomainMilestone, *, now: datetime, release_at: datetime) -> None:
    was = _was(case.document, item)
    if item.kind is AlertKind.MOVED:
        waiting = case.alerts.filter(kind=AlertKind.MOVED, state=AlertState.PLANNED)
        first = waiting.order_by("created_at", "id").first()
        if first is not None:
            was = first.was
            waiting.update(state=AlertState.MERGED, reason=f"merged into {item.key}")
    Alert.objects.get_or_create(
        ultimatum=case,
        kind=item.kind,
        key=item.key,
        offset_seconds=0,
        defaults={
            "due_at": item.due_at,
            "release_at": release_at,
            "not_after": item.not_after,
            "was": was,
            "created_at": now,
        },
    )


def _alert_of(row: Milestone, now: datetime) -> Alert:
    item_was = _was_of(row.ultimatum.document, row.key) if row.kind == AlertKind.MOVED else None
    return Alert(
        ultimatum=row.ultimatum,
        kind=row.kind,
        key=row.key,
        offset_seconds=row.offset_seconds,
        due_at=row.due_at,
        release_at=now,
        not_after=row.not_after,
        was=item_was,
        created_at=now,
    )


def _was(document: Document, item: DomainMilestone) -> Document | None:
    return _was_of(document, item.key) if item.kind is AlertKind.MOVED else None


def _was_of(document: Document, key: str) -> Document | None:
    """The `due` that the deadline of that id replaced."""
    due = {item["id"]: item["due"] for item in document["deadlines"]}
    for step in steps(Record.from_document(document).deadlines):
        names = [deadline.id for deadline in step.deadlines]
        if key in names[1:]:
            before: Document | None = due[names[names.index(key) - 1]]
            return before
    return None
