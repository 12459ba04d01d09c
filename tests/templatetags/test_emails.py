"""The words of letters: spans as a mail tells them, dates as a headline names them, what is followed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.alerts import OFFSETS, WEEK_AHEAD, AlertKind, wish_bit
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Countdown, CountdownKind, Status, countdown
from tracker.domain.vocabulary import Change
from tracker.templatetags.emails import (
    countdown_in_words,
    days_of,
    left_short,
    move_words,
    request_text,
    rounded,
    share_spent,
    short_title,
    web_url,
    wishes_text,
    zone_rows,
)

NOW = datetime(2025, 8, 1, 12, tzinfo=UTC)
DAY, HOUR, MINUTE, SECOND = (timedelta(**{name: 1}) for name in ("days", "hours", "minutes", "seconds"))


def due(earliest: str, latest: str | None = "", precision: Precision = Precision.DAY) -> Due:
    last = When(earliest) if latest == "" else When(latest) if latest else None
    return Due(When(earliest), last, precision, "America/New_York", timezone_assumed=False)


@pytest.mark.parametrize("offset", OFFSETS)
@given(late=st.integers(0, 29))
def test_a_reminder_that_leaves_within_half_a_minute_tells_its_whole_offset(
    offset: timedelta, late: int
) -> None:
    assert rounded(offset - late * SECOND) == offset


@given(st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_a_told_span_is_off_by_half_an_hour_at_most_and_less_when_little_is_left(span: timedelta) -> None:
    most = HOUR / 2 if span >= DAY else 5 * MINUTE / 2 if span >= HOUR else MINUTE / 2
    assert abs(rounded(span) - span) <= most


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        (7 * DAY, "7 days left"),
        (6 * DAY + 4 * HOUR, "6 days and 4 hours left"),
        (40 * DAY + 4 * HOUR, "40 days left"),
        (DAY + 10 * HOUR, "34 hours left"),
        (5 * HOUR + 21 * MINUTE, "5 hours and 20 minutes left"),
        (59 * MINUTE, "59 minutes left"),
    ],
)
def test_time_left_is_told_in_two_units(span: timedelta, sentence: str) -> None:
    clock = Countdown(CountdownKind.BEFORE, NOW + span, span)
    assert countdown_in_words(clock, due("2025-09-01")).sentence == sentence


WINDOW = due("2025-08-07", "2025-08-09", Precision.RANGE)


@pytest.mark.parametrize(
    ("at", "status", "sentence"),
    [
        ("2025-08-07T04:00Z", Status.RUNNING, "24 hours left until the earliest date"),
        ("2025-08-09T04:00Z", Status.OPEN, "Window open, at the latest in 24 hours"),
        ("2025-08-10T04:00Z", Status.PASSED, "The deadline has passed, the outcome is open"),
        ("2025-08-13T05:00Z", Status.PASSED, "Passed 4 days ago, outcome open"),
        ("2025-08-13T05:00Z", Status.SUSPENDED, "No date given"),
    ],
)
def test_a_window_is_told_honestly(at: str, status: Status, sentence: str) -> None:
    clock = countdown(status, WINDOW, datetime.fromisoformat(at))
    if status is Status.SUSPENDED:
        clock = countdown(Status.UNDATED, None, datetime.fromisoformat(at))
    assert countdown_in_words(clock, WINDOW).sentence == sentence


def test_an_outcome_is_told_with_its_distance() -> None:
    clock = countdown(Status.RESOLVED, due("2025-08-08"), NOW, When("2025-08-12"))
    assert (
        countdown_in_words(clock, None, (Headline.ENFORCED,)).sentence
        == "Enforced, 4 days after the deadline"
    )
    assert left_short(clock) == ""


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (None, "no date"),
        (due("2025-09-02"), "2 September"),
        (due("2026-09-02"), "2 September 2026"),
        (WINDOW, "7 to 9 August"),
        (due("2025-07-30", "2025-08-02", Precision.RANGE), "30 July to 2 August"),
        (due("2025-12-30", "2026-01-02", Precision.RANGE), "30 December to 2 January 2026"),
        (due("2025-08-01", "2025-08-31", Precision.MONTH), "August"),
        (due("2026-08-01", "2026-08-31", Precision.MONTH), "August 2026"),
        (due("2025-08-03", None, Precision.OPEN_ENDED), "from 3 August on"),
        (due("2025-08-03T02:00:00Z", precision=Precision.INSTANT), "2 August, 22:00 UTC−4"),
    ],
)
def test_a_time_limit_as_a_headline_names_it(limit: Due | None, words: str) -> None:
    assert days_of(limit, NOW) == words


@pytest.mark.parametrize(
    ("change", "was", "now_due", "words"),
    [
        (Change.SHORTENED, due("2025-09-02"), WINDOW, "Moved: 2 September → 7 to 9 August"),
        (Change.EXTENDED, due("2025-09-02"), None, "Moved: 2 September → no date"),
        (Change.CLARIFIED, WINDOW, WINDOW, "Clarified: 7 to 9 August stays"),
        (Change.SUSPENDED, WINDOW, None, "Suspended: 7 to 9 August no longer holds"),
        (Change.WITHDRAWN, None, None, "Withdrawn"),
        (Change.REINSTATED, None, WINDOW, "Back in force: 7 to 9 August"),
    ],
)
def test_what_a_change_did(change: Change, was: Due | None, now_due: Due | None, words: str) -> None:
    assert move_words(change, was, now_due, NOW) == words


def test_the_same_date_stays_though_one_of_them_names_the_city() -> None:
    """What was told is stored as the case format has it, which names no place."""
    told = due("2025-08-08")
    assert move_words(Change.CLARIFIED, told, replace(told, in_city=True), NOW) == "Clarified: 8 August stays"


def test_the_end_of_a_time_limit_is_told_where_it_was_set_in_utc_and_for_the_reader() -> None:
    rows = [(row.name, row.text) for row in zone_rows(due("2025-08-08"), "Asia/Kathmandu")]
    assert rows == [
        ("Read as", "the end of 8 August 2025 in Washington (UTC−4)"),
        ("UTC", "Saturday 9 August 2025, 04:00"),
        ("In your zone (Kathmandu)", "Saturday 9 August 2025, 09:45 (UTC+5:45)"),
    ]
    assert zone_rows(None, "UTC") == ()


@given(st.integers(-200, 200))
def test_the_share_of_a_fuse_is_between_none_and_all(days: int) -> None:
    clock = Countdown(CountdownKind.BEFORE, datetime(2025, 9, 1, tzinfo=UTC), DAY)
    share = share_spent(clock, When("2025-07-14"), NOW + days * DAY)
    assert share is not None
    assert 0 <= share <= 20
    assert share_spent(clock, When("2025-10-01"), NOW) is None


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://example.org/a?b=c&d=%20#e", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("//example.org", False),
        ("https://", False),
        ("https://user:pw@example.org", False),
        ('https://example.org/"x', False),
        ("https://example.org/a b", False),
        ("https://[", False),
    ],
)
def test_only_addresses_of_web_pages_are_linked(url: str, fits: bool) -> None:
    assert web_url(url) == (url if fits else "")


def test_wishes_are_listed() -> None:
    wishes = sum(wish_bit(AlertKind.REMINDER, offset) for offset in (7 * DAY, DAY, HOUR))
    assert wishes_text(wishes) == "7 days, 1 day and 1 hour before the date"
    assert wishes_text(wishes | wish_bit(AlertKind.MOVED)).endswith("before the date and when a date moves")
    assert wishes_text(0) == ""


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        (WEEK_AHEAD, "about every case on record: the week ahead, on Mondays"),
        (
            WEEK_AHEAD | wish_bit(AlertKind.MOVED),
            "about every case on record: when a date moves and the week ahead, on Mondays; in a daily digest",
        ),
    ],
)
def test_what_was_asked_says_how_soon_it_goes(wishes: int, says: str) -> None:
    assert (
        request_text(SimpleNamespace(kind="everything", name="", parts=(), wishes=wishes, cadence=1)) == says
    )


def test_a_long_title_is_cut_for_the_subject() -> None:
    assert short_title("a" * 110) == "a" * 110
    assert short_title("word " * 40).endswith("word…")
    assert len(short_title("a" * 111)) == 110
