"""Texts are read no worse than they were; `make intake-report` shows each miss of the half `dev`."""

from collections import Counter

import pytest

from tests.intake_report.figures import figures, measure
from tests.intake_report.texts import HALVES, labelled_texts
from tests.intake_report.varied import tally, varied_texts, verdict
from tests.thoroughness import IS_THOROUGH
from tracker.domain.dates.moments import When
from tracker.domain.vocabulary import Change, DemandType, ThreatType

FLOORS = {
    "dev": {
        "found": 163,
        "pair": 151,
        "overlap": 159,
        "equal": 138,
        "announced": 138,
        "demand": 142,
        "threat": 140,
        "change": 156,
        "fits": 13,
    },
    "held_out": {
        "found": 709,
        "pair": 650,
        "overlap": 697,
        "equal": 647,
        "announced": 649,
        "demand": 595,
        "threat": 615,
        "change": 671,
        "fits": 20,
    },
}
"""How many labels of a half were right at the least. Raise them with the rules; none of them ever falls."""
MOST_ALARMS = {"dev": 0, "held_out": 0}
"""How many texts without an ultimatum something is offered for, at the most. Neither ever rises."""
VARIED = {"dev": (126, 6), "held_out": (88, 28)}
"""Of the varied texts: how many are found at the least, how many ordinary ones are offered at the most."""


@pytest.mark.parametrize("half", HALVES)
def test_no_figure_falls_below_what_was_reached(half: str) -> None:
    judgements = [measure(text) for text in labelled_texts(half)]
    shares = figures(judgements)
    fallen = {
        name: f"{shares[name]}, floor {floor}"
        for name, floor in FLOORS[half].items()
        if shares[name].right < floor
    }
    assert fallen == {}
    assert shares["quiet"].of - shares["quiet"].right <= MOST_ALARMS[half]
    assert [line for each in judgements for line in each.false_evidence] == []


def test_labels_say_what_stands_in_the_texts() -> None:
    texts = labelled_texts(*HALVES)
    types = {"demand": DemandType, "threat": ThreatType, "change": Change}
    wrong = [
        (text.name, label.stated)
        for text in texts
        for label in text.labels
        if label.stated.lower() not in text.text.lower()
        or not label.announced <= text.published.text
        or When(label.earliest).starts_at > When(label.latest).starts_at
        or any(set(getattr(label, name)) - set(kind) for name, kind in types.items())
    ]
    assert wrong == []
    negatives = [text for text in texts if not text.labels]
    assert len(texts) >= 270
    assert len(texts) * 0.3 <= len(negatives) <= len(texts) * 0.4


@pytest.mark.skipif(not IS_THOROUGH, reason="reads 1,500 texts; make test-all does")
@pytest.mark.parametrize("half", HALVES)
def test_varied_texts_are_read_as_well_as_they_were(half: str) -> None:
    counted = tally(Counter(map(verdict, varied_texts(half))))
    least, most = VARIED[half]
    assert counted.found >= least
    assert counted.alarms <= most


def test_labels_of_the_varied_texts_are_words_of_them() -> None:
    texts = [text for half in HALVES for text in varied_texts(half)]
    assert len({text.name for text in texts}) == len(texts) >= 1_500
    wrong = [
        text.name
        for text in texts
        if bool(text.why) is (text.label is not None)
        or (text.label and any(each not in text.text for each in (text.label.limit, text.label.sender)))
    ]
    assert wrong == []
