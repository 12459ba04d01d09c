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
        (  # who leads the body that is spoken to is no party
            "BELGRADE, May 4 (AFP) - Serbia on Monday gave the Washington-led NATO until Thursday to pull its troops out of the "
            "north of Kosovo, or it would send its own army there.",
            "2026-05-04",
            "serbia",
            "nato",
            "2026-05-07",
        ),
        (  # nor where the body is called a bloc after it was named
            "MINSK, May 4 (AFP) - Belarus asked the Collective Security Treaty Organization for help in March. On Monday it told "
            "the Moscow-led bloc that it had until Thursday to answer or it would leave.",
            "2026-05-04",
            "belarus",
            "csto",
            "2026-05-07",
        ),
        (  # a statement that a ministry released is of whom the sentence before tells
            "LIMA, Sept 6 (AFP) - Peru has asked Ecuador to hand over a wanted general.\n\nThe note, signed by the foreign "
            "ministry late on Saturday, gives Ecuador until Friday to comply. If it does not, the ambassador will be sent home.",
            "2026-09-06",
            "peru",
            "ecuador",
            "2026-09-11",
        ),
        (  # an army without an owner that begins a paragraph is that of the dateline
            "KIGALI, Sept 6 (AFP) - Rwanda accuses Burundi of hiding rebels. Burundi and Uganda deny that they help "
            "anybody.\n\nThe army said on Sunday that Burundi must hand the men over by Friday. If not, it would go in and "
            "fetch them.",
            "2026-09-06",
            "rwanda",
            "burundi",
            "2026-09-11",
        ),
        (  # a government is of the place with which its sentence begins
            "AMMAN, Sept 6 (AFP) - Jordan has lost patience with Syria over smugglers. Lebanon offered to help.\n\nIn Amman, "
            "the government said on Sunday that Syria had until Friday to seal the frontier. Otherwise its air force would "
            "bomb the workshops.",
            "2026-09-06",
            "jordan",
            "syria",
            "2026-09-11",
        ),
        (  # what somebody says that he has decided himself is asked of nobody
            "DUSHANBE, March 11 (AFP) - Tajikistan wants four gunmen from the Taliban, or it will cut off the power to northern "
            "Afghanistan.\n\nThe foreign ministry said on Wednesday that it had decided, at Kabul's request, to wait until March "
            "31. If the men are not handed over by then, power supplies will be halted.",
            "2026-03-11",
            "tajikistan",
            "afghanistan-taliban",
            "2026-03-31",
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
        (  # authorities are those of the place where they sit
            "CHISINAU, Sept 16 (AFP) - Moldova's prime minister said on Tuesday that the authorities in Transnistria had until "
            "October 1 to free four men. If they are not home, Moldova will stop all exports from the region, she said.",
            "2026-09-16",
            "moldova",
            "transnistria",
            "2026-10-01",
        ),
        (  # the garrison has the time, and not the commander who says so
            "PORT SUDAN, June 5 (AFP) - A commander of the Rapid Support Forces, who gave his name as Salih, said in a video on "
            "Wednesday that the garrison of the 22nd Division had until Saturday to leave Babanusa or be killed. Sudan's army "
            "called it a trick.",
            "2025-06-05",
            "rapid-support-forces",
            "sudan",
            "2025-06-07",
        ),
        (  # a summary of the day is no chronology
            "PARIS, May 8 (AFP) - Here are the main events in the world on Friday:\n\nBISHKEK - Kyrgyzstan says it will close all "
            "its crossings to Tajikistan unless five border guards are handed back by Monday.",
            "2026-05-08",
            "kyrgyzstan",
            "tajikistan",
            "2026-05-11",
        ),
        (  # a president who was toppled last week is still one of his country
            "ABUJA, July 31 (AFP) - ECOWAS decided on Sunday that President Mohamed Bazoum must be set free and put back in office "
            "within one week. If not, the bloc will use force against the officers, its statement said.",
            "2023-07-31",
            "ecowas",
            "niger",
            "2023-08-06",
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


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (
            "CAIRO, Oct 30 (AFP) - Suez remembered on Monday the day fifty years ago on which Britain gave Egypt twelve hours to pull "
            "back from the canal, or see its troops land.",
            "2006-10-30",
        ),
        (
            "KOCHI, March 20 (AFP) - India's Chief Electoral Officer has told all political parties to take down posters within 48 "
            "hours, failing which they would be removed.",
            "2026-03-20",
        ),
        (
            "BERLIN, March 10 (AFP) - Germany faces another strike by train drivers, their chief Claus Weselsky said on Sunday. He "
            "had given Germany's railway until Sunday evening to shorten the working week or see longer strikes.",
            "2024-03-10",
        ),
    ],
)
def test_what_is_remembered_electoral_or_a_strike_is_not_offered(text: str, published: str) -> None:
    assert read(text, published) == []
