"""What of all the news is worth fetching, by titles as agencies write them."""

from datetime import date

import pytest

from tracker.domain.aliases import Alias, AliasKind
from tracker.domain.extraction.actors import ActorTable, NamedActor
from tracker.domain.extraction.sieve import NO_ACTOR, NO_CUE, OF_ANOTHER_KIND, may_be_ultimatum
from tracker.domain.vocabulary import ActorType

ACTORS = ActorTable(
    [
        NamedActor("united-states", "United States", ActorType.STATE, aliases=(Alias("US"), Alias("Washington", AliasKind.CAPITAL))),
        NamedActor("russia", "Russia", ActorType.STATE, aliases=(Alias("Moscow", AliasKind.CAPITAL), Alias("Russian", AliasKind.DEMONYM))),
        NamedActor("iran", "Iran", ActorType.STATE),
        NamedActor("hamas", "Hamas", ActorType.GROUP),
        NamedActor("mexico", "Mexico", ActorType.STATE),
    ]
)  # fmt: skip
ON = date(2025, 7, 28)


def why_not(title: str, summary: str = "") -> str:
    return may_be_ultimatum(title, summary, actors=ACTORS, on=ON)


@pytest.mark.parametrize(
    "title",
    [
        "Washington gives Moscow 50 days to make peace",
        "Iran must free the sailors within 48 hours",
        "Hamas told to release hostages by Saturday noon",
        "US to hit Mexico with 30% tariffs from August 1",
        "Russian ultimatum to garrison expires",
        "US pauses tariffs on Mexico for 90 days",
        "US orders Mexico to accept deportees or face sanctions",
        "Moscow shrugs off new deadline",
        "Mexico has “one week” to free three oilmen",
    ],
)
def test_what_may_tell_of_an_ultimatum_passes(title: str) -> None:
    assert why_not(title) == ""


def test_the_summary_counts_as_the_title_does() -> None:
    assert why_not("A new turn", "Iran has until Friday to answer, or the talks are over.") == ""


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("A cake is baked in Mexico", NO_CUE),
        ("Russia attacks with drones overnight, killing three", NO_CUE),
        ("US jobless claims rise to 230,000 in week", NO_CUE),
        ("Storm warning until Tuesday", NO_ACTOR),
        ("Villagers give the mayor two weeks to leave", NO_ACTOR),
        ("US tax deadline looms: what to know", OF_ANOTHER_KIND),
        ("Mexico striker misses transfer deadline", OF_ANOTHER_KIND),
        ("", NO_CUE),
    ],
)
def test_what_falls_says_why(title: str, reason: str) -> None:
    assert why_not(title) == reason
