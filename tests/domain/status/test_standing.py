"""Where a case stands at an instant, the countdown, and the phases of its life."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.making import Document, case, day, deadline, due, hour, outcome, party, record, utc
from tests.domain.strategies import documents, facts, without_what_came_after
from tracker.domain.dates.moments import Grain, When, whole_second
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.record import Record
from tracker.domain.status.standing import (
    LIVE,
    CasePhase,
    Countdown,
    CountdownKind,
    Standing,
    Status,
    countdown,
    phases,
    standing,
)
from tracker.domain.status.steps import steps
from tracker.domain.vocabulary import Change, Kind

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
RANK = {Status.RUNNING: 0, Status.OPEN: 1, Status.PASSED: 2}


def at_(found: Record, at: str) -> Standing:
    """Its standing at an instant at which it is known."""
    now = standing(found, utc(at))
    assert now is not None
    return now


def clock(found: Record, at: str) -> Countdown:
    now = at_(found, at)
    return countdown(now.status, now.due, utc(at), now.resolved_on)


def by_day(kind: CountdownKind, target: str, span: timedelta, *, early: bool = False) -> Countdown:
    """A countdown that is known to the day."""
    return Countdown(kind, utc(target), span, early, Grain.DAY)


# --- The 50-day case ---

FIFTY_DAYS = record(
    deadline(1, "2025-07-14", "set", day("2025-09-02", "America/New_York")),
    deadline(
        2,
        "2025-07-28",
        "shortened",
        due("2025-08-07", "2025-08-09", timezone="America/New_York"),
        replaces="d1",
    ),
    deadline(3, "2025-07-29", "clarified", day("2025-08-08", "America/New_York"), replaces="d2"),
    outcomes=[outcome("2025-08-08")],
)
END_OF = "{}T23:59:59.999999"
"""A bare date as of which a page is shown: the last instant of that day in UTC."""


def test_on_24_july_2025_there_are_40_days_left_to_the_end_of_2_september_in_washington() -> None:
    at = END_OF.format("2025-07-24")
    now, left = at_(FIFTY_DAYS, at), clock(FIFTY_DAYS, at)
    assert (now.status, now.moves, now.headlines) == (Status.RUNNING, 0, ())
    assert (left.kind, left.target_at) == (CountdownKind.BEFORE, utc("2025-09-03T04:00"))
    assert left.span is not None
    assert left.span.days == 40
    assert now.step is not None
    assert now.step.struck == ()


def test_on_30_july_2025_8_august_stands_and_two_older_dates_are_struck_through() -> None:
    at = END_OF.format("2025-07-30")
    now = at_(FIFTY_DAYS, at)
    assert (now.status, now.moves) == (Status.RUNNING, 1), "a clarification within the window moves nothing"
    assert now.due is not None
    assert (now.due.earliest, now.due.latest) == (When("2025-08-08"), When("2025-08-08"))
    assert now.step is not None
    assert [item.due.latest.text for item in now.step.struck if item.due and item.due.latest] == [
        "2025-09-02",
        "2025-08-09",
    ]
    assert clock(FIFTY_DAYS, at).target_at == utc("2025-08-09T04:00")


def test_on_12_august_2025_it_reads_lapsed() -> None:
    at = END_OF.format("2025-08-12")
    now = at_(FIFTY_DAYS, at)
    assert (now.status, now.headlines, now.resolved_on) == (
        Status.RESOLVED,
        (Headline.LAPSED,),
        When("2025-08-08"),
    )
    assert clock(FIFTY_DAYS, at) == by_day(CountdownKind.RESOLVED, "2025-08-09T04:00", timedelta(0))


def test_before_its_announcement_there_is_no_case() -> None:
    assert standing(FIFTY_DAYS, utc("2025-07-13T23:59:59.999999")) is None
    assert standing(FIFTY_DAYS, utc("2025-07-14T00:00")) is not None


def test_the_phases_of_the_50_days() -> None:
    told = [(phase.from_at, phase.standing.status, phase.standing.deadline) for phase in phases(FIFTY_DAYS)]
    assert [(at, status, item and item.id) for at, status, item in told] == [
        (utc("2025-07-14T00:00"), Status.RUNNING, "d1"),
        (utc("2025-07-28T00:00"), Status.RUNNING, "d2"),
        (utc("2025-07-29T00:00"), Status.RUNNING, "d3"),
        (utc("2025-08-08T00:00"), Status.RESOLVED, "d3"),
    ]
    assert phases(FIFTY_DAYS)[-1].until_at is None


# --- Status and countdown by the literal instant ---


def test_a_window_runs_is_open_and_has_passed() -> None:
    found = record(
        deadline(1, "2025-07-28", "set", due("2025-08-07", "2025-08-09", timezone="America/New_York"))
    )
    opens, closes = "2025-08-08T04:00", "2025-08-10T04:00"
    assert clock(found, "2025-08-08T03:59") == by_day(CountdownKind.BEFORE, opens, timedelta(minutes=1))
    assert at_(found, "2025-08-08T03:59:59.999999").status is Status.RUNNING
    assert at_(found, opens).status is Status.OPEN
    assert clock(found, opens) == by_day(CountdownKind.INSIDE, closes, timedelta(days=2))
    assert at_(found, "2025-08-10T03:59:59.999999").status is Status.OPEN
    assert at_(found, closes).status is Status.PASSED
    for at, span in (
        (closes, timedelta(0)),
        ("2025-08-11T03:59", timedelta(hours=23, minutes=59)),
        ("2025-08-11T04:00", 2 * DAY),
        ("2025-08-13T03:59", 3 * DAY),
        ("2025-08-13T04:00", 4 * DAY),
    ):
        assert clock(found, at) == by_day(CountdownKind.PASSED, closes, span), "days of the calendar there"


def test_a_single_instant_is_never_open() -> None:
    found = record(deadline(1, "2003-03-18", "set", hour("2003-03-20T01:00:00Z")))
    assert at_(found, "2003-03-20T00:59:59.999999").status is Status.RUNNING
    assert at_(found, "2003-03-20T01:00").status is Status.PASSED


def test_the_night_the_clocks_change_the_countdown_counts_real_hours() -> None:
    kyiv = record(deadline(1, "2026-10-20", "set", day("2026-10-25", "Europe/Kyiv")))
    assert clock(kyiv, "2026-10-24T21:00").span == timedelta(hours=25), "that Sunday has 25 hours"
    spring = record(deadline(1, "2025-03-01", "set", day("2025-03-09", "America/New_York")))
    assert clock(spring, "2025-03-09T05:00").span == timedelta(hours=23)


def test_a_window_with_no_latest_opens_and_never_passes() -> None:
    found = record(deadline(1, "2026-04-01", "set", due("2026-04-21", None, "open-ended")))
    assert clock(found, "2026-04-20T00:00").kind is CountdownKind.BEFORE
    for at in ("2026-04-22T00:00", "2199-12-31T00:00"):
        assert at_(found, at).status is Status.OPEN
        assert clock(found, at) == Countdown(CountdownKind.INSIDE, grain=Grain.DAY)
    assert [phase.standing.status for phase in phases(found)] == [Status.RUNNING, Status.OPEN]


def test_no_window_at_all_says_so_and_shows_no_zero() -> None:
    found = record(deadline(1, "2026-01-11", "set", None))
    assert at_(found, "2026-11-23T00:00").status is Status.UNDATED
    assert clock(found, "2026-11-23T00:00") == Countdown(CountdownKind.UNDATED)
    assert at_(found, "2026-11-23T00:00").window is None


def test_what_is_only_proposed_has_no_date_in_force() -> None:
    found = record(deadline(1, "2026-05-28", "proposed", None))
    now = at_(found, "2026-06-01T00:00")
    assert (now.status, now.step, now.deadline, now.due, now.moves) == (Status.UNDATED, None, None, None, 0)


def test_suspended_and_withdrawn_without_a_date() -> None:
    first = deadline(1, "2025-11-21", "set", day("2025-11-27"))
    for change, status in (("suspended", Status.SUSPENDED), ("withdrawn", Status.WITHDRAWN)):
        found = record(first, deadline(2, "2025-11-25", change, None, replaces="d1"))
        assert at_(found, "2025-11-24T00:00").status is Status.RUNNING
        assert at_(found, "2025-11-25T00:00").status is status
        assert at_(found, "2026-11-25T00:00").status is status
        assert clock(found, "2025-11-26T00:00") == Countdown(CountdownKind(status.value))
        assert (status in LIVE) == (status is Status.SUSPENDED)


def test_suspended_until_a_date_runs_to_that_date() -> None:
    found = record(
        deadline(1, "2026-04-05", "set", day("2026-04-07")),
        deadline(2, "2026-04-07", "suspended", day("2026-04-21"), replaces="d1"),
    )
    assert at_(found, "2026-04-10T00:00").status is Status.RUNNING
    assert at_(found, "2026-04-22T00:00").status is Status.PASSED


def test_a_deadline_moved_after_it_passed_runs_again() -> None:
    qatar = record(
        deadline(1, "2017-06-22", "set", day("2017-07-02", "Asia/Riyadh")),
        deadline(2, "2017-07-03", "extended", day("2017-07-04", "Asia/Riyadh"), replaces="d1"),
    )
    assert at_(qatar, "2017-07-02T21:00").status is Status.PASSED
    assert at_(qatar, "2017-07-03T00:00").status is Status.RUNNING
    assert at_(qatar, "2017-07-04T21:00").status is Status.PASSED
    assert [phase.standing.status.value for phase in phases(qatar)] == [
        "running",
        "passed",
        "running",
        "passed",
    ]


def test_a_deadline_moved_to_a_date_already_over_has_passed_at_once() -> None:
    found = record(
        deadline(1, "2025-03-05", "set", due("2025-05-05", "2025-06-30", "vague")),
        deadline(2, "2025-06-13", "clarified", due("2025-06-11", "2025-06-12"), replaces="d1"),
    )
    assert at_(found, "2025-06-12T23:00").status is Status.OPEN
    assert at_(found, "2025-06-13T00:00").status is Status.PASSED
    assert clock(found, "2025-06-13T23:00").span == timedelta(hours=23)
    assert clock(found, "2025-06-14T00:00").span == 2 * DAY


@pytest.mark.parametrize(
    ("limit", "expires"),
    [
        (day("1899-10-11", "Europe/London"), "1899-10-12T00:00"),
        (day("2100-02-28", "Europe/London"), "2100-03-01T00:00"),
        (day("2028-02-29", "Europe/Kyiv"), "2028-02-29T22:00"),
        (day("2011-12-30", "Pacific/Apia"), "2011-12-30T10:00"),
    ],
)
def test_old_far_and_missing_days_expire_to_the_instant(limit: Document, expires: str) -> None:
    found = record(deadline(1, "1899", "set", limit))
    assert standing(found, utc(expires) - TICK) is not None
    assert at_(found, (utc(expires) - TICK).replace(tzinfo=None).isoformat()).status is Status.RUNNING
    assert at_(found, expires).status is Status.PASSED


def test_steps_run_one_after_the_other() -> None:
    gas = record(
        deadline(1, "2026-01-26", "set", day("2026-04-25")),
        deadline(2, "2026-01-26", "staged", day("2026-06-17")),
        deadline(3, "2026-01-26", "staged", due("2027-09-30", "2027-11-01")),
    )
    told = [
        (phase.standing.status.value, phase.standing.deadline and phase.standing.deadline.id)
        for phase in phases(gas)
    ]
    assert told == [("running", "d1"), ("running", "d2"), ("running", "d3"), ("open", "d3"), ("passed", "d3")]
    assert at_(gas, "2030-01-01T00:00").moves == 0


def test_a_limit_set_beside_the_first_neither_moves_nor_hides_it() -> None:
    disarm = record(
        deadline(1, "2026-02-16", "set", due("2026-04-17", "2026-04-20", "vague")),
        deadline(2, "2026-04-07", "set", None),
    )
    assert at_(disarm, "2026-04-10T00:00").status is Status.RUNNING
    now = at_(disarm, "2026-11-23T00:00")
    assert (now.status, now.moves, now.deadline and now.deadline.id) == (Status.PASSED, 0, "d1")


# --- Outcomes ---


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-08-05", by_day(CountdownKind.RESOLVED, "2025-08-09T00:00", 3 * DAY, early=True)),
        ("2025-08-08", by_day(CountdownKind.RESOLVED, "2025-08-09T00:00", 0 * DAY)),
        ("2025-08-08T21:00:00Z", by_day(CountdownKind.RESOLVED, "2025-08-09T00:00", 0 * DAY)),
        ("2025-08-09", by_day(CountdownKind.RESOLVED, "2025-08-09T00:00", DAY)),
        ("2025-08-09T01:00:00Z", by_day(CountdownKind.RESOLVED, "2025-08-09T00:00", DAY)),
        ("2025-08-19", by_day(CountdownKind.RESOLVED, "2025-08-09T00:00", 11 * DAY)),
        ("2025-08", Countdown(CountdownKind.RESOLVED, utc("2025-08-09T00:00"), 0 * DAY, grain=Grain.MONTH)),
        ("2025-09", Countdown(CountdownKind.RESOLVED, utc("2025-08-09T00:00"), 31 * DAY, grain=Grain.MONTH)),
    ],
)
def test_a_resolved_case_says_how_long_before_or_after(on: str, expected: Countdown) -> None:
    found = record(deadline(1, "2025-07-29", "set", day("2025-08-08")), outcomes=[outcome(on)])
    assert clock(found, "2026-01-01T00:00") == expected
    assert clock(found, "2027-01-01T00:00") == expected, "it no longer counts"


def test_a_case_resolved_within_a_wide_window_is_measured_from_where_it_lies() -> None:
    june = deadline(1, "2026-02-06", "set", due("2026-06-01", "2026-06-30", "month"))
    early = clock(record(june, outcomes=[outcome("2026-05-30")]), "2027-01-01T00:00")
    assert (early.target_at, early.span, early.early) == (utc("2026-06-02T00:00"), timedelta(days=2), True)
    inside = clock(record(june, outcomes=[outcome("2026-06-10")]), "2027-01-01T00:00")
    assert (inside.target_at, inside.span, inside.early) == (utc("2026-07-01T00:00"), timedelta(0), False)


def test_a_resolved_case_without_a_date_has_no_span() -> None:
    potsdam = record(
        deadline(1, "1945-07-26", "set", None), outcomes=[outcome("1945-08-06", "none", "imposed")]
    )
    assert clock(potsdam, "1946-01-01T00:00") == Countdown(CountdownKind.RESOLVED)
    assert at_(potsdam, "1945-08-05T23:59").status is Status.UNDATED
    assert at_(potsdam, "1945-08-06T00:00").headlines == (Headline.ENFORCED,)


def test_a_case_resolved_after_the_earliest_of_an_open_end_has_no_span() -> None:
    endless = deadline(1, "2026-04-01", "set", due("2026-04-21", None, "open-ended"))
    for on, span in (("2026-04-20", DAY), ("2026-04-21", None), ("2026-06-01", None)):
        assert clock(record(endless, outcomes=[outcome(on)]), "2027-01-01T00:00").span == span


def test_an_outcome_nobody_could_find_leaves_the_case_passed() -> None:
    found = record(
        deadline(1, "2026-02-06", "set", day("2026-06-30")),
        outcomes=[outcome("2026-06-30", "unknown", "unknown")],
    )
    now = at_(found, "2026-11-23T00:00")
    assert (now.status, now.headlines, now.outcomes, now.resolved_on) == (
        Status.PASSED,
        (Headline.UNKNOWN,),
        (),
        None,
    )


def test_a_case_with_several_targets_is_resolved_with_the_last_of_them() -> None:
    suez = record(
        deadline(1, "1956-10-30", "set", hour("1956-10-31T06:30:00+02:00")),
        parties=[party("sender-a", "sender"), party("egypt"), party("israel")],
        outcomes=[
            outcome("1956-10-31", "none", "imposed", target="egypt"),
            outcome("1956-10-30", "full", "not-imposed", target="israel"),
        ],
    )
    half, whole = at_(suez, "1956-10-30T12:00"), at_(suez, "1956-10-31T12:00")
    assert (half.status, half.headlines, half.outcomes) == (Status.RUNNING, (Headline.COMPLIED,), ())
    assert (whole.status, whole.headlines) == (Status.RESOLVED, (Headline.ENFORCED, Headline.COMPLIED))
    assert (whole.resolved_on, len(whole.outcomes)) == (When("1956-10-31"), 2)


def test_of_several_outcomes_the_last_says_which_step_was_answered() -> None:
    found = record(
        deadline(1, "2026-01-17", "set", day("2026-02-01")),
        deadline(2, "2026-01-17", "staged", day("2026-06-01")),
        parties=[party("sender-a", "sender"), party("target-a"), party("target-b")],
        outcomes=[outcome("2026-06-02", target="target-a"), outcome("2026-02-02", target="target-b")],
    )
    now = at_(found, "2026-07-01T00:00")
    assert (now.resolved_on, now.deadline and now.deadline.id) == (When("2026-06-02"), "d2")


def test_a_target_that_joins_later_opens_a_case_resolved_for_the_others() -> None:
    found = record(
        deadline(1, "2025-02-01", "set", day("2025-02-04")),
        parties=[
            party("sender-a", "sender"),
            party("target-a"),
            party("target-b", "party", since="2025-03-01"),
        ],
        outcomes=[outcome("2025-02-03", "full", target="target-a")],
    )
    assert at_(found, "2025-02-28T00:00").status is Status.RESOLVED
    assert at_(found, "2025-03-01T00:00").status is Status.PASSED
    assert len(phases(found)) == 3


def test_the_kind_of_the_case_words_its_outcome() -> None:
    found = record(
        deadline(1, "2021", "set", day("2026-02-05")), outcomes=[outcome("2026-02-05")], kind=Kind.EXPIRY
    )
    assert at_(found, "2026-11-23T00:00").headlines == (Headline.EXPIRED,)


def test_a_deadline_reinstated_after_an_outcome_opens_the_case_again() -> None:
    found = record(
        deadline(1, "2025-07-01", "set", day("2025-08-01")),
        deadline(2, "2025-09-01", "reinstated", day("2025-10-01"), replaces="d1"),
        outcomes=[
            outcome("2025-08-02"),
            outcome("2025-10-05", "none", "imposed"),
        ],
    )
    assert at_(found, "2025-08-31T00:00").headlines == (Headline.LAPSED,)
    again = at_(found, "2025-09-01T00:00")
    assert (again.status, again.headlines, again.outcomes) == (Status.RUNNING, (), ())
    assert at_(found, "2025-10-03T00:00").status is Status.PASSED
    last = at_(found, "2025-10-06T00:00")
    assert (last.status, last.headlines) == (Status.RESOLVED, (Headline.ENFORCED,)), "not the one before it"
    assert (last.resolved_on, last.deadline and last.deadline.id) == (When("2025-10-05"), "d2")


def test_an_outcome_after_a_reinstatement_that_was_made_public_later_stands() -> None:
    found = record(
        deadline(1, "2025-07-01", "set", day("2025-08-01")),
        deadline(2, "2025-07-10", "reinstated", day("2025-08-05"), public_since="2025-08-20"),
        outcomes=[outcome("2025-08-06")],
    )
    assert at_(found, "2025-08-21T00:00").status is Status.RESOLVED


def test_an_outcome_of_the_day_of_the_reinstatement_answers_it() -> None:
    found = record(
        deadline(1, "2025-07-01", "set", day("2025-08-01")),
        deadline(2, "2025-09-01", "reinstated", day("2025-10-01"), replaces="d1"),
        outcomes=[outcome("2025-09-01", "full")],
    )
    assert at_(found, "2025-09-01T00:00").status is Status.RESOLVED


def test_an_extension_after_the_outcome_does_not_open_the_case_again() -> None:
    found = record(
        deadline(1, "2026-04-05", "set", day("2026-04-07")),
        deadline(2, "2026-04-21", "extended", due("2026-04-21", None, "open-ended"), replaces="d1"),
        outcomes=[outcome("2026-04-07", "partial", settled=True)],
    )
    now = at_(found, "2026-11-23T00:00")
    assert (now.status, now.headlines) == (Status.RESOLVED, (Headline.SETTLED,))
    assert now.deadline is not None
    assert now.deadline.id == "d1", "the limit that the outcome answered"


def test_a_measure_lifted_later_begins_a_phase() -> None:
    found = record(
        deadline(1, "2025-01-01", "set", day("2025-02-01")),
        outcomes=[outcome("2025-02-02", "none", "imposed", lifted="2025-05-01")],
    )
    last = phases(found)[-1]
    assert last.from_at == utc("2025-05-01T00:00")
    assert [item.lifted for item in last.standing.outcomes] == [When("2025-05-01")]


def test_a_window_without_a_latest_bound_cannot_have_passed() -> None:
    found = record(deadline(1, "2026-04-01", "set", due("2026-04-21", None, "open-ended")))
    with pytest.raises(ValueError, match="cannot have passed"):
        countdown(Status.PASSED, at_(found, "2026-05-01T00:00").due, utc("2026-05-01T00:00"))


def test_events_begin_no_phase() -> None:
    events = [{"id": "e1", "on": "2025-07-20", "kind": "talks", "text": "They met.", "sources": ["s1"]}]
    plain = case(deadline(1, "2025-07-14", "set", day("2025-09-02")))
    found = phases(Record.from_document({**plain, "events": events}))
    assert [phase.from_at for phase in found] == [utc("2025-07-14T00:00"), utc("2025-09-03T00:00")]


# --- Properties ---


def turning_points(document: Document) -> list[datetime]:
    """Every instant at which anything may change: facts known, windows opening and closing."""
    windows = [item.window for item in Record.from_document(document).deadlines if item.window]
    bounds = {bound for window in windows for bound in (window.earliest_at, window.latest_at) if bound}
    return sorted({*facts(document), *bounds})


def samples(document: Document) -> Iterator[datetime]:
    """At, just before and just after every turning point, and halfway to the next."""
    points = turning_points(document)
    for at, following in pairwise([*points, points[-1] + 500 * DAY]):
        yield from (at - TICK, at, at + TICK, at + (following - at) / 2)


def told(now: Standing | None) -> object:
    """What a reader is told: all that matters of a standing, without hindsight's prose."""
    if now is None:
        return None
    step = now.step and [item.id for item in now.step.deadlines]
    known = now.record
    outcomes = [
        [(item.target, item.on, item.lifted) for item in found] for found in (now.outcomes, known.outcomes)
    ]
    parts = (known.parties, known.demands, known.threats, [item.id for item in known.deadlines])
    return (now.status, now.due, step, now.moves, now.headlines, now.resolved_on, outcomes, parts)


