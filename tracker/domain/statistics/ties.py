"""What the codes of TIES 4.0, variable 'finaloutcome', mean: five ends, each before or after imposition."""

from enum import StrEnum

FINAL_OUTCOMES = range(1, 11)
"""The codes; 1 to 5 end at the threat stage, 6 to 10 after imposition."""


class TiesEnd(StrEnum):
    """How a threat ended, in the words of TIES."""

    FULL = "full"
    PARTIAL = "partial"
    NEGOTIATED = "negotiated"
    GAVE_IN = "gave-in"
    STALEMATE = "stalemate"


_ENDS = {
    1: TiesEnd.PARTIAL,
    2: TiesEnd.FULL,
    3: TiesEnd.GAVE_IN,
    4: TiesEnd.STALEMATE,
    5: TiesEnd.NEGOTIATED,
}


def ties_end(code: int) -> TiesEnd:
    """How a case with that final outcome ended; the codes after imposition run like those before it."""
    if code not in FINAL_OUTCOMES:
        raise ValueError(f"{code} is no final outcome of TIES: 1 to 10")
    return _ENDS[(code - 1) % 5 + 1]
