"""Which deadline is in force among its changes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.making import Document, day, deadline, due, hour, record, utc
from tests.domain.strategies import documents, facts
from tracker.domain.case import Deadline
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Window
from tracker.domain.status.record import Record
from tracker.domain.status.steps import Step, focus, step_answered, steps
from tracker.domain.vocabulary import Change


def made(*items: Document) -> tuple[Deadline, ...]:
    return record(*items).deadlines


def ids(found: tuple[Step, ...]) -> list[list[str]]:
    return [[item.id for item in step.deadlines] for step in found]


def test_changes_continue_one_step_and_the_newest_wins() -> None:
    deadlines = made(
        deadline(1, "2025-07-14", "set", day("2025-09-02")),
        deadline(2, "2025-07-28", "shortened", due("2025-08-07", "2025-08-09"), replaces="d1"),
        deadline(3, "2025-07-29", "clarified", day("2025-08-08"), replaces="d2"),
    )
    (step,) = steps(deadlines)
    assert step.newest.id == "d3"
    assert step.window == Window(utc("2025-08-09T00:00"), utc("2025-08-09T00:00"))
    assert [item.id for item in step.struck] == ["d1", "d2"]
    assert step.moves == 1, "the clarification lies within the window it clarifies"


def test_a_further_step_and_a_limit_set_beside_the_first_each_stand_alone() -> None:
    for change in ("staged", "set"):
        deadlines = made(
            deadline(1, "2026-01-01", "set", day("2026-02-01")),
            deadline(2, "2026-01-01", change, day("2026-06-01")),
            deadline(3, "2026-01-20", "extended", day("2026-03-01"), replaces="d1"),
            deadline(4, "2026-01-21", "clarified", hour("2026-06-01T12:00:00Z"), replaces="d2"),
            deadline(5, "2026-01-22", "extended", day("2026-07-01")),
        )
        assert ids(steps(deadlines)) == [["d1", "d3"], ["d2", "d4", "d5"]], "d5 names none: it follows d4"
        assert [step.moves for step in steps(deadlines)] == [1, 1], "12:00 on that day is that day"


def test_what_was_proposed_was_never_in_force() -> None:
    deadlines = made(
        deadline(1, "2026-05-28", "proposed", None),
        deadline(2, "2026-06-15", "set", day("2026-08-14")),
        deadline(3, "2026-06-16", "proposed", None),
        deadline(4, "2026-06-22", "extended", day("2026-08-21")),
    )
    assert ids(steps(deadlines)) == [["d2", "d4"]]
    assert steps(deadlines[:1]) == ()
    assert focus(deadlines[:1], utc("2026-06-01T00:00")) is None
    assert step_answered(deadlines[:1], When("2026-06-01")) is None


def test_a_case_may_open_with_an_extension_and_replace_what_was_only_proposed() -> None:
    deadlines = made(
        deadline(1, "2025-01-01", "proposed", None),
        deadline(2, "2025-08-28", "extended", day("2026-12-31")),
        deadline(3, "2025-08-29", "clarified", day("2026-12-30"), replaces="d1"),
    )
    assert ids(steps(deadlines)) == [["d2", "d3"]]


def test_equal_announcements_keep_the_order_of_the_record() -> None:
    one = deadline(1, "2025-07-28", "set", day("2025-09-02"))
    two = deadline(2, "2025-07-28", "extended", day("2025-09-09"))
    three = deadline(3, "2025-07-28", "extended", day("2025-09-05"))
    assert steps(made(one, two, three))[0].newest.id == "d3"
    assert steps(made(one, three, two))[0].newest.id == "d2"


def test_withdrawn_and_suspended_leave_no_date_in_force_unless_they_name_one() -> None:
    first = deadline(1, "2025-11-21", "set", day("2025-11-27"))
    withdrawn = steps(made(first, deadline(2, "2025-11-25", "withdrawn", None, replaces="d1")))[0]
    assert (withdrawn.window, withdrawn.ended_by) == (None, Change.WITHDRAWN)
    assert [item.id for item in withdrawn.struck] == ["d1"]
    assert withdrawn.moves == 0, "taken away is not moved"
    suspended = steps(made(first, deadline(2, "2025-11-25", "suspended", None, replaces="d1")))[0]
    assert (suspended.window, suspended.ended_by) == (None, Change.SUSPENDED)
    until = steps(made(first, deadline(2, "2025-11-25", "suspended", day("2025-12-25"), replaces="d1")))[0]
    assert until.ended_by is None
    assert until.window == Window(utc("2025-12-26T00:00"), utc("2025-12-26T00:00"))
    assert until.moves == 1
    undated = steps(made(deadline(1, "2025-11-21", "set", None)))[0]
    assert (undated.window, undated.ended_by, undated.struck, undated.moves) == (None, None, (), 0)


def test_a_date_repeated_or_given_for_the_first_time_is_not_moved_and_not_struck() -> None:
    deadlines = made(
        deadline(1, "2025-11-01", "set", None),
        deadline(2, "2025-11-02", "clarified", day("2025-11-27"), replaces="d1"),
        deadline(3, "2025-11-03", "suspended", None, replaces="d2"),
        deadline(4, "2025-11-04", "reinstated", day("2025-11-27"), replaces="d3"),
    )
    (step,) = steps(deadlines)
    assert (step.moves, step.struck) == (0, ())
    again = steps((*deadlines, *made(deadline(5, "2025-11-05", "extended", day("2025-12-01")))))[0]
    assert (again.moves, [item.id for item in again.struck]) == (1, ["d2", "d4"])


def test_a_step_is_over_at_the_instant_its_window_closes() -> None:
    (step,) = steps(made(deadline(1, "2025-07-01", "set", due("2025-08-07", "2025-08-09"))))
    assert not step.is_over(utc("2025-08-09T23:59:59.999999"))
    assert step.is_over(utc("2025-08-10T00:00"))
    (endless,) = steps(made(deadline(1, "2025-07-01", "set", due("2025-08-07", None, "open-ended"))))
    assert not endless.is_over(utc("2199-01-01T00:00"))
    (undated,) = steps(made(deadline(1, "2025-07-01", "set", None)))
    assert not undated.is_over(utc("2199-01-01T00:00"))


STAGED = made(
    deadline(1, "2026-01-26", "set", day("2026-06-17")),
    deadline(2, "2026-01-26", "staged", day("2026-04-25")),
    deadline(3, "2026-01-26", "staged", due("2027-09-30", "2027-11-01")),
    deadline(4, "2026-01-26", "staged", None),
)


@pytest.mark.parametrize(
    ("at", "step"),
    [
        ("2026-02-01T00:00", "d2"),
        ("2026-04-25T23:59:59", "d2"),
        ("2026-04-26T00:00", "d1"),
        ("2026-06-18T00:00", "d3"),
        ("2027-10-15T00:00", "d3"),
        ("2028-01-01T00:00", "d3"),
    ],
)
def test_the_focus_is_what_expires_next_and_at_last_what_closed_last(at: str, step: str) -> None:
    found = focus(STAGED, utc(at))
    assert found is not None
    assert found.newest.id == step


def test_the_focus_among_undated_steps_is_the_newest() -> None:
    undated = made(deadline(1, "2026-01-26", "set", None), deadline(2, "2026-01-27", "staged", None))
    found = focus(undated, utc("2026-02-01T00:00"))
    assert found is not None
    assert found.newest.id == "d2"


def test_the_focus_among_equal_windows_is_the_first() -> None:
    twins = made(
        deadline(1, "2026-01-26", "set", day("2026-03-01")),
        deadline(2, "2026-01-26", "staged", day("2026-03-01")),
    )
    for at in ("2026-02-01T00:00", "2026-04-01T00:00"):
        found = focus(twins, utc(at))
        assert found is not None
        assert found.newest.id == "d1"


def answered(deadlines: tuple[Deadline, ...], on: str) -> str | None:
    step = step_answered(deadlines, When(on))
    return step.newest.id if step else None


def test_an_outcome_answers_the_step_that_expired_nearest_to_it() -> None:
    greenland = made(
        deadline(1, "2026-01-17", "set", day("2026-02-01")),
        deadline(2, "2026-01-17", "staged", day("2026-06-01")),
    )
    assert answered(greenland, "2026-01-21") == "d1"
    assert answered(greenland, "2026-02-05") == "d1"
    assert answered(greenland, "2026-05-30") == "d2"
    assert answered(greenland, "2026-09-01") == "d2"


def test_an_outcome_answers_what_was_announced_before_its_day() -> None:
    plan = made(
        deadline(1, "2025-11-21", "set", day("2025-11-27")),
        deadline(2, "2025-11-23", "extended", due("2025-11-27", "2025-12-07")),
        deadline(3, "2025-11-25", "withdrawn", None, replaces="d2"),
        deadline(4, "2025-12-20", "reinstated", day("2025-12-31")),
    )
    assert answered(plan, "2025-11-25") == "d2", "not the withdrawal of that day"
    assert answered(plan, "2025-11-26") == "d3"
    assert answered(plan, "2026-01-03") == "d4"
    assert answered(plan[:1], "2025-11-21") == "d1", "nothing else was announced before that day"


def test_an_outcome_answers_an_extension_that_was_announced_though_not_yet_public() -> None:
    secret = made(
        deadline(1, "2025-05-01", "set", day("2025-05-04")),
        deadline(2, "2025-05-03", "extended", day("2025-05-09"), public_since="2025-05-10"),
    )
    assert answered(secret, "2025-05-05") == "d2"


def test_an_outcome_without_any_date_answers_the_newest_step() -> None:
    assert answered(made(deadline(1, "1945-07-26", "set", None)), "1945-08-06") == "d1"
    two = made(deadline(1, "1945-07-26", "set", None), deadline(2, "1945-07-27", "staged", None))
    assert answered(two, "1945-08-06") == "d2"


@pytest.mark.parametrize(
    ("change", "limit", "moves"),
    [
        ("extended", day("2025-08-09"), 1),
        ("clarified", day("2025-08-08"), 0),
        ("clarified", due("2025-08-08", "2025-08-09"), 0),
        ("shortened", day("2025-08-08"), 1),
        ("clarified", due("2025-08-08", "2025-08-10"), 1),
        ("extended", due("2025-08-07", "2025-08-09"), 0),
        ("extended", due("2025-08-07T12:00:00Z", "2025-08-09T12:00:00Z"), 0),
        ("extended", due("2025-08-07T12:00:00Z", "2025-08-10T12:00:00Z"), 1),
        ("clarified", due("2025-08-07", None, "open-ended"), 1),
    ],
)
def test_a_clarification_within_the_window_and_the_same_date_again_move_nothing(
    change: str, limit: Document, moves: int
) -> None:
    window = deadline(1, "2025-07-28", "set", due("2025-08-07", "2025-08-09"))
    assert steps(made(window, deadline(2, "2025-07-29", change, limit)))[0].moves == moves


@given(documents())
def test_every_deadline_in_force_belongs_to_one_step_in_the_order_announced(document: Document) -> None:
    deadlines = Record.from_document(document).deadlines
    found = steps(deadlines)
    placed = [item for step in found for item in step.deadlines]
    assert sorted(placed, key=deadlines.index) == [
        item for item in deadlines if item.change is not Change.PROPOSED
    ]
    for step in found:
        assert list(step.deadlines) == sorted(step.deadlines, key=deadlines.index)
        assert step.newest == step.deadlines[-1]
        assert 0 <= step.moves < len(step.deadlines)
    opened = [item for item in placed if item.change in (Change.SET, Change.STAGED)]
    assert {step.deadlines[0].id for step in found} >= {item.id for item in opened}
    assert len(found) - len(opened) in (0, 1), "only the first may be opened by another change"
    assert [step.deadlines[0] for step in found] == sorted(
        (step.deadlines[0] for step in found), key=deadlines.index
    )


@given(documents(), st.integers(0, 80))
def test_the_focus_is_over_only_when_every_dated_step_is(document: Document, days: int) -> None:
    deadlines = Record.from_document(document).deadlines
    at = facts(document)[0] + timedelta(days=days)
    found, opened = focus(deadlines, at), steps(deadlines)
    assert (found is None) == (opened == ())
    if found is None:
        return
    dated = [step for step in opened if step.window]
    assert found in (dated or opened)
    if dated:
        assert found.is_over(at) == all(step.is_over(at) for step in dated)
