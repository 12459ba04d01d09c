"""The entries of answers as sentences, each with its address: what a model can quote."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from tracker.domain.case import read_due
from tracker.domain.status.changes import ChangeKind
from tracker.domain.webhooks import event_text
from tracker.templatetags.change_sentences import about_text, sentence
from tracker.templatetags.labels import label
from tracker.templatetags.times import due_text

Plain = Mapping[str, Any]


def case_sentence(row: Plain) -> str:
    """Where a case stands: 'Open the river (A → B): Running. Until: the end of 2 September 2025 …'."""
    due = row["due"] if "due" in row else (row.get("deadline") or {}).get("due")
    parts = {**row, "senders": _names(row, "senders", "sender"), "targets": _names(row, "targets", "target")}
    words = [label(row["status"], "status")]
    if due:
        words.append(f"Until: {due_text(read_due(due))}")
    words += [label(each, "headline") for each in row.get("headlines") or ()]
    return event_text(about_text(parts), f"{'. '.join(words)}.")


def change_sentence(item: Plain) -> str:
    """What an entry of the stream tells, with its day."""
    row = {**item, **item["case"], "case_kind": item["case"]["kind"]}
    lead, details = sentence(ChangeKind(item["kind"]), row)
    return f"{item['at'][:10]}. {event_text(about_text(row), f'{lead}. {details[0]}')}"


def record_sentence(found: Plain) -> str:
    """How many ultimatums the track record counts."""
    return (
        f"The record knows {found['ultimatums']} ultimatums: {found['resolved']} resolved, "
        f"{found['pending']} pending. Every share has its count and its denominator."
    )


def page(name: str, as_of: str | None) -> str:
    """The address of a page that shows the same to people."""
    return f"{settings.SITE_URL}{reverse(name)}{f'?as_of={as_of}' if as_of else ''}"


def _names(row: Plain, listed: str, role: str) -> Sequence[str]:
    if listed in row:
        return [each if isinstance(each, str) else each["name"] for each in row[listed]]
    return [each["actor"]["name"] for each in row.get("parties", ()) if each["role"] == role]
