"""The headline outcome and the TIES code: whole tables, written by hand from the case format."""

from itertools import product

import pytest

from tracker.domain.status.outcomes import Headline, headline, ties_code
from tracker.domain.vocabulary import FollowThrough, Kind, Response

COLUMNS = [
    "imposed",
    "partly-imposed",
    "not-imposed",
    "withdrawn",
    "superseded",
    "moot",
    "held",
    "rolled-over",
    "unknown",
]
WORDS = ["enforced", "partly-enforced", "lapsed", *COLUMNS[3:]]

HEADLINES = {
    "full": ["complied"] * 9,
    "partial": ["enforced", "partly-enforced"] + ["partly-complied"] * 7,
    "none": WORDS,
    "counter": WORDS,
    "unknown": WORDS,
}

# The deadline has passed, nothing was lifted.
TIES: dict[str, list[int | None]] = {
    "full": [7, 7, 2, 2, 2, 2, 2, 2, 2],
    "partial": [6, 6, 1, 1, 1, 1, 1, 1, 1],
    "none": [9, 9, 3, 3, 3, None, 4, None, None],
    "counter": [9, 9, 3, 3, 3, None, 4, None, None],
    "unknown": [None, None, 3, 3, 3, None, 4, None, None],
}
# What is otherwise while the deadline is ahead, or once what was imposed was lifted.
TIES_AHEAD = {(answer, "not-imposed"): 4 for answer in ("none", "counter", "unknown")} | {
    (answer, "superseded"): 4 for answer in ("none", "counter", "unknown")
}
TIES_LIFTED = {(answer, done): 8 for answer in ("none", "counter", "unknown") for done in COLUMNS[:2]}

CELLS = [(answer, done, at) for answer in HEADLINES for at, done in enumerate(COLUMNS)]


def test_the_tables_are_whole() -> None:
    assert set(HEADLINES) == set(TIES) == {item.value for item in Response}
    assert [item.value for item in FollowThrough] == COLUMNS


@pytest.mark.parametrize(("answer", "done", "at"), CELLS)
def test_the_headline_of_every_pair(answer: str, done: str, at: int) -> None:
    response, follow_through, word = Response(answer), FollowThrough(done), HEADLINES[answer][at]
    for kind in Kind:
        wanted = "expired" if kind is Kind.EXPIRY and word in ("lapsed", "enforced") else word
        assert headline(kind, response, follow_through, settled=False) == wanted
        assert headline(kind, response, follow_through, settled=True) is Headline.SETTLED


@pytest.mark.parametrize(("answer", "done", "at"), CELLS)
def test_the_ties_code_of_every_pair(answer: str, done: str, at: int) -> None:
    response, follow_through, passed = Response(answer), FollowThrough(done), TIES[answer][at]
    assert ties_code(response, follow_through, settled=False, deadline_passed=True) == passed
    ahead = ties_code(response, follow_through, settled=False, deadline_passed=False)
    assert ahead == TIES_AHEAD.get((answer, done), passed)
    lifted = ties_code(response, follow_through, settled=False, deadline_passed=True, lifted=True)
    assert lifted == TIES_LIFTED.get((answer, done), passed)
    settled = 10 if done in ("imposed", "partly-imposed") else 5
    for later in product((True, False), repeat=2):
        assert (
            ties_code(response, follow_through, settled=True, deadline_passed=later[0], lifted=later[1])
            == settled
        )


def test_every_code_and_every_headline_can_be_reached() -> None:
    codes = {
        ties_code(response, done, settled=settled, deadline_passed=passed, lifted=lifted)
        for response, done, settled, passed, lifted in product(
            Response, FollowThrough, (True, False), (True, False), (True, False)
        )
    }
    assert codes == {*range(1, 11), None}
    words = {
        headline(kind, response, done, settled=settled)
        for kind, response, done, settled in product(Kind, Response, FollowThrough, (True, False))
    }
    assert words == set(Headline) - {Headline.PENDING}, "pending is the word where there is no outcome"
