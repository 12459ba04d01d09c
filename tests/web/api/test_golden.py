"""The answers and files themselves, to be read by people: one golden file for each form.

After a change that is meant, write them anew and read the difference:

    GOLDEN=write .venv/bin/python -m pytest tests/web/api/test_golden.py
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests.factories import a_case, a_deadline, a_due, a_source, a_threat, an_event, an_outcome, load
from tests.filled import filled
from tests.web.api.requests import API
from tracker.web.data import codebook
from tracker.web.pages.developers import made_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recorded")]
GOLDEN = Path(__file__).parent / "golden"
LOADED = datetime(2025, 3, 1, 9, tzinfo=UTC)
FIRST = a_deadline("d1", "2025-03-01", a_due("2025-04-01", timezone="Europe/Kyiv"), as_stated="-1 month, say")
MOVED = a_deadline(
    "d2", "2025-03-05T18:30:00+01:00", a_due("2025-03-20", "2025-03-24"), "shortened", replaces="d1",
    stated_by="ana-prime", as_stated="+5 days, or +9", note="Read as five days.",
)  # fmt: skip


@pytest.fixture(scope="module")
def recorded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A case with everything, and one that still runs."""
    full = a_case(
        deadlines=[FIRST, MOVED],
        threats=[a_threat(), a_threat("t2", type="asset-freeze", as_stated="all of it", exposed=["cendria"])],
        events=[
            an_event("e1", "2025-03-07", kind="talks", text='They "talked", it was said; nothing moved.')
        ],
        outcomes=[an_outcome("2025-03-26", "partial", "imposed")],
        sources={
            "s1": a_source("first", published="2025-03-01", language="uk"),
            "s2": a_source("second", published="2025-03-27", title='=HYPERLINK("x")'),
        },
        notes=["What rests on memory."],
    )
    undated = a_case(
        "close-the-dam",
        title="Close the dam at once",
        kind="self-imposed",
        deadlines=[a_deadline("d1", "2025-03-02", None, as_stated="very soon")],
        related=["open-the-river"],
    )

    def fill() -> None:
        load(full, undated, now=LOADED)
        load({**full, "title": "Open the river, or lose it"}, undated, now=LOADED, reason="It was shorter.")

    with filled(django_db_blocker, fill):
        yield


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("ultimatums.json", f"{API}ultimatums?as_of=2025-03-22"),
        ("ultimatum.json", f"{API}ultimatums/open-the-river?as_of=2025-03-30"),
        ("ultimatum-then.json", f"{API}ultimatums/open-the-river?as_of=2025-03-06"),
        ("events.json", f"{API}events?as_of=2025-03-30"),
        ("changes.json", f"{API}changes?as_of=2025-03-30"),
        ("actor.json", f"{API}actors/aldovia?as_of=2025-03-30"),
        ("dossier.json", f"{API}dossiers/river-war?as_of=2025-03-30"),
        ("problem.json", f"{API}ultimatums?limit=0&status=asleep"),
        ("ultimatums.csv", "/data/ultimatums.csv?as_of=2025-03-30"),
        ("ultimatums.jsonl", "/data/ultimatums.jsonl?as_of=2025-03-22"),
        ("ultimatums.yaml", "/data/ultimatums.yaml"),
    ],
)
def test_answer_is_the_golden_one(client: Client, name: str, address: str) -> None:
    answer = client.get(address)
    text = b"".join(answer).decode()
    if name.endswith(".json"):
        compare_json(name, stable(json.loads(text)))
    else:
        compare(name, text)


def test_surface_is_the_golden_one() -> None:
    """What is promised to stay: lines may be added here, none may go."""
    found = made_reference()
    lines = [
        f"GET {operation.path} ({', '.join(each.name for each in operation.parameters)}): {operation.answer}"
        for _, operations in found.groups
        for operation in operations
    ]
    lines += [f"{name}.{each.name}: {each.type}" for name, _, fields in found.shapes for each in fields]
    compare("surface.txt", "\n".join(lines) + "\n")


def test_codebook_is_the_golden_one() -> None:
    compare("CODEBOOK.md", codebook.markdown(title="Codebook", about="Of the whole record."))


def stable(value: Any, name: str = "") -> Any:
    """The same without ids that a database gives, and cursors, which hold a digest with a secret."""
    if isinstance(value, dict):
        return {key: stable(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [stable(item) for item in value]
    if name == "id" and isinstance(value, int):
        return 0
    if name in ("cursor", "next_cursor") and value:
        return "…"
    return re.sub(r"(correction:)\d+", r"\g<1>0", value) if name == "entry" else value


def compare_json(name: str, found: Any) -> None:
    """By value: PostgreSQL keeps the keys of what is stored in an order of its own."""
    file = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    assert found == json.loads(file.read_text())


def compare(name: str, text: str) -> None:
    """To the byte."""
    file = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        file.write_bytes(text.encode())
    assert text == file.read_bytes().decode()
