"""Atom: what changed and what is due, as a feed reader gets them: ids that stay, nothing that breaks out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import (
    a_case,
    a_deadline,
    a_due,
    a_source,
    a_threat,
    an_event,
    an_outcome,
    load,
    store_generated,
)
from tests.present import NOW
from tests.web.reading import read, squeezed
from tracker.clock import utc_now
from tracker.models import Naming
from tracker.queries.calendar_entries import due_lines
from tracker.templatetags.change_sentences import REMARKS
from tracker.web.feeds import atom, permanent_ids

pytestmark = pytest.mark.django_db
CHANGES, DUE = "/feeds/changes.atom", "/feeds/due.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: Client, address: str, **query: str) -> Any:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content
    ElementTree.fromstring(answer.content)
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    return found


def ids(found: Any) -> list[str]:
    """The ids of entries, without what all of them begin with."""
    return [entry.id.removeprefix("tag:localhost,2025:") for entry in found.entries]


def ago(days: int) -> str:
    return f"{NOW - timedelta(days=days):%Y-%m-%d}"


def instant(**ahead: Any) -> str:
    return (NOW + timedelta(**ahead)).replace(microsecond=0).isoformat()


# --- What changed -------------------------------------------------------------------------------------------
def test_ids_stay_while_a_fact_is_corrected_and_the_correction_is_an_entry(client: Client) -> None:
    load(a_case(events=[an_event("e1", ago(5), text="It moved.")]), now=NOW - timedelta(days=3))
    before = ids(feed(client, CHANGES))
    load(a_case(events=[an_event("e1", ago(6), text="It stood.")]), now=NOW, reason="A typing error.")
    found = feed(client, CHANGES)
    correction, *rest = ids(found)
    assert sorted(rest) == sorted(before)
    assert correction.startswith("open-the-river/correction:")
    assert "What we had wrong: A typing error." in found.entries[0].content[0].value
    assert "It stood." in next(e.content[0].value for e in found.entries if e.id.endswith("/e1"))


def test_case_entered_late_is_on_the_first_page_and_dated_by_when_it_was(client: Client) -> None:
    store_generated(60, NOW - timedelta(days=1), with_changes=True)
    late = a_case("late", deadlines=[a_deadline("d1", ago(400), a_due(ago(300)))])
    load(late, now=NOW)
    found = feed(client, CHANGES)
    first = found.entries[0]
    assert ids(found)[0] == "late/d1"
    assert (first.published, first.updated) == (f"{ago(400)}T00:00:00Z", f"{NOW:%Y-%m-%dT%H:%M:%SZ}")
    stamps = [entry.updated for entry in found.entries]
    assert stamps == sorted(stamps, reverse=True)
    older = feed(client, next(link.href for link in found.feed.links if link.rel == "next"))
    assert set(ids(older)).isdisjoint(ids(found))


def test_what_is_entered_ahead_of_its_day_is_news_on_its_day(client: Client) -> None:
    ahead = f"{NOW:%Y-%m-%d}"
    load(a_case(events=[an_event("e1", ahead)]), now=NOW - timedelta(days=5))
    entry = next(entry for entry in feed(client, CHANGES).entries if entry.id.endswith("/e1"))
    assert entry.updated == entry.published == f"{ahead}T00:00:00Z"


# --- What is due --------------------------------------------------------------------------------------------
def test_date_comes_up_thirty_seven_and_one_day_before_and_when_it_passed(client: Client) -> None:
    due = a_due(instant(hours=-1))
    load(a_case(deadlines=[a_deadline("d1", ago(60), due)]), now=NOW)
    found = feed(client, DUE)
    stamp = f"{NOW - timedelta(hours=1):%Y%m%dT%H%M%SZ}"
    assert [(entry.title.partition(":")[0], entry.published[:13]) for entry in found.entries] == [
        ("Expired, outcome open", instant(hours=-1)[:13]),
        ("1 day left", instant(hours=-25)[:13]),
        ("7 days left", instant(days=-7, hours=-1)[:13]),
        ("30 days left", instant(days=-30, hours=-1)[:13]),
    ]
    assert ids(found) == [
        f"open-the-river/expired/{stamp}",
        *(f"open-the-river/due/{stamp}/{days}" for days in (1, 7, 30)),
    ]
    assert "Threat: Close the ports." in found.entries[0].content[0].value


def test_what_fell_due_goes_on_behind_the_first_page(client: Client) -> None:
    store_generated(200, NOW)
    everything = {(*line.place, line.left) for line in due_lines(None, at=NOW, limit=10_000)}
    assert len(everything) > 200
    found: list[str] = []
    address: str | None = DUE
    while address:
        page = feed(client, address)
        found += ids(page)
        address = next((link.href for link in page.feed.links if link.rel == "next"), None)
        assert address is None or len(page.entries) == 100
    assert len(found) == len(set(found)) == len(everything)
    assert client.get(f"{DUE}?before=yesterday").status_code == 400


@pytest.mark.parametrize("address", [CHANGES, DUE])
def test_feed_without_entries_is_as_new_as_the_record(client: Client, address: str) -> None:
    load(a_case(), now=NOW - timedelta(days=3))
    empty = feed(client, address, q="nothing of the kind")
    assert (empty.entries, empty.feed.updated) == ([], f"{NOW - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}")


def test_what_fell_due_stays_when_the_date_moves_and_what_did_not_never_comes(client: Client) -> None:
    first = a_deadline("d1", ago(40), a_due(instant(days=20)))
    load(a_case(deadlines=[first]), now=NOW - timedelta(hours=2))
    before = feed(client, DUE).entries
    moved = a_deadline("d2", instant(hours=-1), a_due(instant(days=60)), "extended", replaces="d1")
    load(a_case(deadlines=[first, moved]), now=NOW)
    after = feed(client, DUE).entries
    assert [entry.id for entry in after] == [entry.id for entry in before]
    assert [entry.title for entry in after] == [f"30 days left: {a_case()['title']}"]


def test_who_joins_after_the_date_is_no_second_expiry(client: Client) -> None:
    late = {"actor": "cendria", "role": "target", "since": instant(hours=-2)}
    case = a_case(
        deadlines=[a_deadline("d1", ago(2), a_due(instant(hours=-20)))], parties=[*a_case()["parties"], late]
    )
    load(case, now=NOW)
    found = feed(client, DUE)
    assert [(entry.title.partition(":")[0], entry.published[:13]) for entry in found.entries] == [
        ("Expired, outcome open", instant(hours=-20)[:13]),
        ("1 day left", instant(hours=-44)[:13]),
    ]


def test_resolved_in_time_does_not_expire_and_a_window_says_so(client: Client) -> None:
    due = a_due(instant(days=-2))
    window = a_due(instant(hours=20), instant(days=9))
    load(
        a_case("settled", deadlines=[a_deadline("d1", ago(9), due)], outcomes=[an_outcome(ago(3), "full")]),
        a_case("window", deadlines=[a_deadline("d1", ago(9), window)]),
        now=NOW,
    )
    assert [entry.title.partition(":")[0] for entry in feed(client, DUE).entries] == [
        "1 day to the earliest date",
        "7 days to the earliest date",
        "7 days left",
    ]


# --- Filters, refusals, costs -------------------------------------------------------------------------------
@pytest.mark.parametrize("address", [CHANGES, DUE, "/feeds/ultimatums.ics"])
def test_wrong_values_are_refused_by_name_with_what_is_right(client: Client, address: str) -> None:
    load(a_case(), now=NOW)
    for query, told in {
        "colour=red": "There is no parameter colour here",
        "sender=nobody": "sender: nobody is not one of aldovia.",
        "dossier=nowhere": "dossier: nowhere is not one of river-war.",
        "actor=nobody": "actor: nobody is not one of aldovia, borealand.",
        "status=late": "status: late is not one of running, open, ",
        "threat=x": "threat: x is not one of unspecified, ",
        "within=2": "within: 2 is not one of 1, 3, 7, 14, 30, 90, 365.",
        "sender=aldovia&sender=aldovia": "sender is given twice",
        "as_of=2199-01-01": "as_of: 2199-01-01 lies ahead",
        "as_of=soon": "as_of: 'soon' is not a date",
        "q=" + "a" * 101: "q holds more than 100 characters",
        "q=%00": "q holds more than 100 characters, or a NUL",
    }.items():
        answer = client.get(f"{address}?{query}")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
        assert answer["Access-Control-Allow-Origin"] == "*"
        (problem,) = answer.json()["errors"]
        assert told in problem


@pytest.mark.parametrize(
    "before", ["1", "20260101T000000.000000Z", "20261301T000000.000000Z-1", "x" * 40, "-1"]
)
def test_place_of_no_page_is_refused(client: Client, before: str) -> None:
    answer = client.get(CHANGES, {"before": before})
    assert answer.status_code == 400
    assert answer.json()["errors"][0].startswith(f"before: {before} is no place in this feed")


def test_several_wrong_values_are_all_told(client: Client) -> None:
    load(a_case(), now=NOW)
    answer = client.get(CHANGES, {"sender": "x", "threat": "y", "case": "z"})
    assert [problem.partition(":")[0] for problem in answer.json()["errors"]] == ["sender", "threat", "case"]


@pytest.mark.parametrize("address", [CHANGES, DUE, "/feeds/ultimatums.ics"])
def test_filters_choose_cases_as_the_dashboard_does(client: Client, address: str) -> None:
    deadlines = [a_deadline("d1", ago(9), a_due(instant(hours=20)))]
    other = [{"actor": "cendria", "role": "sender"}, {"actor": "borealand", "role": "target"}]
    load(
        a_case("one", deadlines=deadlines),
        a_case(
            "two", deadlines=deadlines, parties=other, dossier="ore-dispute", threats=[a_threat(type="force")]
        ),
        now=NOW,
    )
    for query, slugs in {
        "sender=aldovia": {"one"},
        "actor=cendria": {"two"},
        "actor=borealand": {"one", "two"},
        "dossier=ore-dispute": {"two"},
        "threat=force": {"two"},
        "q=cendria": {"two"},
        "within=1": {"one", "two"},
        "status=passed": set(),
    }.items():
        body = client.get(f"{address}?{query}").content.decode()
        assert {slug for slug in ("one", "two") if f"/ultimatums/{slug}/" in body} == slugs


@pytest.mark.parametrize("cases", [1, 3])
def test_number_of_queries_does_not_grow(
    client: Client, settings: Settings, cases: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    deadlines = [a_deadline("d1", ago(9), a_due(instant(hours=20)))]
    load(*(a_case(f"case-{number}", deadlines=deadlines) for number in range(cases)), now=NOW)
    for address, query, queries in (
        (CHANGES, "", 1),
        (CHANGES, "threat=blockade", 1),
        (CHANGES, "sender=aldovia", 2),
        (CHANGES, "actor=aldovia", 3),
        (DUE, "", 5),
        (DUE, "sender=aldovia", 4),
        (DUE, "case=case-0", 5),
    ):
        with django_assert_num_queries(queries):
            assert len(feed(client, f"{address}?{query}").entries) in (1, 2, cases, 2 * cases)


def test_newest_hundred_of_what_is_due_are_there(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    store_generated(400, NOW)
    found = feed(client, DUE)
    stamps = [entry.published for entry in found.entries]
    assert (len(stamps), stamps) == (100, sorted(stamps, reverse=True))
    assert len(set(ids(found))) == 100


def test_feed_of_nothing_is_a_feed(client: Client) -> None:
    for address in (CHANGES, DUE):
        found = feed(client, address)
        assert (found.entries, found.feed.updated[:10]) == ([], f"{NOW:%Y-%m-%d}")


def test_feed_is_revalidated_and_open_to_all(client: Client) -> None:
    load(a_case(), now=NOW)
    answer = client.get(CHANGES)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert (answer["Access-Control-Allow-Origin"], answer["Cross-Origin-Resource-Policy"]) == (
        "*",
        "cross-origin",
    )
    assert client.get(CHANGES, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.head(CHANGES).status_code == 200


# --- Nothing breaks out of its element ----------------------------------------------------------------------
NASTY = st.text(st.characters(codec=None) | st.sampled_from("\r\n<>&\"'\0\x1b\ufffe\u2028]é💣"), max_size=100)


@given(NASTY, NASTY)
def test_no_words_break_out_of_their_element(words: str, address: str) -> None:
    made = atom.entry(
        atom.FeedEntry(
            tag=words,
            title=words,
            published=datetime(2026, 1, 1, tzinfo=UTC),
            updated=datetime(2026, 1, 2, tzinfo=UTC),
            address=address,
            html=atom.paragraphs([words]),
            terms=((words, words),),
            sources=(atom.Via(address, words, "en"),),
        )
    )
    body = atom.feed(
        "x",
        title=words,
        subtitle=words,
        updated=datetime(2026, 1, 1, tzinfo=UTC),
        own_address=address,
        page_address=address,
        entries=[made],
    )
    root = ElementTree.fromstring(body)
    (entry,) = root.findall(f"{ATOM}entry")
    assert [each.tag.removeprefix(ATOM) for each in entry] == [
        "id", "title", "published", "updated", "link", "link", "category", "content",
    ]  # fmt: skip
    clean = atom._NOT_XML.sub("", words).replace("\r\n", "\n").replace("\r", "\n")
    assert entry.findtext(f"{ATOM}title") == clean
    assert read(entry.findtext(f"{ATOM}content") or "").text == squeezed(clean)


def test_title_with_markup_stays_words(client: Client) -> None:
    title = "Leave <script>alert(1)</script> & go"
    sources = {"s1": a_source("first", title="<b>x</b>", publisher='"><i>'), "s2": a_source("second")}
    load(a_case(title=title, sources=sources), now=NOW)
    (entry,) = feed(client, CHANGES).entries
    assert "&lt;b&gt;x&lt;/b&gt;" in ElementTree.fromstring(client.get(CHANGES).content).findtext(
        f"{ATOM}entry/{ATOM}content", ""
    )
    assert entry.id.endswith("open-the-river/d1")


# --- Names --------------------------------------------------------------------------------------------------
@pytest.fixture
def public_names(settings: Settings) -> Iterator[Settings]:
    settings.IS_LOCAL, settings.SITE_HOST = False, "old.example"
    permanent_ids.forget()
    yield settings
    permanent_ids.forget()


@pytest.mark.parametrize("chosen", [None, "older.example,2024"])
def test_names_outlive_a_change_of_the_host(
    client: Client, public_names: Settings, chosen: str | None
) -> None:
    load(a_case(), now=NOW)
    public_names.TAG_AUTHORITY = chosen
    expected = chosen or f"old.example,{utc_now():%Y-%m-%d}"
    before = [entry.id for entry in feed(client, CHANGES).entries]
    assert before == [f"tag:{expected}:open-the-river/d1"]
    public_names.SITE_HOST, public_names.TAG_AUTHORITY = "new.example", None
    permanent_ids.forget()
    assert [entry.id for entry in feed(client, CHANGES).entries] == before
    assert f"@{expected.partition(',')[0]}" in client.get("/feeds/ultimatums.ics").content.decode()
    assert Naming.objects.get().authority == expected


def test_what_was_said_that_day_stands_before_what_was_written_later() -> None:
    """The order of an entry's paragraphs, which readers' programs would take a change of for an update."""
    assert REMARKS == ["overruled", "condition", "clock_start", "contested", "note"]
