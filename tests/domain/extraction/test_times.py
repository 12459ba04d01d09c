"""Which time of a text is the limit, on which day it was announced, and what it does to the one before."""

import pytest

from tests.domain.extraction.test_reader import read
from tracker.domain.extraction.result import FoundDeadline


def only(text: str, published: str) -> tuple[FoundDeadline, str]:
    """The time limit and the change of the one ultimatum that is offered."""
    (found,) = read(text, published)
    assert found.deadline is not None
    return found.deadline, found.change


@pytest.mark.parametrize(
    ("text", "announced", "latest"),
    [
        (
            "SANAA, Aug 18 (AFP) - Ministers met in an army barracks on Monday, two days after the Houthis gave the Yemeni "
            "government a week to resign or see the capital blockaded.",
            "2014-08-16",
            "2014-08-23",
        ),
        (
            "SANAA, Aug 18 (AFP) - Shops stayed shut in Sanaa on Monday.\n\nThe strike came three days after the Houthis warned "
            "Yemen's government to restore fuel subsidies within ten days or face an armed march on the capital.",
            "2014-08-15",
            "2014-08-25",
        ),
        (
            "SANAA, Aug 18 (AFP) - Hours after the Houthis told Yemen's government to resign by Friday or be driven out, "
            "soldiers closed the road to the airport on Monday.",
            "2014-08-18",
            "2014-08-22",
        ),
        (
            "KYIV, Aug 20 (AFP) - Ukraine called up reservists on Wednesday.\n\nThe decree was signed the day after Russia "
            "ordered Ukraine to leave Sumy by Friday or be bombed.",
            "2014-08-19",
            "2014-08-22",
        ),
        (
            "KYIV, Aug 20 (AFP) - Ukrainian generals met on Wednesday, less than 24 hours after Russia ordered Ukraine to "
            "leave Sumy by Friday or be bombed.",
            "2014-08-19",
            "2014-08-22",
        ),
        (
            "KYIV, Aug 20 (AFP) - Ukrainian troops dug in on Wednesday after Russia threatened to storm the town of Sumy "
            "unless they left by Friday.\n\nRussia said late on Tuesday that the soldiers would be killed otherwise.",
            "2014-08-19",
            "2014-08-22",
        ),
    ],
)
def test_time_limit_was_announced_so_long_before_what_came_after_it(
    text: str, announced: str, latest: str
) -> None:
    deadline, _ = only(text, announced[:8] + "20")
    assert (deadline.announced, deadline.latest) == (announced, latest)


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        (
            "KYIV, Aug 18 (AFP) - A day after Moscow said that its patience was over, Russia gave Ukraine five days on Monday "
            "to leave Sumy or be bombed.",
            "2014-08-18",
        ),
        (
            "KYIV, Aug 20 (AFP) - Russia told Ukraine, a week after Kyiv turned down a first offer, to leave Sumy by Friday "
            "or be bombed.",
            "2014-08-20",
        ),
        (
            "KYIV, Aug 20 (AFP) - Two days after a tanker was set on fire off Odessa, Russia has given Ukraine until Friday to "
            "leave Sumy or be bombed.",
            "2014-08-20",
        ),
    ],
)
def test_what_came_before_the_announcement_does_not_tell_its_day(text: str, announced: str) -> None:
    assert only(text, "2014-08-20")[0].announced == announced


@pytest.mark.parametrize(
    "shown",
    [
        "Al Jazeera on Tuesday broadcast a film of two blindfolded men.",
        "In a video shown on Tuesday, two blindfolded men knelt before a flag.",
        "Two blindfolded men were led past a camera on Tuesday.",
    ],
)
def test_day_of_the_sentence_right_before_counts(shown: str) -> None:
    text = (
        f"TOKYO, July 8 (AFP) - Japan's cabinet met on Thursday.\n\n{shown} A group calling itself the Islamic Army in Iraq "
        "said that it would kill them unless Japan withdrew its troops within five days."
    )
    deadline, _ = only(text, "2004-07-08")
    assert (deadline.announced, deadline.latest) == ("2004-07-06", "2004-07-11")


def test_day_of_one_item_of_a_round_up_is_not_that_of_another() -> None:
    text = (
        "March 18 (AFP) - Europe in brief:\n\nMOSCOW - Russia will stop buying Moldovan wine unless Chisinau lets convoys through "
        "by April 10, a minister said.\n\nKYIV - Ukraine told Hungary on Monday to open two crossings within ten days or lose "
        "the transit of its oil."
    )
    found = {each.sender.slug: each.deadline for each in read(text, "2026-03-18") if each.sender}
    assert {slug: each.announced for slug, each in found.items() if each} == {
        "russia": "2026-03-18",
        "ukraine": "2026-03-16",
    }


