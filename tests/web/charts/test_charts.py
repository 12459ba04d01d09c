"""Charts to take along: they stand alone, say what they are, know no future, and carry their figures."""

import csv
import io
import json
import re
import struct
import xml.etree.ElementTree as ET
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from tests.factories import NOW, a_case, a_deadline, load
from tests.filled import seeds
from tests.web.reading import squeezed
from tests.web.test_leaks import days_in, end_of, instants, later_words, spelled
from tracker.domain.statistics.conduct import Result
from tracker.domain.statistics.estimates import share
from tracker.domain.statistics.track_record import Choice, Part, TrackRecordLine
from tracker.web.cards.font_metrics import sans
from tracker.web.charts.drawing import WIDTH, png, stacked
from tracker.web.charts.fuse_rows import MOST_ROWS
from tracker.web.charts.palette import THEMES, palette
from tracker.web.charts.record_charts import NAME_WIDTH, NAMES, shares_chart
from tracker.web.decorators import AsOf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

SVG = "{http://www.w3.org/2000/svg}"
SLUG = "us-russia-50-days-2025"
MOVES = f"/charts/moves/{SLUG}"
CHARTS = [
    MOVES,
    "/charts/timeline",
    "/charts/crisis/ukraine-war",
    "/charts/cases",
    "/charts/sender/united-states",
    "/charts/target/russia",
    *(f"/charts/record/{name}" for name in NAMES),
]
FOREIGN = re.compile(r"(?:href|src)=\"(?!#)|url\((?!#)|@import|@font-face|<script|<image|<foreignObject")


