"""The rows of a board: kept by all they show, with the instant put in."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from tracker.domain.outcomes import Headline
from tracker.domain.standing import Status
from tracker.templatetags import boards, lines
from tracker.templatetags.boards import board_rows
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
    assert '<small class="state">ago, outcome open</small>' in html
    assert "Not known" not in html


def test_the_outcome_of_one_target_stands_beside_the_clock() -> None:
    row = samples.row("Open", Status.PASSED, samples.due("2025-07-20"), headlines=(Headline.COMPLIED,))
    html = board_rows([row], "", samples.AT, None)
    assert "ago, outcome open" in html
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


def test_a_row_with_a_key_is_kept_whole_for_its_minute_and_line() -> None:
    row = replace(samples.row("First title", Status.RUNNING, samples.due("2025-09-02")), key="k1")
    at = samples.AT.replace(second=3)
    first = board_rows([row], "", at, None)
    changed = replace(row, title="Second title")
    assert board_rows([changed], "", at + timedelta(seconds=50), None) == first
    assert "Second title" in board_rows([replace(changed, key="k2")], "", at, None)
    assert "?as_of=2025-07-24" in board_rows([row], "", at, "2025-07-24")
    assert board_rows([changed], "", at + timedelta(minutes=1), None) != first
