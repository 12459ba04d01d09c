"""From facts to alerts: what is planned when a record changes, and what falls due as the clock goes on.

`plan_for_record` belongs to every change of a case and runs in its transaction: a date that moves takes its
reminders along, withdrawn or moved, before anybody can see the new date. `plan_due` belongs to the tick.

What holds of mails about a case:
- Nothing that was asked for is dropped: an alert is withdrawn only where its fact or date is gone from the
  record, and what waits for a reader goes with what came later (services.outbox.mail).
- What has not left when the record changes is told as the record has it now, or not at all
  (services.alerts.corrections); nothing of a case whose date changed leaves within the grace period.
- What was told and turns out to be wrong is corrected, to whoever was told it; so is all of a case that is
  taken back.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tracker.domain.alerts import NEWS_IS_FRESH_FOR, AlertKind, milestones
from tracker.domain.alerts import Milestone as DomainMilestone
from tracker.domain.case import Document
from tracker.domain.mail_facts import is_moved, mail_facts_of, same_window, step_of
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Status, standing
from tracker.domain.status.steps import steps
from tracker.domain.vocabulary import Change
from tracker.models import (
    WITHDRAWABLE_STATES,
    Alert,
    AlertState,
    Cadence,
    Delivery,
    Milestone,
    Publication,
    Ultimatum,
)
from tracker.services.alerts.corrections import (
    CLOCKED,
    RECORD_CHANGED,
    call_off_retraction,
    correct,
    hold,
    retract,
    update_mails,
)
from tracker.services.outbox.retry import CALLS, MAILS
from tracker.services.outbox.transitions import Event, apply
from tracker.services.webhooks.events import create_alert_events

Identity = tuple[str, str, int]
CAME_BACK_WITHIN = timedelta(days=1)
"""A date that is moved away and back has its reminders again if they were due so lately."""


def plan_for_record(case: Ultimatum, before: Document, *, now: datetime, grace: timedelta) -> None:
    """Bring milestones and alerts of a case in line with its document, which has just replaced `before`.

    Reminders of dates that no longer hold are withdrawn with all their mails; offsets of a new date that
    already passed are not made up for. New facts become alerts after the grace period, or milestones where
    they become known only later; facts called back within it are withdrawn, and a second move of a date
    takes over the first.
    """
    wanted = _wanted(case)
    _replace_milestones(case, wanted, now=now)
    had_alerts = case.alerts.exists()
    if had_alerts:
        _withdraw(case, wanted)
        if case.publication == Publication.PUBLISHED:
            call_off_retraction(case)
        _restore(case, wanted, now=now)
    known = {_identity(item) for item in _milestones(before)}
    for identity, item in wanted.items():
        is_new = identity not in known and _is_news(case, item, before, now)
        if item.is_news and item.due_at <= now and (is_new or _is_again_newest(case, item)):
            _announce(case, item, now=now, release_at=now + grace)
    if not had_alerts:
        return  # nobody was told of anything yet, and what was announced just now waits anyway
    if case.publication != Publication.PUBLISHED:
        retract(case, now=now, release_at=now + grace)
    else:
        update_mails(case, now=now)
        if correct(case, now=now, release_at=now + grace) or _has_moves_waiting(case):
            hold(case, until=now + grace)


def plan_due(*, now: datetime, dry_run: bool = False) -> list[Alert]:
    """Turn every milestone that fell due into an alert, after an outage of any length.

    Who asked for what decides who is told of it; whoever asked for several gets them in one mail
    (services.outbox.mail). Idempotent: an alert that is there already is not made again. Returns the alerts
    made.
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
        create_alert_events(made, now=now)
        Milestone.objects.filter(pk__in=told).delete()
    return made


def _alerts_of(due: QuerySet[Milestone], now: datetime) -> tuple[list[Alert], list[int]]:
    """The alerts of milestones that fell due and are not stale, and the keys of all that are settled.

    They are not released before what of their case waits for the end of its grace period: a deadline is new
    before it has passed.
    """
    rows = list(due.select_related("ultimatum").order_by("due_at", "id"))
    waiting = Alert.objects.filter(ultimatum__in={row.ultimatum_id for row in rows}, state=AlertState.PLANNED)
    release_at = dict(waiting.order_by("release_at").values_list("ultimatum", "release_at"))
    fresh = [row for row in rows if row.not_after is None or now < row.not_after]
    made = [_alert_of(row, now, max(now, release_at.get(row.ultimatum_id, now))) for row in fresh]
    return made, [row.pk for row in rows]