@given(documents())
def test_phases_agree_with_standing_at_every_instant(document: Document) -> None:
    found = Record.from_document(document)
    life = phases(found)
    for at in samples(document):
        assert told(phase_at(life, at)) == told(standing(found, at)), at


def phase_at(life: tuple[CasePhase, ...], at: datetime) -> Standing | None:
    holding = [item for item in life if item.from_at <= at and (item.until_at is None or at < item.until_at)]
    assert len(holding) <= 1
    return holding[0].standing if holding else None


@given(documents())
def test_phases_adjoin_and_neighbours_differ(document: Document) -> None:
    found = Record.from_document(document)
    life = phases(found)
    assert life[0].from_at == found.first_known_at
    assert life[-1].until_at is None
    for one, next_ in pairwise(life):
        assert one.until_at == next_.from_at
        assert one.from_at < next_.from_at
        assert told(one.standing) != told(next_.standing)


@given(documents(), st.data())
def test_standing_and_countdown_never_see_what_came_later(document: Document, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from(sorted(samples(document))))
    pruned = Record.from_document(without_what_came_after(document, at))
    whole = Record.from_document(document)
    now = standing(whole, at)
    assert told(now) == told(standing(pruned, at))
    if now is None:
        return
    before = [item for item in phases(whole) if item.from_at <= at]
    as_it_looked = [item for item in phases(pruned) if item.from_at <= at]
    assert [(item.from_at, told(item.standing)) for item in before] == [
        (item.from_at, told(item.standing)) for item in as_it_looked
    ]


