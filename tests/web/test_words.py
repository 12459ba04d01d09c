"""The glossary and the history of the method: every word has its sentence, and pages lead there."""

import re
from enum import StrEnum

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.web.reading import read
from tracker.domain import vocabulary
from tracker.domain.statistics.conduct import Result
from tracker.domain.statistics.method import VERSION
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import FollowThrough, ThreatType
from tracker.templatetags.definitions import DEFINITIONS, General
from tracker.templatetags.labels import LABELS, TITLES
from tracker.templatetags.legend import ENTRIES, entries_of
from tracker.templatetags.terms import ANCHORS, glossary, term
from tracker.web.pages.method import CHANGES

pytestmark = pytest.mark.django_db
CASE = "/ultimatums/us-russia-50-days-2025/"


def test_every_vocabulary_of_the_format_is_explained_word_for_word() -> None:
    ours = {
        each
        for each in vars(vocabulary).values()
        if isinstance(each, type) and each.__module__ == vocabulary.__name__
    }
    assert set(TITLES) == ours | {Status, Headline}
    assert set(TITLES) <= set(LABELS)
    assert set(DEFINITIONS) == set(ANCHORS) == {*TITLES, Result, General}
    for words, sentences in DEFINITIONS.items():
        assert set(sentences) == set(words)
        assert all(str(sentence).endswith(".") for sentence in sentences.values())


def test_glossary_has_each_word_once_under_an_anchor_that_stays(client: Client) -> None:
    html = client.get("/about/words/").content.decode()
    anchors = [entry.anchor for group in glossary() for entry in group.entries]
    found = re.findall(r'\sid="([^"]+)"', html)
    assert len(found) == len(set(found))
    assert {*anchors, "ties-3"} <= set(found)
    assert {
        *("outcome-lapsed", "outcome-moot", "follow-through-held", "word-window", "outcome-enforced"),
        *("change-staged", "threat-force", "demand-disarm", "kind-request", "status-open", "word-cameo"),
    } <= set(anchors)
    text = read(html.encode()).text
    for group in glossary():
        for entry in group.entries:
            assert f"{entry.label[:1].upper()}{entry.label[1:]} {entry.value}".strip() in text
            assert entry.meaning in text


@pytest.mark.parametrize(
    ("word", "name", "expected"),
    [
        (FollowThrough.HELD, "", '#follow-through-held" title="The threat stands, '),
        ("force", "threattype", '#threat-force" title="An attack, an invasion or another use of arms."'),
        ("window", "general", '#word-window" title="The time between'),
    ],
)
def test_term_is_a_link_that_says_what_the_word_means(word: StrEnum | str, name: str, expected: str) -> None:
    assert expected in term(word, name)
    assert term(word, name).startswith('<a class="term" href="/about/words/#')


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    ("address", "words"),
    [
        (
            CASE,
            {"outcome-lapsed", "threat-secondary-measures", "status-resolved", "change-shortened", "ties-3"},
        ),
        ("/", {"threat-force", "outcome-enforced", "kind-expiry"}),
        ("/ultimatums/", {"status-running", "kind-ultimatum", "outcome-settled"}),
        ("/record/", {"result-dropped", "threat-force", "actor-state"}),
        ("/ultimatums/?threats=force&result=enforced&where=resolved", {"outcome-enforced"}),
        ("/dossiers/ukraine-war/", {"change-extended", "outcome-lapsed", "event-talks"}),
        ("/calendar/2026/12/", {"status-running"}),
        ("/actors/donald-trump/", {"actor-person"}),
        ("/uk/about/", {"outcome-enforced", "response-full"}),
    ],
)
def test_words_on_pages_lead_to_the_glossary(client: Client, address: str, words: set[str]) -> None:
    html = client.get(address).content.decode()
    found = re.findall(r'<a class="term" href="((?:/uk)?/about/words/)#([\w-]+)"', html)
    assert words <= {name for _, name in found}
    known = set(re.findall(r'\sid="([^"]+)"', client.get("/about/words/").content.decode()))
    assert {name for _, name in found} <= known
    assert {path for path, _ in found} == {
        "/uk/about/words/" if address.startswith("/uk") else "/about/words/"
    }


