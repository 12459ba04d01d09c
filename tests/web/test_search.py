"""The page of the search, and the box in the head of every page."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOW, a_case, a_deadline, a_due, an_event, an_outcome, load
from tests.filled import shared_record
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db


def _fill() -> None:
    ahead = [a_deadline("d1", "2026-03-01", a_due("2099-04-01"))]
    cases = [
        a_case(
            "talks",
            title="Open the river",
            deadlines=ahead,
            events=[an_event("e1", "2026-03-08", text="Talks about <b>pipes</b> & locks failed in Mallow.")],
        ),
        a_case(
            "ports", title="Lose the ports", deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-03-01"))]
        ),
        a_case(
            "done",
            deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-02-20"))],
            outcomes=[an_outcome("2026-02-21", "full")],
        ),
        *(a_case(f"more-{number}", title=f"More of it {number}", deadlines=ahead) for number in range(12)),
    ]
    load(*cases, now=NOW)
    tick(now=NOW)


_record = shared_record(_fill)


def page(client: Client, **query: str) -> str:
    answer = client.get("/search/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_page_has_one_box_that_keeps_the_instant(client: Client) -> None:
    for path in ("/", "/about/", "/ultimatums/talks/", "/nothing/"):
        assert client.get(path).content.decode().count('action="/search/"') == 1
    html = client.get("/about/?as_of=2026-03-05").content.decode()
    assert '<input type="hidden" name="as_of" value="2026-03-05">' in html
    assert 'action="/uk/search/"' in client.get("/uk/about/").content.decode()


def test_what_is_found_stands_in_groups_and_is_marked(client: Client) -> None:
    html = page(client, q="mallow")
    assert "1 case for “mallow”" in html
    assert "Talks about &lt;b&gt;pipes&lt;/b&gt; &amp; locks failed in <mark>Mallow</mark>." in html
    html = page(client, q="aldovia")
    headings = re.findall(r'<h2 id="found-([a-z]+)">', html)
    assert headings == ["live", "passed", "resolved", "actors"]
    assert '<a href="/actors/aldovia/"><mark>Aldovia</mark></a>' in html
    assert '<a href="/dossiers/river-war/">The <mark>river</mark> war</a>' in page(client, q="river")


def linked(html: str) -> int:
    """How many cases a page leads to, tables of a year apart."""
    return html.count('<a href="/ultimatums/') - html.count('<a href="/ultimatums/?q=')


def test_years_of_what_was_found_lead_to_the_table(client: Client) -> None:
    address = '<a href="/ultimatums/?q=aldovia&amp;due_from=2026-01-01&amp;due_to=2026-12-31">2026</a>'
    assert address in page(client, q="aldovia")


def test_more_than_a_few_lead_to_pages_of_their_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    html = page(client, q="aldovia")
    assert linked(html) == 10 + 1 + 1 + 1  # the last in the menu
    assert '<a href="/search/?q=aldovia&amp;in=running">all 13</a>' in html
    monkeypatch.setattr("tracker.queries.search.PER_PAGE", 9)
    monkeypatch.setattr("tracker.web.pages.search.PER_PAGE", 9)
    first, second = (
        page(client, q="aldovia", **{"in": "running"}),
        page(client, q="aldovia", page="2", **{"in": "running"}),
    )
    assert (linked(first), linked(second)) == (9 + 1, 4 + 1)
    assert "Page 1 of 2" in first
    missing = client.get("/search/", {"q": "aldovia", "in": "running", "page": "3"})
    assert missing.status_code == 404
    assert "there is no page 3; the last one is 2" in missing.content.decode()


def test_a_misspelt_word_is_put_right_and_said(client: Client) -> None:
    html = page(client, q="Alodvia")
    assert 'Did you mean <a href="/search/?q=Aldovia">Aldovia</a>?' in " ".join(html.split())
    assert "15 cases for “Aldovia”" in html


def test_the_past_knows_no_later_word(client: Client) -> None:
    html = page(client, q="mallow", as_of="2026-03-05")
    assert "No case for “mallow”" in html
    assert 'href="/search/?q=mallow">Search what is known now' in html
    assert "<mark>Mallow</mark>" in page(client, q="mallow", as_of="2026-03-08")
    assert "Mallow" not in page(client, q="malow", as_of="2026-03-05")


def test_nothing_found_is_helped(client: Client) -> None:
    html = page(client, q='aldovia "no such thing"')
    assert "What may help" in html
    assert 'href="/search/?q=%22no+such+thing%22"' in html
    assert "What can be found" in page(client)
    assert "What can be found" in page(client, q='"""')
    assert "only the first twelve count" in page(client, q=" ".join("abcdefghijklmnop"))


@pytest.mark.parametrize(
    "text", ["x" * 10_000, '"' * 10_000, "<script>", "中" * 1000, "' OR 1=1", "\ufffd", "٣"]
)
def test_any_search_is_answered(client: Client, text: str) -> None:
    assert client.get("/search/", {"q": text}).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=%00", 400),
        ("in=nowhere", 400),
        ("q=a&q=b", 400),
        ("colour=red", 400),
        ("page=0", 404),
        ("q=" + "x" * 10_001, 400),
    ],
)
def test_what_cannot_be_asked_is_refused(client: Client, query: str, status: int) -> None:
    assert client.get(f"/search/?{query}").status_code == status


def test_the_page_is_not_for_search_engines(client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in page(client, q="river")


def test_the_page_takes_a_known_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for query, number in (({}, 0), ({"q": "aldovia"}, 5), ({"q": "qqqqqq"}, 5), ({"q": "Alodvia"}, 11)):
        with django_assert_num_queries(1 + number):  # and that of the page cache
            page(client, **query)
