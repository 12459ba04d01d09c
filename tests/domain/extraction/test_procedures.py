"""What bodies do by their own rules, and times that were over before their text came out, are no ultimatums."""

import pytest

from tests.domain.extraction.test_reader import read

ASKED = "TUNIS, May 4 - Algeria told Tunisia on Monday to {} by Friday or it would close the frontier."


@pytest.mark.parametrize(
    "text",
    [
        "TUNIS, May 4 - Tunisia's parliament must adopt the law on customs by Friday or Algeria will close the frontier, ministers said.",
        "ALGIERS, May 4 - Algeria's government must certify to parliament by Friday that Tunisia keeps the accord; otherwise the frontier will be closed.",
        "ALGIERS, May 4 - The constitution gives Tunisia's president until Friday to sign the law. Algeria will close the frontier unless he does.",
        "ALGIERS, May 4 - The accord is renewed automatically unless one of the two gives notice by Friday. Algeria would otherwise close the frontier to Tunisia.",
        "ALGIERS, May 4 - Tunisians wishing to cross into Algeria must be at the frontier by Friday noon or it will be closed to them, Algeria's consul said.",
        "ALGIERS, May 4 - A bill before deputies would close the frontier if Tunisia has not answered by Friday, Algeria's speaker said.",
    ],
)
def test_a_body_that_acts_by_its_own_rules_is_told_nothing(text: str) -> None:
    assert read(text, "2026-05-04") == []


@pytest.mark.parametrize(
    "demand", ["withdraw its troops", "release the pilots", "have its parliament ratify the pact"]
)
def test_a_neighbour_that_demands_it_is_offered(demand: str) -> None:
    assert read(ASKED.format(demand), "2026-05-04")


def test_a_time_that_was_over_is_background_of_other_news() -> None:
    told = "On Sunday Algeria had told Tunisia to withdraw its troops by Tuesday night or face an attack."
    other = "TUNIS, May 8 - Tunisia's new president was sworn in on Friday before a cheering crowd."
    passed = "TUNIS, May 8 - Algeria's deadline for Tunisia passed without a shot on Friday."
    assert read(f"{other} {told}", "2026-05-08") == []
    assert read(f"{passed} {told}", "2026-05-08")
    assert read(f"{other} {told}", "2026-05-03")


def test_parties_to_a_fresh_agreement_demand_nothing_of_each_other() -> None:
    told = (
        "Tunisia must then clear the strip of mines by 30 June; otherwise Algeria will not open the frontier."
    )
    assert (
        read(f"TUNIS, May 4 - Tunisia and its neighbour Algeria have signed a pact. {told}", "2026-05-04")
        == []
    )
    assert read(f"TUNIS, May 4 - Tunisia and its neighbour Algeria are at odds. {told}", "2026-05-04")


def test_what_is_remembered_is_no_news_below_a_headline_either() -> None:
    told = "Algeria told Tunisia to leave the oasis within two days or be driven out."
    lead = "TUNIS, May 4 - Ministers met on Monday {}."
    assert read(f"Old soldiers meet\n\n{lead.format('fifty years after the war')} {told}", "2026-05-04") == []
    assert read(f"Old soldiers meet\n\n{lead.format('in the capital')} {told}", "2026-05-04")


@pytest.mark.parametrize("said", ["of last year", "last year"])
def test_a_date_of_last_year_is_no_limit(said: str) -> None:
    text = "TUNIS, May 4 - Algeria said Tunisia had to withdraw its troops by March 31{}, or it would attack."
    assert read(text.format(f" {said}"), "2026-05-04") == []
    assert read(text.format(""), "2026-03-04")
