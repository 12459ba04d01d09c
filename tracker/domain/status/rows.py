"""What a board shows of a case in one phase of its life, as the plain data that is stored with the phase."""

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Window
from tracker.domain.status.standing import Standing, Status
from tracker.domain.vocabulary import Role


def row_of(at: Standing, names: Mapping[str, str]) -> dict[str, Any]:
    """What the dashboard shows of a case in a phase; `names` maps the slugs of actors to their names."""
    record = at.record
    headlines = _headlines(at)
    row = {
        "slug": record.slug,
        "title": record.title,
        "kind": record.kind,
        "senders": [names[slug] for slug in record.actors_in(Role.SENDER)],
        "targets": [names[slug] for slug in record.actors_in(Role.TARGET, Role.PARTY)],
        "threat_types": list(dict.fromkeys(item.type for item in record.threats)),
        "moves": at.moves,
        "headlines": headlines,
        "resolved_on": _text(at.resolved_on),
        "unknown": [item.value for item in at.headlines] if not headlines else [],
        **_deadline(at),
    }
    # What of it a page has rendered before is found again by this, whatever became of the row's id.
    row["key"] = blake2b(json.dumps([at.status, row]).encode(), digest_size=12).hexdigest()
    return row


def _headlines(at: Standing) -> list[str]:
    return [item.value for item in at.headlines] if at.status is Status.RESOLVED else []


def _deadline(at: Standing) -> dict[str, Any]:
    deadline = at.deadline
    if deadline is None or at.step is None:
        return {"stated": "", "announced": None, "due": None, "ghosts": [], "change": None}
    due = deadline.due
    return {
        "stated": deadline.as_stated,
        "announced": at.step.deadlines[0].announced.text,
        "change": deadline.change,
        "due": due
        and {
            "earliest": due.earliest.text,
            "latest": _text(due.latest),
            "precision": due.precision,
            "timezone": due.timezone,
            "timezone_assumed": due.timezone_assumed,
            **({"in_city": True} if due.in_city else {}),
        },
        "ghosts": [_bounds(item.window) for item in at.step.struck if item.window],
    }


def _bounds(window: Window) -> list[str | None]:
    return [window.earliest_at.isoformat(), window.latest_at.isoformat() if window.latest_at else None]


def _text(when: When | None) -> str | None:
    return when.text if when else None
