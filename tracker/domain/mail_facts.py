"""What a mail says of a case that may turn out to be wrong, as plain data to be kept beside the mail.

Kept are the announcement whose date it shows (`deadline`, its id; `step`, the id of the one that opened the
time limit; `due`, as in the case format) and, of an event its `text`, of an outcome its `headline`. A date
that is moved by a later announcement was not wrong; one that was corrected, or whose announcement was taken
back, was. Of what is scheduled the day is kept as well (`on`, as in the case format).
"""

from collections.abc import Mapping
from typing import Any

from tracker.domain.alerts import AlertKind
from tracker.domain.case import Document, read_due
from tracker.domain.status.record import Record
from tracker.domain.status.steps import Step, focus, steps
from tracker.domain.vocabulary import Change

MailFacts = Mapping[str, Any]
DATED = (AlertKind.REMINDER, AlertKind.EXPIRY, AlertKind.SET, AlertKind.MOVED, AlertKind.CORRECTION)
"""What is about the date itself; events and outcomes only show it."""


def mail_facts_of(document: Document, kind: AlertKind, key: str) -> dict[str, Any] | None:
    """What a mail about a fact says now; None where the record has no such fact.

    Of a deadline that was replaced it is its time limit as it stands now.
    """
    record = Record.from_document(document)
    step = step_of(record, key) if kind in DATED else None
    if step is not None:
        return _dated(document, step, step.newest.id)
    ends = [deadline.known_at for deadline in record.deadlines]
    step = focus(record.deadlines, max(ends)) if ends else None
    told = _dated(document, step, step.newest.id) if step else {}
    event = next((item for item in record.events if item.id == key), None)
    outcome = next((item for item in record.outcomes if f"outcome:{item.target or 'all'}" == key), None)
    if event is None and outcome is None:
        return None
    if event is not None:
        return {**told, "text": event.text}
    return {**told, "headline": outcome.headline_in(record.kind).value} if outcome else None


def listed_facts(document: Document, *, deadline: str = "", event: str = "") -> dict[str, Any] | None:
    """What a list of dates says of an announcement, or of an event that is scheduled; None: not on record."""
    if event:
        found = _fact(document, "events", event)
        return {"text": found["text"], "on": found["on"]} if found else None
    step = step_of(Record.from_document(document), deadline)
    return _dated(document, step, deadline) if step else None


def step_of(record: Record, deadline: str) -> Step | None:
    """The time limit an announcement belongs to; None for one that is not on record or was a proposal."""
    found = (step for step in steps(record.deadlines) if deadline in [each.id for each in step.deadlines])
    return next(found, None)


def is_moved(step: Step) -> bool:
    """Whether its newest announcement changed an earlier one."""
    return len(step.deadlines) > 1 and step.newest.change not in (Change.SET, Change.STAGED)


def is_wrong(told: MailFacts, kind: AlertKind, key: str, document: Document) -> bool:
    """Whether the record has come to contradict what was told: not because of a later announcement."""
    if "deadline" in told and not same_date(told, document):
        return True
    if "on" in told:
        event = _fact(document, "events", key)
        return event is None or (bool(event["scheduled"]) and event["on"] != told["on"])
    if kind is AlertKind.EVENT:
        return _fact(document, "events", key) is None
    if kind is AlertKind.OUTCOME:
        now = mail_facts_of(document, kind, key)
        return now is None or now["headline"] != told["headline"]
    return False


def same_date(told: MailFacts, document: Document) -> bool:
    """Whether the announcement that was told is on record with the date that was told."""
    now = _fact(document, "deadlines", told["deadline"])
    return now is not None and same_window(now["due"], told["due"])


def same_window(one: Document | None, other: Document | None) -> bool:
    """Whether two dates are the same instants, however they were worded."""
    windows = [due.window if due else None for due in (read_due(one), read_due(other))]
    return windows[0] == windows[1]


def _dated(document: Document, step: Step, deadline: str) -> dict[str, Any]:
    """What is said of a time limit by one of its announcements."""
    return {
        "step": step.deadlines[0].id,
        "deadline": deadline,
        "due": _fact(document, "deadlines", deadline)["due"],
    }


def _fact(document: Document, part: str, key: str) -> Any:
    """The fact of that id in a part of a document; None: it is not on record."""
    return next((item for item in document[part] if item["id"] == key), None)
