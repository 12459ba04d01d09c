"""Whether the windows of a case are what its words say: read again wherever a case becomes public."""

from collections.abc import Iterator

from tracker.case_format.faults import Finding
from tracker.domain.case import Document, read_due
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due
from tracker.domain.parsing import Ambiguous, Unreadable, moved, read
from tracker.domain.vocabulary import Change, Role
from tracker.queries.actors import seat_of

BINDING = ("as_stated", "announced", "language", "due")
"""What ties a window to its words: where all of it is as it was published, nothing is asked anew."""


def windows_not_read(document: Document, public: Document | None = None) -> list[Finding]:
    """The windows that their words do not say, where no editor said why; but for what `public` has already.

    1 query. The days are those of the sender's seat or of the zone that was entered, whichever agrees.
    """
    known = [_bound(item) for item in (public or {}).get("deadlines", ())]
    asked = [
        (at, item)
        for at, item in enumerate(document["deadlines"])
        if item["due"] and not item.get("overruled") and _bound(item) not in known
    ]
    if not asked:
        return []
    seat = seat_of([party["actor"] for party in document["parties"] if party["role"] == Role.SENDER])
    found = []
    for at, item in asked:
        due = read_due(item["due"])
        assert due is not None
        said = disagreement(item, due, seat)
        if said and not _is_moved(item, due, document):
            wanted = "the window that the words say; or the reason why it is another, which readers see"
            found.append(Finding(("deadlines", at, "overruled"), said, wanted))
    return found


def _is_moved(item: Document, due: Due, document: Document) -> bool:
    """Whether the words tell by how much the window of the deadline that it replaces is moved."""
    replaced = next((each for each in document["deadlines"] if each["id"] == item.get("replaces")), None)
    before = read_due(replaced["due"]) if replaced else None
    if before is None or item["language"] != "en":
        return False
    found = moved(item["as_stated"], before, is_later=item["change"] != Change.SHORTENED)
    return found is not None and _is_same(found, due)


def _bound(item: Document) -> list[object]:
    return [item.get(name) for name in BINDING]


def disagreement(item: Document, due: Due, seat: str) -> str:
    """How a window differs from what the words of its deadline say; empty where it does not."""
    problem = ""
    for reading in _readings(item, due, seat):
        if isinstance(reading, Unreadable):
            problem = problem or "a window of words that cannot be read"
        elif _is_same(reading, due):
            return ""
        else:
            problem = f"another window than the words say: {_shown(reading)}"
    return problem


def _readings(item: Document, due: Due, seat: str) -> Iterator[Due | Unreadable]:
    for zone_name in dict.fromkeys(filter(None, (due.timezone, seat))):
        try:
            yield read(
                item["as_stated"],
                announced=When(item["announced"]),
                zone_name=zone_name,
                given_zone=not due.timezone_assumed,
                language=item["language"],
            ).due
        except Ambiguous as error:  # any of them may be what an editor picked
            yield from (reading.due for reading in error.readings)
        except Unreadable as error:
            yield error


def _is_same(reading: Due, due: Due) -> bool:
    return (reading.window, reading.precision, reading.timezone) == (due.window, due.precision, due.timezone)


def _shown(due: Due) -> str:
    bounds = dict.fromkeys((due.earliest.text, due.latest.text if due.latest else "open-ended"))
    return f"{' to '.join(bounds)} ({due.timezone})"
