"""iCalendar: every time limit once, where it stands, as firm as it is, in lines that strict clients read."""

import re
from datetime import datetime, timedelta

import icalendar
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import Document, a_case, a_deadline, a_due, a_threat, an_outcome, load, store_generated
from tests.present import NOW
from tests.web.feeds.strict import Component, read
from tracker.clock import utc_now
from tracker.queries.calendar_entries import MOST_CASES
from tracker.services.tick import tick
from tracker.web.feeds import ical

pytestmark = pytest.mark.django_db
FEED = "/feeds/ultimatums.ics"
CASE = "/ultimatums/open-the-river/calendar.ics"


def calendar(client: Client, address: str = FEED, **query: str) -> Component:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content
    return read(answer.content)


def event(
    client: Client, case: Document, address: str = CASE, *, now: datetime = NOW, **query: str
) -> Component:
    """The one event of a case, stored."""
    load(case, now=now)
    (only,) = calendar(client, address, **query).events
    return only


def span(item: Component) -> tuple[str, str | None]:
    return item["DTSTART"], item.get("DTEND")


def day(days: int) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%d}"


def test_calendar_is_as_its_standard_says_and_asks_nobody_to_answer(client: Client) -> None:
    """A METHOD would make each event an invitation that needs an ORGANIZER (RFC 5546, 3.2.1)."""
    load(
        a_case(),
        a_case("window", deadlines=[a_deadline("d1", "2026-03-01", a_due("2030-04-01", "2030-04-03"))]),
        now=NOW,
    )
    for address in (FEED, CASE, f"{FEED}?windows=end&alarms=7d"):
        found = icalendar.Calendar.from_ical(client.get(address).content)
        assert found.get("METHOD") is None
        assert found.errors == []
        assert [event.errors for event in found.walk("VEVENT") if event.errors] == []
        required = {"UID", "DTSTAMP", "DTSTART", "SUMMARY"}
        assert [event for event in found.walk("VEVENT") if required - set(event)] == []


@pytest.mark.parametrize(
    ("due", "place", "words"),
    [
        (a_due("2030-04-01", "2031-03-31"), ("20310331", "20310401"), "End of the window: "),
        (
            a_due("2030-04-01T10:00:00Z", "2030-04-02T10:00:00Z"),
            ("20300402T100000Z", None),
            "End of the window: ",
        ),
        (a_due("2030-02-01", "2030-02-28", "month"), ("20300228", "20300301"), "End of the window: "),
        (a_due("2030-04-01"), ("20300401", "20300402"), ""),
        (a_due("2030-09-01", None), ("20300901", "20300902"), "From this day, no latest date: "),
        (None, ("20260301", "20260302"), "No date given: "),
    ],
)
def test_of_a_window_the_end_alone_can_be_asked(
    client: Client, due: Document | None, place: tuple[str, str | None], words: str
) -> None:
    case = a_case(deadlines=[a_deadline("d1", "2026-03-01", due)])
    whole = event(client, case)
    (end,) = calendar(client, CASE, windows="end").events
    assert (span(end), end["SUMMARY"], end["UID"]) == (place, f"{words}{case['title']}", whole["UID"])
    assert "windows=end" in calendar(client, FEED, windows="end")["SOURCE"]
    assert span(event(client, case, windows="whole")) == span(whole)
    assert "windows: half is not one of whole, end." in client.get(FEED, {"windows": "half"}).json()["detail"]


