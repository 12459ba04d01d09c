"""The dashboard's filters: each alone, together, in the past; their form; what an empty result says."""

import re
from datetime import timedelta
from itertools import combinations
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.factories import ACTORS, Document, a_case, a_deadline, a_demand, a_due, a_threat, an_outcome, load
from tests.filled import shared_record
from tests.present import NOW
from tests.web.reading import Read, is_case, read
from tracker.models import Heartbeat
from tracker.services.tick import tick
from tracker.web import filters

pytestmark = pytest.mark.django_db


def day(days: int) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%d}"


def due_in(days: int) -> list[Document]:
    return [a_deadline("d1", day(-20), a_due(day(days)))]


def parties(sender: str, target: str) -> list[Document]:
    return [{"actor": sender, "role": "sender"}, {"actor": target, "role": "target"}]


CASES = [
    a_case("near", title="Öffnet den Fluß", deadlines=due_in(5), parties=parties("aldovia", "borealand")),
    a_case(
        "far",
        title="Cede the islands",
        deadlines=due_in(60),
        parties=parties("cendria", "aldovia"),
        threats=[a_threat(type="force", text="Land on the islands.")],
        dossier="ore-dispute",
    ),
    a_case(
        "undated",
        title="Pay 50% or else",
        deadlines=[a_deadline("d1", day(-30), None)],
        parties=parties("aldovia", "cendria"),
        demands=[a_demand(text="Pay the tolls of the Ōre_road.")],
    ),
    a_case("passed", title="Leave the valley", deadlines=due_in(-3), parties=parties("borealand", "cendria")),
    a_case(
        "resolved",
        title="Sign the treaty",
        deadlines=due_in(-5),
        parties=parties("cendria", "borealand"),
        outcomes=[an_outcome(day(-2), "full")],
        dossier="ore-dispute",
    ),
]


def _fill() -> None:
    load(*CASES, now=NOW)
    tick(now=NOW)


_record = shared_record(_fill)


def found(client: Client, **query: str) -> list[str]:
    return found_at(client, f"/?{urlencode(query)}")


def found_at(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    lists = answer.content.split(b'id="main-list"')[-1]
    links = [link.split("?")[0] for link in read(lists).links]
    return [link.split("/")[2] for link in links if is_case(link)]


ALL = ["near", "far", "undated", "passed", "resolved"]
ALONE = [
    ({"sender": "aldovia"}, {"near", "undated"}),
    ({"sender": "cendria"}, {"far", "resolved"}),
    ({"target": "aldovia"}, {"far"}),
    ({"actor": "aldovia"}, {"near", "far", "undated"}),
    ({"dossier": "ore-dispute"}, {"far", "resolved"}),
    ({"threat": "force"}, {"far"}),
    ({"threat": "blockade"}, {"near", "undated", "passed", "resolved"}),
    ({"status": "running"}, {"near", "far"}),
    ({"status": "undated"}, {"undated"}),
    ({"status": "passed"}, {"passed"}),
    ({"status": "resolved"}, {"resolved"}),
    ({"within": "7"}, {"near"}),
    ({"within": "90"}, {"near", "far"}),
    ({"q": "islands"}, {"far"}),
    ({"q": "river"}, {"near", "far", "passed", "resolved", "undated"}),
]


def test_without_filters_all_cases_stand_there(client: Client) -> None:
    assert found(client) == ALL


@pytest.mark.parametrize("trusted", [True, False], ids=["by the tick", "by the clock"])
@pytest.mark.parametrize(("query", "expected"), ALONE)
def test_filter_alone(client: Client, query: dict[str, str], expected: set[str], trusted: bool) -> None:
    if not trusted:
        Heartbeat.objects.update(at=NOW - timedelta(hours=1))
    assert set(found(client, **query)) == expected


@pytest.mark.matrix(every=4)
@pytest.mark.parametrize(
    ("one", "other"),
    [(one, other) for one, other in combinations(ALONE, 2) if not set(one[0]) & set(other[0])],
    ids=lambda pair: "&".join(f"{name}={value}" for name, value in pair[0].items()),
)
def test_filters_together_leave_what_each_of_them_leaves(
    client: Client, one: tuple[dict[str, str], set[str]], other: tuple[dict[str, str], set[str]]
) -> None:
    assert set(found(client, **one[0], **other[0])) == one[1] & other[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("offnet fluss", {"near"}),
        ("FLUß öffnet", {"near"}),
        ("FLUSS", {"near"}),
        ("boréaland river", {"near", "passed", "resolved"}),
        ("boréaland war", {"near", "passed"}),  # the crisis is found by as well
        ("BOREALAND", {"near", "passed", "resolved"}),
        ("ore_road", {"undated"}),
        ("ore%road", {"undated"}),  # what is no letter and no digit parts words
        ('"road ore"', set()),
        ("50%", {"undated"}),
        ("5", set()),
        ("land on", {"far"}),
        ("and", set()),
        ("cede nothing", set()),
        ("'; drop table", set()),
    ],
)
def test_search_wants_every_word_whatever_its_case_accents_and_order(
    client: Client, words: str, expected: set[str]
) -> None:
    assert set(found(client, q=words)) == expected


