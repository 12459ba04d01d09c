"""Which types of demands and threats the words of a clause name, and what is a promise and no threat."""

import pytest

from tracker.domain.extraction.kinds import demand_type, is_promised, says_little, types_in
from tracker.domain.vocabulary import DemandType, ThreatType


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("the army would be sent against the miners", ThreatType.FORCE),
        ("soldiers would enter the zone and take it back", ThreatType.FORCE),
        ("take back the northern hills", ThreatType.FORCE),
        ("march on the capital", ThreatType.FORCE),
        ("be neutralised where they stand", ThreatType.FORCE),
        ("retake the port", ThreatType.FORCE),
        ("take part in a full-scale operation", ThreatType.FORCE),
        ("take targeted and other measures", ThreatType.SANCTIONS),
        ("be cut off from all commerce with the world", ThreatType.SANCTIONS),
        ("see its supply fall by half", ThreatType.EXPORT_RESTRICTION),
        ("spend ten years in prison", ThreatType.LEGAL_MEASURE),
        ("shut @'s borders", ThreatType.BLOCKADE),
        ("be cut off from the central bank", ThreatType.SANCTIONS),
        ("cut @'s air links and ban arms sales", ThreatType.PARTIAL_EMBARGO),
        ("reduce gas deliveries by a third", ThreatType.EXPORT_RESTRICTION),
        ("stop issuing visas to students", ThreatType.TRAVEL_BAN),
        ("the service would be put out of business", ThreatType.BAN),
        ("stop importing wine", ThreatType.IMPORT_RESTRICTION),
        ("resume its naval operations", ThreatType.FORCE),
        ("600 marines would sail from the port", ThreatType.FORCE),
        ("strike the law down", ThreatType.LEGAL_MEASURE),
        ("all flights to the islands would be stopped", ThreatType.BLOCKADE),
        ("withhold budget payments", ThreatType.AID_TERMINATION),
        ("quit the defence organisation", ThreatType.TREATY_WITHDRAWAL),
    ],
)
def test_words_name_a_type_of_threat(words: str, kind: ThreatType) -> None:
    assert kind in types_in(words)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("lower gas supplies to 20 percent of the usual amount", ThreatType.IMPORT_RESTRICTION),
        ("take it back", ThreatType.FORCE),
        ("take measures under article 41", ThreatType.LEGAL_MEASURE),
        ("strike it down", ThreatType.FORCE),
    ],
)
def test_words_that_look_like_a_threat_of_another_type(words: str, kind: ThreatType) -> None:
    assert kind not in types_in(words)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("take back convicted offenders", DemandType.ACCEPT_PERSONS),
        ("sell it to a firm at home", DemandType.DIVEST),
        ("its owner sold the mill", DemandType.DIVEST),
        ("abandon their camps in the north", DemandType.WITHDRAW_FORCES),
        ("abandon the plan", DemandType.POLICY_CHANGE),
        ("out by noon", DemandType.WITHDRAW_FORCES),
        ("come down from the northern ridge", DemandType.WITHDRAW_FORCES),
        ("be on the other bank by noon", DemandType.WITHDRAW_FORCES),
        ("handed over the bodies of two pilots", DemandType.RELEASE_PERSONS),
        ("hand over six men it holds responsible for the raid", DemandType.EXTRADITE),
        ("hand over six prisoners", DemandType.RELEASE_PERSONS),
        ("turn in their heavy weapons", DemandType.DISARM),
        ("suspend all enrichment of uranium", DemandType.POLICY_CHANGE),
        ("cease all resistance", DemandType.SURRENDER),
        ("accept an unconditional 30-day ceasefire", DemandType.END_HOSTILITIES),
        ("show progress towards ending the war", DemandType.END_HOSTILITIES),
        ("the crossing at the bridge is opened", DemandType.OPEN_PASSAGE),
        ("let shepherds back to their pastures", DemandType.OPEN_PASSAGE),
        ("accept their list of demands", DemandType.POLICY_CHANGE),
        ("hand over the international airport", None),
        ("out of office by noon", DemandType.LEAVE_OFFICE),
        ("revoke three laws", DemandType.POLICY_CHANGE),
        ("put down their rifles", DemandType.DISARM),
        ("come out of the works without their guns", DemandType.DISARM),
        ("put the elected president of the republic back in office", DemandType.REINSTATE_GOVERNMENT),
        ("define the status of its guest", DemandType.CLARIFY_POSITION),
        ("state where it stands", DemandType.CLARIFY_POSITION),
        ("clear two bridges of protesters", DemandType.OPEN_PASSAGE),
        ("let in more fruit", DemandType.TRADE_CONCESSION),
        ("let in lorries", DemandType.OPEN_PASSAGE),
        ("let in monitors of the vote", DemandType.INSPECTIONS),
        ("accept a list of demands", DemandType.POLICY_CHANGE),
        ("accept the list", DemandType.SIGN_AGREEMENT),
    ],
)
def test_words_name_a_type_of_demand(words: str, kind: DemandType | None) -> None:
    assert demand_type(words) is kind


@pytest.mark.parametrize(
    ("words", "is_promise"),
    [
        ("not be prosecuted", True),
        ("be left alone", True),
        ("be spared", True),
        ("be shot", False),
        ("not be allowed to leave", False),
    ],
)
def test_what_is_promised_is_no_threat(words: str, *, is_promise: bool) -> None:
    assert is_promised(words) is is_promise


@pytest.mark.parametrize(
    ("words", "is_little"),
    [
        ("begin to cooperate", True),
        ("cooperate with the tribunal", False),
        ("answer by Friday", True),
        ("free the crew", False),
    ],
)
def test_what_says_little_more_than_that_something_is_to_be_done(words: str, *, is_little: bool) -> None:
    assert says_little(words) is is_little