def test_items_of_a_round_up_are_read_each_for_itself() -> None:
    text = (
        "Balkans at 1800 GMT, March 20 (AFP)\n\nSKOPJE - Macedonia's government told Albanian guerrillas above Tetovo to give "
        "up their guns, allowing them 24 hours before its tanks move in.\n\nBELGRADE - The United States will withhold aid if "
        "Yugoslavia does not cooperate with the tribunal by March 31, a diplomat said."
    )
    found = {each.sender.slug: each.target for each in read(text, "2001-03-20") if each.sender}
    assert set(found) == {"north-macedonia", "united-states"}


@pytest.mark.parametrize(
    ("text", "published", "latest", "change"),
    [
        (
            "BRUSSELS, Oct 16 (AFP) - NATO on Friday allowed Yugoslavia ten further days to withdraw its police from Kosovo or be "
            "bombed. Yugoslavia now has until October 27 to meet the terms of the United Nations, Javier Solana told reporters.",
            "1998-10-16",
            "1998-10-27",
            "extended",
        ),
        (
            "BRUSSELS, Oct 16 (AFP) - NATO on Friday allowed Yugoslavia ten further days to withdraw its police from Kosovo or be "
            "bombed. The new limit is October 27, a spokesman said. The alliance put back a deadline that would have run out "
            "on Saturday morning.",
            "1998-10-16",
            "1998-10-27",
            "extended",
        ),
        (
            "BANGKOK, Dec 11 (AFP) - Thailand ordered Cambodian troops on Thursday to quit a temple hill by Friday, two days "
            "earlier than it had demanded, or come under fire.",
            "2025-12-11",
            "2025-12-12",
            "shortened",
        ),
        (
            "BANGKOK, Dec 11 (AFP) - Thailand told Cambodia on Thursday to take its soldiers off a temple hill by Sunday, two "
            "days later than it had first demanded, or come under fire.",
            "2025-12-11",
            "2025-12-14",
            "extended",
        ),
        (
            "BANGKOK, Dec 11 (AFP) - Thailand told Cambodia on Thursday to take its soldiers off a temple hill. Its army said "
            "that the time left to the Cambodians would run out on Friday, after which its guns would open fire.",
            "2025-12-11",
            "2025-12-12",
            "set",
        ),
        (
            "LIMA, Aug 12 (AFP) - Peru on Wednesday put off by two days an attack on Ecuadorean posts in the hills. Ecuador now "
            "has until Friday to take its soldiers away, President Alberto Fujimori told reporters.",
            "1998-08-12",
            "1998-08-14",
            "extended",
        ),
        (
            "WASHINGTON, May 25 (AFP) - U.S. President Donald Trump shelved his threat to put 50% tariffs on European Union goods "
            "from June 1, saying on Sunday that Brussels had until July 9 to strike a deal.",
            "2025-05-25",
            "2025-07-09",
            "extended",
        ),
        (
            "WASHINGTON, May 25 (AFP) - President Donald Trump stepped back on Sunday from a plan to bomb Iran's nuclear sites "
            "this week and said Tehran would have until June 15 to accept his terms or be attacked.",
            "2025-05-25",
            "2025-06-15",
            "extended",
        ),
        (
            "WASHINGTON, March 26 (AFP) - President Donald Trump on Thursday gave Iran more time to open the Strait of Hormuz, saying "
            "he was extending the pause in his threatened bombing of its power stations by ten days, to Monday, 6 April, at 8 p.m. "
            "Eastern Time.\n\nIf there is no agreement by then, the plants will be hit, he said.",
            "2026-03-26",
            "2026-04-06",
            "extended",
        ),
        (
            "TEGUCIGALPA, Sept 27 (AFP) - Nicaragua told Honduras on Sunday to close its embassy in Managua in no more than ten days "
            "or see its envoys driven out.",
            "2009-09-27",
            "2009-10-07",
            "set",
        ),
        (
            "TEGUCIGALPA, Sept 27 (AFP) - Nicaragua ordered Honduras on Sunday to withdraw its troops from the border not later than "
            "15 days from now, or face an attack.",
            "2009-09-27",
            "2009-10-12",
            "set",
        ),
        (
            "WASHINGTON, Jan 11 (AFP) - The United States will suspend its duties waiver for South African fruit unless Pretoria "
            "admits American chicken by March 15, the White House said on Monday.",
            "2025-01-13",
            "2025-03-15",
            "set",
        ),
    ],
)
def test_change_and_the_time_that_holds_now(text: str, published: str, latest: str, change: str) -> None:
    deadline, found = only(text, published)
    assert ((deadline.latest or "")[:10], found) == (latest, change)


