"""What pages answer to what they were not made for: the right status, helpful words, never a stack trace."""

import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.filled import seeds
from tests.present import early_in_a_minute
from tests.web.reading import is_case, read
from tracker.domain.statistics.track_record import WORDS
from tracker.web.api.document import document
from tracker.web.filters import PARAMETERS
from tracker.web.middleware.page_cache import PageCache
from tracker.web.params import SELECTING, changes_nothing, without_trackers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
INSTANT = re.compile(r"T\d\d:\d\d:\d\dZ|\d\d:\d\d UTC")
"""Citations name the instant the page was made."""

CASE = "/ultimatums/us-russia-50-days-2025/"


def problems(client: Client, address: str, status: int) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = read(answer.content)
    assert "/" in page.links
    return page.text


def test_unknown_parameter_is_refused_by_name_where_there_are_filters(client: Client) -> None:
    text = problems(client, "/?colour=red&shape=round&as_of=2025-08-01", 400)
    assert "There is no parameter colour here" in text
    assert "There is no parameter shape here" in text
    assert "no parameter as_of" not in text


@pytest.mark.parametrize("name", ["asof", "as-of", "as_off", "sender", "sendr", "status", "Actor", "q"])
def test_without_filters_what_could_be_one_mistyped_is_refused(client: Client, name: str) -> None:
    assert f"There is no parameter {name} here" in problems(client, f"{CASE}?{name}=x", 400)


def test_without_filters_anything_else_is_ignored_and_not_kept(client: Client) -> None:
    cache = page_cache(client)
    plain = client.get(CASE)
    odd = client.get(f"{CASE}?colour=red&newsletter=7")
    texts = [INSTANT.sub("", read(answer.content).text) for answer in (odd, plain)]
    assert (odd.status_code, texts[0]) == (200, texts[1])
    assert len(cache.pages) == 1


def test_refusal_names_the_parameters_there_are(client: Client) -> None:
    allowed = "actor, as_of, dossier, page, q, sender, sort, status, target, threat, within"
    assert f"there are {allowed}." in problems(client, "/?sendr=russia", 400)
    assert "there are as_of." in problems(client, f"{CASE}?q=x", 400)


CHANGE_NOTHING = (
    "utm_source", "utm_campaign", "fbclid", "gclid", "mc_cid", "ref", "s", "_gl", "igshid", "twclid",
    "mtm_campaign", "share", "_", "v", "ver", "nocache", "t", "cacheSeconds", "timestamp",
)  # fmt: skip
EVERYWHERE = (
    "/",
    CASE,
    f"{CASE}share/",
    f"{CASE}report/",
    f"{CASE}calendar.ics",
    f"{CASE}card.png",
    "/card.png",
    "/badge/us-russia-50-days-2025.svg",
    "/embed/us-russia-50-days-2025/",
    "/embed/",
    "/share/",
    "/charts/moves/us-russia-50-days-2025.csv",
    "/charts/timeline.csv",
    "/cite/record.ris",
    "/oembed?url=http%3A%2F%2Flocalhost%3A8000%2Fultimatums%2Fus-russia-50-days-2025%2F",
    "/timeline/",
    "/history/",
    "/calendar/",
    "/dossiers/ukraine-war/",
    "/actors/russia/",
    "/ultimatums/?where=all",
    "/data/",
    "/data/ultimatums.csv",
    "/data/ultimata.zip",
    "/feeds/ultimatums.ics",
    "/feeds/changes.atom",
    "/feeds/changes.json",
    "/feeds/due.atom",
    "/api/v1/ultimatums",
    "/api/v1/openapi.json",
    "/sitemap.xml",
    "/subscriptions/new/",
)


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("address", EVERYWHERE)
def test_parameters_that_others_add_change_nothing_anywhere(client: Client, address: str) -> None:
    extra = "&".join(f"{name}=x&{name}=y" for name in CHANGE_NOTHING)
    cache = page_cache(client)
    plain = client.get(address)
    b"".join(plain)  # reads a file to its end, which closes it
    assert plain.status_code == 200
    kept = set(cache.pages)
    answer = client.get(f"{address}{'&' if '?' in address else '?'}{extra}")
    body = b"".join(answer)
    assert answer.status_code == 200
    assert set(cache.pages) == kept, "no page is kept twice"
    assert b"mtm_campaign" not in body


def test_nothing_that_others_add_is_a_parameter_of_ours(client: Client) -> None:
    for methods in document()["paths"].values():
        assert not [each["name"] for each in methods["get"]["parameters"] if changes_nothing(each["name"])]
    for names in (PARAMETERS, SELECTING, WORDS, ("zone", "month", "span", "by", "theme", "size", "alarms")):
        assert not [name for name in names if changes_nothing(name)]


def test_all_else_of_an_address_stays_to_the_byte() -> None:
    assert without_trackers("q=a%20b&utm_source=x&&%73=1&sort=title&a=%ff") == "q=a%20b&&sort=title&a=%ff"


