"""Mails of a case whose record changes: what waits tells what holds now, what was told wrongly is corrected.

An alert keeps what its mails tell (domain.mail_facts). When the record comes to say something else, mails
that have not begun go on under an alert that says it; those that have keep the alert that tells what they
said. So what a reader was told last follows from the mails she was sent.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from tracker.domain.alerts import AlertKind
from tracker.domain.case import Document
from tracker.domain.mail_facts import (
    MailFacts,
    is_moved,
    is_wrong,
    mail_facts_of,
    same_date,
    same_window,
    step_of,
)
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Status, standing
from tracker.models import (
    BEGUN_STATES,
    OPEN_STATES,
    RETRACTION,
    WITHDRAWABLE_STATES,
    Alert,
    AlertState,
    Cadence,
    Delivery,
    DeliveryState,
    Ultimatum,
)
from tracker.services.outbox.retry import MAILS
from tracker.services.outbox.transitions import Event, apply

_WAITING = (DeliveryState.DUE, DeliveryState.HELD, DeliveryState.LEASED)
CLOCKED = (AlertKind.REMINDER, AlertKind.EXPIRY)
"""What tells of a date and not of news."""
RECORD_CHANGED = "the record changed"
"""Why an alert was withdrawn and its mails were called back; what comes back is found by it."""
WAS_NOTIFIED = Q(state__in=BEGUN_STATES) | Q(state=DeliveryState.HELD, digest__state__in=BEGUN_STATES)
"""The deliveries that have told something, as far as anybody can know."""
_REACHED_SOMEBODY = Exists(Delivery.objects.filter(WAS_NOTIFIED, alert=OuterRef("pk"))) | Exists(
    Delivery.objects.filter(state__in=BEGUN_STATES, issue__alerts=OuterRef("pk"))
)
"""The alerts that somebody was told, alone, in a digest or in a week ahead."""


def update_mails(case: Ultimatum, *, now: datetime) -> None:
    """Let every mail of a case that has not begun tell what its record says now, or nothing."""
    # What shows it and has not begun is made anew (services.alerts.week_ahead.store_issue).
    apply(Event.RELEASE, Delivery.objects.filter(issue__alerts__ultimatum=case))
    live = case.alerts.filter(state__in=WITHDRAWABLE_STATES)
    for alert in live.filter(told__isnull=False).exclude(kind=AlertKind.LISTED).order_by("id"):
        told = _current_facts(alert, case.document)
        if told is None:
            _call_off(alert)
        elif told != alert.told:
            _announce(alert, told, case, now=now)


def hold(case: Ultimatum, *, until: datetime) -> None:
    """Let nothing leave about a case before an instant; mails that are begun are not held any more."""
    alerts = list(case.alerts.values_list("pk", flat=True))
    carriers = _locked_carriers(alerts)
    apply(Event.RELEASE, Delivery.objects.filter(alert__in=alerts))
    apply(Event.UNCARRY, Delivery.objects.filter(alert__in=alerts, digest__in=carriers))
    due = Delivery.objects.filter(alert__in=alerts, state=DeliveryState.DUE, next_at__lt=until)
    due.update(next_at=until)


def held_until(case: int, *, now: datetime) -> datetime:
    """When what is handed out now about a case may leave: once no change of its date can be called back."""
    changes = Alert.objects.filter(
        ultimatum=case, kind__in=[AlertKind.MOVED, AlertKind.CORRECTION], state=AlertState.PLANNED
    )
    last: datetime | None = changes.aggregate(at=Max("release_at"))["at"]
    return max(now, last or now)


def _locked_carriers(alerts: list[int]) -> list[int]:
    """The mails that carry some of these alerts at once and have not begun; they cannot begin meanwhile."""
    carried = Delivery.objects.filter(alert__in=alerts, state=DeliveryState.HELD, digest__isnull=False)
    carriers = Delivery.objects.filter(
        pk__in=carried.values("digest"),
        cadence=Cadence.AT_ONCE,
        state__in=[DeliveryState.DUE, DeliveryState.LEASED],
    )
    return list(carriers.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def correct(case: Ultimatum, *, now: datetime, release_at: datetime) -> int:
    """Plan corrections of what readers were told of a case and the record now contradicts; how many.

    One for each time limit, event and outcome; of a matter that is over only of its outcomes.
    """
    stands = standing(Record.from_document(case.document), now)
    is_over = stands is not None and stands.status is Status.RESOLVED
    uncorrected = case.alerts.filter(corrected_by=None, told__isnull=False).exclude(state=AlertState.PLANNED)
    of_subject: dict[str, list[Alert]] = defaultdict(list)
    for alert in uncorrected.order_by("id"):
        kind, key, said = AlertKind(alert.kind), alert.key, _said(alert)
        if is_wrong(said, kind, key, case.document) and (not is_over or kind is AlertKind.OUTCOME):
            if "deadline" in said and not same_date(said, case.document):
                key = said["step"]
            of_subject[key].append(alert)
    planned = 0
    for key, alerts in of_subject.items():
        wrong = Alert.objects.filter(_REACHED_SOMEBODY, pk__in=[alert.pk for alert in alerts])
        if wrong.exists():
            made = _correction(case, key, _said(alerts[-1]), now=now, release_at=release_at)
            Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(corrected_by=made)
            planned += 1
    return planned


def retract(case: Ultimatum, *, now: datetime, release_at: datetime) -> None:
    """Plan to tell whoever was told of a case that is not public any more that it was taken back.

    Once, whatever they were told and whether it had been corrected; corrections that still wait are called
    off. Who was told it, and then something else since the case was public again, is told anew.
    """
    corrections = case.alerts.filter(kind=AlertKind.CORRECTION).exclude(key=RETRACTION)
    for alert in corrections.exclude(state=AlertState.WITHDRAWN):
        _call_off(alert)
    void = case.alerts.filter(_REACHED_SOMEBODY, told__isnull=False).exclude(corrected_by__key=RETRACTION)
    pks = list(void.values_list("pk", flat=True))
    if pks:
        made = Alert.objects.create(
            ultimatum=case,
            kind=AlertKind.CORRECTION,
            key=RETRACTION,
            about=f"{RETRACTION} {case.revision}",
            due_at=now,
            release_at=release_at,
            created_at=now,
        )
        Alert.objects.filter(pk__in=pks).update(corrected_by=made)


def call_off_retraction(case: Ultimatum) -> None:
    """Call off what still waits to be told of a case that was taken back and is public again."""
    for alert in case.alerts.filter(key=RETRACTION).exclude(state=AlertState.WITHDRAWN):
        if alert.state != AlertState.DONE or alert.deliveries.filter(state__in=OPEN_STATES).exists():
            Alert.objects.filter(pk=alert.pk).update(state=AlertState.WITHDRAWN, reason="public again")
            MAILS.cancel_all(Q(alert=alert), reason="public again")
            alert.corrects.update(corrected_by=None)


def has_readers_to_tell(case: Ultimatum) -> bool:
    """Whether somebody was told of a case and not yet that it was taken back, if that is so."""
    void = case.alerts.filter(_REACHED_SOMEBODY, told__isnull=False).exclude(corrected_by__key=RETRACTION)
    waiting = Delivery.objects.filter(alert__ultimatum=case, alert__key=RETRACTION, state__in=OPEN_STATES)
    planned = case.alerts.filter(key=RETRACTION, state__in=[AlertState.PLANNED, AlertState.OPEN])
    return void.exists() or planned.exists() or waiting.exists()


def _correction(case: Ultimatum, key: str, wrong: MailFacts, *, now: datetime, release_at: datetime) -> Alert:
    told = mail_facts_of(case.document, AlertKind.CORRECTION, key)
    return Alert.objects.create(
        ultimatum=case,
        kind=AlertKind.CORRECTION,
        key=told["deadline"] if told and "text" not in told and "headline" not in told else key,
        about=f"{key} {case.revision}",
        due_at=now,
        release_at=release_at,
        was=wrong.get("due"),
        told=told,
        created_at=now,
    )


def _said(alert: Alert) -> MailFacts:
    return alert.told or {}


def _current_facts(alert: Alert, document: Document) -> dict[str, Any] | None:
    """What an alert would tell now; None where there is nothing left to tell."""
    kind = AlertKind(alert.kind)
    told = mail_facts_of(document, kind, alert.key)
    if told is None and "step" in _said(alert) and kind not in (AlertKind.EVENT, AlertKind.OUTCOME):
        told = mail_facts_of(document, kind, _said(alert)["step"])
    if told is None or kind is not AlertKind.MOVED:
        return told
    step = step_of(Record.from_document(document), told["deadline"])
    return told if step is not None and is_moved(step) else None


def _call_off(alert: Alert) -> None:
    if alert.state != AlertState.DONE:
        Alert.objects.filter(pk=alert.pk).update(state=AlertState.WITHDRAWN, reason=RECORD_CHANGED)
    MAILS.cancel_all(Q(alert=alert), reason=RECORD_CHANGED)


def _announce(alert: Alert, told: dict[str, Any], case: Ultimatum, *, now: datetime) -> None:
    """Let the mails of an alert that have not begun tell this."""
    key = alert.key if alert.kind in (AlertKind.EVENT, AlertKind.OUTCOME) else told["deadline"]
    is_told = alert.pruned > 0 or Delivery.objects.filter(WAS_NOTIFIED, alert=alert).exists()
    is_same = alert.kind in CLOCKED and same_window(_said(alert)["due"], told["due"])
    target = _takes_over(alert, told)
    if target is None and (is_same or not is_told):
        Alert.objects.filter(pk=alert.pk).update(key=key, told=told)
        return
    # Conditions on the rows themselves: a mail that begins this very moment must not be handed over.
    _locked_carriers([alert.pk])
    carrier = Delivery.objects.filter(pk=OuterRef("digest"), state__in=BEGUN_STATES)
    waiting = Delivery.objects.filter(~Exists(carrier), alert=alert, state__in=_WAITING)
    if alert.state == AlertState.DONE and not waiting.exists():
        return
    if target is None:
        target = Alert.objects.create(
            ultimatum=case,
            kind=alert.kind,
            key=key,
            about=f"{alert.about} {case.revision}",
            offset_seconds=alert.offset_seconds,
            due_at=alert.due_at,
            release_at=alert.release_at,
            not_after=alert.not_after,
            state=alert.state,
            was=alert.was,
            told=told,
            fanned_to=alert.fanned_to,
            created_at=now,
        )
    _move(waiting, target)
    if alert.state == AlertState.OPEN:
        Alert.objects.filter(pk=alert.pk).update(state=AlertState.DONE)


def _takes_over(alert: Alert, told: MailFacts) -> Alert | None:
    """The later move that tells what the mails of an earlier one had to."""
    if alert.kind != AlertKind.MOVED or alert.key == told["deadline"]:
        return None
    later = Alert.objects.filter(ultimatum=alert.ultimatum_id, kind=AlertKind.MOVED, key=told["deadline"])
    return later.exclude(pk=alert.pk).exclude(state__in=[AlertState.WITHDRAWN]).order_by("-id").first()


def _move(waiting: QuerySet[Delivery], target: Alert) -> None:
    """Hand deliveries over to another alert, those a worker has claimed but not begun included.

    To one so old that its mails are not kept nothing is handed over: most readers had theirs.
    """
    if target.pruned:
        MAILS.cancel_all(Q(pk__in=list(waiting.values_list("pk", flat=True))), reason=RECORD_CHANGED)
        return
    has_one = Delivery.objects.filter(alert=target, subscriber=OuterRef("subscriber"))
    doubled = list(waiting.filter(Exists(has_one)).values_list("pk", flat=True))
    MAILS.cancel_all(Q(pk__in=doubled), reason="a later move tells it")
    apply(Event.RELEASE, waiting)
    waiting.update(alert=target)
