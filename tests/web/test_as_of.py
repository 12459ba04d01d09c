"""`as_of` in an address: days, months, instants; what it refuses and how."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.factories import a_case, a_deadline, a_due, an_outcome, load
from tests.present import NOW as PRESENT
from tests.web.reading import read
from tracker.web.decorators import AsOf, parse_as_of
from tracker.web.problems import HttpProblem

NOW = datetime(2026, 3, 10, 12, 34, 56, tzinfo=UTC)
LAST = timedelta(microseconds=1)
"""From the last instant of a day to the next day: what is known from the next day on is not known yet."""


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2025-07-24", datetime(2025, 7, 25, tzinfo=UTC) - LAST),
        ("2025-07", datetime(2025, 8, 1, tzinfo=UTC) - LAST),
        ("2025", datetime(2026, 1, 1, tzinfo=UTC) - LAST),
        ("2024-02-29", datetime(2024, 3, 1, tzinfo=UTC) - LAST),
        ("1914-07-23", datetime(1914, 7, 24, tzinfo=UTC) - LAST),
        ("2025-07-24T12:00:00Z", datetime(2025, 7, 24, 12, tzinfo=UTC)),
        ("2025-07-24T12:00+03:00", datetime(2025, 7, 24, 9, tzinfo=UTC)),
        ("2025-07-24T12:00:00-04:00", datetime(2025, 7, 24, 16, tzinfo=UTC)),
        ("2026-03-10", NOW),
        ("2026-03", NOW),
        ("2026", NOW),
        ("2026-03-10T12:34:56Z", NOW),
    ],
)
def test_instant_asked_is_the_last_of_its_period_or_now_where_that_is_not_over(
    text: str, at: datetime
) -> None:
    assert parse_as_of(text, now=NOW) == AsOf(NOW, at, text)


def test_plus_that_arrived_as_a_space_is_a_plus() -> None:
    asked = parse_as_of("2025-07-24T12:00:00 03:00", now=NOW)
    assert (asked.at, asked.as_of) == (datetime(2025, 7, 24, 9, tzinfo=UTC), "2025-07-24T12:00:00+03:00")


@pytest.mark.parametrize("text", [None, ""])
def test_without_an_instant_it_is_the_present(text: str | None) -> None:
    assert parse_as_of(text, now=NOW) == AsOf(NOW, NOW, None)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("yesterday", "'yesterday' is not a date"),
        ("2025-7-4", "is not a date"),
        ("24.07.2025", "is not a date"),
        ("2025-02-29", "does not exist"),
        ("2025-13", "does not exist"),
        ("2025-07-24T25:00Z", "does not exist"),
        ("2025-07-24T12:00", "is not a date"),
        ("1799-12-31", "outside the years"),
        ("2200-01-01", "outside the years"),
        ("٢٠٢٥-٠٧-٢٤", "is not a date"),
        ("2025-07-24\n", "is not a date"),
        ("-1", "is not a date"),
        ("0", "is not a date"),
    ],
)
def test_what_is_no_instant_is_refused_with_what_would_be_right(text: str, problem: str) -> None:
    with pytest.raises(HttpProblem) as refused:
        parse_as_of(text, now=NOW)
    assert refused.value.status == 400
    assert problem in refused.value.problems[0]
    assert refused.value.problems[0].startswith("as_of: ")


@pytest.mark.parametrize("text", ["2026-03-11", "2026-04", "2027", "2026-03-10T12:34:57Z"])
def test_instant_that_lies_ahead_is_refused(text: str) -> None:
    with pytest.raises(HttpProblem) as refused:
        parse_as_of(text, now=NOW)
    assert (refused.value.status, "lies ahead" in refused.value.problems[0]) == (400, True)


def loaded() -> None:
    load(
        a_case(
            deadlines=[
                a_deadline("d1", "2025-03-01", a_due("2025-04-01")),
                a_deadline("d2", "2025-03-05", a_due("2025-03-20"), "shortened", replaces="d1"),
            ],
            outcomes=[an_outcome("2025-03-25")],
        ),
        now=PRESENT,
    )


PAGES = ("/", "/ultimatums/open-the-river/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize(
    ("as_of", "problem"),
    [
        ("garbage", "&#x27;garbage&#x27; is not a date"),
        ("2999-01-01", "outside the years"),
        ("2199-01-01", "lies ahead"),
        ("2025-02-30", "does not exist"),
        ("x" * 10_000, "as_of holds more than 100 characters"),
        ("2025\x00", "or a NUL"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_bad_instant_gets_a_helpful_page(client: Client, address: str, as_of: str, problem: str) -> None:
    loaded()
    answer = client.get(address, {"as_of": as_of})
    assert answer.status_code == 400
    assert problem in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    assert "/" in read(answer.content).links


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_instant_given_twice_is_refused(client: Client, address: str) -> None:
    loaded()
    answer = client.get(f"{address}?as_of=2025-03-02&as_of=2025-03-03")
    assert answer.status_code == 400
    assert "as_of is given twice; give it once." in read(answer.content).text


@pytest.mark.django_db
def test_offset_that_nobody_escaped_is_understood_and_kept_in_links(client: Client) -> None:
    loaded()
    answer = client.get("/?as_of=2025-03-02T12:00:00+02:00")
    assert answer.status_code == 200
    assert "/ultimatums/open-the-river/?as_of=2025-03-02T12:00:00%2B02:00" in read(answer.content).links
    assert client.get("/ultimatums/open-the-river/?as_of=2025-03-02T12:00:00%2B02:00").status_code == 200


@pytest.mark.django_db
def test_case_before_its_announcement_says_so_and_leads_on(client: Client) -> None:
    loaded()
    answer = client.get("/ultimatums/open-the-river/?as_of=2025-02-01")
    assert answer.status_code == 404
    page = read(answer.content)
    assert "The case was announced later than the instant you chose." in page.text
    assert "Open the river" not in page.text
    assert page.links.count("/ultimatums/open-the-river/?as_of=2025-03-01") == 1
    assert client.get("/ultimatums/open-the-river/?as_of=2025-03-01").status_code == 200
    assert page.links.count("/?as_of=2025-02-01") == 1


@pytest.mark.django_db
def test_past_tells_the_standing_of_its_day(client: Client) -> None:
    loaded()
    told = {
        day: "Shortened" in read(client.get("/ultimatums/open-the-river/", {"as_of": day}).content).text
        for day in ("2025-03-04", "2025-03-05")
    }
    assert told == {"2025-03-04": False, "2025-03-05": True}


@pytest.mark.django_db
def test_today_is_the_present_up_to_now(client: Client) -> None:
    loaded()
    today = f"{PRESENT:%Y-%m-%d}"
    assert client.get("/", {"as_of": today}).status_code == 200
    tomorrow = f"{PRESENT + timedelta(days=2):%Y-%m-%d}"
    assert client.get("/", {"as_of": tomorrow}).status_code == 400
