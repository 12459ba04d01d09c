"""The time limits of a case as a calendar has them: each once, under a name that stays, as firm as it is."""

from datetime import timedelta

import pytest
from hypothesis import given

from tests.domain.making import day, deadline, due, outcome, record, utc
from tests.domain.strategies import Document, documents, facts
from tracker.domain.dates.limits import Limit, LimitState, limits
from tracker.domain.status.record import Record
from tracker.domain.status.standing import standing
from tracker.domain.vocabulary import Change

D1 = deadline(1, "2025-03-01", "set", day("2025-04-01"))


def at_(found: Record, at: str = "2025-12-31") -> tuple[Limit, ...]:
    stands = standing(found, utc(at))
    assert stands is not None
    return limits(stands, found)


@pytest.mark.parametrize(
    ("limit", "state"),
    [
        (day("2025-04-01"), LimitState.FIXED),
        (due("2025-04-01", "2025-04-03"), LimitState.WINDOW),
        (due("2025-04-01", None, "open-ended"), LimitState.OPEN_ENDED),
        (None, LimitState.UNDATED),
    ],
)
def test_state_says_how_firm_the_date_is(limit: Document | None, state: LimitState) -> None:
    (found,) = at_(record(deadline(1, "2025-03-01", "set", limit)))
    assert (found.id, found.number, found.state, found.is_off) == ("d1", 1, state, False)
    assert found.is_certain == (state is LimitState.FIXED)


def test_moved_limit_keeps_its_id_and_remembers_its_dates() -> None:
    moved = deadline(2, "2025-03-05", "shortened", day("2025-03-20"), replaces="d1")
    (found,) = at_(record(D1, moved))
    assert (found.id, found.deadline.id) == ("d1", "d2")
    assert [str(old.earliest) for old in found.struck] == ["2025-04-01"]


def test_withdrawn_limit_stays_where_it_was_and_a_suspended_one_has_no_date() -> None:
    (found,) = at_(record(D1, deadline(2, "2025-03-05", "withdrawn", None, replaces="d1")))
    assert (found.state, found.is_off, str(found.due and found.due.earliest)) == (
        LimitState.WITHDRAWN,
        True,
        "2025-04-01",
    )
    (found,) = at_(record(D1, deadline(2, "2025-03-05", "suspended", None, replaces="d1")))
    assert (found.state, found.is_off, found.due, str(found.since)) == (
        LimitState.SUSPENDED,
        False,
        None,
        "2025-03-05",
    )


def test_withdrawn_limit_without_a_date_stays_at_its_announcement() -> None:
    first = deadline(1, "2025-03-01", "set", None)
    (found,) = at_(record(first, deadline(2, "2025-03-05", "withdrawn", None, replaces="d1")))
    assert (found.due, str(found.since)) == (None, "2025-03-01")


def test_limit_is_over_only_where_the_outcome_came_before_it() -> None:
    for on, state in (("2025-03-20", LimitState.OVER), ("2025-04-01", LimitState.FIXED)):
        (found,) = at_(record(D1, outcomes=[outcome(on, "full")]))
        assert found.state is state


def test_limit_that_passed_before_the_outcome_of_another_says_so() -> None:
    second = deadline(2, "2025-03-20", "staged", day("2025-05-01"))
    first, later = at_(record(D1, second, outcomes=[outcome("2025-05-01", "none", "imposed")]))
    assert (first.state, first.is_off, first.is_certain) == (LimitState.PASSED, False, True)
    assert later.state is LimitState.FIXED


def test_what_was_announced_with_the_outcome_or_after_it_is_not_in_force() -> None:
    moved = deadline(2, "2025-03-10", "extended", day("2025-04-07"))
    paused = deadline(3, "2025-04-07", "suspended", due("2025-04-21", "2025-04-22"))
    endless = deadline(4, "2025-04-21", "extended", due("2025-04-21", None, "open-ended"))
    (found,) = at_(record(D1, moved, paused, endless, outcomes=[outcome("2025-04-07", settled=True)]))
    assert (found.deadline.id, str(found.due and found.due.latest)) == ("d2", "2025-04-07")
    assert [str(each.earliest) for each in found.struck] == ["2025-04-01"]
    assert [str(each.latest) for each in found.later] == ["2025-04-22", "None"]


def test_announcement_that_was_public_before_what_it_changed_is_of_the_same_limit() -> None:
    first = deadline(1, "2025-03-01", "set", day("2025-04-01"), public_since="2025-03-10")
    found = record(first, deadline(2, "2025-03-05", "shortened", day("2025-03-20"), replaces="d1"))
    for at in ("2025-03-06", "2025-03-11"):
        (limit,) = at_(found, at)
        assert (limit.id, limit.deadline.id) == ("d1", "d2")


@given(documents())
def test_every_limit_is_there_once_and_keeps_its_id(case: Document) -> None:
    found = Record.from_document(case)
    public = [item.known_at for item in found.deadlines]
    seen: list[str] = []
    for at in facts(case):
        stands = standing(found, at + timedelta(microseconds=1))
        if stands is None:
            continue
        known = limits(stands, found)
        ids = [limit.id for limit in known]
        assert len(set(ids)) == len(ids)
        if public == sorted(public):
            assert set(seen) <= set(ids)
        assert {limit.id for limit in known if limit.number == 0} == {
            item.id for item in stands.record.deadlines if item.change is Change.PROPOSED
        }
        seen = ids
