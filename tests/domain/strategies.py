"""Generated cases: valid documents of the case format with any mix of changes, steps, zones and precisions.

The facts of one document lie within some weeks of a base day, so that announcements, bounds, outcomes and
later parts fall between, before and onto each other; the base days are the awkward ones of the calendar.
"""

import copy
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import count
from typing import Any

from hypothesis import strategies as st

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Precision
from tracker.domain.vocabulary import Change, EventKind, FollowThrough, Kind, Response

Document = dict[str, Any]

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/London",
    "Europe/Kyiv",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "America/Havana",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)
BASE_DAYS = (
    date(1899, 12, 25),
    date(2011, 12, 26),
    date(2025, 2, 20),
    date(2025, 3, 5),
    date(2025, 10, 20),
    date(2028, 2, 20),
    date(2100, 2, 20),
)
OFFSETS = (0, 180, -300, 345, 840, -720)
"""Minutes east of Greenwich, for instants written with an offset."""

TARGETS = ("target-a", "target-b", "target-c")
REPLACING = (Change.SHORTENED, Change.CLARIFIED, Change.SUSPENDED, Change.WITHDRAWN)
MAY_REPLACE = (*REPLACING, Change.EXTENDED, Change.REINSTATED)
UNDATED = (Change.WITHDRAWN, Change.PROPOSED)
FIRST_CHANGES = (Change.SET, Change.SET, Change.SET, Change.EXTENDED, Change.PROPOSED)
SPAN_HOURS = 40 * 24


def instant(base: date, minutes: int, offset: int = 0) -> str:
    """The instant so many minutes after the start of the base day in UTC, written with that offset."""
    at = datetime.combine(base, time.min, UTC) + timedelta(minutes=minutes)
    return at.astimezone(timezone(timedelta(minutes=offset))).isoformat()


def starts_at(text: str) -> datetime:
    """When a date of the format counts from, read here without the code under test."""
    if "T" in text:
        return datetime.fromisoformat(text).astimezone(UTC)
    year, month, day = ([int(part) for part in text.split("-")] + [1, 1])[:3]
    return datetime(year, month, day, tzinfo=UTC)


@st.composite
def moments(draw: st.DrawFn, base: date, first_hour: int = 0, *, coarse: bool = True) -> str:
    """A date within the span: mostly days and instants, now and then (`coarse`) a month."""
    hours = draw(st.integers(first_hour, SPAN_HOURS))
    grains = ("day", "day", "day", "instant", "instant", "month") if coarse else ("day", "instant")
    grain = draw(st.sampled_from(grains))
    if grain == "instant":
        return instant(base, hours * 60, draw(st.sampled_from(OFFSETS)))
    day = (base + timedelta(hours=hours)).isoformat()
    return day[:7] if grain == "month" and hours >= 24 * 31 else day


