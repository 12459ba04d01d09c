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
    LAPSED = "lapsed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


_SAME_WORD = {
    FollowThrough.WITHDRAWN: Headline.WITHDRAWN,
    FollowThrough.SUPERSEDED: Headline.SUPERSEDED,
    FollowThrough.MOOT: Headline.MOOT,
    FollowThrough.HELD: Headline.HELD,
}


def headline(kind: Kind, response: Response, follow_through: FollowThrough, *, settled: bool) -> Headline:
    """The single outcome of the two axes, by the order the case format prints (seeds/README.md)."""
    if settled:
        return Headline.SETTLED
    if response is Response.FULL:
        return Headline.COMPLIED
    if follow_through is FollowThrough.IMPOSED:
        return Headline.EXPIRED if kind is Kind.EXPIRY else Headline.ENFORCED
    if follow_through is FollowThrough.PARTLY_IMPOSED:
        return Headline.PARTLY_ENFORCED
    if response is Response.PARTIAL:
        return Headline.PARTLY_COMPLIED
    if follow_through is FollowThrough.NOT_IMPOSED:
        return Headline.EXPIRED if kind is Kind.EXPIRY else Headline.LAPSED
    return _SAME_WORD.get(follow_through, Headline.UNKNOWN)


def ties_code(
    response: Response,
    follow_through: FollowThrough,
    *,
    settled: bool,
    deadline_passed: bool,
    lifted: bool = False,
) -> int | None:
    """The final outcome in the terms of TIES 4.0 (variable 'finaloutcome'), 1 to 10, or None where it has no word.

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
    if imposed and lifted:
        return 8
    if imposed:
        return None if response is Response.UNKNOWN else 9
    if follow_through is FollowThrough.HELD:
        return 4
    if follow_through is FollowThrough.WITHDRAWN:
        return 3
    if follow_through in (FollowThrough.NOT_IMPOSED, FollowThrough.SUPERSEDED):
        return 3 if deadline_passed else 4
    return None
