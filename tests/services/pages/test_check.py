"""Cited pages, asked for on a small web of their own: each state, the alarm, who is told and who is not."""

import gzip
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories import NOW, a_case, a_deadline, a_due, a_source, a_threat, load
from tests.web_of_pages import TEXT, Web, article, web
from tests.webhook_receivers import HOST, Behaviour, answering
from tracker.domain.page_states import PageState
from tracker.models import Alert, Change, Page, SiteState, Source, Ultimatum
from tracker.queries.cited_pages import page_shares, source_pages, sources_to_mend
from tracker.queries.work_queues import Page as Rows
from tracker.services.cases.editing import publish_case, withdraw_case
from tracker.services.pages.check import check_due
from tracker.services.pages.decide import accept_page, look_again
from tracker.services.pages.follow import follow_sources, page_address
from tracker.tasks import check_pages

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PAGE = "http://news.example.org/a"


@pytest.fixture
def net() -> Iterator[Web]:
    with web() as made:
        yield made


def cite(*addresses: str, slug: str = "open-the-river", **changes: Any) -> None:
    """A public case whose deadline says “fifty days” and rests on these pages."""
    sources = {f"s{at}": a_source(url=address) for at, address in enumerate(addresses, 1)}
    deadline = a_deadline("d1", "2026-03-01", a_due("2026-04-01"), as_stated="fifty days", sources=[*sources])
    parts: dict[str, Any] = {"deadlines": [deadline], "threats": [a_threat(sources=["s1"])]}
    load(a_case(slug, sources=sources, **{**parts, **changes}))


def check(net: Web, days: float = 0, *, seconds: float = 10) -> None:
    """A worker comes so many days after the case was stored."""
    now = NOW + days * DAY
    check_due(net.client(), clock=lambda: now, seconds=seconds)


def check_until(net: Web, asked: int, days: float = 0) -> None:
    """Workers come until so many pages were asked for; each time they wait for hosts that rest, a little."""
    for _ in range(20):
        check(net, days, seconds=0.5)
        if len(net.came) >= asked:
            return


def page(address: str = PAGE) -> Page:
    return Page.objects.get(address=address)


def to_mend(now: datetime = NOW) -> list[tuple[str, str]]:
    return [(row.what, row.address) for row in sources_to_mend(now=now, page=Rows()).rows]


def shut(handler: Any) -> None:
    handler.connection.close()


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize(
    ("behave", "state", "status"),
    [
        (article(), "alive", 200),
        (answering(200, gzip.compress(TEXT.encode()), Content_Encoding="gzip"), "alive", 200),
        (answering(200, b"%PDF-1.7", Content_Type="application/pdf"), "alive", 200),
        (answering(200, b"x" * 3_000_000, Content_Type="text/html"), "alive", 200),
        (answering(200, b"", Content_Type="text/html"), "alive", 200),
        *((answering(status), "blocked", status) for status in (401, 403, 429, 451)),
        (article("Checking your browser", "Just a moment..."), "blocked", 200),
        (answering(503, b"", cf_mitigated="challenge"), "blocked", 503),
        *((answering(status), "failing", status) for status in (404, 410, 500, 503)),
        (shut, "failing", None),
        (article("We looked.", "Page not found"), "unknown", 200),
        (answering(301, Location="/"), "unknown", 200),
        (answering(302, Location=PAGE), "failing", None),
        (answering(302, Location="http://192.168.0.1/"), "failing", None),
    ],
)
def test_a_page_is_asked_for_and_its_answer_noted(
    net: Web, behave: Behaviour, state: str, status: int | None
) -> None:
    cite(PAGE)
    net.pages |= {"news.example.org/a": behave, "news.example.org/": article()}
    check(net)
    found = page()
    assert (found.state, found.status, found.checked_at) == (state, status, NOW)
    assert found.next_check_at > NOW
    assert Page.objects.filter(next_check_at__lte=NOW + 7 * DAY).count() == 1


