"""What a mail says of a case that may turn out to be wrong, as plain data to be kept beside the mail.

Kept are the announcement whose date it shows (`deadline`, its id; `step`, the id of the one that opened the
time limit; `due`, as in the case format) and, of an event its `text`, of an outcome its `headline`. A date
that is moved by a later announcement was not wrong; one that was corrected, or whose announcement was taken
back, was. Of what is scheduled the day is kept as well (`on`, as in the case format).
"""

from collections.abc import Mapping
from typing import Any

from tracker.domain.alerts import AlertKind
from tracker.domain.case import Deadline, Document, read_due
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
        return _dated(document, step)
    ends = [deadline.known_at for deadline in record.deadlines]
    step = focus(record.deadlines, max(ends)) if ends else None
    told = _dated(document, step) if step else {}
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
        found = next((item for item in document["events"] if item["id"] == event), None)
        return {"text": found["text"], "on": found["on"]} if found else None
    step = step_of(Record.from_document(document), deadline)
    if step is None:
        return None
    due = next(item["due"] for item in document["deadlines"] if item["id"] == deadline)
    return {"step": step.deadlines[0].id, "deadline": deadline, "due": due}


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
        event: Any = next((item for item in document["events"] if item["id"] == key), None)
        return event is None or (bool(event["scheduled"]) and event["on"] != told["on"])
    if kind is AlertKind.EVENT:
        return all(item["id"] != key for item in document["events"])
    if kind is AlertKind.OUTCOME:
        now = mail_facts_of(document, kind, key)
        return now is None or now["headline"] != told["headline"]
    return False


def same_date(told: MailFacts, document: Document) -> bool:
    """Whether the announcement that was told is on record with the date that was told."""
    now: Any = next((item for item in document["deadlines"] if item["id"] == told["deadline"]), None)
    return now is not None and same_window(now["due"], told["due"])


def same_window(one: Document | None, other: Document | None) -> bool:
    """Whether two dates are the same instants, however they were worded."""
    windows = [due.window if due else None for due in (read_due(one), read_due(other))]
    return windows[0] == windows[1]


def _dated(document: Document, step: Step) -> dict[str, Any]:
    newest: Deadline = step.newest
    due = next(item["due"] for item in document["deadlines"] if item["id"] == newest.id)
    return {"step": step.deadlines[0].id, "deadline": newest.id, "due": due}