def drawing_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def figures_of(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.mark.matrix(every=3)
@pytest.mark.parametrize("address", CHARTS)
def test_chart_stands_alone_and_says_what_it_is(client: Client, address: str) -> None:
    for language in ("", "/uk"):
        body = drawing_of(client, f"{language}{address}.svg?theme=dark&as_of=2025-08-20")
        assert FOREIGN.search(body) is None
        root = ET.fromstring(body)
        assert root.get("width") == str(WIDTH)
        title = root.find(f"{SVG}title")
        assert title is not None
        assert title.text
        words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
        assert ("20 серпня 2025" if language else "20 August 2025") in words
        assert f"http://localhost:8000{language}/" in words
        assert "as_of=2025-08-20" in words
        colours = set(re.findall(r"#[0-9a-f]{6}\b", body))
        assert colours - set(palette("dark").values()) == set(), "colours of one theme alone"


@pytest.mark.parametrize("address", [MOVES, "/charts/timeline", "/charts/crisis/ukraine-war"])
def test_words_of_ticks_do_not_touch(client: Client, address: str) -> None:
    root = ET.fromstring(drawing_of(client, f"{address}.svg?as_of=2025-08-20"))
    line = root.find(f"{SVG}svg")
    assert line is not None
    wide = float(line.get("width", 0))
    free_from = 0.0
    ticks = [text for text in line.iter(f"{SVG}text") if text.get("y") == "29"]
    assert len(ticks) > 1
    for text in ticks:
        middle = wide * float((text.get("x") or "").rstrip("%")) / 100
        half = sans().width(text.text or "", 11.5) / 2
        assert middle - half > free_from
        free_from = middle + half


@pytest.mark.parametrize("address", [MOVES, "/charts/record/waiting"])
def test_chart_is_a_picture_and_a_table_too(client: Client, address: str) -> None:
    picture = client.get(f"{address}.png?as_of=2025-08-20").content
    width, height = struct.unpack_from(">II", picture, 16)
    assert WIDTH <= width <= 2 * WIDTH
    assert height > 200
    rows = figures_of(client, f"{address}.csv?as_of=2025-08-20")
    assert {row["as_of"] for row in rows} == {"2025-08-20"}
    assert all("as_of=2025-08-20" in row["source"] and row["chart"] for row in rows)


def test_line_has_the_colour_of_its_urgency(client: Client) -> None:
    body = drawing_of(client, f"{MOVES}.svg?as_of=2025-07-30")
    (tone,) = set(re.findall(r'<g class="(near|imminent|far)"><text', body))
    assert f".{tone}{{color:{palette('light')[tone]}}}" in body
    assert not re.search(r"[}>](?:svg|g|\*)\{", body), "no rule for all elements of a kind hides it"


def test_table_of_moves_has_each_announcement(client: Client) -> None:
    rows = figures_of(client, f"{MOVES}.csv?as_of=2025-07-30")
    assert [(row["announced"], row["due_earliest"], row["due_latest"]) for row in rows] == [
        ("2025-07-14", "2025-09-02", "2025-09-02"),
        ("2025-07-28", "2025-08-07", "2025-08-09"),
        ("2025-07-29", "2025-08-08", "2025-08-08"),
    ]
    assert [row["in_force"] for row in rows] == ["false", "false", "true"]


def test_table_of_shares_counts_as_the_page_does(client: Client) -> None:
    rows = figures_of(client, "/charts/record/overall.csv")
    assert len({row["of"] for row in rows}) == 1
    for row in rows:
        assert float(row["low"]) <= int(row["count"]) / int(row["of"]) <= float(row["high"])


def test_counts_of_a_large_record_do_not_touch_their_intervals() -> None:
    whole = Choice()
    counted = (share(count, 12_345) for count in (1_234, 5_678, 0, 11_111, 321))
    parts = tuple(
        Part(replace(whole, result=result), part)
        for result, part in zip(Result, counted, strict=False)
        if part
    )
    asked = AsOf(now=NOW, at=NOW, as_of=None)
    chart = shares_chart([TrackRecordLine(whole, 12_345, parts)], asked, name="n", title="t", path="/record/")
    figures = [text for text in chart.body["rows"][0].texts if text.x > NAME_WIDTH]
    assert len(figures) == 2 * len(parts) == 10
    for count, interval in zip(figures[::2], figures[1::2], strict=True):
        assert count.text.isdigit()
        assert count.x + sans().width(count.text, count.size) + 4 < interval.x - sans().width(
            interval.text, interval.size
        )


def test_cases_of_any_filter_are_a_chart(client: Client) -> None:
    drawn = drawing_of(client, "/charts/cases.svg")
    rows = figures_of(client, "/charts/cases.csv")
    assert f"{len(rows) - MOST_ROWS} more lines are not drawn" in drawn
    assert "What is running out" in drawn
    theirs = figures_of(client, "/charts/cases.csv?actor=russia")
    assert 0 < len(theirs) < len(rows)
    assert "/actors/russia/?as_of=" in theirs[0]["source"]


def test_timeline_takes_its_filters_and_its_table_has_what_is_not_drawn(client: Client) -> None:
    drawn = drawing_of(client, "/charts/timeline.svg?span=all")
    rows = figures_of(client, "/charts/timeline.csv?span=all")
    assert f"{len(rows) - MOST_ROWS} more lines are not drawn" in drawn
    theirs = figures_of(client, "/charts/timeline.csv?span=all&sender=russia")
    assert 0 < len(theirs) < len(rows)
    assert all("Russia" in row["senders"] for row in theirs)
    assert "sender=russia" in theirs[0]["source"]


@pytest.mark.matrix(every=4)
@pytest.mark.parametrize("case", seeds().cases[::4], ids=lambda case: case["slug"])
def test_nothing_later_shows_in_a_chart(client: Client, case: dict[str, str]) -> None:
    for day in instants(case)[:3]:
        at = end_of(day)
        body = drawing_of(client, f"/charts/moves/{case['slug']}.svg?as_of={day}")
        shown = squeezed(unescape(" ".join(re.findall(r">([^<]+)<", body)))).replace(
            "\N{NO-BREAK SPACE}", " "
        )
        assert [words for words in later_words(case, at) if words in shown] == []
        _, days = days_in(case, at)
        assert [text for each in days for text in spelled(each) if text in shown] == []


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        (f"{MOVES}.pdf", 404, ".svg, .png, .csv"),
        (f"{MOVES}.svg?theme=blue", 400, "light, dark"),
        (f"{MOVES}.svg?themes=dark", 400, "themes"),
        (f"{MOVES}.svg?as_of=2025-07-01", 404, "later"),
        (f"{MOVES}.svg?as_of=31%20June", 400, "as_of"),
        ("/charts/moves/nothing.svg", 404, "nothing"),
        ("/charts/record/nothing.svg", 404, "overall"),
        ("/charts/record/overall.svg?as_of=1850", 404, "no case"),
        ("/charts/timeline.svg?sender=nobody", 400, "nobody"),
        ("/charts/timeline.svg?span=9y", 400, "9y"),
        ("/charts/cases.svg?dossier=nothing", 400, "nothing"),
        ("/charts/crisis/nothing.svg", 404, "nothing"),
        ("/charts/sender/nobody.svg", 404, "nobody"),
    ],
)
def test_what_no_chart_knows_is_refused_by_name(client: Client, address: str, status: int, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert said in json.loads(answer.content)["detail"]


def test_chart_is_cached_may_be_read_anywhere_and_runs_nothing(client: Client) -> None:
    first = client.get(f"{MOVES}.svg?as_of=2025-07-30&utm_source=mail")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert first.headers["Content-Disposition"] == f'inline; filename="{SLUG}-moves-2025-07-30.svg"'
    again = client.get(f"{MOVES}.svg?as_of=2025-07-30", HTTP_IF_NONE_MATCH=first.headers["ETag"])
    assert again.status_code == 304


def test_few_queries_draw_a_chart(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    settings.PAGE_CACHE = False
    day = "as_of=2025-08-20"
    client.get(f"/charts/record/overall.svg?{day}")
    for address, queries in ((MOVES, 4), ("/charts/timeline", 2), ("/charts/record/overall", 1)):
        with django_assert_num_queries(queries):
            assert client.get(f"{address}.svg?{day}").status_code == 200


@pytest.mark.parametrize("place", [f"/ultimatums/{SLUG}/", "/timeline/?span=all&by=sender", "/record/"])
def test_page_links_each_file_of_its_charts(client: Client, place: str) -> None:
    query = "&as_of=2025-08-20" if "?" in place else "?as_of=2025-08-20"
    body = unescape(client.get(place + query).content.decode())
    links = re.findall(r'href="(/charts/[^"]+)"', body)
    assert len(links) >= 5
    assert all("as_of=2025-08-20" in link for link in links)
    assert {client.get(link).status_code for link in links[:5]} == {200}


def test_odd_words_break_no_chart(client: Client) -> None:
    title = '</text><script>alert("1")</script> & ' + "unbreakable" * 3
    said = [a_deadline("d1", "2025-07-01", None, as_stated='</svg>"\x0b' + "soon " * 29)]
    load(a_case("odd", title=title, deadlines=said), now=NOW)
    body = drawing_of(client, "/charts/moves/odd.svg")
    assert "<script" not in body
    assert png(body).startswith(b"\x89PNG")


@given(text=st.text(max_size=200), most=st.integers(1, 3))
def test_stacked_texts_keep_their_number_and_width(text: str, most: int) -> None:
    lines = stacked(text, 0, 10, size=14, within=200, most=most)
    assert len(lines) <= most
    assert [line.y for line in lines] == sorted(line.y for line in lines)


def test_palette_is_that_of_the_pages() -> None:
    assert palette("light")["paper"] == "#fbf9f4"
    assert palette("dark")["rule_strong"] == "#474a55"
    assert {len(palette(theme)) for theme in THEMES} == {len(palette("light"))}
