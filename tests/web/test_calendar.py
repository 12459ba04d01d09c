"""The calendar over HTTP, with the seeds."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.filled import seeds
from tests.thoroughness import IS_THOROUGH
from tests.web.reading import is_case, read, squeezed
from tests.web.test_leaks import days_in, end_of, later_words
from tracker.clock import utc_now
from tracker.domain.case import read_due
from tracker.domain.dates.moments import Grain, zone
from tracker.domain.status.record import Record
from tracker.services.tick import tick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

CASES = seeds().cases
DAYS = {
    "1914-07-24": "1914/7",
    "1962-10-27": "1962/10",
    "1991-02-22": "1991/2",
    "2019-03-25": "2019/4",
    "2025-02-10": "2025/2",
    "2025-07-20": "2025/8",
    "2025-08-01": "2025/8",
    "2025-11-22": "2025/11",
    "2026-03-24": "2026/4",
    "2026-04-06": "2026/4",
}


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return read(answer.content).text


def test_calendar_shows_the_month_of_the_instant(client: Client) -> None:
    page = text_of(client, "/calendar/?as_of=2025-08-12")
    assert "August 2025" in page
    at = utc_now()
    assert f"{at:%B %Y}" in text_of(client, "/calendar/")


def test_month_tells_hours_days_moves_and_outcomes(client: Client) -> None:
    page = text_of(client, "/calendar/2025/8/?zone=Europe/Kyiv")
    assert "Hours are those of Europe/Kyiv" in page
    assert "07:01" in page
    assert "the end of 8 August 2025 in Washington (UTC−4)" in page
    assert "Moved to 8 Aug 2025" in page
    assert "Lapsed" in page
    assert "04:01" in text_of(client, "/calendar/2025/8/")


def test_a_date_tells_what_stood_on_its_day(client: Client) -> None:
    """The sanctions of e3-iran-snapback returned on 27 September, not on 31 August."""
    days = client.get("/calendar/2025/8/").content.decode().split('<section class="day" id="')
    (last,) = (day for day in days if day.startswith("day-31"))
    assert "Passed; the outcome came later" in last
    assert "Enforced" not in last
    days = client.get("/calendar/1991/1/").content.decode().split('<section class="day" id="')
    (fifteenth,) = (read(f"<p>{day}".encode()).text for day in days if day.startswith("day-15"))
    assert ", 2 days after the deadline" in fifteenth


def test_grid_is_a_table_whose_cells_name_their_days(client: Client) -> None:
    html = client.get("/calendar/2025/8/").content.decode()
    assert html.count("<caption") == 1
    assert html.count('<th scope="col"') == 7 + 31
    ids = set(re.findall(r' id="([^"]+)"', html))
    named = {each for found in re.findall(r'headers="([^"]+)"', html) for each in found.split()}
    assert named <= ids
    assert 'colspan="3"' in html
    anchors = set(re.findall(r'href="#([^"]+)"', html))
    assert anchors <= ids


def test_every_date_of_the_record_stands_in_its_month(client: Client) -> None:
    for case in CASES[:: 1 if IS_THOROUGH else 10]:
        for item in case["deadlines"]:
            if item["due"] is None or item["change"] in ("proposed", "clarified"):
                continue
            due = read_due(item["due"])
            assert due is not None
            first = due.earliest.first_day
            if due.earliest.grain is Grain.INSTANT:
                first = due.earliest.starts_at.astimezone(zone(due.timezone)).date()
            address = f"/calendar/{first.year}/{first.month}/?zone={due.timezone}"
            links = read(client.get(address).content).links
            assert f"/ultimatums/{case['slug']}/" in links, (case["slug"], item["id"])


def test_months_lead_on_in_the_same_zone_and_as_of_the_same_instant(client: Client) -> None:
    links = read(client.get("/calendar/2025/1/?zone=Europe/Kyiv&as_of=2025-02-11").content).links
    assert "/calendar/2024/12/?zone=Europe/Kyiv&as_of=2025-02-11" in links
    assert "/calendar/2025/2/?zone=Europe/Kyiv&as_of=2025-02-11" in links
    assert "/calendar/?zone=Europe/Kyiv&as_of=2025-02-11" in links


def test_calendar_ends_where_the_record_does(client: Client) -> None:
    last = read(client.get("/calendar/2199/12/").content)
    assert not [link for link in last.links if link.startswith("/calendar/2200")]
    assert "/calendar/1800/2/" in read(client.get("/calendar/1800/1/").content).links


def test_form_leads_to_the_month_it_asks_for(client: Client) -> None:
    answer = client.get("/calendar/?month=2025-07&zone=Asia/Kolkata&as_of=2025-08-01")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/calendar/2025/7/?zone=Asia/Kolkata&as_of=2025-08-01",
    )


def test_zone_is_guessed_only_where_none_was_chosen(client: Client) -> None:
    assert "data-guess-zone" in client.get("/calendar/2025/7/").content.decode()
    assert "data-guess-zone" not in client.get("/calendar/2025/7/?zone=UTC").content.decode()


def test_month_without_a_date_is_a_sentence(client: Client) -> None:
    page = text_of(client, "/calendar/1950/5/")
    assert "Nothing falls in this month" in page
    assert "<table" not in client.get("/calendar/1950/5/").content.decode()


@pytest.mark.parametrize(
    ("address", "status", "problem"),
    [
        ("2025/13/", 404, "there is no month 13; months go from 1 to 12"),
        ("2025/0/", 404, "there is no month 0"),
        ("0/1/", 404, "the year 0 is outside the calendar, which goes from 1800 to 2199"),
        ("10000/1/", 404, "the year 10000 is outside"),
        ("2025/7/?zone=Mars/Olympus", 400, "'Mars/Olympus' is not an IANA time zone, such as Europe/Kyiv"),
        ("?zone=localtime", 400, "is not an IANA time zone"),
        ("?month=july", 400, "month: july is not a month; write it as 2025-07."),
        ("?month=2025-13", 400, "is not a month"),
        ("?month=2025-7-1", 400, "is not a month"),
        ("?month=2025", 400, "is not a month"),
        ("2025/7/?page=0", 404, "page: 0 is not a whole number"),
        ("2025/7/?page=2", 404, "page: the agenda of this month ends with page 1."),
        ("2025/7/?month=2025-08", 400, "There is no parameter month here"),
        ("?zones=UTC", 400, "There is no parameter zones here"),
        ("?as_of=2999-01-01", 400, "as_of"),
    ],
)
def test_wrong_question_is_told_with_what_would_be_right(
    client: Client, address: str, status: int, problem: str
) -> None:
    answer = client.get(f"/calendar/{address}")
    assert answer.status_code == status
    assert problem in read(answer.content).text


@pytest.mark.parametrize(("day", "month"), DAYS.items())
def test_nothing_later_shows_in_the_calendar(client: Client, day: str, month: str) -> None:
    at = end_of(day)
    page = read(client.get(f"/calendar/{month}/?as_of={day}").content)
    known = [case for case in CASES if Record.from_document(case).as_of(at) is not None]
    shown = {link.split("/")[2] for link in page.links if is_case(link)}
    assert shown
    assert shown <= {case["slug"] for case in known}
    assert [
        case["title"] for case in CASES if case not in known and squeezed(case["title"]) in page.text
    ] == []
    for case in known:
        assert [words for words in later_words(case, at) if len(words) > 20 and words in page.text] == []
        if case["slug"] not in shown:
            continue
        # A day that only later facts of a case name stands in no entry of that case.
        _, later = days_in(case, at)
        told = [each for each in later if f"{each.day} {each:%b %Y}" in rows_of(page.text, case["title"])]
        assert told == []
    assert [link for link in page.inner if link.startswith("/calendar/") and "as_of=" not in link] in (
        [],
        [f"/calendar/{month}/"],
    )
    assert [link for link in page.inner if is_case(link) and "as_of=" not in link] == []


def rows_of(text: str, title: str) -> str:
    """What stands right after the title of a case wherever it is named."""
    parts = text.split(squeezed(title))[1:]
    return " ".join(part[:60] for part in parts)


def test_month_into_which_a_date_moved_later_is_empty_before(client: Client) -> None:
    assert "Nothing falls in this month" in text_of(client, "/calendar/2019/10/?as_of=2019-03-25")
    assert "/ultimatums/brexit-article-50-2017-2020/" in read(client.get("/calendar/2019/10/").content).links


def test_leak_test_has_something_that_could_leak(client: Client) -> None:
    later = text_of(client, "/calendar/2025/8/")
    earlier = text_of(client, "/calendar/2025/8/?as_of=2025-07-20")
    assert "Moved to 8 Aug 2025" in later
    assert "Moved to 8 Aug 2025" not in earlier
    assert "Lapsed" not in earlier


def test_calendar_over_http_needs_three_queries_and_one_while_kept(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    tick(now=utc_now())
    with django_assert_num_queries(3):
        client.get("/calendar/2025/8/?as_of=2025-08-20")
    client.get("/calendar/2025/8/")
    with django_assert_num_queries(1):
        client.get("/calendar/2025/8/")