@given(documents(single_step=True), st.integers(0, 80), st.integers(0, 80))
def test_the_status_of_one_step_only_advances_while_nothing_new_is_known(
    document: Document, first: int, second: int
) -> None:
    _advances(document, first, second)


@given(documents(), st.integers(0, 80), st.integers(0, 80))
def test_steps_pass_one_by_one_while_nothing_new_is_known(
    document: Document, first: int, second: int
) -> None:
    _advances(document, first, second)


def _advances(document: Document, first: int, second: int) -> None:
    """Between two instants after the last fact, steps over and then status rank never fall."""
    last = facts(document)[-1]
    ends = [last, *(at for at in turning_points(document) if at > last)]
    found = Record.from_document(document)
    times = sorted({last + first * DAY, last + second * DAY, *ends, *(at - TICK for at in ends[1:])})
    opened = steps(found.deadlines)
    seen = [standing(found, at) for at in times]
    for (early, one), (late, two) in pairwise(zip(times, seen, strict=True)):
        assert one is not None
        assert two is not None
        if one.status not in RANK:
            assert two.status is one.status, "what has no date or is resolved stays so"
            continue
        over = [sum(step.is_over(at) for step in opened) for at in (early, late)]
        assert (over[0], RANK[one.status]) <= (over[1], RANK[two.status])
        if len(opened) == 1:
            assert RANK[one.status] <= RANK[two.status]


