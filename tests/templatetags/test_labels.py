"""Every word of every vocabulary has a label."""

from enum import StrEnum

import pytest

from tracker.domain.vocabulary import Kind, ThreatType
from tracker.templatetags.labels import COUNTED, LABELS, label, names


@pytest.mark.parametrize("vocabulary", [*LABELS, *COUNTED], ids=lambda vocabulary: vocabulary.__name__)
def test_every_word_has_a_label_of_its_own(vocabulary: type[StrEnum]) -> None:
    labels = (LABELS | COUNTED)[vocabulary]
    assert set(labels) == set(vocabulary)
    assert len({str(text) for text in labels.values()}) == len(set(vocabulary))


def test_label_reads_enums_and_named_words() -> None:
    assert label(Kind.TRUCE_EXPIRY) == "End of a truce"
    assert label("force", "threattype") == label(ThreatType.FORCE) == "Use of force"


def test_label_names_the_vocabularies_there_are() -> None:
    with pytest.raises(ValueError, match=r"'threats' is no vocabulary; there are .*threattype"):
        label("force", "threats")


def test_names_says_how_many_more_there_are() -> None:
    assert names(("Denmark", "Norway", "Sweden")) == "Denmark, Norway, Sweden"
    assert names(("Denmark", "Norway", "Sweden", "France")) == "Denmark, Norway and 2 others"