def withdraw_alerts(alerts: Iterable[Alert], *, reason: str) -> int:
    """Withdraw alerts and cancel what of them has not left yet; returns how many mails were called back."""
    pks = [alert.pk for alert in alerts]
    Alert.objects.filter(pk__in=pks).update(state=AlertState.WITHDRAWN, reason=reason)
    CALLS.cancel_all(Q(occurrence__alert__in=pks), reason=reason)
    return cancel_deliveries(Q(alert__in=pks), reason=reason)


def cancel_deliveries(which: Q, *, reason: str) -> int:
    """Cancel the open deliveries among these, those a worker has claimed but not begun included."""
    return MAILS.cancel_all(which, reason=reason)


def _wanted(case: Ultimatum) -> dict[Identity, DomainMilestone]:
    if case.publication != Publication.PUBLISHED:
        return {}
    return {_identity(item): item for item in _milestones(case.document)}


def _milestones(document: Document) -> tuple[DomainMilestone, ...]:
    return milestones(Record.from_document(document)) if document else ()


def _identity(item: DomainMilestone) -> Identity:
    return (item.kind.value, item.about, int(item.offset.total_seconds()))


def _is_news(case: Ultimatum, item: DomainMilestone, before: Document, now: datetime) -> bool:
    """Whether a fact that has just come into the record is news, by the day we learned it.

    What became known within a week is. What is older was history when its case was published, so it is none
    in a case that has just been published or is over; later a date that is still ahead, a date taken back
    and an outcome are news whenever they are entered, and an event that happened since the publication.
    """
    if now - NEWS_IS_FRESH_FOR <= item.due_at:
        return True
    if not before or (_is_over(before, now) and _is_over(case.document, now)):
        return False
    if item.kind is AlertKind.EVENT:
        return case.published_at is not None and case.published_at <= item.due_at
    if item.kind is AlertKind.OUTCOME:
        return True
    step = step_of(Record.from_document(case.document), item.key)
    return step is not None and not step.is_over(now)


def _is_over(document: Document, now: datetime) -> bool:
    stands = standing(Record.from_document(document), now)
    return stands is not None and stands.status is Status.RESOLVED


def _is_again_newest(case: Ultimatum, item: DomainMilestone) -> bool:
    """Whether it is a move that a later one had taken over within the grace period, and the later is gone."""
    merged = case.alerts.filter(kind=AlertKind.MOVED, about=item.about, state=AlertState.MERGED)
    return item.kind is AlertKind.MOVED and merged.exists()


def _has_moves_waiting(case: Ultimatum) -> bool:
    return case.alerts.filter(kind=AlertKind.MOVED, state=AlertState.PLANNED).exists()


def _replace_milestones(
    case: Ultimatum, wanted: Mapping[Identity, DomainMilestone], *, now: datetime
) -> None:
    stored = {(row.kind, row.about, row.offset_seconds): row for row in case.milestones.all()}
    stale = [
        row.pk
        for identity, row in stored.items()
        if identity not in wanted or (wanted[identity].due_at, wanted[identity].key) != (row.due_at, row.key)
    ]
    Milestone.objects.filter(pk__in=stale).delete()
    kept = {identity for identity, row in stored.items() if row.pk not in stale}
    Milestone.objects.bulk_create(
        Milestone(
            ultimatum=case,
            kind=item.kind,
            key=item.key,
            about=item.about,
            offset_seconds=identity[2],
            due_at=item.due_at,
            not_after=item.not_after,
        )
        for identity, item in wanted.items()
        if identity not in kept and item.due_at > now
    )