@st.composite
def dues(draw: st.DrawFn, base: date) -> Document:
    """Bounds of any precision that the format allows."""
    precision = draw(st.sampled_from(Precision))
    first = base + timedelta(days=draw(st.integers(0, SPAN_HOURS // 24)))
    earliest, latest = _bounds(draw, precision, first)
    return {
        "earliest": earliest,
        "latest": latest,
        "precision": precision.value,
        "timezone": draw(st.sampled_from(ZONES)),
        "timezone_assumed": draw(st.booleans()),
    }


def _bounds(draw: st.DrawFn, precision: Precision, first: date) -> tuple[str, str | None]:
    if precision is Precision.MONTH:
        whole = When(first.isoformat()[:7])
        return whole.first_day.isoformat(), whole.last_day.isoformat()
    if precision is Precision.DAY:
        return first.isoformat(), first.isoformat()
    minutes, offset = draw(st.integers(0, 24 * 60)), draw(st.sampled_from(OFFSETS))
    if precision is Precision.INSTANT:
        return (instant(first, minutes, offset),) * 2
    by_the_hour = draw(st.booleans())
    earliest = instant(first, minutes, offset) if by_the_hour else first.isoformat()
    if precision is Precision.OPEN_ENDED:
        return earliest, None
    width = draw(st.integers(1 if precision is Precision.RANGE else 0, 20))
    if by_the_hour:
        return earliest, instant(first, minutes + width * 60 * 7, draw(st.sampled_from(OFFSETS)))
    return earliest, (first + timedelta(days=width)).isoformat()


@st.composite
def documents(draw: st.DrawFn, *, single_step: bool = False) -> Document:
    """A whole case. `single_step`: nothing staged and one `set` only."""
    base = draw(st.sampled_from(BASE_DAYS))
    sources = (f"s{number}" for number in count(1))
    targets = list(TARGETS[: draw(st.sampled_from((1, 1, 2, 3)))])
    deadlines = _deadlines(draw, base, sources, single_step=single_step)
    kind = draw(st.sampled_from((Kind.ULTIMATUM, Kind.ULTIMATUM, Kind.EXPIRY)))
    case: Document = {
        "slug": "a-case",
        "title": "Do it or else",
        "summary": "A case that was made up for a test.",
        "kind": kind.value,
        "dossier": "a-dossier",
        "tags": [],
        "review": "verified",
        "parties": [
            {"actor": "sender-a", "role": "sender"},
            *(
                {"actor": actor, "role": draw(st.sampled_from(("target", "target", "party")))}
                for actor in targets
            ),
        ],
        "demands": [
            {"id": f"m{at}", "text": f"Demand {at}.", "type": "other", "sources": [next(sources)]}
            for at in range(1, draw(st.integers(1, 2)) + 1)
        ],
        "threats": [
            {
                "id": f"t{at}",
                "text": f"Threat {at}.",
                "type": "force",
                "explicit": True,
                "automatic": False,
                "sources": [next(sources)],
            }
            for at in range(1, draw(st.integers(1, 2)) + 1)
        ],
        "deadlines": deadlines,
        "events": [
            {
                "id": f"e{at}",
                "on": draw(moments(base)),
                "kind": draw(st.sampled_from(EventKind)).value,
                "text": f"Event {at}.",
                "sources": [next(sources)],
            }
            for at in range(1, draw(st.integers(0, 2)) + 1)
        ],
        "outcomes": [],
        "notes": ["A note in hindsight."],
    }
    for item in case["events"]:
        since = draw(moments(base)) if draw(st.booleans()) else item["on"]
        if starts_at(since) < starts_at(item["on"]):
            item["scheduled"] = since
    first_announced = starts_at(deadlines[0]["announced"]) - starts_at(base.isoformat())
    first_hour = (first_announced.days + 1) * 24
    if first_hour < SPAN_HOURS:
        if draw(st.booleans()):
            case["outcomes"] = _outcomes(draw, base, first_hour, targets, sources)
        _some_join_later(draw, case, base, first_hour)
    used = next(sources)
    case["sources"] = {
        f"s{number}": {
            "url": f"https://example.org/{number}",
            "publisher": "Example",
            "title": f"Report {number}",
            "quality": "secondary",
        }
        for number in range(1, int(used[1:]))
    }
    return case


def _deadlines(draw: st.DrawFn, base: date, sources: Any, *, single_step: bool) -> list[Document]:
    announced = sorted((draw(moments(base)) for _ in range(draw(st.integers(1, 5)))), key=starts_at)
    found: list[Document] = []
    for number, when in enumerate(announced, 1):
        changes = FIRST_CHANGES if not found else tuple(Change)
        if single_step:
            changes = (Change.SET,) if not found else tuple(set(Change) - {Change.SET, Change.STAGED})
        change = draw(st.sampled_from(sorted(changes)))
        item: Document = {
            "id": f"d{number}",
            "announced": when,
            "as_stated": "by then",
            "language": "en",
            "due": None if change in UNDATED or draw(st.integers(0, 9)) == 0 else draw(dues(base)),
            "change": change.value,
            "note": "A note in hindsight.",
            "sources": [next(sources)],
        }
        if change in MAY_REPLACE and found and (change in REPLACING or draw(st.booleans())):
            item["replaces"] = draw(st.sampled_from(found))["id"]
        if draw(st.integers(0, 5)) == 0:
            later = starts_at(when) + timedelta(days=draw(st.integers(1, 20)))
            item["public_since"] = later.date().isoformat()
        found.append(item)
    return found


def _outcomes(
    draw: st.DrawFn, base: date, first_hour: int, targets: list[str], sources: Any
) -> list[Document]:
    named: list[str | None] = [None]
    if draw(st.booleans()):
        named = list(draw(st.lists(st.sampled_from(targets), unique=True, max_size=3)))
    found = []
    for target in named:
        follow_through = draw(st.sampled_from(FollowThrough))
        on = draw(moments(base, first_hour, coarse=False))
        item: Document = {
            "response": draw(st.sampled_from(Response)).value,
            "follow_through": follow_through.value,
            "settled": draw(st.integers(0, 4)) == 0,
            "on": on,
            "justification": "Because of the test.",
            "note": "A note in hindsight.",
            "sources": [next(sources)],
        }
        if target:
            item["target"] = target
        if follow_through in (FollowThrough.IMPOSED, FollowThrough.PARTLY_IMPOSED) and draw(st.booleans()):
            item["lifted"] = (starts_at(on) + timedelta(days=draw(st.integers(1, 9)))).date().isoformat()
        found.append(item)
    return found


def _some_join_later(draw: st.DrawFn, case: Document, base: date, first_hour: int) -> None:
    last = max(starts_at(item["announced"]) for item in case["deadlines"])
    for item in (*case["parties"][2:], *case["demands"][1:], *case["threats"][1:]):
        since = draw(moments(base, first_hour, coarse=False)) if draw(st.booleans()) else None
        if since and starts_at(since) <= last:
            item["since"] = since


def known_from(item: Document) -> datetime | None:
    """When an entry of any part became known; None for what was there from the first."""
    text = item.get("public_since") or item.get("announced")
    text = text or item.get("scheduled") or item.get("on") or item.get("since")
    return starts_at(text) if text else None


def facts(case: Document) -> list[datetime]:
    """All instants at which something became known, in order, each once."""
    parts = ("parties", "demands", "threats", "deadlines", "events", "outcomes")
    found = {known_from(item) for part in parts for item in case[part]}
    found |= {starts_at(item["lifted"]) for item in case["outcomes"] if "lifted" in item}
    return sorted(at for at in found if at)


def without_what_came_after(case: Document, at: datetime) -> Document:
    """The document as its editor would have had it at that instant: no fact that became known later."""
    cut = copy.deepcopy(case)
    for part in ("parties", "demands", "threats", "deadlines", "events", "outcomes"):
        cut[part] = [item for item in cut[part] if (known_from(item) or at) <= at]
    for item in cut["outcomes"]:
        if "lifted" in item and starts_at(item["lifted"]) > at:
            del item["lifted"]
    parts = ("demands", "threats", "deadlines", "events", "outcomes")
    cited = {key for part in parts for item in cut[part] for key in item["sources"]}
    cut["sources"] = {key: source for key, source in cut["sources"].items() if key in cited}
    return cut
