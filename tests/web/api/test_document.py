"""The OpenAPI document passes its own standard, and a client made of it reads a running site."""

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.public_site import public_site
from tests.web.api.requests import API
from tracker.domain.dates.moments import NotADate, When
from tracker.models import Phase
from tracker.web.api.document import WORDS, document
from tracker.web.api.parameters import DATE

__all__ = ["public_site"]
pytestmark = pytest.mark.django_db


def sent() -> Any:
    """The document as programs read it."""
    return json.loads(json.dumps(document()))


def test_document_follows_its_standard() -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(sent()).iter_errors()] == []


def test_client_made_of_the_document_lists_every_case(
    public_site: str, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "openapi.json"
    file.write_bytes(client.get(f"{API}openapi.json").content)
    plan = Config.from_sources(
        ConfigFile(post_hooks=[]),
        MetaType.NONE,
        document_source=file,
        file_encoding="utf-8",
        overwrite=False,
        output_path=tmp_path / "made",
    )
    assert [f"{error.header} {error.detail}" for error in generate(config=plan)] == []
    monkeypatch.syspath_prepend(tmp_path)
    # A package of models alone: the folder itself is the package, since no project was asked for.
    list_of_cases = importlib.import_module("made.api.cases.ultimatums").sync
    with importlib.import_module("made").Client(base_url=public_site) as reader:
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = list_of_cases(client=reader, limit=20, **cursor)
            found += [item.slug for item in page.items]
            if page.next_cursor is None:
                break
            cursor = {"cursor": page.next_cursor}
    cases = Phase.objects.current().values_list("ultimatum__slug", flat=True)
    assert sorted(found) == sorted(cases)
    assert len(found) > 20


def test_answers_may_grow_and_questions_may_not() -> None:
    found = sent()
    shapes = found["components"]["schemas"]
    assert 'additionalProperties": false' not in json.dumps(shapes)
    assert '"enum"' not in json.dumps(shapes)
    assert shapes["Status"][WORDS][0] == "running"
    asked = found["paths"]["/api/v1/ultimatums"]["get"]["parameters"]
    status = next(each for each in asked if each["name"] == "status")
    assert "running" in json.dumps(status["schema"]["allOf"][0]["enum"])


@pytest.mark.parametrize("text", ["2025", "2025-07", "2025-07-24", "2025-07-24T12:00:00Z", "2025-7", "now"])
def test_pattern_of_as_of_is_the_date_of_the_record(text: str) -> None:
    for methods in sent()["paths"].values():
        as_of = next(each for each in methods["get"]["parameters"] if each["name"] == "as_of")
        assert as_of["schema"]["pattern"] == DATE
    try:
        When(text)
    except NotADate:
        assert not re.search(DATE, text)
    else:
        assert re.search(DATE, text)
