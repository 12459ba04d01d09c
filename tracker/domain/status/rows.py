"""What a list shows of a case in one phase of its life, as stored: written and read."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.domain.case import read_due
from tracker.domain.dates.moments import When, instant_or_none
from tracker.domain.dates.windows import Window
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Standing, Status
from tracker.domain.vocabulary import Change, Kind, Role, ThreatType


def row_of(at: Standing, names: Mapping[str, str]) -> dict[str, Any]:
    """What the dashboard shows of a case in a phase; `names` maps the slugs of actors to their names."""
    record = at.record
    headlines = _headlines(at)
    return {
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


def read_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values of what `row_of` wrote, by the names of the fields of `queries.dashboard.DashboardRow`."""
    due = read_due(row["due"])
    return {
        "slug": row["slug"],
        "title": row["title"],
        "kind": Kind(row["kind"]),
        "senders": tuple(row["senders"]),
        "targets": tuple(row["targets"]),
        "threat_types": tuple(map(ThreatType, row["threat_types"])),
        "moves": row["moves"],
        "headlines": tuple(map(Headline, row["headlines"] or row["unknown"])),
        "resolved_on": _when(row["resolved_on"]),
        "stated": row["stated"],
        "announced": _when(row["announced"]),
        "change": Change(row["change"]) if row["change"] else None,
        "due": due,
        "window": due.window if due else None,
        "ghosts": tuple(map(_window, row["ghosts"])),
    }


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


def _window(bounds: Sequence[str | None]) -> Window:
    earliest, latest = (instant_or_none(text) for text in bounds)
    if earliest is None:
        raise ValueError("a struck window has an earliest bound")
    return Window(earliest, latest)


def _when(text: str | None) -> When | None:
    return When(text) if text else None


def _text(when: When | None) -> str | None:
    return when.text if when else None
