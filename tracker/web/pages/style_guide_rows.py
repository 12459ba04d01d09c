"""Made-up rows for the style guide: every component in every state. No actor of the record appears here."""

from datetime import UTC, datetime, timedelta

from tracker.domain.case import Copy, Criteria, Deadline, Source
from tracker.domain.dates.distances import drift
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision, Window
from tracker.domain.page_states import PageShares, PageState
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Countdown, CountdownKind, Status, countdown
from tracker.domain.vocabulary import (
    ActorType,
    Change,
    DemandType,
    EventKind,
    FollowThrough,
    Kind,
    Quality,
    Response,
    ThreatType,
)
from tracker.queries.case import (
    CitedSource,
    CorrectionLine,
    DeadlineLine,
    DemandLine,
    EventLine,
    Force,
    Named,
    OutcomeLine,
    SentenceLine,
    StoryItem,
    ThreatLine,
)
from tracker.queries.cited_pages import ListedSource
from tracker.queries.dashboard import DashboardRow, Tiles

AT = datetime(2025, 7, 24, 12, tzinfo=UTC)
NEW_YORK = "America/New_York"
AURELIA = Named("aurelia", "Aurelia", ActorType.STATE)
BOREA = Named("borea", "Borea", ActorType.STATE)
SPEAKER = Named("speaker", "The Chancellor", ActorType.PERSON)
TILES = Tiles(running=7, soon=2, undated=1, passed=1, resolved=24, enforced=11)
COPY = Copy("https://archive.example/web/20250728/", When("2025-07-28"))
GONE_SINCE = datetime(2025, 9, 3, tzinfo=UTC)
SOURCES = tuple(
    Source(
        key=f"s{number}",
        url=f"https://example.org/{number}",
        publisher=publisher,
        title=title,
        published=When("2025-07-14"),
        language="en",
        quality=quality,
        title_is_descriptive=number == 4,
    )
    for number, (publisher, title, quality) in enumerate(
        [
            ("Office of the Chancellor", "Note to the government of Borea", Quality.PRIMARY),
            ("North Wire", "Aurelia gives Borea 50 days", Quality.WIRE),
            ("The Daily Record", "What the note says, and what it leaves open", Quality.SECONDARY),
            ("Harbour Blog", "A post that repeats the note", Quality.WEAK),
        ],
        1,
    )
)

LISTED_SOURCES = (
    ListedSource(SOURCES[0], copy=COPY),
    ListedSource(SOURCES[1], GONE_SINCE, COPY, leads_to_copy=True),
    ListedSource(SOURCES[2], GONE_SINCE),
    ListedSource(SOURCES[3], copy=COPY, leads_to_copy=True),
)
PAGE_SHARES = PageShares(
    180,
    {
        PageState.ALIVE: 140,
        PageState.FAILING: 6,
        PageState.DEAD: 9,
        PageState.BLOCKED: 23,
        PageState.UNKNOWN: 2,
    },
    archived=151,
    quotes=96,
    quotes_found=71,
)


def due(
    earliest: str, latest: str | None = None, precision: Precision = Precision.DAY, *, assumed: bool = True
) -> Due:
    """A time limit in New York; without `latest` a single day, unless it is open-ended."""
    last = When(latest or earliest) if precision is not Precision.OPEN_ENDED else None
    return Due(When(earliest), last, precision, NEW_YORK, assumed)


def row(
    title: str,
    status: Status,
    limit: Due | None,
    *,
    stated: str = "within 50 days",
    announced: str = "2025-07-01",
    ghosts: tuple[Window, ...] = (),
    kind: Kind = Kind.ULTIMATUM,
    headlines: tuple[Headline, ...] = (),
    resolved_on: str | None = None,
    senders: tuple[str, ...] = ("Aurelia",),
) -> DashboardRow:
    """A case on the board as of `AT`."""
    settled = When(resolved_on) if resolved_on else None
    return DashboardRow(
        slug="sample",
        title=title,
        kind=kind,
        senders=senders,
        targets=("Borea",),
        threat_types=(ThreatType.SANCTIONS, ThreatType.SECONDARY_MEASURES),
        status=status,
        countdown=countdown(status, limit, AT, settled),
        moves=len(ghosts),
        stated=stated,
        announced=When(announced),
        due=limit,
        window=limit.window if limit else None,
        change=Change.SET,
        ghosts=ghosts,
        headlines=headlines,
        resolved_on=settled,
    )


