"""The one definition of a case: what is made from it has every field, and nothing is written beside it."""

import json

import pytest
from django.db import models
from django.utils import translation
from django.utils.translation import gettext

from tests.case_format.conftest import SEEDS
from tools import case_schema
from tracker.case_format.definition import schema
from tracker.domain.case import PARTS, Field, Value, fields_of
from tracker.models import Source
from tracker.services.cases.store import ROWS
from tracker.web.api import schemas

EVERY = [(name, field) for name, part in PARTS.items() for field in fields_of(part)]
SENT_AS: dict[str, tuple[type[schemas.Shape], set[str]]] = {
    "parties": (schemas.PartyEntry, {"since"}),
    "demands": (schemas.DemandEntry, {"id"}),
    "threats": (schemas.ThreatEntry, {"id"}),
    "deadlines": (schemas.DeadlineEntry, set()),
    "events": (schemas.EventEntry, set()),
    "outcomes": (schemas.OutcomeEntry, set()),
    "sources": (schemas.CaseSource, set()),
}
"""The shape of each part in the API, and the fields of the case format that it leaves out."""


def test_the_file_for_other_programs_is_what_the_types_say() -> None:
    assert case_schema.FILE == SEEDS / "case.schema.json"
    assert case_schema.FILE.read_text(encoding="utf-8") == case_schema.text()


@pytest.mark.parametrize("name", PARTS)
def test_a_field_is_required_exactly_where_it_has_no_default(name: str) -> None:
    part = schema()["properties"][name]
    entry = part["items"] if "items" in part else part["patternProperties"]["^s[0-9]{1,11}$"]
    assert list(entry["properties"]) == [field.name for field in fields_of(PARTS[name])]
    assert entry["required"] == [field.name for field in fields_of(PARTS[name]) if not field.is_optional]


@pytest.mark.parametrize(("name", "field"), EVERY, ids=[f"{name}.{field.name}" for name, field in EVERY])
def test_every_field_has_a_column_and_a_name_in_every_language(name: str, field: Field) -> None:
    row: type[models.Model] = {**ROWS, "sources": Source}[name]
    columns = {each.name for each in row._meta.get_fields()}
    stored = {
        Value.KEY: "key",
        Value.SOURCES: "citations",
        Value.QUOTES: "citations",
        Value.DUE: "earliest",
        Value.COPY: "archived_address",
    }.get(field.value, field.name)
    assert stored in columns
    if field.value is Value.KEY:
        return
    assert field.label
    with translation.override("uk"):
        assert gettext(field.label) != field.label


@pytest.mark.parametrize("name", PARTS)
def test_the_api_sends_every_field_but_those_named(name: str) -> None:
    shape, left_out = SENT_AS[name]
    assert {field.name for field in fields_of(PARTS[name])} - set(shape.model_fields) == left_out


def test_a_document_leaves_out_what_is_optional_and_empty() -> None:
    for name, field in EVERY:
        if field.is_optional:
            assert not field.empty, (name, field.name)
    assert {field.name for _, field in EVERY if field.value is Value.FLAG and field.is_optional} == {
        "title_is_descriptive"
    }


def test_the_schema_is_plain_data() -> None:
    assert json.loads(json.dumps(schema())) == schema()