def test_every_word_counts_however_many_there_are(client: Client) -> None:
    words = "cede the islands land on cendria aldovia made up small case dispute"
    assert found(client, q=words) == ["far"]
    assert found(client, q=f"{words} zzz") == []


def test_sorting(client: Client) -> None:
    assert found(client, status="running", sort="expiry") == ["near", "far"]
    assert found(client, sort="title")[:3] == ["far", "undated", "near"]
    assert found(client, sort="newest")[2] == "undated"


def form(client: Client, **query: str) -> Read:
    return read(client.get("/", query).content)


def test_form_offers_what_the_record_knows(client: Client) -> None:
    options = form(client).options
    for slug in (
        "aldovia",
        "borealand",
        "cendria",
        "river-war",
        "ore-dispute",
        "force",
        "running",
        "7",
        "title",
    ):
        assert slug in options
    assert "buyers-of-ore" not in options


def test_form_shows_what_was_asked_for(client: Client) -> None:
    html = client.get("/", {"q": "islands", "sender": "cendria", "as_of": day(-1)}).content.decode()
    assert 'value="cendria" selected' in html
    page = read(html)
    assert (page.fields["q"], page.fields["as_of"]) == ("islands", day(-1))


def test_past_offers_and_finds_only_what_was_known(client: Client) -> None:
    load(a_case("new", deadlines=[a_deadline("d1", day(-2), a_due(day(90)))], dossier="river-war"), now=NOW)
    assert "new" in found(client, dossier="river-war")
    assert "new" not in found(client, dossier="river-war", as_of=day(-3))
    early = form(client, as_of=day(-25)).options
    assert "cendria" in early
    assert "borealand" not in early
    assert client.get("/", {"sender": "borealand", "as_of": day(-25)}).status_code == 400


def test_many_names_are_typed_instead_of_chosen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "complete.js" not in client.get("/", {"sender": "aldovia"}).content.decode()
    monkeypatch.setattr(filters, "MOST_CHOICES", 2)
    html = client.get("/", {"sender": "cendria"}).content.decode()
    assert 'complete.js" type="module"' in html
    assert "<select" in html  # of threats and the rest
    field = re.search(r'<input[^>]*name="sender"[^>]*>', html)
    assert field is not None
    assert 'value="Cendria"' in field[0]
    assert 'data-names-at="/api/v1/actors"' in field[0]


@pytest.mark.parametrize("typed", ["boréaland", "BOREALAND", "borealand", "Boréaland"])
def test_a_name_stands_for_what_it_names(client: Client, typed: str) -> None:
    assert found(client, sender=typed) == found(client, sender="borealand") == ["passed"]


def test_a_name_nobody_has_is_refused(client: Client) -> None:
    assert client.get("/", {"sender": "Nowhere"}).status_code == 400


def test_empty_result_says_what_to_loosen(client: Client) -> None:
    page = form(client, q="nothing", sender="aldovia", as_of=day(-1))
    assert "Nothing fits all of that" in page.text
    assert f"/?sender=aldovia&as_of={day(-1)}" in page.links
    assert f"/?q=nothing&as_of={day(-1)}" in page.links


def test_filters_that_leave_only_what_is_over_do_not_say_that_nothing_meets_them(client: Client) -> None:
    page = form(client, sender="cendria", target="borealand")
    assert "1 case: Cendria → Boréaland, none running." in " ".join(page.text.split())
    assert "1 case meets every filter, but none with a deadline ahead" in page.text
    assert "No case of the record meets" not in page.text
    assert "resolved" in found(client, sender="cendria", target="borealand")


def test_headline_says_when_it_counts_only_what_meets_the_filters(client: Client) -> None:
    assert "2 cases: Sender: Aldovia, 1 running." in " ".join(form(client, sender="aldovia").text.split())
    assert "Two ultimatums are running." in form(client, sort="title").text
    assert "No deadline of this record is running." in form(client, as_of="1990-01-01").text


TILES = {"running": ["near", "far"], "due": ["near"], "without": ["undated"], "passed": ["passed"]}


