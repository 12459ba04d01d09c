"""The rows of the dashboard: cached by all they show, with the instant put in."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString

from tracker.domain.dates.fuses import Axis
from tracker.domain.dates.windows import Precision
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import CountdownKind, Status
from tracker.queries.dashboard import DashboardRow
from tracker.templatetags import dashboard, fuses, slots
from tracker.web.pages import style_guide_rows

ROWS = (*style_guide_rows.running_rows(), *style_guide_rows.passed_rows(), *style_guide_rows.resolved_rows())
AT = style_guide_rows.AT


def rendered(rows: Sequence[DashboardRow], axis: Axis | str, at: datetime, as_of: str | None) -> str:
    return render_to_string("components/dashboard_rows.html", dashboard.dashboard_rows(rows, axis, at, as_of))


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    dashboard._row_format.cache_clear()


def test_no_slot_is_left_over() -> None:
    axis = fuses.dashboard_axis(ROWS, AT)
    for line in (axis, ""):
        assert slots._TOKEN not in rendered(ROWS, line, AT, "2025-07-24")


def test_a_cached_row_reads_as_a_fresh_one() -> None:
    axis = fuses.dashboard_axis(ROWS, AT)
    fresh = rendered(ROWS, axis, AT, None)
    assert dashboard._row_format.cache_info().hits == 0
    assert rendered(ROWS, axis, AT, None) == fresh
    assert dashboard._row_format.cache_info().hits == len(ROWS)


def test_links_keep_the_instant_also_of_cached_rows() -> None:
    for as_of, href in [
        (None, 'href="/ultimatums/sample/"'),
        ("2025-07-24T12:00:00+03:00", 'href="/ultimatums/sample/?as_of=2025-07-24T12:00:00%2B03:00"'),
        (None, 'href="/ultimatums/sample/"'),
    ]:
        assert rendered(ROWS[:1], "", AT, as_of).count(href) == 1


def test_a_row_that_changed_is_rendered_anew() -> None:
    row = style_guide_rows.row("First title", Status.RUNNING, style_guide_rows.due("2025-09-02"))
    rendered([row], "", AT, None)
    assert "Second &lt;title&gt;" in rendered([replace(row, title="Second <title>")], "", AT, None)


def test_a_cached_row_counts_down_from_the_instant_shown() -> None:
    row = style_guide_rows.row("Running", Status.RUNNING, style_guide_rows.due("2025-09-02"))
    sooner = replace(row.countdown, span=timedelta(days=39))
    assert ">40 days</time>" in rendered([row], "", AT, None)
    assert ">39 days</time>" in rendered([replace(row, countdown=sooner)], "", AT, None)


def test_an_outcome_nobody_could_find_leaves_the_clock_counting() -> None:
    row = style_guide_rows.row(
        "Open", Status.PASSED, style_guide_rows.due("2025-07-20"), headlines=(Headline.UNKNOWN,)
    )
    html = rendered([row], "", AT, None)
    assert 'ago</small> <small class="state">outcome open</small>' in html
    assert "Not known" not in html


def test_the_outcome_of_one_target_stands_beside_the_clock() -> None:
    row = style_guide_rows.row(
        "Open", Status.PASSED, style_guide_rows.due("2025-07-20"), headlines=(Headline.COMPLIED,)
    )
    html = rendered([row], "", AT, None)
    assert "outcome open" in html
    assert ">Complied</a></span>" in html


def test_texts_of_a_row_keep_their_no_break_spaces_and_braces() -> None:
    limit = style_guide_rows.due("2025-08-30", "2025-09-02", Precision.RANGE)
    html = rendered([style_guide_rows.row("{0} {fuse}", Status.RUNNING, limit)], "", AT, None)
    assert ">{0} {fuse}</a>" in html
    assert "<small>30\xa0Aug – 2\xa0Sep\xa02025</small>" in html


def test_rows_of_the_same_elements_share_a_render() -> None:
    first, second = (style_guide_rows.row(title, Status.UNDATED, None) for title in ("First", "Second"))
    rendered([first], "", AT, None)
    renders = slots._format.cache_info().misses
    assert "Second" in rendered([second], "", AT, None)
    assert slots._format.cache_info().misses == renders


def test_languages_are_cached_apart() -> None:
    rendered(ROWS[:1], "", AT, None)
    with translation.override("uk"):
        rendered(ROWS[:1], "", AT, None)
    assert dashboard._row_format.cache_info().misses == 2


def test_words_of_the_record_are_escaped_in_the_fuse() -> None:
    axis = fuses.dashboard_axis(ROWS, AT)
    drawn = fuses.fuse_html(fuses.shapes_of(axis, AT, None, (), AT), "far", '"><script>')
    assert "<script>" not in drawn
    drawn = render_to_string("components/fuse.html", fuses.fuse(axis, AT, None, (), AT, "far", '"><script>'))
    assert "<script>" not in drawn


def test_the_axis_stays_while_minutes_pass() -> None:
    """What is drawn on it is good for longer than a minute: in an hour it changes a few times."""
    axes = set()
    for minute in range(60):
        axis = fuses.dashboard_axis(ROWS, AT + timedelta(minutes=minute))
        axes.add((axis.start, axis.end))
    assert len(axes) <= 6


def test_a_row_whose_time_is_up_says_so_in_two_lines() -> None:
    row = style_guide_rows.passed_rows()[0]
    html = render_to_string("components/countdown.html", dashboard.countdown(row.countdown))
    parts = re.findall(r">([^<]+)<", html)
    assert [part.strip() for part in parts if part.strip()][1:] == ["ago", "outcome open"]
    with translation.override("uk"):
        html = render_to_string("components/countdown.html", dashboard.countdown(row.countdown))
    assert "тому" in html


def test_a_row_holds_the_clock_and_the_line_that_stand_alone_elsewhere() -> None:
    axis = fuses.dashboard_axis(ROWS, AT)
    for row in ROWS:
        shown = rendered([row], axis, AT, None)
        if row.countdown.kind is not CountdownKind.RESOLVED:
            clock = render_to_string("components/countdown.html", dashboard.countdown(row.countdown))
            assert compact(clock.strip()) in compact(shown)
        shapes = fuses.shapes_of(axis, AT, row.window, row.ghosts, AT)
        alone = render_to_string("components/fuse.html", {"shapes": shapes, "tone": "far", "words": "<&>"})
        assert compact(fuses.fuse_html(shapes, "far", "<&>")) == compact(alone)


def compact(html: str) -> str:
    return re.sub(r"\s*(/?>|<)\s*", r"\1", re.sub(r"\s+", " ", html))


@pytest.mark.parametrize("values", [["<b>"], ['"'], ["{0}"], ["&", "[x]"]])
def test_what_fills_a_slot_is_escaped_and_read_as_it_stands(values: list[str]) -> None:
    form = " ".join(f"{{{place}}}" for place in range(len(values)))
    assert slots.filled(form, values) == escape(" ".join(values))
    assert slots.filled("{0} {word}", values[:1], word=SafeString("<i>")) == f"{escape(values[0])} <i>"
