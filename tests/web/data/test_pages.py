"""The page of data: downloads of what was asked for, and a codebook that says what every word means."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.web.reading import read
from tracker.case_format.definition import schema
from tracker.templatetags.labels import LABELS
from tracker.web.api.words import vocabularies
from tracker.web.data import codebook
from tracker.web.data.files import COLUMNS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def test_links_keep_filters_and_instant(client: Client) -> None:
    links = read(client.get("/data/?sender=russia&as_of=2025-08-01").content).links
    assert "/data/ultimatums.csv?sender=russia&as_of=2025-08-01" in links
    assert "/data/ultimatums.jsonl?sender=russia&as_of=2025-08-01" in links
    assert [link for link in links if link.endswith((".zip", ".yaml")) or ".yaml?" in link] == []
    links = read(client.get("/data/?sender=russia").content).links
    assert "/data/ultimatums.yaml?sender=russia" in links
    assert "/data/ultimata.zip" in links


def test_page_refuses_what_its_files_would(client: Client) -> None:
    for query in ("?colour=red", "?status=asleep", "?as_of=tomorrow"):
        answer = client.get(f"/data/{query}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "text/html; charset=utf-8")


def test_codebook_says_what_every_column_and_word_means(client: Client) -> None:
    text = codebook.markdown(title="Codebook", about="")
    for column in COLUMNS:
        assert f"- `{column.name}`: {column.meaning}" in text
    for vocabulary in LABELS:
        for word in vocabulary:
            assert f"- `{word.value}`" in text
    named = {str(each["name"]) for each in vocabularies()}
    for name in ("kind", "status", "change", "headline", "threat-type", "precision", "countdown-kind"):
        assert name in named
        assert f"({name})" in "".join(str(column.meaning) for column in COLUMNS)
    assert [entry for chapter in codebook.fields() for entry in chapter.entries if not entry.text] == []
    shown = read(client.get("/data/").content).text
    assert str(COLUMNS[0].meaning) in shown


def keys(value: Any, prefix: str = "") -> set[str]:
    """Every key of plain data, those within with the way to them."""
    if isinstance(value, list):
        return set().union(*(keys(item, prefix) for item in value))
    if not isinstance(value, dict):
        return set()
    return {f"{prefix}{name}" for name in value}.union(
        *(keys(item, f"{prefix}{name}.") for name, item in value.items())
    )


def test_codebook_has_every_field_that_is_sent_and_no_other(client: Client) -> None:
    sent = [json.loads(line) for line in b"".join(client.get("/data/ultimatums.jsonl")).splitlines()]
    named = [entry.name for entry in codebook.rows().entries]
    assert len(named) == len(set(named))
    assert set(named) == keys(sent)
    assert [entry for entry in codebook.rows().entries if not entry.type] == []
    assert {"countdown.early", "countdown.target_at"} <= set(named)
    text = codebook.markdown(title="Codebook", about="")
    assert [name for name in named if f"- `{name}`" not in text] == []


def test_codebook_has_every_field_of_the_case_format() -> None:
    def properties(part: Any) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(properties, part))
        if not isinstance(part, dict):
            return set()
        own = set(part["properties"]) if isinstance(part.get("properties"), dict) else set()
        return own.union(*map(properties, part.values()))

    named = {entry.name for chapter in codebook.fields() for entry in chapter.entries}
    assert properties(schema()) - named == set()
