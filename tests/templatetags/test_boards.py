"""The rows of a board: kept by all they show, with the instant put in."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.utils import translation

from tracker.domain.fuses import Axis
from tracker.domain.outcomes import Headline
from tracker.domain.standing import Countdown, CountdownKind, Status
from tracker.queries.board import BoardRow
from tracker.templatetags import boards, lines
from tracker.templatetags.boards import board_rows
from tracker.templatetags.times import countdown_words
from tracker.web import samples

ROWS = (*samples.running_rows(), *samples.passed_rows(), *samples.resolved_rows())


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    boards._kept.cache_clear()
    boards._whole.clear()


def test_no_slot_is_left_over() -> None:
    axis = lines.board_axis(ROWS, samples.AT)
    for line in (axis, ""):
        assert boards._TOKEN not in board_rows(ROWS, line, samples.AT, "2025-07-24")


def test_a_kept_row_reads_as_a_fresh_one() -> None:
    axis = lines.board_axis(ROWS, samples.AT)
    fresh = board_rows(ROWS, axis, samples.AT, None)
    assert boards._kept.cache_info().hits == 0
    assert board_rows(ROWS, axis, samples.AT, None) == fresh
    assert boards._kept.cache_info().hits == len(ROWS)


def test_links_keep_the_instant_also_of_kept_rows() -> None:
    for as_of, href in [
        (None, 'href="/ultimatums/sample/"'),
        ("2025-07-24T12:00:00+03:00", 'href="/ultimatums/sample/?as_of=2025-07-24T12:00:00%2B03:00"'),
        (None, 'href="/ultimatums/sample/"'),
    ]:
        assert board_rows(ROWS[:1], "", samples.AT, as_of).count(href) == 1


def test_a_row_that_changed_is_rendered_anew() -> None:
    row = samples.row("First title", Status.RUNNING, samples.due("2025-09-02"))
    board_rows([row], "", samples.AT, None)
    assert "Second &lt;title&gt;" in board_rows([replace(row, title="Second <title>")], "", samples.AT, None)


def test_a_kept_row_counts_down_from_the_instant_shown() -> None:
    row = samples.row("Running", Status.RUNNING, samples.due("2025-09-02"))
    sooner = replace(row.countdown, span=timedelta(days=39))
    assert ">40 days</time>" in board_rows([row], "", samples.AT, None)
    assert ">39 days</time>" in board_rows([replace(row, countdown=sooner)], "", samples.AT, None)


def test_an_outcome_nobody_could_find_leaves_the_clock_counting() -> None:
    row = samples.row("Open", Status.PASSED, samples.due("2025-07-20"), headlines=(Headline.UNKNOWN,))
    html = board_rows([row], "", samples.AT, None)
    assert 'ago</small> <small class="state">outcome open</small>' in html
    assert "Not known" not in html


def test_the_outcome_of_one_target_stands_beside_the_clock() -> None:
    row = samples.row("Open", Status.PASSED, samples.due("2025-07-20"), headlines=(Headline.COMPLIED,))
    html = board_rows([row], "", samples.AT, None)
    assert "outcome open" in html
    assert ">Complied</span>" in html


def test_languages_are_kept_apart() -> None:
    board_rows(ROWS[:1], "", samples.AT, None)
    with translation.override("uk"):
        board_rows(ROWS[:1], "", samples.AT, None)
    assert boards._kept.cache_info().misses == 2


def test_words_of_the_record_are_escaped_in_the_fuse() -> None:
    axis = lines.board_axis(ROWS, samples.AT)
    drawn = lines.fuse(axis, samples.AT, None, (), samples.AT, "far", '"><script>')
    assert "<script>" not in drawn


KEYED = replace(samples.row("First title", Status.RUNNING, samples.due("2025-09-02")), key="k1")


def kept_as(shown: BoardRow, axis: Axis | str, at: datetime, as_of: str | None = None) -> bool:
    """Whether what stands for a row is what was kept of `KEYED`; that says so whose title differs by now."""
    return "First title" in board_rows([replace(shown, title="Second title")], axis, at, as_of)


def test_a_row_with_a_key_is_kept_whole_while_its_words_stay() -> None:
    board_rows([KEYED], "", samples.AT, None)
    span = KEYED.countdown.span
    assert span is not None

    def left(changed: timedelta) -> BoardRow:
        return replace(KEYED, countdown=replace(KEYED.countdown, span=changed))

    assert kept_as(KEYED, "", samples.AT)
    assert kept_as(left(timedelta(days=span.days)), "", samples.AT)
    assert not kept_as(left(timedelta(days=span.days - 1)), "", samples.AT)
    assert not kept_as(replace(KEYED, key="k2"), "", samples.AT)
    assert not kept_as(KEYED, "", samples.AT, "2025-07-24")
    assert not kept_as(replace(KEYED, countdown=Countdown(CountdownKind.SUSPENDED)), "", samples.AT)


def test_a_row_with_a_key_is_drawn_anew_once_its_spark_has_moved_by_a_step() -> None:
    axis = lines.board_axis([KEYED], samples.AT)
    step = (axis.end - axis.start) / boards.STEPS
    begin = axis.start + int((samples.AT - axis.start) / step) * step + step / 4
    board_rows([KEYED], axis, begin, None)
    assert kept_as(KEYED, axis, begin + step / 2)
    assert not kept_as(KEYED, axis, begin + step)
    assert not kept_as(KEYED, replace(axis, end=axis.end + timedelta(days=9)), begin)


def test_the_lines_of_a_board_stay_while_minutes_pass() -> None:
    """What is kept is of use for longer than a minute: in an hour, a board is drawn a few times."""
    rows = [replace(row, key=f"k{number}") for number, row in enumerate(ROWS)]
    axes = set()
    for minute in range(60):
        axis = lines.board_axis(rows, samples.AT + timedelta(minutes=minute))
        axes.add((axis.start, axis.end))
    assert len(axes) <= 6


def test_a_row_whose_time_is_up_says_so_in_two_lines() -> None:
    row = samples.passed_rows()[0]
    html = boards.countdown_html(countdown_words(row.countdown), row.countdown)
    parts = re.findall(r">([^<]+)<", html)
    assert [part.strip() for part in parts if part.strip()][1:] == ["ago", "outcome open"]
    with translation.override("uk"):
        html = boards.countdown_html(countdown_words(row.countdown), row.countdown)
    assert "тому" in html
