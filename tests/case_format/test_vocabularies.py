"""The words of the schema are the words of the domain, in the same order, and the README knows them."""

from enum import StrEnum
from typing import Any

import pytest

from tests.case_format.conftest import SEEDS
from tracker.case_format.definition import schema
from tracker.domain import vocabulary
from tracker.domain.dates.windows import Precision

SCHEMA = schema()


def of(part: str, key: str) -> Any:
    return SCHEMA["properties"][part]["items"]["properties"][key]["enum"]


(SOURCE,) = (each["properties"] for each in SCHEMA["properties"]["sources"]["patternProperties"].values())
DUE = SCHEMA["properties"]["deadlines"]["items"]["properties"]["due"]["oneOf"][1]["properties"]
PAIRS = [
    (vocabulary.Kind, SCHEMA["properties"]["kind"]["enum"]),
    (vocabulary.Review, SCHEMA["properties"]["review"]["enum"]),
    (vocabulary.Role, of("parties", "role")),
    (vocabulary.DemandType, of("demands", "type")),
    (vocabulary.ThreatType, of("threats", "type")),
    (vocabulary.Change, of("deadlines", "change")),
    (Precision, DUE["precision"]["enum"]),
    (vocabulary.EventKind, of("events", "kind")),
    (vocabulary.Response, of("outcomes", "response")),
    (vocabulary.FollowThrough, of("outcomes", "follow_through")),
    (vocabulary.Quality, SOURCE["quality"]["enum"]),
    (vocabulary.ActorType, SCHEMA["$defs"]["actor"]["properties"]["type"]["enum"]),
]


@pytest.mark.parametrize(("words", "listed"), PAIRS, ids=lambda value: getattr(value, "__name__", ""))
def test_schema_and_domain_have_the_same_words(words: type[StrEnum], listed: list[str]) -> None:
    assert [word.value for word in words] == listed


def test_every_word_is_explained_in_the_readme_of_the_seeds() -> None:
    text = (SEEDS / "README.md").read_text(encoding="utf-8")
    assert [word for _, listed in PAIRS for word in listed if f"`{word}" not in text] == []
