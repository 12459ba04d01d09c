"""Small cases by hand: a line for a deadline, a line for an outcome."""

from datetime import UTC, datetime
from typing import Any

from tracker.domain.status.record import Record

Document = dict[str, Any]


def utc(text: str) -> datetime:
    """An instant in UTC from its date and clock, such as 2025-07-25T00:00."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str, timezone: str = "UTC") -> Document:
    """The `due` of one day."""
    return due(text, text, "day", timezone)


def hour(text: str) -> Document:
    """The `due` of one instant."""
    return due(text, text, "instant")


def due(earliest: str, latest: str | None, precision: str = "range", timezone: str = "UTC") -> Document:
    """A `due` with two bounds."""
    return {
        "earliest": earliest,
        "latest": latest,
        "precision": precision,
        "timezone": timezone,
        "timezone_assumed": True,
    }


def deadline(number: int, announced: str, change: str, limit: Document | None, **more: str) -> Document:
    """An entry of `deadlines`, d1 for number 1."""
    return {
        "id": f"d{number}",
        "announced": announced,
        "as_stated": "by then",
        "language": "en",
        "due": limit,
        "change": change,
        "sources": ["s1"],
        **more,
    }


def outcome(on: str, response: str = "none", follow_through: str = "not-imposed", **more: Any) -> Document:
    """An entry of `outcomes`: lapsed unless told otherwise."""
    return {
        "response": response,
        "follow_through": follow_through,
        "settled": False,
        "on": on,
        "justification": "Because of the test.",
        "sources": ["s1"],
        **more,
    }


def party(actor: str, role: str = "target", **more: str) -> Document:
    """An entry of `parties`."""
    return {"actor": actor, "role": role, **more}


def case(*deadlines: Document, **parts: Any) -> Document:
    """A whole document; `parts` replace what it holds otherwise: one sender, one target, no outcome."""
    return {
        "slug": "a-case",
        "title": "Do it or else",
        "summary": "A case that was made up for a test.",
        "kind": "ultimatum",
        "dossier": "a-dossier",
        "tags": [],
        "review": "verified",
        "parties": [party("sender-a", "sender"), party("target-a")],
        "demands": [],
        "threats": [],
        "deadlines": list(deadlines),
        "events": [],
        "outcomes": [],
        "sources": {"s1": source("s1")},
        **parts,
    }


def source(key: str) -> Document:
    """An entry of `sources`."""
    return {
        "url": f"https://example.org/{key}",
        "publisher": "Example",
        "title": f"Report {key}",
        "quality": "wire",
    }


def record(*deadlines: Document, **parts: Any) -> Record:
    """The record of such a document."""
    return Record.from_document(case(*deadlines, **parts))
