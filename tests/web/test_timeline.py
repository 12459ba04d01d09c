"""The timeline over HTTP, with the seeds."""

import pytest
from django.test import Client

from tests.filled import seeds
from tests.web.reading import is_case, read, squeezed
from tests.web.test_leaks import end_of, later_words
from tracker.domain.status.record import Record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

DAYS = ["1914-07-26", "1962-10-25", "1991-02-23", "2025-02-11", "2025-07-24", "2025-08-12", "2026-02-20"]
CASES = seeds().cases


def titles(client: Client, **query: str) -> set[str]:
    page = read(client.get("/timeline/", query).content)
    return {link.split("/")[2].split("?")[0] for link in page.links if is_case(link)}


def test_all_of_history_shows_every_case(client: Client) -> None:
    assert titles(client, span="all") == {case["slug"] for case in CASES}


def test_span_shows_only_what_overlaps_it(client: Client) -> None:
    at = {"as_of": "1914-08-10"}
    assert titles(client, span="1m", **at) == {"austria-serbia-1914", "britain-germany-1914"}
    assert titles(client, span="5y", as_of="1920-07-01") == set()
    assert "transvaal-britain-1899" in titles(client, span="all", **at)


@pytest.mark.parametrize("by", ["dossier", "sender"])
def test_cases_stand_in_groups(client: Client, by: str) -> None:
    answer = client.get("/timeline/", {"span": "all", "by": by})
    groups = answer.context["timeline"].groups
    names = [group.name for group in groups]
    assert len(names) == len(set(names)) > 10
    assert sum(len(group.rows) for group in groups) == len(CASES)
    if by == "dossier":
        assert {group.slug for group in groups} == {case["dossier"] for case in CASES}


def test_filters_narrow_the_timeline(client: Client) -> None:
    found = titles(client, span="all", sender="russia")
    sent = {
        case["slug"]
        for case in CASES
        if any(part["actor"] == "russia" and part["role"] == "sender" for part in case["parties"])
    }
    assert found == sent != set()


def test_moved_dates_are_struck_through(client: Client) -> None:
    text = client.get("/timeline/?as_of=2025-08-01&q=russia").content.decode()
    assert '<use href="#ghost"' in text
    assert 'class="now"' in text


@pytest.mark.matrix
@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("query", [{"span": "all"}, {"span": "1y", "by": "sender"}])
def test_nothing_later_shows_on_the_timeline(client: Client, day: str, query: dict[str, str]) -> None:
    at = end_of(day)
    page = read(client.get("/timeline/", {**query, "as_of": day}).content)
    known = [case for case in CASES if Record.from_document(case).as_of(at) is not None]
    unknown = [case for case in CASES if case not in known]
    shown = {link.split("/")[2] for link in page.links if is_case(link)}
    assert shown <= {case["slug"] for case in known}
    assert [case["title"] for case in unknown if squeezed(case["title"]) in page.text] == []
    later = [words for case in known for words in later_words(case, at) if len(words) > 20]
    assert [words for words in later if words in page.text] == []
    crises = {link.split("/")[2].split("?")[0] for link in page.links if link.startswith("/dossiers/")}
    assert crises - {""} <= {case["dossier"] for case in known}
    assert set(page.options) & set(seeds().dossiers) == {case["dossier"] for case in known}
    lost = [link for link in page.inner if link.startswith(("/ultimatums/", "?")) and "as_of=" not in link]
    assert lost == []


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("span=2w", 400, "span: 2w is none of 1m, 3m, 1y, 5y, all."),
        ("by=colour", 400, "by: colour is none of dossier, sender."),
        ("sender=nobody", 400, "Sender"),
        ("actor=nobody", 400, "no case known by then has nobody there."),
        ("page=0", 404, "page: 0 is not a whole number"),
        ("page=2", 404, "the timeline ends before page 2"),
        ("status=running", 400, "There is no parameter status here"),
        ("as_of=never", 400, "as_of"),
    ],
)
def test_wrong_choice_is_told_with_what_would_be_right(
    client: Client, query: str, status: int, told: str
) -> None:
    answer = client.get(f"/timeline/?{query}")
    assert answer.status_code == status
    assert told in read(answer.content).text


def test_empty_span_is_a_sentence(client: Client) -> None:
    answer = client.get("/timeline/?as_of=1850")
    assert answer.status_code == 200
    assert "Nothing lies within that span" in read(answer.content).text
