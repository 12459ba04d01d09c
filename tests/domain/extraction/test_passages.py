"""Ultimatums whose parts stand in different sentences."""

import pytest

from tests.domain.extraction.test_reader import read
from tracker.domain.vocabulary import Change, ThreatType

HEAD = "RABAT, May 4 - The frontier towns were quiet on Monday. "


@pytest.mark.parametrize(
    ("told", "sender", "target"),
    [
        (
            "Algeria told Tunisia to take its guns off the pass. It has been given five days. "
            "Maps and lists are wanted too. If there are none, the tanks will roll, a minister in Algiers said.",
            "algeria",
            "tunisia",
        ),
        (
            "The Arab League decided that Sudan must let the convoys through. It added that otherwise its accounts "
            "would be frozen. It has six weeks.",
            "arab-league",
            "sudan",
        ),
        (
            "According to the closing statement, the M23 was to leave the mines by 8 p.m. on Friday. Should it "
            "refuse, the states of the East African Community would send in their regional force.",
            "east-african-community",
            "m23",
        ),
        (
            "The pump must run again within ten days. If it does not, the ministers said on Monday, they will take "
            'all measures needed in Niger. "Soldiers are one of them," said Omar Touray, who read out the statement of '
            "the regional bloc ECOWAS.",
            "ecowas",
            "niger",
        ),
        (
            "France told Iran on Monday that it was in breach of the accord. That starts a clock of 40 days. Tehran "
            "must open the sites. It must count its fuel. And it must talk. If it does none of this, the U.N. "
            "sanctions return when the clock has run down.",
            "france",
            "iran",
        ),
        (
            'Houthi leader Abdul-Malik al-Houthi spoke on Monday. "We will give a deadline of six days. This is for '
            'the mediators," he said. "If Israel goes on after that to keep the crossings shut, we shall resume our '
            'attacks at sea."',
            "houthis",
            "israel",
        ),
    ],
)
def test_parts_in_different_sentences_are_put_together(told: str, sender: str, target: str) -> None:
    found = read(HEAD + told, "2026-05-04")
    assert [(each.sender.slug, each.target.slug) for each in found if each.sender and each.target] == [
        (sender, target)
    ]
    assert found[0].threat is not None


@pytest.mark.parametrize(
    "told",
    [
        "Farmers have until the end of June to hand in the forms. If they do not, the office may keep the money back. "
        "Algeria pays them in autumn. Tunisia does so in spring.",
        "Parliament must pick a speaker within ten days. If it does not, the president will dissolve it. Tunisia has "
        "had no speaker since March. Algeria sent its regards.",
        "Tunisia is to pull its engineers out by June, as was planned. After that a small guard will look after "
        "the station. Algeria said it would miss them.",
        "Tunisia and its neighbour Algeria have signed a pact. Tunisia must clear the mines by 30 June. Should it be "
        "late, Algeria will lend it machines.",
        "Tunisia's teachers have given the government three weeks. It must pay what it owes them, their union said. "
        "If it does not, all schools will be shut. Algeria's teachers sent a message.",
        "Algeria had until midnight to join the pact. It did. If it had not, Tunisia would have closed the pass.",
        "All on the coast must leave by Tuesday. After that the army will close the roads, Tunisia said. The storm is "
        "the worst in years. Algeria expects rain.",
    ],
)
def test_rules_plans_and_storms_have_the_same_shape_and_are_not_offered(told: str) -> None:
    assert read(HEAD + told, "2026-05-04") == []


def test_what_is_threatened_tells_its_type_from_the_other_sentence() -> None:
    told = "Algeria told Tunisia to reopen the pipeline. It has until Friday. If not, Algeria will bomb the pumps."
    threat = read(HEAD + told, "2026-05-04")[0].threat
    assert threat is not None
    assert ThreatType.FORCE in threat.types


def test_a_day_counts_before_the_length_beside_it() -> None:
    told = (
        "Algeria decided that Tunisia must open the pass. It was given a month, and has to comply by June 2. "
        "Otherwise its trucks would be stopped."
    )
    deadline = read(HEAD + told, "2026-05-04")[0].deadline
    assert deadline is not None
    assert deadline.latest == "2026-06-02"


def test_a_time_that_is_longer_now_is_told_two_sentences_on() -> None:
    told = (
        "Algeria has extended the deadline for Tunisia to accept its list of demands, its foreign ministry said. "
        "The first term had run out on Sunday night. Tunisia now has until Wednesday."
    )
    found = read(HEAD + told, "2026-05-04")
    assert [each.change for each in found] == [Change.EXTENDED]


def test_what_is_announced_can_be_averted_by_what_is_demanded() -> None:
    told = (
        "A duty of 40 percent will be charged on dates from Algeria. Growers are worried. Algeria can avert it by "
        "opening its market for grain before June 1, Tunisia said."
    )
    found = read(HEAD + told, "2026-05-04")
    assert [(each.sender and each.sender.slug, each.target and each.target.slug) for each in found] == [
        ("tunisia", "algeria")
    ]
    assert found[0].threat is not None
    assert found[0].threat.types == (ThreatType.IMPORT_RESTRICTION,)


def test_whoever_can_lay_down_his_arms_until_an_hour_is_told_to() -> None:
    told = (
        "Tunisia's troops in the gorge have a choice, an Algerian general said. They can lay down their arms until "
        "noon on Tuesday. If they stay, Algeria's tanks will come up the valley."
    )
    found = read(HEAD + told, "2026-05-04")
    assert [(each.sender and each.sender.slug, each.target and each.target.slug) for each in found] == [
        ("algeria", "tunisia")
    ]


def test_what_a_debtor_must_do_for_his_money_is_not_offered() -> None:
    told = (
        "Tunisia must agree with its creditors before Algeria can lend, an Algerian official said. It has until "
        "September. If it does not, the money would go to others."
    )
    assert read(HEAD + told, "2026-05-04") == []


def test_an_army_is_of_the_state_of_the_rebels_and_not_of_that_from_which_it_is_reported() -> None:
    told = (
        "ACCRA, May 4 - The M23 said that the army had broken the truce. The soldiers must leave Goma by Friday, "
        "it said. If they do not, its men will storm the barracks."
    )
    found = read(told, "2026-05-04")
    assert [each.target and each.target.slug for each in found] == ["democratic-republic-of-the-congo"]


def test_a_movement_is_of_those_who_fight_and_no_organisation_of_states() -> None:
    told = (
        "The M23 says that it wants no battle. Congo's soldiers in the town are to take their rifles to the United "
        "Nations. This must have been done in 48 hours, a spokesman of the movement said. Otherwise the town would "
        "be taken by force."
    )
    assert [each.sender and each.sender.slug for each in read(HEAD + told, "2026-05-04")] == ["m23"]


def test_it_was_agreed_is_said_of_nobody() -> None:
    told = (
        "Algeria and Libya met on Monday. It was agreed that Tunisia must open the pass within a week; if not, "
        "they would close their roads to its trucks."
    )
    found = read(HEAD + told, "2026-05-04")
    assert all(each.target and each.target.slug == "tunisia" for each in found)