@given(documents())
def test_what_is_resolved_stays_resolved_unless_reinstated_or_joined(document: Document) -> None:
    life = phases(Record.from_document(document))
    for one, next_ in pairwise(life):
        if one.standing.status is not Status.RESOLVED or next_.standing.status is Status.RESOLVED:
            continue
        came = set(next_.standing.record.deadlines) - set(one.standing.record.deadlines)
        joined = set(next_.standing.record.parties) - set(one.standing.record.parties)
        assert joined or any(item.change is Change.REINSTATED for item in came)


@given(documents())
def test_the_countdown_is_honest_at_every_instant(document: Document) -> None:
    found = Record.from_document(document)
    for at in samples(document):
        now = standing(found, at)
        if now is not None:
            _check_countdown(now, countdown(now.status, now.due, at, now.resolved_on), at)


def _check_countdown(now: Standing, clock_: Countdown, at: datetime) -> None:
    window, zero = now.window, timedelta(0)
    assert clock_.span is None or clock_.span >= zero
    assert clock_.early is False or clock_.kind is CountdownKind.RESOLVED
    if now.status is Status.RUNNING:
        assert window is not None
        left = window.earliest_at - whole_second(at)
        assert (clock_.kind, clock_.target_at, clock_.span) == (
            CountdownKind.BEFORE,
            window.earliest_at,
            left,
        )
        assert at < window.earliest_at
    elif now.status is Status.OPEN:
        assert window is not None
        assert window.earliest_at <= at
        assert window.latest_at is None or at < window.latest_at
        assert (clock_.kind, clock_.target_at) == (CountdownKind.INSIDE, window.latest_at)
        assert clock_.span == (window.latest_at - whole_second(at) if window.latest_at else None)
    elif now.status is Status.PASSED:
        assert window is not None
        assert window.latest_at is not None
        assert (clock_.kind, clock_.target_at) == (CountdownKind.PASSED, window.latest_at)
        assert clock_.span is not None
        ago = whole_second(at) - window.latest_at
        # The calendar counts the day after the date as one, and a day of 23 or 25 hours as any other.
        hour = timedelta(hours=1)
        assert clock_.span == ago or ago - hour <= clock_.span <= ago + 25 * hour
        assert clock_.span == ago or (clock_.grain is Grain.DAY and clock_.span % DAY == zero)
    elif now.status is Status.RESOLVED:
        assert clock_.kind is CountdownKind.RESOLVED
        if clock_.span is None:
            assert window is None or window.latest_at is None
        else:
            assert window is not None
            assert clock_.target_at in (window.earliest_at, window.latest_at)
    else:
        assert clock_ == Countdown(CountdownKind(now.status.value))
        assert window is None