@pytest.mark.parametrize(
    "text",
    [
        "WASHINGTON, May 25 (AFP) - President Donald Trump backed away on Sunday from his plan to put tariffs on Canadian timber, "
        "saying that talks were going well and would last until July.",
        "SKOPJE, March 20 (AFP) - Macedonia put off a vote on the language law, giving parties 24 hours before parliament meets "
        "again.",
    ],
)
def test_how_long_talks_last_is_no_time_limit(text: str) -> None:
    assert read(text, "2025-05-25") == []


def test_member_states_of_a_region_are_the_body_that_a_text_names() -> None:
    text = (
        "BANJUL, Jan 20 (AFP) - West African states pushed back a noon deadline for Gambia's Yahya Jammeh to step down and gave "
        "him until 4 p.m. on Friday. Troops of ECOWAS would march on Banjul after that, the body said."
    )
    (found,) = read(text, "2017-01-20")
    assert (found.sender and found.sender.slug, found.change) == ("ecowas", "extended")


@pytest.mark.parametrize(
    ("text", "published", "latest"),
    [
        (
            "BEIRUT, June 12 (AFP) - Israel gave Hezbollah two days less to leave the town of Khiam on Wednesday. Its fighters must "
            "now be out by Thursday night, the army said, and not by Saturday, or the town will be bombed.",
            "2024-06-12",
            "2024-06-13",
        ),
        (
            "MADRID, June 12 (AFP) - Spain gave Catalonia's government on Wednesday until Monday to say whether it had left the "
            "union. If it says yes, it will be given another three days to take that back, or Madrid will take over.",
            "2024-06-12",
            "2024-06-17",
        ),
        (
            "MOSCOW, Aug 3 (AFP) - Russia on Friday gave Belarus another week to settle its gas bill, which it had told it on "
            "Wednesday to pay by 10 a.m. on Friday or see supplies cut. Belarus had been granted time until August 10 for the rest, "
            "a minister said.",
            "2007-08-03",
            "2007-08-10",
        ),
        (
            "KHARTOUM, June 12 (AFP) - Sudan's army called on Chad on Wednesday to close a supply road to its rebels, leaving it "
            "five days before its aircraft strike the convoys.",
            "2024-06-12",
            "2024-06-17",
        ),
    ],
)
def test_time_that_holds_is_not_the_one_taken_off_nor_one_on_a_condition(
    text: str, published: str, latest: str
) -> None:
    deadline, _ = only(text, published)
    assert (deadline.latest or "")[:10] == latest


@pytest.mark.parametrize(
    "text",
    [
        "NIAMEY, June 12 (AFP) - Niger reopened its airports on Wednesday, a day after a curfew which the junta had imposed until "
        "Sunday was lifted. Mali said it would send doctors.",
        "BEIRUT, June 12 (AFP) - Israel's central bank gave lenders until the end of the month to pass on lower rates, a week after "
        "the government asked it to act.",
        "OTTAWA, June 12 (AFP) - Canada dropped a plan to put duties on Chinese cars on Wednesday. The trade minister said that a "
        "review would run until October and that nobody had been threatened.",
        "ANKARA, June 12 (AFP) - Turkey and Greece gave their negotiators ten more days on Wednesday to settle the question of the "
        "islets. The talks now run until June 22, the two ministers said.",
        "LIMA, June 12 (AFP) - Peru's foreign minister flew home from Quito on Wednesday, a day after Ecuador's congress gave a "
        "committee until Friday to write a report on the border.",
        "SEOUL, June 12 (AFP) - South Korea suspended broadcasts over the border on Wednesday for a week. If the North sends no more "
        "balloons the pause could be made longer by June 19, an official said.",
        "BRUSSELS, June 12 (AFP) - The other members put off Britain's leaving by three months at a late hour, though France had "
        "wanted less. It must hold a vote in July or go on the first of August, they said.",
        "Europe at 1500 GMT, June 12 (AFP)\n\nROME - Italy's parliament put off a vote on the Libya mission, giving its committees "
        "48 hours to read the text.\n\nATHENS - Greece said that Turkey had until Friday to apply for the fishing talks.",
    ],
)
def test_terms_of_ones_own_and_of_both_sides_are_not_offered(text: str) -> None:
    assert read(text, "2024-06-12") == []