def running_rows() -> tuple[DashboardRow, ...]:
    """One row for each way a line can look."""
    noon = "2025-07-25T12:00:00-04:00"
    earlier = (due("2025-07-20").window, due("2025-08-24", "2025-08-28", Precision.RANGE).window)
    return (
        row("Hours left, to an instant", Status.RUNNING, due(noon, noon, Precision.INSTANT, assumed=False)),
        row("Days left, moved twice", Status.RUNNING, due("2025-07-31"), ghosts=earlier),
        row("Weeks left, to a window", Status.RUNNING, due("2025-08-10", "2025-08-20", Precision.RANGE)),
        row("Far away", Status.RUNNING, due("2025-09-02"), announced="2024-01-01", kind=Kind.LEGAL_DEADLINE),
        row("Beyond the axis", Status.RUNNING, due("2036-07-01"), kind=Kind.REVIEW_DATE),
        row("Inside the window", Status.OPEN, due("2025-07-21", "2025-07-27", Precision.VAGUE)),
        row("Window without a latest date", Status.OPEN, due("2025-07-20", None, Precision.OPEN_ENDED)),
        row("No date given", Status.UNDATED, None, stated="before it is too late"),
        row("Suspended", Status.SUSPENDED, None, senders=("Aurelia", "Cyrene", "Delos", "Elis", "Ithaca")),
    )


def passed_rows() -> tuple[DashboardRow, ...]:
    """Passed with the outcome open, and withdrawn."""
    return (
        row("Passed three days ago", Status.PASSED, due("2025-07-20")),
        row("Withdrawn", Status.WITHDRAWN, None, stated="no longer"),
    )


def resolved_rows() -> tuple[DashboardRow, ...]:
    """One row for each headline, and one whose targets differ."""
    limit = due("2025-06-10")
    single = [
        row(f"Case number {number}", Status.RESOLVED, limit, headlines=(headline,), resolved_on=on)
        for number, (headline, on) in enumerate(
            ((headline, f"2025-06-{8 + place:02}") for place, headline in enumerate(Headline)), 1
        )
    ]
    both = (Headline.COMPLIED, Headline.ENFORCED)
    return (*single, row("Two targets", Status.RESOLVED, limit, headlines=both, resolved_on="2025-06-11"))


def countdowns() -> tuple[Countdown, ...]:
    """One for each kind of countdown that is not resolved."""
    target = AT + timedelta(days=9, hours=4)
    return (
        Countdown(CountdownKind.BEFORE, target, timedelta(days=9, hours=4)),
        Countdown(CountdownKind.INSIDE, target, timedelta(days=2, hours=1, minutes=5)),
        Countdown(CountdownKind.INSIDE),
        Countdown(CountdownKind.PASSED, AT - timedelta(days=3), timedelta(days=3)),
        Countdown(CountdownKind.UNDATED),
        Countdown(CountdownKind.SUSPENDED),
        Countdown(CountdownKind.WITHDRAWN),
    )


def _quoted(source: Source, quote: str) -> CitedSource:
    """The source with what it says of a fact."""
    return CitedSource(
        key=source.key,
        url=source.url,
        publisher=source.publisher,
        title=source.title,
        published=source.published,
        quality=source.quality,
        quote=quote,
    )


def background() -> tuple[SentenceLine, ...]:
    """What was before, one sentence with its sources each."""
    return (
        SentenceLine(text="Borea closed the harbour in May.", sources=SOURCES[:1]),
        SentenceLine(text="Talks on a lease ended without a result.", sources=SOURCES[1:3]),
    )


CRITERIA = Criteria(
    complied="The harbour is open to ships of any flag.",
    enforced="A duty of 100% is collected.",
    decided_by="The gazette of Aurelia",
    until=When("2025-09-30"),
)


def demands() -> tuple[DemandLine, ...]:
    """A demand addressed to one of several targets, and what a source says of it."""
    text = "Withdraw from the harbour and reopen it to trade."
    since = When("2025-07-16")
    return (
        DemandLine(
            id="m1",
            text=text,
            type=DemandType.OPEN_PASSAGE,
            target=BOREA,
            since=since,
            sources=(_quoted(SOURCES[0], "Borea must withdraw from the harbour and reopen it."), SOURCES[1]),
        ),
    )


def threats() -> tuple[ThreatLine, ...]:
    """One stated and one implied, one that takes effect by itself."""
    text = "Duties of 100% on states that trade with Borea."
    return (
        ThreatLine(
            id="t1",
            text=text,
            type=ThreatType.SECONDARY_MEASURES,
            explicit=True,
            automatic=False,
            as_stated="very severe duties",
            exposed=(BOREA,),
            sources=SOURCES[:3],
        ),
        ThreatLine(
            id="t2",
            text="Further sanctions.",
            type=ThreatType.SANCTIONS,
            explicit=False,
            automatic=False,
            sources=SOURCES[3:],
        ),
        ThreatLine(
            id="t3",
            text="The treaty ends.",
            type=ThreatType.TREATY_WITHDRAWAL,
            explicit=True,
            automatic=True,
            sources=SOURCES[:1],
        ),
    )