# --- The legend ---
@pytest.mark.parametrize(
    ("drawn", "meanings"),
    [
        ('<use href="#origin"/><use href="#mark" x="9%"/>', ["announced", "the date, or"]),
        (
            '<use href="#to-now"/>',
            ["time that has passed", "the instant shown", "announced before this line"],
        ),
        ('<line class="dotted"/>', ["no date is known"]),
        ("<p>No line at all</p>", []),
    ],
)
def test_legend_has_the_marks_that_are_drawn_and_no_other(drawn: str, meanings: list[str]) -> None:
    found = [str(entry.meaning) for entry in entries_of(drawn)]
    assert len(found) == len(meanings)
    assert all(text.startswith(meaning) for text, meaning in zip(found, meanings, strict=True))


@pytest.mark.usefixtures("seeded")
def test_words_of_rows_are_explained_once_below_them(client: Client) -> None:
    html = client.get("/").content.decode()
    board = html.partition('id="main-list"')[2].partition("</section>")[0]
    legend = board.partition('class="legend"')[2]
    for name in set(re.findall(r"<li>([^<]+)</li>", board)):
        assert legend.count(f">{name}</a>") == 1


@pytest.mark.usefixtures("seeded")
def test_every_axis_of_time_limits_has_its_legend(client: Client) -> None:
    for address in ("/", "/timeline/", "/dossiers/ukraine-war/", CASE, "/actors/united-states/"):
        html = client.get(address).content.decode()
        axes = html.count('class="axis"')
        assert axes
        assert len(re.findall(r'class="legend">(?:(?!</details>).)*<ul>', html, re.DOTALL)) == axes
    moved = client.get(CASE).content.decode().partition('class="legend"')[2].partition("</details>")[0]
    assert "moved: from the old date to the new" in moved
    assert "nobody said when at the latest" not in moved
    assert len(ENTRIES) > moved.count("<li>") > 4


# --- The method ---
def test_versions_of_the_method_are_listed_the_newest_first(client: Client) -> None:
    assert [change.version for change in CHANGES] == list(range(VERSION, 0, -1))
    assert [change.on for change in CHANGES] == sorted((change.on for change in CHANGES), reverse=True)
    text = read(client.get("/about/method/").content).text
    assert f"This is version {VERSION} of the method" in text
    for change in CHANGES:
        assert str(change.changed) in text
        assert f"What it did to the figures: {change.effect}" in text


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(
    "address", ["/record/", "/actors/united-states/", "/ultimatums/us-iraq-48-hours-2003/", "/persons/"]
)
def test_every_statistic_names_the_version_of_its_method(client: Client, address: str) -> None:
    html = client.get(address, {"as_of": "2026-03-01"}).content.decode()
    versions = re.findall(r'<a href="/about/method/\?as_of=2026-03-01">Method (\d+)</a>', html)
    assert set(versions) == {str(VERSION)}
    tables = len(re.findall(r'<table class="lines|<ul class="outcomes"|class="curve"', html))
    folded = html.count('class="few"')
    assert tables - folded <= len(versions)


@pytest.mark.usefixtures("seeded")
def test_lines_of_fewer_than_three_cases_are_folded(client: Client) -> None:
    html = client.get("/record/").content.decode()
    folded = re.findall(r'<details class="few">.*?</details>', html, re.DOTALL)
    assert folded
    shown = re.sub(r'<details class="few">.*?</details>', "", html, flags=re.DOTALL)
    assert all(re.search(r"of [12]\b", part) for part in folded)
    assert re.findall(r"\d+ of [12]<", shown) == []


def test_case_tells_its_outcome_before_what_usually_happens() -> None:
    """In the order of the template: few cases have both."""
    from django.template.loader import get_template

    source = get_template("pages/case.html").template.source  # type: ignore[attr-defined]
    assert source.index('id="outcome"') < source.index("components/usual.html")


def test_pages_need_no_query_and_refuse_what_they_do_not_know(
    client: Client, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.PAGE_CACHE = False
    for address in ("/about/words/", "/about/method/"):
        with django_assert_num_queries(0):
            assert client.get(address).status_code == 200
            assert client.get(f"{address}?sender=russia").status_code == 400
            assert client.post(address).status_code == 405


def test_threats_have_the_codes_of_ties() -> None:
    entries = {entry.anchor: entry.ties for group in glossary() for entry in group.entries}
    assert entries[f"threat-{ThreatType.BLOCKADE}"] == 6
    assert entries["threat-force"] is None