@pytest.mark.parametrize("query", [{}, {"q": "made"}])
def test_tiles_lead_to_the_lists_of_what_they_count(client: Client, query: dict[str, str]) -> None:
    links = re.findall(r'<dt><a href="([^"]+)">(\w+)', client.get("/", query).content.decode())
    assert [word for _address, word in links] == ["running", "due", "without", "passed", "resolved"]
    for address, word in links:
        listed = found_at(client, address.replace("&amp;", "&"))
        assert address.startswith("/ultimatums/?")
        assert listed == TILES.get(word, [word])


def test_a_suspended_case_is_in_the_table_behind_its_tile(client: Client) -> None:
    held = [*due_in(5), a_deadline("d2", day(-1), None, change="suspended", replaces="d1")]
    load(a_case("held", title="Wait", deadlines=held), now=NOW)
    assert set(found_at(client, "/ultimatums/?section=undated")) == {"held", "undated"}
    assert 'href="/ultimatums/?section=undated"' in client.get("/").content.decode()


def test_a_list_cut_short_says_of_how_many_and_where_the_rest_is(client: Client) -> None:
    late = (a_case(f"late-{n}", title=f"Late {n}", deadlines=due_in(-4)) for n in range(11))
    load(*late, now=NOW)
    tick(now=NOW)
    page = form(client)
    assert "10 of 12, all 12" in " ".join(page.text.split())
    assert "/ultimatums/?section=passed" in page.links
    assert len(found_at(client, "/ultimatums/?section=passed")) == 12


def test_empty_past_says_that_nothing_was_running(client: Client) -> None:
    page = form(client, as_of="1990-01-01")
    assert "Nothing was running" in page.text
    assert [link for link in page.links if is_case(link)] == []


def test_stale_heartbeat_is_not_believed(client: Client) -> None:
    load(a_case("soon", deadlines=[a_deadline("d1", day(-20), a_due(day(-1)))]), now=NOW - timedelta(days=10))
    Heartbeat.objects.update(at=NOW - timedelta(days=10))
    assert "soon" in found(client, status="passed")


def test_pages_of_a_long_list_keep_the_filters(client: Client) -> None:
    load(*(a_case(f"case-{number}", deadlines=due_in(100 + number)) for number in range(130)), now=NOW)
    first = form(client, status="running", sort="expiry")
    assert "?status=running&sort=expiry&page=2" in first.links
    assert len(found(client, status="running")) == 80
    assert len(found(client, status="running", page="2")) == 52


def test_actor_stays_with_the_form_and_can_be_followed(client: Client) -> None:
    page = form(client, actor="aldovia")
    assert page.fields["actor"] == "aldovia"
    assert "/subscriptions/new/?actor=aldovia" in page.links
    assert "/feeds/changes.atom?actor=aldovia" in page.links
    both = form(client, actor="aldovia", threat="force")
    follow = next(link for link in both.links if link.startswith("/subscriptions/new/?"))
    assert follow == "/subscriptions/new/?actor=aldovia&threat=force"
    assert "Aldovia on either side" in read(client.get(follow).content).text


@pytest.mark.parametrize(
    "address",
    ["/", "/timeline/", "/data/", "/data/ultimatums.csv", "/feeds/ultimatums.ics", "/feeds/changes.atom",
     "/feeds/due.atom", "/api/v1/ultimatums", "/api/v1/events", "/api/v1/changes", "/subscriptions/new/"],
)  # fmt: skip
def test_every_address_with_filters_takes_an_actor(client: Client, address: str) -> None:
    assert client.get(address, {"actor": "aldovia"}).status_code == 200
    if address != "/data/":  # it only hands its filters on
        assert client.get(address, {"actor": "nobody"}).status_code in (400, 404)


@pytest.mark.parametrize(
    "q", ["Russia's", "Russia\u2019s", "twenty-one", "twenty\u2011one", "twen\u00adty", "Lodz", "Łódź"]
)
def test_search_tells_no_typographic_from_plain_characters(client: Client, q: str) -> None:
    load(
        a_case("plain", title="Take Russia's twenty-one points of Lodz"),
        a_case("typographic", title="Take Russia\u2019s twenty\u2013one points of Łódź"),
        now=NOW,
    )
    assert set(found(client, q=q)) == {"plain", "typographic"}
    assert [
        row["slug"] for row in client.get("/api/v1/ultimatums", {"q": q, "sort": "title"}).json()["items"]
    ]


@pytest.mark.parametrize("q", ["zelensky\u2019s", "ŻÓŁW", "żółw", "zolw"])
def test_names_in_the_api_are_searched_as_one_types(client: Client, q: str) -> None:
    actors = {**ACTORS, "turtle": {"name": "Żółw\u2019s of Zelensky's", "type": "organisation"}}
    load(a_case("new", parties=parties("turtle", "aldovia")), now=NOW, actors=actors)
    assert [row["slug"] for row in client.get("/api/v1/actors", {"q": q}).json()["items"]] == ["turtle"]
