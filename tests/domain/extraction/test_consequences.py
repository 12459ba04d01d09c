"""What would follow: the consequence that the sentences around a time limit tell, and what is none."""

from datetime import date

import pytest

from tests.domain.extraction.test_reader import table
from tracker.domain.extraction.consequences import consequence
from tracker.domain.extraction.loose import demanded
from tracker.domain.extraction.reader import _homes, _outlined
from tracker.domain.vocabulary import ThreatType

ON = date(2025, 7, 14)
ASKED = "Ghana told Togo to clear the bridge by Friday."


def told(text: str) -> tuple[str, tuple[ThreatType, ...]] | None:
    actors = table()
    outlined = _outlined(text, actors, ON, _homes(text, actors, ON))
    found = consequence(outlined, 0, {})
    return (outlined[found.at].said(*found.span), found.types) if found else None


@pytest.mark.parametrize(
    ("behind", "words", "kind"),
    [
        ("Thereafter the lorries will be shelled.", "the lorries will be shelled", ThreatType.FORCE),
        ("Once that hour has passed, the guns open fire.", "the guns open fire", ThreatType.FORCE),
        ("From Saturday the frontier would be shut.", "the frontier would be shut", ThreatType.BLOCKADE),
        ("Soldiers who stay will be shot.", "be shot", ThreatType.FORCE),
        ("As for the rest, they will be driven out.", "they will be driven out", ThreatType.FORCE),
        ("Those found there later may be arrested.", "be arrested", ThreatType.LEGAL_MEASURE),
        ("In the contrary case the accounts will be frozen.", "the accounts will be frozen", ThreatType.ASSET_FREEZE),
        ("Without an answer the talks are over.", "the talks are over", ThreatType.AGREEMENT_SUSPENSION),
        ("A refusal brings a full embargo.", "brings a full embargo", ThreatType.TOTAL_EMBARGO),
        ("Its gunners are ready to fire on the posts.", "fire on the posts", ThreatType.FORCE),
        ("If the bridge is still blocked, our raids are resumed and tanks go in.", "our raids are resumed and tanks go in", ThreatType.FORCE),
        ("A court-martial awaits the commanders.", "a court-martial awaits the commanders", ThreatType.LEGAL_MEASURE),
        ("Its guns are trained on the harbour.", "guns are trained on the harbour", ThreatType.OTHER),
        ("Togo would lose its seat in the council.", "lose its seat in the council", ThreatType.AGREEMENT_SUSPENSION),
        ("Ghana reserves the right to pay a visit.", "pay a visit", ThreatType.OTHER),
        ("Failing that, Togo loses its seat in the council.", "togo loses its seat in the council", ThreatType.AGREEMENT_SUSPENSION),
    ],
)  # fmt: skip
def test_a_sentence_beside_the_limit_tells_what_would_follow(
    behind: str, words: str, kind: ThreatType
) -> None:
    found = told(f"{ASKED} {behind}")
    assert found is not None
    assert found[0] == words
    assert kind in found[1]


@pytest.mark.parametrize(
    "asked",
    [
        "Ghana left Togo, whose guards hold it, ten days in which to clear the bridge.",
        "Togo can still clear the bridge by Friday.",
        "Either clear the bridge by Friday or go to war, Ghana told Togo.",
    ],
)
def test_what_isdemanded_is_found(asked: str) -> None:
    actors = table()
    outlined = _outlined(asked, actors, ON, _homes(asked, actors, ON))
    found = demanded(outlined, [[] for _ in outlined], [(0, 1.0)])
    assert found is not None
    assert outlined[found[0]].text[found[1][0] :].startswith("clear the bridge")


@pytest.mark.parametrize(
    "behind",
    [
        "After that the minister went home.",
        "After that day its army bombed the bridge.",
        "Those who ask for it may cross by boat.",
        "The two agreed to refrain from the use of force.",
        "Its army is ready to halt the offensive.",
        "Those who keep the truce will see the sanctions lifted.",
        "Without an answer the envoys will wait.",
        "Togo would lose nothing by it.",
        "The minister said that 20 percent had been paid and the rest would follow.",
        "The rest of the sum would follow, 20 percent of it at once.",
    ],
)
def test_what_happened_or_hurts_nobody_is_no_consequence(behind: str) -> None:
    assert told(f"{ASKED} {behind}") is None


@pytest.mark.parametrize(
    "behind",
    [
        "A spokesman declined to say what Ghana would do if the lorries stayed.",
        "Asked what would follow otherwise, the minister smiled.",
        "It was too early to say which sanctions Ghana would impose if not, he added.",
    ],
)
def test_what_nobody_tells_is_no_consequence(behind: str) -> None:
    assert told(f"{ASKED} {behind}") is None
