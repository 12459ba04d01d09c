"""The track record counted from a small table, by hand; and choices that count and list the same cases."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.making import day, deadline, outcome, record, utc
from tests.domain.statistics.test_conduct import days, threat
from tests.domain.strategies import Document, documents
from tracker.domain.statistics.conduct import Limit, Result, conduct
from tracker.domain.statistics.track_record import (
    CURVE_DAYS,
    MOST_MOVES,
    Case,
    Choice,
    Drift,
    NotAChoice,
    TrackRecordLine,
    Where,
    drift_class,
    party_record,
    statistics,
)
from tracker.domain.status.record import Record
from tracker.domain.status.standing import phases, standing
from tracker.domain.vocabulary import ActorType, ThreatType

AT = utc("2025-06-01T00:00")
DAY = timedelta(days=1)
STATE = frozenset({ActorType.STATE})


def a_case(slug: str, found: Record, types: frozenset[ActorType] = STATE) -> Case:
    stands = standing(found, AT)
    assert stands is not None
    return Case(slug, conduct(stands), types)


def simple(
    limit_day: str, *outcomes: Document, moved_to: str = "", force: bool = True, **more: str
) -> Record:
    """Announced 1 March 2025 for a day of March, moved the day after."""
    lines = [deadline(1, "2025-03-01", "set", day(limit_day))]
    if moved_to:
        lines.append(deadline(2, "2025-03-02", "extended", day(moved_to)))
    return record(
        *lines, outcomes=list(outcomes), threats=[threat("force" if force else "sanctions")], **more
    )


# case        threat     limit    moved by   outcome (days after the expiry)
# quick       force      2 days   -          enforced, 0
# slow        force      9 days   -          enforced, 41
# moved       force      9 days   10 days    complied, 6
# again       sanctions  9 days   -4 days    withdrawn, 2 before
# waiting     sanctions  30 days  -          open for 62 days
# running     force      120 days -          running
# expiry      (not an ultimatum)             expired
CASES = [
    a_case("quick", simple("2025-03-03", outcome("2025-03-03", follow_through="imposed"))),
    a_case("slow", simple("2025-03-10", outcome("2025-04-20", follow_through="imposed"))),
    a_case("moved", simple("2025-03-10", outcome("2025-03-26", response="full"), moved_to="2025-03-20")),
    a_case(
        "again",
        simple(
            "2025-03-10",
            outcome("2025-03-04", follow_through="withdrawn"),
            moved_to="2025-03-06",
            force=False,
        ),
        frozenset({ActorType.STATE, ActorType.ORGANISATION}),
    ),
    a_case("waiting", simple("2025-03-31", force=False)),
    a_case("running", simple("2025-06-29")),
    a_case("expiry", simple("2025-03-10", outcome("2025-03-10"), kind="expiry")),
]
FOUND = statistics(CASES, AT)


def told(lines: tuple[TrackRecordLine, ...]) -> dict[object, list[str]]:
    """For each line what sets it apart, with its counts in the order of the results."""
    return {
        next(reversed(line.choice.words().values()), ""): [
            f"{part.share.count} of {part.share.total}" for part in line.parts
        ]
        for line in lines
    }


def slugs(choice: Choice) -> list[str]:
    return [case.slug for case in choice.of(CASES, AT)]


def test_counts_are_those_of_the_table() -> None:
    assert (FOUND.known, FOUND.resolved, FOUND.pending) == (6, 4, 1)
    # enforced, complied, settled, dropped, other
    assert told(FOUND.overall_lines) == {"": ["2 of 4", "1 of 4", "0 of 4", "1 of 4", "0 of 4"]}
    assert told(FOUND.by_threat) == {
        "force": ["2 of 3", "1 of 3", "0 of 3", "0 of 3", "0 of 3"],
        "sanctions": ["0 of 1", "0 of 1", "0 of 1", "1 of 1", "0 of 1"],
    }
    assert told(FOUND.by_sender) == {
        "state": ["2 of 4", "1 of 4", "0 of 4", "1 of 4", "0 of 4"],
        "organisation": ["0 of 1", "0 of 1", "0 of 1", "1 of 1", "0 of 1"],
    }
    assert told(FOUND.by_limit) == {
        "3-days": ["1 of 1", "0 of 1", "0 of 1", "0 of 1", "0 of 1"],
        "2-weeks": ["1 of 3", "1 of 3", "0 of 3", "1 of 3", "0 of 3"],
    }
    assert told(FOUND.by_move) == {
        "no": ["2 of 2", "0 of 2", "0 of 2", "0 of 2", "0 of 2"],
        "yes": ["0 of 2", "1 of 2", "0 of 2", "1 of 2", "0 of 2"],
    }


def test_enforced_in_time_is_that_of_the_table() -> None:
    counts = [(line.choice.words(), told((line,)).popitem()[1]) for line in FOUND.in_time]
    assert counts == [
        ({"dated": "yes"}, ["1 of 4"]),
        ({"limit": "3-days", "dated": "yes"}, ["1 of 1"]),
        ({"limit": "2-weeks", "dated": "yes"}, ["0 of 3"]),
        ({"moved": "no", "dated": "yes"}, ["1 of 2"]),
        ({"moved": "yes", "dated": "yes"}, ["0 of 2"]),
    ]


def test_curve_is_that_of_the_table() -> None:
    # days   at risk   outcome   open   still open
    #  0        4         1       0     3/4  = 0.75
    #  6        3         1       0     2/4  = 0.5
    # 41        2         1       0     1/4  = 0.25
    # 62        1         0       1     0.25     (from 31 March to 1 June)
    waiting = FOUND.waiting
    assert waiting is not None
    steps = [
        (step.time, step.at_risk, step.events, step.censored, step.survival) for step in waiting.curve.steps
    ]
    assert steps == [(0, 4, 1, 0, 0.75), (6, 3, 1, 0, 0.5), (41, 2, 1, 0, 0.25), (62, 1, 0, 1, 0.25)]
    assert (waiting.pending, waiting.early) == (1, 1)
    assert [(line.days, line.came, line.still, line.survival) for line in waiting.lines] == [
        (0, 1, 3, 0.75),
        (7, 2, 2, 0.5),
        (30, 2, 2, 0.5),
        (90, 3, 0, 0.25),
        (365, 3, 0, 0.25),
    ]


def test_moves_and_slips_are_those_of_the_table() -> None:
    assert told(FOUND.moves) == {"0": ["2 of 4"], "1": ["2 of 4"], "2": ["0 of 4"], "3": ["0 of 4"]}
    assert {words: counts for words, counts in told(FOUND.drifts).items() if counts != ["0 of 2"]} == {
        "earlier": ["1 of 2"],
        "month": ["1 of 2"],
    }
    assert (FOUND.median_slip, FOUND.most_later) == (days(3), days(10))


def test_statistics_of_nothing_are_empty() -> None:
    for cases in ([], CASES[4:]):
        found = statistics(cases, AT)
        assert (found.resolved, found.overall, found.by_threat, found.in_time) == (0, None, (), ())
        assert (found.moves, found.drifts, found.median_slip) == ((), (), None)
    assert statistics([], AT).waiting is None


def test_ledger_of_an_actor() -> None:
    found = party_record(CASES, AT, sender="sender-a")
    counts = [(each.count, each.of) for each in (found.all, found.unresolved, found.kept, found.moved)]
    # kept: quick, slow and waiting, of those and moved whose time was up
    assert counts == [(6, 6), (2, 6), (3, 4), (2, 6)]
    assert (found.resolved, found.median_slip) == (4, days(3))
    assert [slugs(each.choice) for each in (found.unresolved, found.kept, found.moved)] == [
        ["waiting", "running"],
        ["quick", "slow", "waiting"],
        ["moved", "again"],
    ]
    assert party_record(CASES, AT, target="sender-a").all.count == 0
    assert party_record(CASES, AT, target="sender-a").lines == ()


@pytest.mark.parametrize(
    ("choice", "meant"),
    [
        (Choice(), ["quick", "slow", "moved", "again"]),
        (Choice(where=Where.EARLY), ["again"]),
        (Choice(where=Where.PENDING), ["waiting"]),
        (Choice(where=Where.RAN_OUT), ["quick", "slow", "moved", "waiting"]),
        (Choice(threats=(ThreatType.SANCTIONS, ThreatType.BAN)), ["again"]),
        (Choice(result=Result.ENFORCED, besides="quick"), ["slow"]),
        (Choice(where=Where.ALL, limit=Limit.LONGER), ["running"]),
        (Choice(within=7), ["quick", "moved"]),
        (Choice(where=Where.ALL, open_after=30), ["slow", "waiting"]),
        (Choice(in_time=False), ["slow", "moved", "again"]),
        (Choice(dated=False), []),
        (Choice(has_limit=False), []),
        (Choice(kept=False), ["moved", "again"]),
        (Choice(drift=Drift.EARLIER), ["again"]),
        (Choice(target="nobody"), []),
    ],
)
def test_choice_means_these_cases(choice: Choice, meant: list[str]) -> None:
    assert slugs(choice) == meant


@pytest.mark.parametrize(
    ("number", "name"),
    [(-1, "earlier"), (0, "same"), (7, "week"), (31, "month"), (92, "quarter"), (93, "longer")],
)
def test_slips_have_their_classes(number: int, name: str) -> None:
    assert drift_class(number * DAY) == name


choices = st.builds(
    Choice,
    where=st.sampled_from(Where),
    threats=st.lists(st.sampled_from(ThreatType), unique=True, max_size=3).map(tuple),
    sender_type=st.none() | st.sampled_from(ActorType),
    sender=st.sampled_from(("", "sender-a")),
    target=st.sampled_from(("", "target-a")),
    limit=st.none() | st.sampled_from(Limit),
    has_limit=st.none() | st.booleans(),
    moved=st.none() | st.booleans(),
    moves=st.none() | st.integers(0, MOST_MOVES),
    drift=st.none() | st.sampled_from(Drift),
    kept=st.none() | st.booleans(),
    result=st.none() | st.sampled_from(Result),
    dated=st.none() | st.booleans(),
    in_time=st.none() | st.booleans(),
    within=st.none() | st.sampled_from(CURVE_DAYS),
    open_after=st.none() | st.sampled_from(CURVE_DAYS),
    besides=st.sampled_from(("", "quick")),
)


@given(choices)
def test_choice_comes_back_from_the_words_of_its_address(choice: Choice) -> None:
    assert Choice.from_words(choice.words()) == choice


@pytest.mark.parametrize(
    ("words", "allowed"),
    [
        ({"where": "here"}, "resolved"),
        ({"threats": "force,tickling"}, "blockade"),
        ({"moved": "maybe"}, "yes"),
        ({"moves": "4"}, "3"),
        ({"within": "8"}, "7"),
    ],
)
def test_words_that_mean_nothing_are_refused_with_those_that_do(words: dict[str, str], allowed: str) -> None:
    with pytest.raises(NotAChoice) as refused:
        Choice.from_words(words)
    assert refused.value.name in words
    assert allowed in refused.value.allowed


@given(st.lists(documents(), max_size=4))
def test_every_number_is_that_of_the_cases_its_choice_means(made: list[Document]) -> None:
    cases = [
        Case(f"case-{number}", conduct(phase.standing), STATE)
        for number, document in enumerate(made)
        for phase in phases(Record.from_document(document))[-1:]
    ]
    at = utc("2150-01-01T00:00")
    found = statistics(cases, at)
    groups = (
        found.overall_lines,
        found.by_threat,
        found.by_sender,
        found.by_limit,
        found.by_move,
        found.in_time,
    )
    for line in (line for group in groups for line in group):
        assert len(line.choice.of(cases, at)) == line.total
        assert all(part.share.total == line.total for part in line.parts)
        assert all(len(part.choice.of(cases, at)) == part.share.count for part in line.parts)
    assert sum(line.total for line in found.moves) == found.resolved
    assert len(found.pending_choice.of(cases, at)) == found.pending
    if found.waiting:
        assert len(found.ran_out_choice.of(cases, at)) == found.waiting.curve.total
        assert len(found.early_choice.of(cases, at)) == found.waiting.early
        for each in found.waiting.lines:
            step = found.waiting.curve.at(each.days)
            assert each.came == sum(
                other.events for other in found.waiting.curve.steps if step and other.time <= step.time
            )