def test_names_without_an_address_and_broken_certificates_count_and_our_own_trouble_does_not(
    net: Web,
) -> None:
    addresses = ["https://gone.example.org/a", "https://shop.example.org/a", "https://unsure.example.org/a"]
    net.nameless, net.unsure = {"gone.example.org"}, {"unsure.example.org"}
    cite(*addresses, f"https://{HOST}/a")
    net.pages[f"{HOST}/a"] = article()
    for days in (0, 3, 6):
        Page.objects.update(next_check_at=NOW)
        check(net, days)
    found = dict(Page.objects.values_list("address", "state"))
    assert list(found.values()).count("dead") == 2
    assert found[addresses[2]] == "failing"
    assert found[f"https://{HOST}/a"] == "alive"
    assert "encryption failed" in page(addresses[1]).reason


def test_no_page_dies_of_a_resolver_that_knows_no_name(net: Web) -> None:
    addresses = [f"https://{name}.example.org/a" for name in ("one", "two", "three")]
    net.nameless = {f"{name}.example.org" for name in ("one", "two", "three")}
    cite(*addresses)
    for days in (0, 3, 6, 9):
        Page.objects.update(next_check_at=NOW)
        check(net, days)
    assert set(Page.objects.values_list("state", "failures")) == {("failing", 1)}
    assert "No page answers at present." in page(addresses[0]).reason


def test_a_page_that_dies_is_told_to_readers_and_comes_back_and_nobody_is_mailed(net: Web) -> None:
    cite(PAGE, "http://other.example.org/b")
    net.pages["other.example.org/b"] = article()
    version = SiteState.objects.get().version
    alerts, stream = Alert.objects.count(), list(Change.objects.values_list("pk", "told_at"))
    for days in (0, 3, 6):
        check(net, days)
        assert SiteState.objects.get().version == version + (days == 6)
    case = Ultimatum.objects.get()
    assert source_pages(case.pk)["s1"].dead_since == NOW
    assert to_mend() == [("dead", PAGE)]
    net.pages["news.example.org/a"] = article()
    check(net, 13)
    assert (page().state, source_pages(case.pk), to_mend()) == ("alive", {}, [])
    assert SiteState.objects.get().version == version + 2
    assert (Alert.objects.count(), list(Change.objects.values_list("pk", "told_at"))) == (alerts, stream)
    shares = page_shares()
    assert (shares.total, shares.states[PageState.ALIVE], shares.quotes, shares.quotes_found) == (2, 2, 2, 2)


def test_quoted_words_that_vanish_are_the_alarm_and_what_was_never_seen_is_none(net: Web) -> None:
    cite(PAGE, "http://paywall.example.org/b")
    net.pages["news.example.org/a"] = article(TEXT.replace("fifty days", "<b>Fifty</b>&nbsp;days"))
    net.pages["paywall.example.org/b"] = article("<p>Subscribe to read on. " * 40)
    check(net)
    assert (page().quotes_found, page().quotes_missing, to_mend()) == (1, 0, [])

    net.pages["news.example.org/a"] = article(f"<nav>Fifty days</nav>{TEXT.replace('fifty', 'sixty')}")
    check(net, 7)
    assert to_mend() == [], "another extraction is no alarm: the words are still to be seen"
    net.pages["news.example.org/a"] = article("", "Report")
    check(net, 14)
    assert to_mend() == [], "an empty answer changes nothing"
    net.pages["news.example.org/a"] = article(TEXT.replace("fifty", "sixty"))
    check(net, 21)
    assert to_mend() == [("gone-words", PAGE)]
    (row,) = sources_to_mend(now=NOW, page=Rows()).rows
    assert (row.gone, row.since, [case.source_title for case in row.cases]) == (
        ("fifty days",),
        NOW + 21 * DAY,
        ["Report first"],
    )
    assert page("http://paywall.example.org/b").quotes_missing == 1

    accept_page(page(), now=NOW)
    check(net, 28)
    assert to_mend() == []
    net.pages["news.example.org/a"] = article()
    check(net, 35)
    assert page().quotes_found == 1