# --- Where a time limit stands, and how firm it is ----------------------------------------------------------
FIRM = [
    (a_due("2030-04-01", timezone="Pacific/Auckland"), ("20300401", "20300402"), "CONFIRMED", ""),
    (a_due("2030-04-01T17:00:00-05:00"), ("20300401T220000Z", None), "CONFIRMED", ""),
    (a_due("2030-04-01", "2030-04-03"), ("20300401", "20300404"), "TENTATIVE", "Some time in this window: "),
    (
        a_due("2030-04-01T10:00:00Z", "2030-04-02T10:00:00Z"),
        ("20300401T100000Z", "20300402T100000Z"),
        "TENTATIVE",
        "Some time in this window: ",
    ),
    (
        a_due("2030-02-01", "2030-02-28", "month"),
        ("20300201", "20300301"),
        "TENTATIVE",
        "Some time in this window: ",
    ),
    (a_due("2030-09-01", None), ("20300901", "20300902"), "TENTATIVE", "From this day, no latest date: "),
    (None, ("20260301", "20260302"), "TENTATIVE", "No date given: "),
]


@pytest.mark.parametrize(("due", "place", "status", "words"), FIRM)
def test_time_limit_stands_where_it_may_expire(
    client: Client, due: Document | None, place: tuple[str, str | None], status: str, words: str
) -> None:
    case = a_case(deadlines=[a_deadline("d1", "2026-03-01", due)])
    found = event(client, case)
    assert (span(found), found["STATUS"], found["SUMMARY"]) == (place, status, f"{words}{case['title']}")
    assert found.parameters("DTSTART") == ("" if "T" in place[0] else ";VALUE=DATE")


def test_date_that_moves_moves_one_event_and_raises_its_sequence(client: Client) -> None:
    first = a_deadline("d1", day(-20), a_due("2030-04-01"))
    before = event(client, a_case(deadlines=[first]), now=NOW - timedelta(days=9))
    second = a_deadline("d2", day(-5), a_due("2030-03-20"), "shortened", replaces="d1")
    after = event(client, a_case(deadlines=[first, second]))
    assert before["UID"] == after["UID"] == "open-the-river.d1@localhost"
    assert (span(before), span(after)) == (("20300401", "20300402"), ("20300320", "20300321"))
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert after[name] > before[name]
    assert after["LAST-MODIFIED"] == f"{NOW:%Y%m%dT%H%M%SZ}"
    assert "Before that: the end of 1 April 2030" in after["DESCRIPTION"]


def test_withdrawn_is_cancelled_where_it_stood_and_suspended_stands_at_its_day(client: Client) -> None:
    first = a_deadline("d1", day(-20), a_due("2030-04-01"))
    withdrawn = a_case(deadlines=[first, a_deadline("d2", day(-5), None, "withdrawn", replaces="d1")])
    found = event(client, withdrawn)
    assert (span(found), found["STATUS"]) == (("20300401", "20300402"), "CANCELLED")
    assert found["SUMMARY"].startswith("Withdrawn: ")
    suspended = a_case(
        "put-off", deadlines=[first, a_deadline("d2", day(-5), None, "suspended", replaces="d1")]
    )
    found = event(client, suspended, "/ultimatums/put-off/calendar.ics")
    assert (span(found)[0], found["STATUS"]) == (day(-5).replace("-", ""), "TENTATIVE")
    assert found["SUMMARY"].startswith("Suspended: ")


def test_steps_and_proposals_are_events_of_their_own(client: Client) -> None:
    deadlines = [
        a_deadline("d1", day(-20), a_due("2030-04-01")),
        a_deadline("d2", day(-9), a_due("2030-06-01"), "staged"),
        a_deadline("d3", day(-5), a_due("2030-05-01"), "proposed"),
    ]
    load(a_case(deadlines=deadlines), now=NOW)
    found = {item["UID"]: (item["STATUS"], item["SUMMARY"]) for item in calendar(client, CASE).events}
    title = a_case()["title"]
    assert found == {
        "open-the-river.d1@localhost": ("CONFIRMED", title),
        "open-the-river.d2@localhost": ("CONFIRMED", f"{title} (step 2)"),
        "open-the-river.d3@localhost": ("TENTATIVE", f"Proposed, never in force: {title}"),
    }


