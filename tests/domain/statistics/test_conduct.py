"""What the parties of a case did with its time limit, as plain facts."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given

from tests.domain.making import Document, day, deadline, due, hour, outcome, party, record, utc
from tests.domain.strategies import documents
from tracker.domain.dates.distances import Distance
from tracker.domain.dates.moments import Grain, When
from tracker.domain.statistics.conduct import (
    ENFORCED_WITHIN,
    LONGEST,
    RESULT_OF,
    Conduct,
    Limit,
    Result,
    conduct,
    limit_class,
)
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Status, phases, standing
from tracker.domain.vocabulary import Kind, ThreatType

DAY = timedelta(days=1)
LATER = "2030-01-01T00:00"


def of(found: Record, at: str = LATER) -> Conduct:
    """The facts of a case at an instant at which it is known."""
    stands = standing(found, utc(at))
    assert stands is not None
    return conduct(stands)


def days(number: int) -> Distance:
    """So many days of the calendar."""
    return Distance(Grain.DAY, number * DAY)


def elapsed(**length: int) -> Distance:
    """So much time between two instants."""
    return Distance(Grain.INSTANT, timedelta(**length))


def threat(word: str, number: int = 1) -> Document:
    return {
        "id": f"t{number}",
        "text": "Or else.",
        "type": word,
        "explicit": True,
        "automatic": False,
        "sources": ["s1"],
    }


def test_facts_are_those_of_the_fifty_days() -> None:
    fifty_days = record(
        deadline(1, "2025-07-14", "set", day("2025-09-02", "America/New_York"), stated_by="speaker-a"),
        deadline(2, "2025-07-28", "shortened", due("2025-08-07", "2025-08-09", timezone="America/New_York")),
        deadline(3, "2025-07-29", "clarified", day("2025-08-08", "America/New_York")),
        outcomes=[outcome("2025-08-08")],
        threats=[threat("sanctions"), threat("secondary-measures", 2), threat("sanctions", 3)],
    )
    assert of(fifty_days) == Conduct(
        counts=True,
        senders=("sender-a",),
        targets=("target-a",),
        others=(),
        speakers=(("speaker-a", ""),),
        threats=(ThreatType.SANCTIONS, ThreatType.SECONDARY_MEASURES),
        status=Status.RESOLVED,
        limit=days(50),
        moves=1,
        slip=days(-25),
        headlines=(Headline.LAPSED,),
        expires_at=utc("2025-08-09T04:00"),
        over_at=utc("2025-08-09T04:00"),
        over_on=(When("2025-08-08"), "America/New_York"),
        first_over_at=utc("2025-09-03T04:00"),
        resolved_at=utc("2025-08-08T00:00"),
        after=days(0),
        enforced_after=None,
    )
    assert (of(fifty_days).results, of(fifty_days).limit_class) == ((Result.DROPPED,), Limit.MONTHS)


def test_facts_at_an_instant_know_nothing_later() -> None:
    moved = record(
        deadline(1, "2025-03-01", "set", day("2025-03-10")),
        deadline(2, "2025-03-09", "extended", day("2025-03-20")),
        outcomes=[outcome("2025-03-25", follow_through="imposed")],
    )
    told = [
        (facts.moves, facts.slip, facts.over_at, facts.is_resolved, facts.results, facts.ran_out)
        for facts in (of(moved, at) for at in ("2025-03-08T00:00", "2025-03-21T12:00", "2025-03-25T00:00"))
    ]
    assert told == [
        (0, days(0), utc("2025-03-11T00:00"), False, (), False),
        (1, days(10), utc("2025-03-21T00:00"), False, (), True),
        (1, days(10), utc("2025-03-21T00:00"), True, (Result.ENFORCED,), True),
    ]


@pytest.mark.parametrize("kind", Kind)
def test_only_an_ultimatum_counts(kind: Kind) -> None:
    found = record(deadline(1, "2025-03-01", "set", day("2025-03-10")), kind=kind.value)
    assert of(found).counts is (kind is Kind.ULTIMATUM)


@pytest.mark.parametrize(
    ("announced", "limit", "length"),
    [
        ("2025-07-14", day("2025-09-02", "America/New_York"), days(50)),
        ("2025-07-14", hour("2025-07-14T20:00:00Z"), days(0)),
        ("2025-02-10", due("2025-02-15T12:00:00-05:00", "2025-02-15T12:00:00-05:00", "instant"), days(5)),
        ("2003-03-18T01:00:00Z", hour("2003-03-20T01:00:00Z"), elapsed(days=2)),
        ("1914-07-23T18:00:00+01:00", hour("1914-07-25T18:00:00+01:00"), elapsed(days=2)),
        # Washington still has 3 March when the note is handed over
        ("2025-03-04T03:00:00Z", day("2025-03-06", "America/New_York"), days(3)),
        ("2025-07-28", due("2025-08-07", "2025-08-09"), days(10)),
        ("2025-07", day("2025-09-02"), None),
        ("2025", day("2025-09-02"), None),
        ("2025-07-14", None, None),
    ],
)
def test_limit_runs_from_the_announcement_to_the_earliest_expiry(
    announced: str, limit: Document | None, length: Distance | None
) -> None:
    assert of(record(deadline(1, announced, "set", limit)), "2025-12-01T00:00").limit == length


def test_limit_is_that_first_set_in_the_step() -> None:
    dated_late = record(
        deadline(1, "2025-03-01", "set", None),
        deadline(2, "2025-03-05", "clarified", day("2025-03-08")),
        deadline(3, "2025-03-07", "extended", day("2025-03-30")),
    )
    facts = of(dated_late)
    assert (facts.limit, facts.first_over_at, facts.slip) == (days(3), utc("2025-03-09T00:00"), days(22))


def test_what_is_announced_once_it_is_over_moves_nothing() -> None:
    settled = record(
        deadline(1, "2026-03-21", "set", day("2026-04-06")),
        deadline(2, "2026-04-05", "extended", day("2026-04-07")),
        deadline(3, "2026-04-07", "suspended", due("2026-04-21", "2026-04-22")),
        deadline(4, "2026-04-21", "extended", due("2026-04-21", None, "open-ended")),
        outcomes=[outcome("2026-04-07", "partial", settled=True)],
    )
    facts = of(settled, "2026-05-01T00:00")
    assert (facts.moves, facts.slip, facts.after) == (1, days(1), days(0))


def test_slip_is_summed_over_steps_and_none_without_a_date() -> None:
    steps = record(
        deadline(1, "2025-03-01", "set", day("2025-03-10")),
        deadline(2, "2025-03-02", "extended", day("2025-03-20")),
        deadline(3, "2025-03-03", "staged", day("2025-04-10")),
        deadline(4, "2025-03-04", "shortened", day("2025-04-06"), replaces="d3"),
    )
    assert (of(steps).moves, of(steps).slip) == (2, days(6))
    assert of(record(deadline(1, "2025-03-01", "set", None))).slip is None


@pytest.mark.parametrize(
    ("length", "name"),
    [
        (timedelta(0), Limit.DAYS),
        (3 * DAY, Limit.DAYS),
        (3 * DAY + timedelta(minutes=1), Limit.WEEKS),
        (14 * DAY, Limit.WEEKS),
        (15 * DAY, Limit.MONTHS),
        (92 * DAY, Limit.MONTHS),
        (93 * DAY, Limit.LONGER),
    ],
)
def test_limits_of_one_class_are_similar(length: timedelta, name: Limit) -> None:
    assert limit_class(length) is name
    assert list(LONGEST) == list(Limit)[:-1]


def test_every_headline_but_pending_has_its_result() -> None:
    assert set(RESULT_OF) == set(Headline) - {Headline.PENDING}


def ended(on: str, follow_through: str = "imposed", **more: str) -> Conduct:
    limit = deadline(1, "2025-03-01", "set", day("2025-03-10"))
    return of(record(limit, outcomes=[outcome(on, follow_through=follow_through, **more)]))


@pytest.mark.parametrize(
    ("on", "after", "within", "ran_out"),
    [
        ("2025-03-05", -5, True, False),
        ("2025-03-10", 0, True, True),
        ("2025-03-11", 1, True, True),
        ("2025-04-09", 30, True, True),
        ("2025-04-10", 31, False, True),
    ],
)
def test_enforced_in_time_is_no_later_than_thirty_days_after(
    on: str, after: int, within: bool, ran_out: bool
) -> None:
    facts = ended(on)
    assert (facts.after, facts.enforced_after, facts.ran_out) == (days(after), days(after), ran_out)
    assert facts.is_enforced_within(ENFORCED_WITHIN) is within


def test_other_outcomes_are_not_enforced_and_undated_ones_cannot_be_said() -> None:
    assert ended("2025-03-10", "withdrawn").is_enforced_within(ENFORCED_WITHIN) is False
    assert ended("2025-03-10", response="full").is_enforced_within(ENFORCED_WITHIN) is False
    running = record(deadline(1, "2025-03-01", "set", day("2025-03-10")))
    assert of(running).is_enforced_within(ENFORCED_WITHIN) is None
    for limit in (None, due("2025-03-10", None, "open-ended")):
        undated = record(
            deadline(1, "2025-03-01", "set", limit),
            outcomes=[outcome("2025-03-12", follow_through="imposed")],
        )
        assert (of(undated).after, of(undated).is_enforced_within(ENFORCED_WITHIN)) == (None, None)


def test_targets_that_fared_differently_give_one_case_two_results() -> None:
    parties = [party("sender-a", "sender"), party("target-a"), party("target-b")]
    outcomes = [
        outcome("2025-03-12", follow_through="imposed", target="target-a"),
        outcome("2025-05-01", response="full", follow_through="not-imposed", target="target-b"),
    ]
    facts = of(
        record(deadline(1, "2025-03-01", "set", day("2025-03-10")), parties=parties, outcomes=outcomes)
    )
    assert facts.results == (Result.ENFORCED, Result.COMPLIED)
    assert (facts.after, facts.enforced_after) == (days(52), days(2))


def test_date_is_kept_when_it_came_and_never_moved() -> None:
    stood = record(deadline(1, "2025-03-01", "set", day("2025-03-10")))
    assert [of(stood, at).is_honoured for at in ("2025-03-05T00:00", "2025-03-11T00:00")] == [False, True]
    assert ended("2025-03-05").is_honoured is False
    assert ended("2025-03-12").is_honoured is True
    moved = record(
        deadline(1, "2025-03-01", "set", day("2025-03-10")),
        deadline(2, "2025-03-02", "extended", day("2025-03-12")),
    )
    assert of(moved).is_honoured is False


def test_outcome_is_open_from_the_latest_expiry_on() -> None:
    window = record(deadline(1, "2025-03-01", "set", due("2025-03-10", "2025-03-12")))
    told = [
        of(window, at).open_for(utc(at))
        for at in ("2025-03-09T00:00", "2025-03-12T00:00", "2025-03-13T00:00", "2025-03-15T00:00")
    ]
    assert told == [None, None, days(1), days(3)]


def test_speakers_are_told_with_whom_they_spoke_for() -> None:
    parties = [party("sender-a", "sender", stated_by="speaker-a"), party("target-a")]
    deadlines = (
        deadline(1, "2025-03-01", "set", day("2025-03-10"), stated_by="speaker-a"),
        deadline(2, "2025-03-02", "extended", day("2025-03-12"), stated_by="speaker-b"),
    )
    found = record(*deadlines, parties=parties)
    assert of(found, "2025-03-01T12:00").speakers == (("speaker-a", "sender-a"),)
    assert of(found).speakers == (("speaker-a", "sender-a"), ("speaker-b", ""))


@given(documents())
def test_facts_come_back_from_plain_data_and_hold_together(document: Document) -> None:
    for phase in phases(Record.from_document(document)):
        facts = conduct(phase.standing)
        assert Conduct.from_data(json.loads(json.dumps(facts.as_data()))) == facts
        assert facts.is_resolved == bool(facts.results) == (facts.resolved_at is not None)
        assert facts.limit is None or facts.limit.span >= timedelta(0)
        assert not facts.is_honoured or facts.moves == 0
        assert facts.is_enforced_within(ENFORCED_WITHIN) is not True or Result.ENFORCED in facts.results
        lasts: datetime = phase.until_at or phase.from_at + 400 * DAY
        assert (facts.open_for(lasts - timedelta(microseconds=1)) is not None) == facts.is_pending
        assert facts.slip is not None or facts.moves == 0
