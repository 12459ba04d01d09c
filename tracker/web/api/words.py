"""The vocabularies as the API, the codebook and the reference tell them."""

import inspect
import re
from collections.abc import Sequence
from enum import StrEnum

from django.conf import settings
from django.utils import translation

from tracker.domain.codes import TIES_THREATS
from tracker.domain.dates.windows import Precision
from tracker.domain.status.changes import ChangeKind
from tracker.domain.status.standing import CountdownKind
from tracker.domain.vocabulary import ThreatType
from tracker.queries.case import Force
from tracker.templatetags.labels import LABELS

Vocabulary = dict[str, object]
WITHOUT_LABELS: Sequence[type[StrEnum]] = (Precision, Force, CountdownKind, ChangeKind)
"""Words that pages never show by themselves: they are their own labels."""


def vocabularies() -> list[Vocabulary]:
    """Every vocabulary with its words, in the language of the record."""
    with translation.override(settings.LANGUAGE_CODE):
        return labelled()


def labelled() -> list[Vocabulary]:
    """Every vocabulary with its words, their labels in the language spoken now."""
    return [_vocabulary(each) for each in (*LABELS, *WITHOUT_LABELS)]


def name_of(vocabulary: type[StrEnum]) -> str:
    """Its name in lower case with hyphens: DemandType is demand-type."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", vocabulary.__name__).lower()


def _vocabulary(vocabulary: type[StrEnum]) -> Vocabulary:
    labels = LABELS.get(vocabulary, {})
    description = inspect.cleandoc(vocabulary.__doc__ or "").replace("\n", " ")
    words = [
        {
            "value": word.value,
            "label": str(labels.get(word, word.value.replace("-", " ").capitalize())),
            "ties_code": TIES_THREATS.get(word) if isinstance(word, ThreatType) else None,
        }
        for word in vocabulary
    ]
    return {"name": name_of(vocabulary), "description": description, "words": words}