def test_a_text_that_shrinks_is_doubtful_until_an_editor_has_seen_it(net: Web) -> None:
    cite(PAGE)
    net.pages["news.example.org/a"] = article()
    check(net)
    net.pages["news.example.org/a"] = article("<p>He gave them fifty days, and this is all that is left.")
    check(net, 7)
    assert to_mend() == [("shrank", PAGE)]
    accept_page(page(), now=NOW + 7 * DAY)
    check(net, 14)
    assert (to_mend(), page().quotes_found) == ([], 1)


def test_quotes_beside_facts_are_looked_for_too(net: Web) -> None:
    cite(PAGE)
    case = Ultimatum.objects.get()
    case.document["events"] = [{"sources": ["s1"], "quotes": {"s1": "Nothing more was said"}}]
    case.save(update_fields=["document"])
    net.pages["news.example.org/a"] = article()
    check(net)
    assert set(page().quotations) == {"fifty days", "Nothing more was said"}
    assert page().quotes_found == 2


def test_pages_follow_the_sources_of_public_cases() -> None:
    draft = a_case("a-draft", review="draft", sources={"s1": a_source(url="http://draft.example.org/")})
    for part in ("threats", "deadlines"):
        draft[part][0]["sources"] = ["s1"]
    load(draft)
    assert Page.objects.count() == 0
    cite(PAGE, "http://News.Example.org:80/a#part")
    cite(PAGE, slug="another")
    assert [each.address for each in Page.objects.all()] == [PAGE]
    Page.objects.update(state="alive")
    case = Ultimatum.objects.get(slug="open-the-river")
    withdraw_case(Ultimatum.objects.get(slug="another"), now=NOW)
    withdraw_case(case, now=NOW)
    publish_case(case, now=NOW)
    assert page().state == "alive", "what is known of it stays while a case is taken back"
    cite("http://elsewhere.example.org/", slug="another")
    cite("http://elsewhere.example.org/")
    assert [each.address for each in Page.objects.all()] == ["http://elsewhere.example.org/"]
    assert Source.objects.filter(page=None).count() == 2, "those of drafts"


def test_following_costs_three_queries_where_nothing_changed(django_assert_num_queries: Any) -> None:
    cite(PAGE)
    with django_assert_num_queries(4):  # with the savepoint
        follow_sources(now=NOW)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://Example.org", "https://example.org/"),
        ("https://example.org:443/a?b=1#c", "https://example.org/a?b=1"),
        ("http://example.org:8080/річка", "http://example.org:8080/%D1%80%D1%96%D1%87%D0%BA%D0%B0"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https://Новини.укр/a", "https://xn--b1amarcd.xn--j1amh/a"),
    ],
)
def test_a_page_has_one_address(url: str, address: str) -> None:
    assert page_address(url) == address


def test_a_host_is_asked_once_a_second_and_workers_share_the_pages(net: Web) -> None:
    cite(PAGE, "http://news.example.org/b", "http://other.example.org/c")
    check_until(net, 2)
    assert sorted(net.came) == ["news.example.org/a", "other.example.org/c"]
    check_until(net, 3, 1 / 86400)
    assert sorted(net.came)[1] == "news.example.org/b"
    look_again(page(), now=NOW + DAY)
    check(net, 1)
    assert net.came.count("news.example.org/a") == 2


def test_the_task_asks_and_says_who_it_is(net: Web, settings: Any) -> None:
    settings.CHECK_PAGES = settings.WEBHOOKS_LOCAL = True
    address = f"http://127.0.0.1:{net.plain.port}/a"
    net.pages[f"127.0.0.1:{net.plain.port}/a"] = article()
    cite(address)
    check_pages.apply()
    assert (page(address).state, page(address).quotes_found) == ("alive", 1)
    assert net.plain.received[0].headers["user-agent"] == "Ultimata/1 (+http://localhost:8000/)"


def test_a_host_that_wants_a_rest_has_it(net: Web) -> None:
    cite(PAGE, "http://news.example.org/b")
    net.pages["news.example.org/a"] = answering(429, Retry_After="3600")
    check(net, seconds=0.05)
    check(net, 1 / 25, seconds=0.05)
    assert net.came == ["news.example.org/a"]
    check(net, 1 / 23, seconds=0.05)
    assert net.came == ["news.example.org/a", "news.example.org/b"]
