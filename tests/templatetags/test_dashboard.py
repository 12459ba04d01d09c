"""The rows of a board: kept by all they show, with the instant put in."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from tracker.domain.dates.fuses import Axis
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Countdown, CountdownKind, Status
from tracker.queries.dashboard import DashboardRow
from tracker.templatetags import dashboard, fuses
from tracker.templatetags.dashboard import dashboard_rows
from tracker.templatetags.times import countdown_words
from tracker.web.pages import style_guide_rows

ROWS = (*style_guide_rows.running_rows(), *style_guide_rows.passed_rows(), *style_guide_rows.resolved_rows())


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    dashboard._cached_render.cache_clear()
    dashboard._whole.clear()


def test_no_slot_is_left_over() -> None:
    axis = fuses.dashboard_axis(ROWS, style_guide_rows.AT)
    for line in (axis, ""):
        assert dashboard._TOKEN not in dashboard_rows(ROWS, line, style_guide_rows.AT, "2025-07-24")


def test_a_kept_row_reads_as_a_fresh_one() -> None:
    axis = fuses.dashboard_axis(ROWS, style_guide_rows.AT)
    fresh = dashboard_rows(ROWS, axis, style_guide_rows.AT, None)
    assert dashboard._cached_render.cache_info().hits == 0
    assert dashboard_rows(ROWS, axis, style_guide_rows.AT, None) == fresh
    assert dashboard._cached_render.cache_info().hits == len(ROWS)


def test_links_keep_the_instant_also_of_kept_rows() -> None:
    for as_of, href in [
        (None, 'href="/ultimatums/sample/"'),
        ("2025-07-24T12:00:00+03:00", 'href="/ultimatums/sample/?as_of=2025-07-24T12:00:00%2B03:00"'),
        (None, 'href="/ultimatums/sample/"'),
    ]:
        assert dashboard_rows(ROWS[:1], "", style_guide_rows.AT, as_of).count(href) == 1


def test_a_row_that_changed_is_rendered_anew() -> None:
    row = style_guide_rows.row("First title", Status.RUNNING, style_guide_rows.due("2025-09-02"))
    dashboard_rows([row], "", style_guide_rows.AT, None)
    assert "Second &lt;title&gt;" in dashboard_rows(
        [replace(row, title="Second <title>")], "", style_guide_rows.AT, None
    )


def test_a_kept_row_counts_down_from_the_instant_shown() -> None:
    row = style_guide_rows.row("Running", Status.RUNNING, style_guide_rows.due("2025-09-02"))
    sooner = replace(row.countdown, span=timedelta(days=39))
    assert ">40 days</time>" in dashboard_rows([row], "", style_guide_rows.AT, None)
    assert ">39 days</time>" in dashboard_rows(
        [replace(row, countdown=sooner)], "", style_guide_rows.AT, None
    )


def test_an_outcome_nobody_could_find_leaves_the_clock_counting() -> None:
    row = style_guide_rows.row(
        "Open", Status.PASSED, style_guide_rows.due("2025-07-20"), headlines=(Headline.UNKNOWN,)
    )
    html = dashboard_rows([row], "", style_guide_rows.AT, None)
    assert 'ago</small> <small class="state">outcome open</small>' in html
    assert "Not known" not in html


def test_the_outcome_of_one_target_stands_beside_the_clock() -> None:
    row = style_guide_rows.row(
        "Open", Status.PASSED, style_guide_rows.due("2025-07-20"), headlines=(Headline.COMPLIED,)
    )
    html = dashboard_rows([row], "", style_guide_rows.AT, None)
    assert "outcome open" in html
    assert ">Complied</span>" in html


def test_languages_are_kept_apart() -> None:
    dashboard_rows(ROWS[:1], "", style_guide_rows.AT, None)
    with translation.override("uk"):
        dashboard_rows(ROWS[:1], "", style_guide_rows.AT, None)
    assert dashboard._cached_render.cache_info().misses == 2


def test_words_of_the_record_are_escaped_in_the_fuse() -> None:
    axis = fuses.dashboard_axis(ROWS, style_guide_rows.AT)
    drawn = fuses.fuse(axis, style_guide_rows.AT, None, (), style_guide_rows.AT, "far", '"><script>')
    assert "<script>" not in drawn


KEYED = replace(
    style_guide_rows.row("First title", Status.RUNNING, style_guide_rows.due("2025-09-02")), key="k1"
)


def kept_as(shown: DashboardRow, axis: Axis | str, at: datetime, as_of: str | None = None) -> bool:
    """Whether what stands for a row is what was kept of `KEYED`; that says so whose title differs by now."""
    return "First title" in dashboard_rows([replace(shown, title="Second title")], axis, at, as_of)


def test_a_row_with_a_key_is_kept_whole_while_its_words_stay() -> None:
    dashboard_rows([KEYED], "", style_guide_rows.AT, None)
    span = KEYED.countdown.span
    assert span is not None

    def left(changed: timedelta) -> DashboardRow:
        return replace(KEYED, countdown=replace(KEYED.countdown, span=changed))

    assert kept_as(KEYED, "", style_guide_rows.AT)
    assert kept_as(left(timedelta(days=span.days)), "", style_guide_rows.AT)
    assert not kept_as(left(timedelta(days=span.days - 1)), "", style_guide_rows.AT)
    assert not kept_as(replace(KEYED, key="k2"), "", style_guide_rows.AT)
    assert not kept_as(KEYED, "", style_guide_rows.AT, "2025-07-24")
    assert not kept_as(replace(KEYED, countdown=Countdown(CountdownKind.SUSPENDED)), "", style_guide_rows.AT)


def test_a_row_with_a_key_is_drawn_anew_once_its_spark_has_moved_by_a_step() -> None:
    axis = fuses.dashboard_axis([KEYED], style_guide_rows.AT)
    step = (axis.end - axis.start) / dashboard.STEPS
    begin = axis.start + int((style_guide_rows.AT - axis.start) / step) * step + step / 4
    dashboard_rows([KEYED], axis, begin, None)
    assert kept_as(KEYED, axis, begin + step / 2)
    assert not kept_as(KEYED, axis, begin + step)
    assert not kept_as(KEYED, replace(axis, end=axis.end + timedelta(days=9)), begin)


def test_the_lines_of_a_board_stay_while_minutes_pass() -> None:
    """What is kept is of use for longer than a minute: in an hour, a board is drawn a few times."""
    rows = [replace(row, key=f"k{number}") for number, row in enumerate(ROWS)]
    axes = set()
    for minute in range(60):
        axis = fuses.dashboard_axis(rows, style_guide_rows.AT + timedelta(minutes=minute))
        axes.add((axis.start, axis.end))
    assert len(axes) <= 6


def test_a_row_whose_time_is_up_says_so_in_two_lines() -> None:
    row = style_guide_rows.passed_rows()[0]
    html = dashboard.countdown_html(countdown_words(row.countdown), row.countdown)
    parts = re.findall(r">([^<]+)<", html)
    assert [part.strip() for part in parts if part.strip()][1:] == ["ago", "outcome open"]
    with translation.override("uk"):
        html = dashboard.countdown_html(countdown_words(row.countdown), row.countdown)
    assert "тому" in html