def test_outcome_is_told_and_what_it_came_before_is_cancelled(client: Client) -> None:
    passed = a_case(deadlines=[a_deadline("d1", day(-20), a_due(day(-9)))], outcomes=[an_outcome(day(-2))])
    found = event(client, passed)
    assert (found["STATUS"], found["SUMMARY"]) == ("CONFIRMED", f"Lapsed: {passed['title']}")
    assert "Outcome: Because of the test." in found["DESCRIPTION"]
    early = a_case(
        "early",
        deadlines=[a_deadline("d1", day(-20), a_due("2030-04-01"))],
        outcomes=[an_outcome(day(-2), "full")],
    )
    found = event(client, early, "/ultimatums/early/calendar.ics")
    assert (found["STATUS"], found["SUMMARY"]) == ("CANCELLED", f"Complied: {early['title']}")


# --- Alarms -------------------------------------------------------------------------------------------------
def test_alarms_ring_so_long_before_the_earliest_expiry_in_the_zone_of_the_sender(client: Client) -> None:
    due = a_due("2030-04-01", timezone="America/New_York")  # over at 04:00 UTC on the 2nd
    found = event(client, a_case(deadlines=[a_deadline("d1", "2026-03-01", due)]), alarms="6h,30d,1d,1d")
    assert [alarm["TRIGGER"] for alarm in found.inner] == [
        "20300303T040000Z",
        "20300401T040000Z",
        "20300401T220000Z",
    ]
    assert {alarm.parameters("TRIGGER") for alarm in found.inner} == {";VALUE=DATE-TIME"}


def test_nothing_rings_for_what_is_over_or_has_no_date(client: Client) -> None:
    load(
        a_case("over", deadlines=[a_deadline("d1", day(-20), a_due(day(-9)))]),
        a_case("undated", deadlines=[a_deadline("d1", day(-20), None)]),
        a_case("early", outcomes=[an_outcome(day(-2), "full")]),
        now=NOW,
    )
    for slug in ("over", "undated", "early"):
        (found,) = calendar(client, f"/ultimatums/{slug}/calendar.ics", alarms="1d").events
        assert found.inner == []


@pytest.mark.parametrize(
    "alarms", ["1", "d", "-1d", "0d", "366d", "1d;2d", "1d,,2d", "1w", "1d,2d,3d,4d,5d,6d", "٣d"]
)
def test_alarms_nobody_can_ring_are_refused_by_name(client: Client, alarms: str) -> None:
    answer = client.get(FEED, {"alarms": alarms})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0].startswith("alarms: ")


# --- As a client gets it ------------------------------------------------------------------------------------
def test_calendar_says_what_it_is_and_how_often_to_ask(client: Client) -> None:
    load(a_case(), now=NOW)
    found = calendar(client, sender="aldovia", alarms="1d")
    assert found["NAME"] == found["X-WR-CALNAME"] == "Ultimata: Aldovia"
    assert found["SOURCE"].endswith("/feeds/ultimatums.ics?sender=aldovia&alarms=1d")
    assert found["URL"].endswith("/?sender=aldovia")
    assert (found["REFRESH-INTERVAL"], found["X-PUBLISHED-TTL"]) == ("PT1H", "PT1H")
    assert found["COLOR"] == "firebrick"
    assert calendar(client, CASE)["NAME"] == a_case()["title"]


def test_feed_can_be_read_from_any_site_saved_and_revalidated(client: Client) -> None:
    load(a_case(), now=NOW)
    answer = client.get(CASE)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="open-the-river.ics"'
    assert (answer["Access-Control-Allow-Origin"], answer["Cross-Origin-Resource-Policy"]) == (
        "*",
        "cross-origin",
    )
    assert client.get(CASE, headers={"if-none-match": answer["ETag"]}).status_code == 304
    head = client.head(CASE)
    assert (head.status_code, head["Content-Length"], head.content) == (200, answer["Content-Length"], b"")
    assert client.post(CASE).status_code == 405


