"""Made-up months, counts and crises for the style guide."""

from datetime import UTC, date, datetime, timedelta

from tracker.domain.case import Deadline
from tracker.domain.dates.distances import drift
from tracker.domain.dates.limits import Limit, LimitState
from tracker.domain.dates.moments import When
from tracker.domain.dates.months import Month
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.statistics.comparison import Measure, Side, compared
from tracker.domain.statistics.conduct import Limit as LimitClass
from tracker.domain.statistics.conduct import Result
from tracker.domain.statistics.estimates import Share, share, survival
from tracker.domain.statistics.track_record import (
    Choice,
    Counted,
    CurveLine,
    Part,
    PartyRecord,
    TrackRecordLine,
    Waiting,
)
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Status, countdown
from tracker.domain.vocabulary import ActorType, Change, Kind, Role, ThreatType
from tracker.queries.calendar import Calendar, CalendarEntry, Mark
from tracker.queries.calendar_entries import CalendarCase
from tracker.queries.case import PartyLine
from tracker.queries.dossiers import Counts
from tracker.queries.persons import ComparedSide, Comparison, PersonLine
from tracker.queries.status import Beat
from tracker.queries.track_record import Alike, Person, Usual
from tracker.web.pages.style_guide_rows import AT, AURELIA, BOREA, SPEAKER, due

COUNTS = Counts(running=2, passed=1, resolved=3)
BEATS = (Beat("tick", AT, {"cases": 3}), Beat("sweep", AT - timedelta(minutes=5), {}))
SENDERS = (PartyLine(actor=AURELIA, role=Role.SENDER, stated_by=SPEAKER, label="The Northern League"),)
TARGETS = (PartyLine(actor=BOREA, role=Role.TARGET),)


# --- A month ------------------------------------------------------------------------------------------------
def month() -> Calendar:
    """A date of each mark: of days, of instants, of a window, and of a further step."""
    noon = "2025-07-25T12:00:00-04:00"
    hour = datetime(2025, 7, 25, 16, tzinfo=UTC)
    moved = due("2025-08-08")
    entries = (
        _entry("Before the month", Mark.OPEN, due("2025-06-28", "2025-07-27", Precision.VAGUE)),
        _entry("Over before the outcome", Mark.PAST, due("2025-07-03")),
        _entry("Complied in time", Mark.ENDED, due("2025-07-10"), headlines=(Headline.COMPLIED,)),
        _entry("Moved away", Mark.MOVED, due("2025-07-14"), now=moved),
        _entry("Withdrawn", Mark.WITHDRAWN, due("2025-07-16", "2025-07-18", Precision.RANGE)),
        _entry("Passed", Mark.PASSED, due("2025-07-20"), step=2),
        _entry("At noon", Mark.AHEAD, due(noon, noon, Precision.INSTANT, assumed=False), hour=hour),
        _entry("Announced later", Mark.LATER, due("2025-07-30"), headlines=(Headline.ENFORCED,)),
        *(_entry(f"Number {number}", Mark.AHEAD, due("2025-07-31")) for number in range(1, 8)),
    )
    return Calendar(Month(2025, 7), "UTC", AT.date(), entries, entries, page=1, pages=1, is_cut=False)


def _entry(
    title: str,
    mark: Mark,
    limit: Due,
    *,
    step: int = 1,
    now: Due | None = None,
    hour: datetime | None = None,
    headlines: tuple[Headline, ...] = (),
) -> CalendarEntry:
    is_over = bool(headlines)
    resolved_on = When("2025-07-11") if is_over else None
    status = Status.RESOLVED if is_over else Status.RUNNING
    case = CalendarCase(
        key="",
        slug="sample",
        title=title,
        kind=Kind.ULTIMATUM,
        dossier="",
        senders=("Aurelia",),
        targets=("Borea",),
        demands=(),
        threats=(),
        threat_types=(),
        status=status,
        before=None,
        headlines=headlines,
        justifications=(),
        resolved_on=resolved_on,
        limits=(),
        sources={},
        from_at=AT,
        due=limit,
        stated="",
        cited=(),
        revision=1,
        changed_at=AT,
    )
    said = Deadline(
        id="d1",
        announced=When("2025-06-20"),
        as_stated="",
        language="en",
        due=limit,
        change=Change.SET,
        sources=("s1",),
    )
    return CalendarEntry(
        case=case,
        limit=Limit("d1", step, LimitState.FIXED, now or limit, said.announced, said, ()),
        due=limit,
        mark=mark,
        first=_day(limit.earliest),
        last=_day(limit.latest) if limit.latest else None,
        earliest=hour,
        latest=hour,
        clock=countdown(status, limit, AT, resolved_on),
    )