def _withdraw(case: Ultimatum, wanted: Mapping[Identity, DomainMilestone]) -> None:
    """Withdraw alerts whose reason is gone: a date that moved, a fact that was taken back.

    What a released move or new deadline tells may have changed without being gone
    (services.alerts.corrections). Corrections that still wait are planned anew.
    """
    case.alerts.filter(kind=AlertKind.CORRECTION, state=AlertState.PLANNED).delete()
    gone: list[Alert] = []
    not_planned = (AlertKind.CORRECTION, AlertKind.LISTED)
    for alert in case.alerts.filter(state__in=WITHDRAWABLE_STATES).exclude(kind__in=not_planned):
        item = wanted.get((alert.kind, alert.about, alert.offset_seconds))
        is_dated = alert.kind in (AlertKind.SET, AlertKind.MOVED)
        if item is None and (not is_dated or alert.state == AlertState.PLANNED):
            gone.append(alert)
    if gone:
        withdraw_alerts(gone, reason=RECORD_CHANGED)
        # What was never handed out may fall due again under the same name.
        never = Alert.objects.filter(pk__in=[alert.pk for alert in gone], deliveries=None, pruned=0)
        never.delete()


def _restore(case: Ultimatum, wanted: Mapping[Identity, DomainMilestone], *, now: datetime) -> None:
    """Let reminders go on whose date was moved away and back."""
    withdrawn = case.alerts.filter(kind__in=CLOCKED, state=AlertState.WITHDRAWN, reason=RECORD_CHANGED)
    for alert in withdrawn.filter(due_at__gt=now - CAME_BACK_WITHIN):
        if (alert.kind, alert.about, alert.offset_seconds) in wanted:
            alert.state, alert.reason = AlertState.OPEN, ""
            alert.save(update_fields=["state", "reason"])
            cancelled = Delivery.objects.filter(alert=alert, error=RECORD_CHANGED)
            apply(Event.RESTORE, cancelled.filter(cadence=Cadence.AT_ONCE), next_at=now)
            apply(Event.RESTORE_FOR_DIGEST, cancelled.exclude(cadence=Cadence.AT_ONCE))


def _announce(case: Ultimatum, item: DomainMilestone, *, now: datetime, release_at: datetime) -> None:
    """Plan the news of a fact; of several moves of a date within the grace period that of the last alone."""
    told = mail_facts_of(case.document, item.kind, item.key)
    if told is None:
        return
    was, state, reason = _was(case.document, item), AlertState.PLANNED, ""
    if item.kind is AlertKind.MOVED:
        step = step_of(Record.from_document(case.document), item.key)
        if step is None or step.newest.id != item.key or not is_moved(step):
            return
        moves = case.alerts.filter(kind=AlertKind.MOVED, told__step=told["step"])
        waiting = moves.filter(Q(state=AlertState.PLANNED) | Q(state=AlertState.MERGED, about=item.about))
        first = waiting.order_by("created_at", "id").first()
        if first is not None:
            was = first.was
            waiting.update(state=AlertState.MERGED, reason=f"merged into {item.key}")
            if same_window(was, told["due"]) and (step.newest.change is not Change.CLARIFIED):
                state, reason = AlertState.MERGED, "the date is where it was"
    about = item.about
    same = case.alerts.filter(kind=item.kind, about=about, offset_seconds=0).first()
    if same is not None and same.state == AlertState.MERGED:
        same.delete()  # it was never handed out
    elif same is not None:
        if same.corrected_by_id is None and (item.kind is not AlertKind.MOVED or same.told == told):
            return
        # What was taken back, or is another date by now, is told by an alert of its own.
        about = f"{about} {case.revision}"
    Alert.objects.create(
        ultimatum=case,
        kind=item.kind,
        key=told["deadline"] if item.kind is AlertKind.SET else item.key,
        about=about,
        state=state,
        reason=reason,
        due_at=item.due_at,
        release_at=release_at,
        not_after=item.not_after,
        was=was,
        told=told,
        created_at=now,
    )


def _alert_of(row: Milestone, now: datetime, release_at: datetime) -> Alert:
    document, kind = row.ultimatum.document, AlertKind(row.kind)
    return Alert(
        ultimatum=row.ultimatum,
        kind=row.kind,
        key=row.key,
        about=row.about,
        offset_seconds=row.offset_seconds,
        due_at=row.due_at,
        release_at=release_at,
        not_after=row.not_after,
        was=_was_of(document, row.key) if kind is AlertKind.MOVED else None,
        told=mail_facts_of(document, kind, row.key),
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
