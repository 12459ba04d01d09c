"""As of an instant no answer and no file tells what came later, and it has something it could tell."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from tests.filled import seeds
from tests.web.api.requests import API, ask
from tests.web.reading import squeezed
from tests.web.test_leaks import CASES, actors_in, end_of, instants, later_words
from tracker.domain.dates.moments import When
from tracker.domain.status.record import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
DAYS = ("1899-10-10", "1914-07-26", "1962-10-25", "2003-03-18", "2025-02-11", "2025-07-24", "2025-08-12")
LISTS = (
    "ultimatums?limit=100",
    "ultimatums?limit=100&sort=title",
    "next?days=3660&limit=100",
    "recent?days=3660&limit=100",
    "events?limit=100",
    "changes?limit=100",
    "actors?limit=100",
    "dossiers?limit=100",
)
FILES = ("/data/ultimatums.csv", "/data/ultimatums.jsonl")


def texts(value: Any) -> str:
    """All texts of an answer, one after the other, as the leak tests compare them."""
    if isinstance(value, dict):
        return " ".join(texts(item) for item in value.values())
    if isinstance(value, list):
        return " ".join(map(texts, value))
    return squeezed(str(value))


def dates(value: Any, name: str = "") -> list[tuple[str, str]]:
    """Every date of an answer with the field it is in."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in dates(item, key)]
    if isinstance(value, list):
        return [found for item in value for found in dates(item, name)]
    try:
        return [(name, When(value).text)] if isinstance(value, str) else []
    except ValueError:
        return []


AHEAD = {
    "target_at",
    "earliest",
    "latest",
    "earliest_at",
    "latest_at",
    "countdown_at",
    "published",
    "until",
}
"""Fields that may lie ahead: when something is due, until when evidence counts; the date of a later source
of a case to which nothing came after that day, as its page shows it."""


@pytest.mark.matrix(every=5)
@pytest.mark.parametrize("slug", [case["slug"] for case in CASES])
def test_case_tells_nothing_later(client: Client, slug: str) -> None:
    case = next(each for each in CASES if each["slug"] == slug)
    for day in instants(case):
        found = ask(client, f"ultimatums/{slug}?as_of={day}")
        said = texts(found)
        assert [words for words in later_words(case, end_of(day)) if words in said] == []
        late = [(name, text) for name, text in dates(found) if When(text).starts_at > end_of(day)]
        assert [name for name, _ in late if name not in AHEAD] == []
        assert {source["title"] for source in found["sources"]} == {None} or all(
            source["title"] is None or found["complete"] or source["published"] <= day
            for source in found["sources"]
        )


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("day", DAYS)
def test_lists_and_files_tell_nothing_later(client: Client, day: str) -> None:
    at = end_of(day)
    known = [case for case in CASES if Record.from_document(case).as_of(at) is not None]
    unknown = [case for case in CASES if case not in known]
    names = actors_in(known, at) | {
        party["stated_by"] for case in known for party in case["parties"] if "stated_by" in party
    }
    hidden = [seeds().actors[slug]["name"] for slug in set(seeds().actors) - names]
    later = [words for case in known for words in later_words(case, at)]
    answers = {address: ask(client, f"{address}&as_of={day}") for address in LISTS}
    answers |= {address: read(client, f"{address}?as_of={day}") for address in FILES}
    could_tell = 0
    for address, found in answers.items():
        said = texts(found)
        assert [case["slug"] for case in unknown if case["slug"] in said.split()] == [], address
        assert [case["title"] for case in unknown if squeezed(case["title"]) in said] == [], address
        assert [words for words in later if len(words) > 20 and words in said] == [], address
        if not address.startswith("dossiers"):
            listed = {item for name in ("senders", "targets", "name") for item in values(found, name)}
            assert listed & set(hidden) == set(), address
        late = [(name, text) for name, text in dates(found) if When(text).starts_at > at]
        assert [name for name, _ in late if name not in AHEAD] == [], address
        could_tell += len(unknown) + len(later)
    assert could_tell


def values(value: Any, name: str) -> list[str]:
    """What stands under a name; other names of an actor are left out, which another may bear, too."""
    if isinstance(value, list):
        return [found for item in value for found in values(item, name)]
    if not isinstance(value, dict):
        return []
    here = value.get(name, [])
    mine = [here] if isinstance(here, str) else [item for item in here if isinstance(item, str)]
    return mine + [
        found for key, item in value.items() if key != "other_names" for found in values(item, name)
    ]


def read(client: Client, address: str) -> list[dict[str, Any]]:
    """The rows of a file."""
    text = b"".join(client.get(address)).decode()
    if ".jsonl" in address:
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(io.StringIO(text)))


def test_numbers_are_those_of_the_day(client: Client) -> None:
    now, then = (ask(client, f"actors/united-states{day}") for day in ("", "?as_of=2025-03-01"))
    assert sum(then["by_status"].values()) < sum(now["by_status"].values())
    assert then["as_sender"] == len(
        ask(client, "ultimatums?sender=united-states&limit=100&as_of=2025-03-01")["items"]
    )


def test_dossier_of_the_past_has_no_hindsight(client: Client) -> None:
    now, then = (ask(client, f"dossiers/july-crisis-1914{day}") for day in ("", "?as_of=1914-07-26"))
    assert now["summary"]
    assert then["summary"] is None
    assert then["ended"] is None


def test_case_files_cannot_go_back(client: Client) -> None:
    for address in ("/data/ultimatums.yaml", "/data/ultimata.zip"):
        answer = client.get(f"{address}?as_of=2025-08-01")
        assert answer.status_code == 400
        assert answer.json()["errors"][0].startswith("as_of: ")
    assert client.get(f"{API}ultimatums?as_of=2025-08-01").status_code == 200