def _day(when: When) -> date:
    return date.fromisoformat(str(when)[:10])


# --- The track record ---------------------------------------------------------------------------------------
def _share(count: int, total: int) -> Share:
    found = share(count, total)
    if found is None:
        raise ValueError("a share of nothing")
    return found


def outcome_lines() -> tuple[TrackRecordLine, ...]:
    """A group of many cases, and one too small to be drawn."""
    return (
        _line(Choice(threats=(ThreatType.SANCTIONS,)), 11, (3, 4, 2, 2, 0)),
        _line(Choice(threats=(ThreatType.BLOCKADE,)), 2, (1, 1, 0, 0, 0)),
    )


def _line(choice: Choice, total: int, counts: tuple[int, ...]) -> TrackRecordLine:
    parts = zip(Result, counts, strict=True)
    return TrackRecordLine(
        choice, total, tuple(Part(Choice(result=result), _share(count, total)) for result, count in parts)
    )


def share_lines() -> tuple[TrackRecordLine, ...]:
    """Groups with one share each."""
    return tuple(
        TrackRecordLine(
            Choice(moves=moves), total, (Part(Choice(moves=moves, kept=True), _share(count, total)),)
        )
        for moves, count, total in ((0, 9, 12), (1, 2, 7), (2, 0, 1))
    )


def waiting() -> Waiting:
    """A curve with outcomes, and cases last seen without one."""
    curve = survival({1: 2, 9: 3, 40: 1}, {20: 2, 400: 1})
    if curve is None:
        raise ValueError("a curve of nothing")
    lines = (
        CurveLine(0, 0, Choice(within=0), 9, Choice(open_after=0), 1.0, 1.0, 1.0),
        CurveLine(30, 5, Choice(within=30), 2, Choice(open_after=30), 0.44, 0.15, 0.7),
    )
    return Waiting(curve, lines, pending=3, early=1)


def usual() -> Usual:
    """What came of comparable cases."""
    choice = Choice(threats=(ThreatType.SANCTIONS,), limit=LimitClass.WEEKS)
    shown = (Alike("sample", "A case alike", (Headline.COMPLIED, Headline.ENFORCED)),)
    return Usual(choice, _line(choice, 11, (3, 4, 2, 2, 0)), shown)


def party_record() -> PartyRecord:
    """An actor's ultimatums, few of them resolved."""
    slip = drift(due("2025-07-10"), due("2025-07-22"))
    return PartyRecord(
        all=Counted(Choice(sender="aurelia"), 9, 9),
        unresolved=Counted(Choice(sender="aurelia"), 0, 9),
        kept=Counted(Choice(sender="aurelia", kept=True), 2, 5),
        moved=Counted(Choice(sender="aurelia", moved=True), 3, 5),
        resolved=4,
        line=_line(Choice(sender="aurelia"), 4, (1, 1, 1, 1, 0)),
        median_slip=slip,
    )


def person_lines() -> tuple[PersonLine, ...]:
    """A person of whom there is something to tell, and one of whom there is not yet."""
    speaker, aurelia = _actor("Mira Vale", ActorType.PERSON), _actor("Aurelia", ActorType.STATE)
    line = _line(Choice(speaker=speaker.slug), 4, (1, 1, 1, 1, 0))
    return PersonLine(speaker, aurelia, 6, line), PersonLine(speaker, None, 1, None)


def comparison() -> Comparison:
    """Two, of whom one has no date that came; one line is of few cases."""
    wide, narrow = ((2, 9), (1, 2)), ((1, 4), (1, 1))
    aurelia = Side(party_record(), _measured(wide))
    speaker = Side(party_record(), _measured(narrow) | {Measure.KEPT: Part(Choice(kept=True), _share(2, 5))})
    sides = (
        ComparedSide(_actor("Aurelia", ActorType.STATE), False, aurelia),
        ComparedSide(_actor("Mira Vale", ActorType.PERSON), True, speaker),
    )
    return Comparison(sides, compared(aurelia, speaker))


def _measured(counts: tuple[tuple[int, int], tuple[int, int]]) -> dict[Result | Measure, Part]:
    (enforced, in_time) = counts
    return {
        Result.ENFORCED: Part(Choice(result=Result.ENFORCED), _share(*enforced)),
        Measure.IN_TIME: Part(Choice(in_time=True), _share(*in_time)),
    }


def _actor(name: str, kind: ActorType) -> Person:
    return Person(name.lower().replace(" ", "-"), name, kind, "")
