"""History to frame over HTTP, with the seeds."""

from datetime import timedelta
from itertools import chain

import pytest
from django.test import Client

from tests.filled import seeds
from tests.web.reading import is_case, read, squeezed
from tests.web.test_leaks import end_of
from tracker.domain.status.record import Record
from tracker.models import Phase
from tracker.queries.history import HistoryLine, history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def lines(client: Client, day: str) -> list[HistoryLine]:
    return [*chain(*client.get(f"/history/?as_of={day}").context["history"].groups)]


def test_every_case_with_a_date_is_on_it_the_shortest_first(client: Client) -> None:
    answer = client.get("/history/")
    found = answer.context["history"]
    shown = {link.split("/")[2] for link in read(answer.content).links if is_case(link)}
    spans = [line.length.span for line in chain(*found.groups)]
    assert spans == sorted(spans)
    assert len(shown) == found.drawn
    assert found.drawn + found.undated == len(seeds().cases)
    assert answer.context["groups"][0][0] == "Up to 48 hours"


def test_line_follows_the_date_in_force(client: Client) -> None:
    slug = "us-russia-50-days-2025"

    def line(day: str) -> HistoryLine:
        return next(each for each in lines(client, day) if each.row.slug == slug)

    first, moved, over = line("2025-07-24"), line("2025-08-01"), line("2026-01-01")
    assert first.length.span == timedelta(days=50)
    assert not first.struck
    assert moved.x < first.x == pytest.approx(moved.struck[0], abs=1)
    assert (moved.is_resolved, over.is_resolved) == (False, True)


@pytest.mark.parametrize("day", ["1914-07-26", "1991-02-23", "2025-07-24"])
def test_nothing_later_shows(client: Client, day: str) -> None:
    page = read(client.get(f"/history/?as_of={day}").content)
    at = end_of(day)
    later = [case for case in seeds().cases if Record.from_document(case).as_of(at) is None]
    assert [case["title"] for case in later if squeezed(case["title"]) in page.text] == []
    assert all("as_of=" in link for link in page.inner if link.startswith("/ultimatums/"))


def test_more_cases_than_a_sheet_holds_leave_those_announced_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.queries.history.MOST", 5)
    at = end_of("2025-07-24")
    found = history(Phase.objects.at(at), at=at)
    assert (found.drawn + found.undated, found.is_cut) == (5, True)
    assert all(line.row.announced_at.year == 2025 for line in chain(*found.groups) if line.row.announced_at)


def test_before_all_is_a_sentence(client: Client) -> None:
    assert "No case has a date yet" in read(client.get("/history/?as_of=1850").content).text


def test_page_is_in_ukrainian(client: Client) -> None:
    text = read(client.get("/uk/history/").content).text
    assert "48 годин, 50 днів, два роки" in text
    assert "До 48 годин" in text