def test_nothing_in_a_feed_depends_on_the_clock(client: Client, settings: Settings) -> None:
    settings.PAGE_CACHE = False
    load(a_case(), now=NOW)
    bodies = {client.get(FEED).content for _ in range(2)}
    assert len(bodies) == 1
    stamps = {item["DTSTAMP"] for item in read(bodies.pop()).events}
    assert stamps == {f"{NOW:%Y%m%dT%H%M%SZ}"}


@pytest.mark.parametrize("cases", [1, 3])
def test_number_of_queries_does_not_grow(
    client: Client, settings: Settings, cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    load(*(a_case(f"case-{number}") for number in range(cases)), now=NOW)
    for query, queries in (({}, 3), ({"threat": "blockade"}, 2), ({"as_of": f"{NOW:%Y-%m-%d}"}, 2)):
        with django_assert_num_queries(queries):
            calendar(client, **query)
    with django_assert_num_queries(1):
        calendar(client, "/ultimatums/case-0/calendar.ics")


def test_feed_of_a_large_record_says_what_it_leaves_out(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    store_generated(MOST_CASES + 10, NOW)
    with django_assert_num_queries(5):
        found = calendar(client)
    assert len({item["UID"].split(".")[0] for item in found.events}) == MOST_CASES
    assert f"Only {MOST_CASES} cases are here" in found["DESCRIPTION"]
    (address,) = re.findall(r"http\S+\?dossier=crisis-\d+", found["X-WR-CALDESC"])
    slug = address.partition("dossier=")[2]
    assert "Only" not in calendar(client, dossier=slug)["DESCRIPTION"]


# --- Nothing breaks out of its line -------------------------------------------------------------------------
NASTY = st.text(st.characters(codec=None) | st.sampled_from('\r\n\\;,:"\0\x1b\u2028é€💣'), max_size=300)


def one_event(*lines: str) -> bytes:
    """A calendar of one event with these lines."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:x", "DTSTAMP:20260101T000000Z"]
    return ical.lines([*head, "DTSTART:20260101T000000Z", *lines, "END:VEVENT", "END:VCALENDAR"])


def properties(body: bytes) -> list[str]:
    return [name for name, _, _ in read(body).events[0].properties][3:]


@given(NASTY)
def test_no_text_breaks_out_of_its_line(words: str) -> None:
    body = one_event(f"SUMMARY:{ical.text(words)}")
    assert properties(body) == ["SUMMARY"]
    (found,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert str(found["SUMMARY"]) == read(body).events[0]["SUMMARY"]


@given(NASTY)
def test_no_address_breaks_out_of_its_line(words: str) -> None:
    assert properties(one_event(f"URL:{ical.uri('https://a/' + words)}")) == ["URL"]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), max_size=300))
def test_ordinary_text_comes_back_as_it_was(words: str) -> None:
    assert read(one_event(f"SUMMARY:{ical.text(words)}")).events[0]["SUMMARY"] == words


def test_title_with_lines_of_its_own_stays_one_property(client: Client) -> None:
    title = "Leave;\r\nEND:VEVENT\r\nATTACH:x, or else"
    threats = [a_threat(text="a\nSUMMARY:b\r\n\tc")]
    found = event(client, a_case(title=title, threats=threats))
    assert found["SUMMARY"] == title.replace("\r\n", "\n")
    assert "Threat: a\nSUMMARY:b\n" in found["DESCRIPTION"]
    assert found.get("ATTACH") is None


def test_calendar_of_everything_is_made_once_a_version(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    load(a_case("first"), now=utc_now())
    tick(now=utc_now())
    made = client.get("/feeds/ultimatums.ics").content
    with django_assert_num_queries(1):
        assert client.get("/feeds/ultimatums.ics").content == made
    assert client.get("/feeds/ultimatums.ics?alarms=1d").content != made
    load(a_case("another"), now=utc_now())
    tick(now=utc_now())
    assert b"another" in client.get("/feeds/ultimatums.ics").content
