"""The words of TIES: five ends, each at the threat and after imposition."""

import pytest

from tracker.domain.statistics.ties import FINAL_OUTCOMES, TiesEnd, ties_end


def test_every_final_outcome_has_its_end() -> None:
    assert [ties_end(code).value for code in FINAL_OUTCOMES] == [
        *("partial", "full", "gave-in", "stalemate", "negotiated"),
        *("partial", "full", "gave-in", "stalemate", "negotiated"),
    ]
    assert {ties_end(code) for code in FINAL_OUTCOMES} == set(TiesEnd)


@pytest.mark.parametrize("code", [0, 11, -1])
def test_another_number_is_no_final_outcome(code: int) -> None:
    with pytest.raises(ValueError, match="1 to 10"):
        ties_end(code)