def page_cache(client: Client) -> PageCache:
    """The cache of pages this client is answered through."""
    client.handler.load_middleware()
    layer: Any = client.handler._middleware_chain  # type: ignore[attr-defined]  # the only way to it
    while not isinstance(layer, PageCache):
        layer = layer.__wrapped__ if hasattr(layer, "__wrapped__") else layer.get_response
    return layer


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("sender=nobody", 400, "Sender: "),
        ("target=nobody", 400, "Target: "),
        ("actor=nobody", 400, "Sender, target or party: no case known by then has nobody there."),
        ("dossier=nothing", 400, "Crisis: "),
        ("threat=tickling", 400, "Threat: "),
        ("status=asleep", 400, "Status: "),
        ("within=5", 400, "Due within: "),
        ("within=-1", 400, "Due within: "),
        ("sort=colour", 400, "Sort by: "),
        ("page=0", 404, "page: 0 is not a whole number from 1 to 10000."),
        ("page=-1", 404, "page: -1 is not"),
        ("page=1.5", 404, "page: 1.5 is not"),
        ("page=two", 404, "page: two is not"),
        ("page=%D9%A1", 404, "is not a whole number"),
        ("page=10001", 404, "page: 10001 is not"),
        ("page=99", 404, "there is no page 99; the last one is 1"),
        ("q=a&q=b", 400, "q is given twice; give it once."),
        ("q=%00", 400, "q holds more than 100 characters, or a NUL."),
        ("q=" + "x" * 101, 400, "q holds more than 100 characters, or a NUL."),
        ("%00=x", 400, "There is no parameter ␀ here"),
    ],
)
def test_impossible_filter_gets_a_helpful_page(client: Client, query: str, status: int, words: str) -> None:
    assert words in problems(client, f"/?{query}", status)


def test_page_past_the_end_links_to_the_last_one_with_its_filters(client: Client) -> None:
    answer = client.get("/?page=7&as_of=2025-08-01&status=running")
    assert answer.status_code == 404
    assert "/?as_of=2025-08-01&status=running&page=1" in read(answer.content).links


@pytest.mark.parametrize(
    "query", ["", "sort=", "page=", "q=", "sender=&within=&status=&sort=&as_of=&page=", "q=%20%20"]
)
def test_empty_parameters_are_as_good_as_none(client: Client, query: str) -> None:
    plain = client.get("/")
    answer = client.get(f"/?{query}")
    assert (answer.status_code, plain.status_code) == (200, 200)
    links = [link for link in read(answer.content).links if is_case(link)]
    assert links == [link for link in read(plain.content).links if is_case(link)]


@pytest.mark.parametrize(
    "path",
    [
        "/ultimatums/nothing/",
        "/ultimatums/%00/",
        "/ultimatums/" + "x" * 3000 + "/",
        "/ultimatums/É/",
        "/nothing",
        "/x/y/",
    ],
)
def test_unknown_addresses_get_a_helpful_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    page = read(answer.content)
    assert "Error 404" in page.text
    assert "/" in page.links
    assert "Traceback" not in page.text


def test_unknown_case_is_named(client: Client) -> None:
    assert "No published case has the name us-russia-51-days." in problems(
        client, "/ultimatums/us-russia-51-days/", 404
    )


def test_address_without_its_slash_leads_to_the_page(client: Client) -> None:
    answer = client.get(CASE.rstrip("/") + "?as_of=2025-08-01")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{CASE}?as_of=2025-08-01")


@pytest.mark.matrix
@pytest.mark.parametrize("address", ["/", CASE])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_pages_are_only_read(client: Client, address: str, method: str) -> None:
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("address", ["/", CASE])
def test_head_has_the_headers_and_no_body(client: Client, address: str) -> None:
    early_in_a_minute()
    full, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"] == full.headers["ETag"]


def test_search_text_is_shown_back_and_never_as_markup(client: Client) -> None:
    answer = client.get("/", {"q": '"><script>alert(1)</script>'})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert read(answer.content).fields["q"] == '"><script>alert(1)</script>'


NAMES = st.sampled_from(
    [
        "q",
        "sender",
        "target",
        "actor",
        "dossier",
        "threat",
        "status",
        "within",
        "sort",
        "page",
        "as_of",
        "utm_source",
        "x",
    ]
)
SLUGS = [item["slug"] for item in seeds().cases]
VALUES = st.one_of(
    st.sampled_from(
        [
            *("running", "resolved", "undated", "passed", "expiry", "newest", "title", "force", "sanctions"),
            *(
                "7",
                "365",
                "1",
                "2",
                "0",
                "russia",
                "united-states",
                "ukraine-war",
                "2025-07-24",
                "2025",
                "1914-07",
            ),
            *("2025-07-24T12:00:00Z", "%", "_", "\\", "'", '"', "İ", "ß", "ﬁ", "\x00", "\ud800", "9" * 99),
        ]
    ),
    st.text(max_size=30),
    st.dates().map(str),
)
QUERIES = st.lists(st.tuples(NAMES | st.text(max_size=5), VALUES), max_size=5)


def encoded(pairs: list[tuple[str, str]]) -> str:
    return urlencode(
        [(name.encode("utf-8", "replace"), value.encode("utf-8", "replace")) for name, value in pairs]
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(query=QUERIES)
def test_no_query_breaks_the_dashboard(client: Client, query: list[tuple[str, str]]) -> None:
    assert client.get(f"/?{encoded(query)}").status_code in {200, 400, 404}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(slug=st.sampled_from(SLUGS) | st.text(min_size=1, max_size=20), query=QUERIES)
def test_no_query_breaks_a_case_page(client: Client, slug: str, query: list[tuple[str, str]]) -> None:
    name = quote(slug.encode("utf-8", "replace"), safe="")
    assert client.get(f"/ultimatums/{name}/?{encoded(query)}").status_code in {200, 400, 404}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(raw=st.binary(max_size=40))
def test_no_bytes_break_an_address(client: Client, raw: bytes) -> None:
    text = quote(raw, safe="&=;+%")
    assert client.get("/?" + text).status_code in {200, 400, 404}
    assert client.get("/" + quote(raw, safe="/")).status_code in {200, 301, 302, 400, 404}