def deadlines() -> tuple[DeadlineLine, ...]:
    """Set, proposed, shortened, clarified, and a further step: in force, struck and never in force."""
    first, second, third = (
        due("2025-09-02"),
        due("2025-08-07", "2025-08-09", Precision.RANGE),
        due("2025-08-08"),
    )
    return (
        _deadline("d1", "2025-07-01", "in 50 days", first, Change.SET, Force.STRUCK),
        _deadline(
            "d2",
            "2025-07-08",
            "perhaps in autumn",
            due("2025-09-22"),
            Change.PROPOSED,
            Force.PROPOSED,
            step=0,
        ),
        _deadline(
            "d3",
            "2025-07-15",
            "in 10 or 12 days",
            second,
            Change.SHORTENED,
            Force.STRUCK,
            before=_before(first),
        ),
        _deadline(
            "d4",
            "2025-07-20",
            "до 8 серпня",
            third,
            Change.CLARIFIED,
            Force.IN_FORCE,
            before=_before(second),
            language="uk",
        ),
        _deadline(
            "d5",
            "2025-07-22",
            "then the ports, too",
            None,
            Change.STAGED,
            Force.IN_FORCE,
            step=2,
            is_focus=False,
        ),
    )


def _before(limit: Due) -> Deadline:
    return Deadline(
        id="d0",
        announced=When("2025-07-01"),
        as_stated="",
        language="en",
        due=limit,
        change=Change.SET,
        sources=("s1",),
    )


def _deadline(  # noqa: PLR0917 -- a table of rows reads better without names
    key: str,
    announced: str,
    stated: str,
    limit: Due | None,
    change: Change,
    force: Force,
    *,
    step: int = 1,
    is_focus: bool = True,
    before: Deadline | None = None,
    language: str = "en",
) -> DeadlineLine:
    return DeadlineLine(
        id=key,
        step=step,
        is_focus=is_focus,
        announced=When(announced),
        stated_by=SPEAKER,
        as_stated=stated,
        language=language,
        due=limit,
        change=change,
        force=force,
        before=before,
        drift=drift(before.due, limit) if before else None,
        clock_start="the day the note was handed over" if change is Change.SET else "",
        condition="unless talks are under way" if change is Change.CLARIFIED else "",
        sources=SOURCES[:2],
    )


def events() -> tuple[EventLine, ...]:
    """One for each kind of event."""
    return tuple(
        EventLine(
            id=f"e{number}",
            on=When(f"2025-07-{number + 1:02}"),
            kind=kind,
            text="Something happened.",
            sources=SOURCES[2:3],
        )
        for number, kind in enumerate(EventKind, 1)
    )


def scheduled() -> tuple[EventLine, ...]:
    """What lies ahead, and what passed without a word."""
    return tuple(
        EventLine(
            id=f"e{number}",
            on=When(on),
            kind=kind,
            text="Something is to happen.",
            scheduled=When("2025-07-05"),
            sources=SOURCES[2:3],
        )
        for number, (on, kind) in enumerate(
            (("2025-07-12", EventKind.OTHER), ("2025-08", EventKind.TALKS)), 20
        )
    )


def outcomes() -> tuple[OutcomeLine, ...]:
    """Two outcomes that differ by target."""
    return (
        OutcomeLine(
            response=Response.NONE,
            follow_through=FollowThrough.NOT_IMPOSED,
            settled=False,
            on=When("2025-08-08"),
            justification="The date passed with neither a deal nor the threatened duties.",
            note="A later step lies outside the cycle.",
            headline=Headline.LAPSED,
            ties_code=3,
            sources=SOURCES[:2],
        ),
        OutcomeLine(
            target=BOREA,
            response=Response.COUNTER,
            follow_through=FollowThrough.IMPOSED,
            settled=True,
            on=When("2025-08-09"),
            lifted=When("2025-09-01"),
            enforced_by=AURELIA,
            justification="Both agreed on a smaller duty.",
            contested="Borea says that it agreed to none.",
            headline=Headline.SETTLED,
            ties_code=10,
            sources=SOURCES[1:],
        ),
    )


def story() -> tuple[StoryItem, ...]:
    """Newest first: outcomes, announcements, events."""
    items = [StoryItem(line.on, outcome=line) for line in outcomes()]
    items += [StoryItem(line.announced, deadline=line) for line in reversed(deadlines())]
    items += [StoryItem(line.on, event=line) for line in events()]
    return tuple(items)


def corrections() -> tuple[CorrectionLine, ...]:
    """What we had wrong."""
    before = {"as_stated": "within 50 days", "announced": "2025-07-02"}
    after = {**before, "announced": "2025-07-01"}
    return (CorrectionLine(AT, "We had the note a day late.", "deadlines[d1]", before, after),)
