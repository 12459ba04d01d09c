"""The headline outcome and the TIES code, both derived from the two axes; nobody types them."""

from enum import StrEnum

from tracker.domain.vocabulary import FollowThrough, Kind, Response


class Headline(StrEnum):
    """One word for what came of it."""

    PENDING = "pending"
    SETTLED = "settled"
    COMPLIED = "complied"
    ENFORCED = "enforced"
    PARTLY_ENFORCED = "partly-enforced"
    PARTLY_COMPLIED = "partly-complied"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    MOOT = "moot"
    HELD = "held"
    ROLLED_OVER = "rolled-over"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


_SAME_WORD = {
    FollowThrough.WITHDRAWN: Headline.WITHDRAWN,
    FollowThrough.SUPERSEDED: Headline.SUPERSEDED,
    FollowThrough.MOOT: Headline.MOOT,
    FollowThrough.HELD: Headline.HELD,
    FollowThrough.ROLLED_OVER: Headline.ROLLED_OVER,
}


def headline(kind: Kind, response: Response, follow_through: FollowThrough, *, settled: bool) -> Headline:
    """The single outcome of the two axes, by the order the case format prints (seeds/README.md)."""
    expires = kind is Kind.EXPIRY
    in_order = (
        (settled, Headline.SETTLED),
        (response is Response.FULL, Headline.COMPLIED),
        (follow_through is FollowThrough.IMPOSED, Headline.EXPIRED if expires else Headline.ENFORCED),
        (follow_through is FollowThrough.PARTLY_IMPOSED, Headline.PARTLY_ENFORCED),
        (response is Response.PARTIAL, Headline.PARTLY_COMPLIED),
        (follow_through is FollowThrough.NOT_IMPOSED, Headline.EXPIRED if expires else Headline.LAPSED),
    )
    same_word = _SAME_WORD.get(follow_through, Headline.UNKNOWN)
    return next((word for holds, word in in_order if holds), same_word)


def ties_code(
    response: Response,
    follow_through: FollowThrough,
    *,
    settled: bool,
    deadline_passed: bool,
    lifted: bool = False,
) -> int | None:
    """The final outcome by TIES 4.0 (variable 'finaloutcome'), 1 to 10, or None where it has no word.

    1 to 5 end at the threat stage, 6 to 10 after imposition. `lifted`: what was imposed was taken back
    without compliance (8). A threat neither carried out nor withdrawn whose deadline has not passed is
    still formally open (4). None: moot, or an axis not known.
    """
    imposed = follow_through in (FollowThrough.IMPOSED, FollowThrough.PARTLY_IMPOSED)
    if settled:
        return 10 if imposed else 5
    if response is Response.FULL:
        return 7 if imposed else 2
    if response is Response.PARTIAL:
        return 6 if imposed else 1
    if imposed:
        return _against_a_measure(response, lifted=lifted)
    return _against_a_threat(follow_through, deadline_passed=deadline_passed)


def _against_a_measure(response: Response, *, lifted: bool) -> int | None:
    if lifted:
        return 8
    return None if response is Response.UNKNOWN else 9


def _against_a_threat(follow_through: FollowThrough, *, deadline_passed: bool) -> int | None:
    if follow_through is FollowThrough.HELD:
        return 4
    if follow_through is FollowThrough.WITHDRAWN:
        return 3
    if follow_through in (FollowThrough.NOT_IMPOSED, FollowThrough.SUPERSEDED):
        return 3 if deadline_passed else 4
    return None
