"""Made-up heads of pages for the style guide: the front page, the poster, a crisis, base rates."""

from tracker.domain.case import Deadline, Event, Outcome
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.statistics.ties import TiesEnd
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import ActorType, Change, EventKind, FollowThrough, Quality, Response
from tracker.queries.dossiers import CrisisEntry, EntrySource
from tracker.queries.front_page import LeadCase, NewsLine, Reason
from tracker.queries.history import History, drawn
from tracker.queries.ties import BaseRates, Rate
from tracker.queries.track_record import ActorLine
from tracker.web.pages.style_guide_rows import AT, due, resolved_rows, row, running_rows


# --- The front page -----------------------------------------------------------------------------------------
def lead() -> LeadCase:
    """The ultimatum that comes next."""
    texts = "Reopen the harbour to ships of any flag.", "Duties of 100% on what Borea sells."
    return LeadCase(Reason.NEXT, running_rows()[1], *texts)


def news() -> tuple[NewsLine, ...]:
    """A date that was set, one that moved, one that went, and an outcome."""
    first, second = due("2025-09-02"), due("2025-08-07", "2025-08-09", Precision.RANGE)
    rows = (
        ("2025-07-23", None, second, first, Change.SHORTENED),
        ("2025-07-22", None, first, None, Change.SET),
        ("2025-07-21", Headline.ENFORCED, None, None, None),
        ("2025-07-20", None, None, first, Change.WITHDRAWN),
    )
    return tuple(
        NewsLine("sample", f"Case number {number}", When(on), AT, change, limit, was, headline)
        for number, (on, headline, limit, was, change) in enumerate(rows, 1)
    )


def anniversaries() -> tuple[NewsLine, ...]:
    """What became known on this day of an earlier year."""
    return (NewsLine("sample", "An old case", When("1914-07-24"), AT, None, None, None, Headline.WITHDRAWN),)


# --- The poster ---------------------------------------------------------------------------------------------
def poster() -> History:
    """A line of hours, one of weeks to a window, one that was moved away, one of years; open and resolved."""
    hour = "2025-07-02T12:00:00-04:00"
    rows = [
        row("Hours", Status.PASSED, due(hour, hour, Precision.INSTANT, assumed=False)),
        row("Weeks, to a window", Status.RUNNING, due("2025-08-10", "2025-08-20", Precision.RANGE)),
        row("Weeks, moved", Status.RUNNING, due("2025-07-31"), ghosts=(due("2025-07-20").window,)),
        row("Years", Status.RUNNING, due("2036-07-01")),
        *resolved_rows(),
    ]
    return drawn(rows, is_cut=False)


# --- A crisis -----------------------------------------------------------------------------------------------
def stream() -> tuple[CrisisEntry, ...]:
    """An outcome, a date that moved, an event of the same day, and one that is scheduled."""
    first, second = due("2025-09-02"), due("2025-08-08")
    moved = Deadline(
        id="d2",
        announced=When("2025-07-20"),
        as_stated="by Friday",
        language="en",
        due=second,
        change=Change.SHORTENED,
        sources=("s1",),
    )
    talks, sitting = (
        Event(id="e1", on=When(on), kind=kind, text=text, scheduled=since, sources=("s1",))
        for on, kind, text, since in (
            ("2025-07-20", EventKind.TALKS, "Envoys met.", None),
            ("2025-08-02", EventKind.OTHER, "Parliament is to sit.", When("2025-07-10")),
        )
    )
    lapsed = Outcome(
        response=Response.NONE,
        follow_through=FollowThrough.NOT_IMPOSED,
        settled=False,
        on=When("2025-07-22"),
        justification="The date passed with neither a deal nor the threatened duties.",
        sources=("s1",),
    )
    return (
        _entry(lapsed.on, outcome=lapsed, target="Borea", headline=Headline.LAPSED),
        _entry(moved.announced, deadline=moved, was=first, speaker="The Chancellor"),
        _entry(talks.on, event=talks),
        _entry(When("2025-07-10"), event=sitting),
    )


def _entry(
    on: When,
    *,
    deadline: Deadline | None = None,
    event: Event | None = None,
    outcome: Outcome | None = None,
    was: Due | None = None,
    speaker: str = "",
    target: str = "",
    headline: Headline | None = None,
) -> CrisisEntry:
    return CrisisEntry(
        on=on,
        slug="sample",
        title="The harbour of Borea",
        deadline=deadline,
        event=event,
        outcome=outcome,
        was=was,
        speaker=speaker,
        target=target,
        headline=headline,
        sources=(EntrySource("https://example.org/2", "North Wire", "en", Quality.WIRE),),
    )


# --- Lists and tables ---------------------------------------------------------------------------------------
ACTORS = (
    ActorLine("aurelia", "Aurelia", ActorType.STATE, sent=9, received=1, spoke=0, cases=11),
    ActorLine("speaker", "The Chancellor", ActorType.PERSON, sent=0, received=0, spoke=4, cases=4),
)


def base_rates() -> BaseRates:
    """What a table of others counts."""
    counts = (120, 40, 160, 90, 190)
    coded = sum(counts)
    return BaseRates(
        title="A table of threats",
        version="4.0",
        citation="Somebody (2014). A table of threats.",
        licence="Free to use with its name.",
        first_year=1945,
        last_year=2005,
        cases=1400,
        threatened=1050,
        imposed=500,
        coded=coded,
        rates=tuple(Rate(end, count, count / coded) for end, count in zip(TiesEnd, counts, strict=True)),
    )
