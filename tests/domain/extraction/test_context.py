"""Who is meant, and which day counts, by what stands around the words of an ultimatum."""

import pytest

from tests.domain.extraction.test_reader import read


@pytest.mark.parametrize(
    ("text", "published", "sender", "target", "latest"),
    [
        (  # the month belongs to the clause about the tax, not to the announcement
            "MANAGUA, May 4 (AFP) - The Houthis said in a broadcast on Sunday that the government of Yemen had until Friday to "
            "resign and to repeal the tax which it raised in January. If it did not, they would march on the palace, they said.",
            "2014-05-05",
            "houthis",
            "yemen",
            "2014-05-09",
        ),
        (  # it is not the lorries that must let themselves go home
            "VILNIUS, Nov 12 (AFP) - Latvia gave Belarus a date on Wednesday: the Latvian buses that are held on the far side of "
            "the frontier must be let home by December 3. If Minsk does not open the way, Latvia will ban the transit of timber.",
            "2025-11-12",
            "latvia",
            "belarus",
            "2025-12-03",
        ),
        (  # the soldiers are those of the state told to withdraw, and shots on a Monday are no time limit
            "GEORGETOWN, March 12 (AFP) - Guyana repeated that Venezuela has to take its soldiers off a river island, after a "
            "boat was fired at on Monday.\n\nPresident Irfaan Ali told parliament on Wednesday that the troops must be gone by "
            "noon on Saturday. If they stay, Guyana will break off relations, he said.",
            "2026-03-12",
            "guyana",
            "venezuela",
            "2026-03-14T12:00:00-04:00",
        ),
        (  # a round-up of the last days is no chronicle
            "AFRICA ROUND-UP, July 31 (AFP) - What happened on the continent over the weekend:\n\nABUJA - ECOWAS on Sunday gave "
            "the officers who took power in Niger one week to put the president back in office. If they did not, the bloc would "
            "use force, its commission said.",
            "2023-07-31",
            "ecowas",
            "niger",
            "2023-08-06",
        ),
        (  # whoever repeats a threat is the one who will carry it out; the group counts by the hours of Goma
            "NAIROBI, April 15 (AFP) - The M23 rebels on Tuesday told Congolese soldiers in Uvira to give up the port by noon on "
            "Saturday, and have repeated that they will attack the town if the soldiers stay.",
            "2025-04-15",
            "m23",
            "democratic-republic-of-the-congo",
            "2025-04-19T12:00:00+02:00",
        ),
    ],
)
def test_parties_and_time_limit(text: str, published: str, sender: str, target: str, latest: str) -> None:
    best = read(text, published)[0]
    assert best.sender
    assert best.target
    assert best.deadline
    assert (best.sender.slug, best.target.slug, best.deadline.latest) == (sender, target, latest)


def test_what_a_motion_would_have_had_somebody_say_is_not_offered() -> None:
    text = (
        "YEREVAN, June 19 (AFP) - Parliament turned down on Wednesday a motion that would have had Armenia give Azerbaijan 30 "
        "days to return prisoners or see the talks broken off."
    )
    assert read(text, "2024-06-19") == []
