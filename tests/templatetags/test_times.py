"""Time in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.dates.distances import Distance
from tracker.domain.dates.moments import Grain, When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.status.standing import Countdown, CountdownKind
from tracker.templatetags.times import (
    DAYS_STAY_DAYS,
    as_of_day,
    as_of_text,
    countdown_words,
    drift_text,
    due_short,
    due_text,
    face,
    offset_text,
    span_text,
    when_text,
    whole_units,
)

TARGET = datetime(2025, 9, 3, 4, tzinfo=UTC)
NEW_YORK = "America/New_York"


def due(
    earliest: str,
    latest: str | None,
    precision: Precision,
    timezone: str = NEW_YORK,
    *,
    assumed: bool = False,
) -> Due:
    return Due(When(earliest), When(latest) if latest else None, precision, timezone, assumed)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(0), "0 seconds"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=59), "59 seconds"),
        (timedelta(minutes=1, seconds=59), "1 minute"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=47, minutes=59), "47 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=40, hours=4), "40 days"),
        (timedelta(days=999, hours=23), "999 days"),
        (timedelta(days=1000), "2.7 years"),
        (timedelta(days=3650), "9.9 years"),
        (timedelta(days=3653), "10 years"),
        (timedelta(days=40_900), "111 years"),
    ],
)
def test_span_text_takes_the_largest_whole_unit(span: timedelta, words: str) -> None:
    assert span_text(span) == words


@given(
    st.timedeltas(timedelta(0), timedelta(days=3)) | st.timedeltas(timedelta(0), timedelta(days=2000)),
    st.timedeltas(timedelta(0), timedelta(hours=30)),
)
def test_spans_of_the_same_whole_units_have_the_same_words(span: timedelta, more: timedelta) -> None:
    if whole_units(span) == whole_units(span + more):
        assert span_text(span) == span_text(span + more)
    else:
        assert span_text(span) != span_text(span + more) or span.days >= DAYS_STAY_DAYS


@given(st.timedeltas(timedelta(0), timedelta(days=200 * 365)))
def test_span_text_never_promises_more_than_is_left(span: timedelta) -> None:
    number, unit = span_text(span).split()
    lengths = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "year": 365.2425 * 86400}
    assert float(number) * lengths[unit.removesuffix("s")] <= span.total_seconds()


@pytest.mark.parametrize(
    ("drift", "words"),
    [
        (Distance(Grain.DAY, timedelta(days=-25)), "25 days earlier"),
        (Distance(Grain.DAY, timedelta(days=1)), "1 day later"),
        (Distance(Grain.DAY, timedelta(hours=30)), "1 day later"),
        (Distance(Grain.DAY, timedelta(days=1281)), "3.5 years later"),
        (Distance(Grain.MONTH, timedelta(days=61)), "2 months later"),
        (Distance(Grain.YEAR, timedelta(days=-365)), "1 year earlier"),
        (Distance(Grain.INSTANT, timedelta(hours=3)), "3 hours later"),
        (Distance(Grain.INSTANT, timedelta(hours=30)), "1 day later"),
        (Distance(Grain.INSTANT, timedelta(0)), "the same date"),
        (None, ""),
    ],
)
def test_drift_text_says_how_far_and_which_way(drift: Distance | None, words: str) -> None:
    assert drift_text(drift) == words


@pytest.mark.parametrize(
    ("countdown", "sentence", "tone", "direction"),
    [
        (Countdown(CountdownKind.BEFORE, TARGET, timedelta(days=40)), "40 days left", "far", "down"),
        (Countdown(CountdownKind.BEFORE, TARGET, timedelta(days=30)), "30 days left", "near", "down"),
        (Countdown(CountdownKind.BEFORE, TARGET, timedelta(hours=5)), "5 hours left", "imminent", "down"),
        (
            Countdown(CountdownKind.INSIDE, TARGET, timedelta(days=2)),
            "window open, at the latest in 2 days",
            "imminent",
            "down",
        ),
        (
            Countdown(CountdownKind.INSIDE, TARGET, timedelta(days=9)),
            "window open, at the latest in 9 days",
            "near",
            "down",
        ),
        (
            Countdown(CountdownKind.INSIDE, TARGET, timedelta(days=34)),
            "window open, at the latest in 34 days",
            "far",
            "down",
        ),
        (Countdown(CountdownKind.INSIDE), "window open, no latest date", "far", ""),
        (
            Countdown(CountdownKind.PASSED, TARGET, timedelta(days=3)),
            "passed 3 days ago, outcome open",
            "overdue",
            "up",
        ),
        (Countdown(CountdownKind.UNDATED), "no date given", "quiet", ""),
        (Countdown(CountdownKind.SUSPENDED), "suspended", "quiet", ""),
        (Countdown(CountdownKind.WITHDRAWN), "withdrawn", "quiet", ""),
        (
            Countdown(CountdownKind.RESOLVED, TARGET, timedelta(days=1)),
            "Enforced, 1 day after the deadline",
            "quiet",
            "",
        ),
        (
            Countdown(CountdownKind.RESOLVED, TARGET, timedelta(days=2), early=True),
            "Enforced, 2 days before the deadline",
            "quiet",
            "",
        ),
        (Countdown(CountdownKind.RESOLVED, TARGET, timedelta(0)), "Enforced, on the deadline", "quiet", ""),
        (Countdown(CountdownKind.RESOLVED), "Enforced", "quiet", ""),
    ],
)
def test_countdown_words_are_honest(countdown: Countdown, sentence: str, tone: str, direction: str) -> None:
    words = countdown_words(countdown, "Enforced")
    assert (words.sentence, words.tone, words.direction) == (sentence, tone, direction)


def shown(span: timedelta, grain: Grain) -> list[tuple[str, str]]:
    parts = face(Countdown(CountdownKind.BEFORE, TARGET, span, grain=grain))
    return [(part.number, part.name) for part in parts]


def test_face_of_an_instant_shows_days_hours_and_minutes() -> None:
    span = timedelta(days=9, hours=4, minutes=1, seconds=59)
    assert shown(span, Grain.INSTANT) == [("9", "days"), ("04", "hours"), ("01", "minute")]


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (timedelta(days=40, hours=4), ("40", "days")),
        (timedelta(hours=47, minutes=59), ("47", "hours")),
        (timedelta(minutes=59), ("59", "minutes")),
        (timedelta(seconds=3), ("1", "minute")),
    ],
)
def test_face_of_a_day_shows_one_number_and_never_seconds(span: timedelta, told: tuple[str, str]) -> None:
    assert shown(span, Grain.DAY) == [told]


@pytest.mark.parametrize(
    ("limit", "long", "short"),
    [
        (
            due("2025-09-02", "2025-09-02", Precision.DAY, assumed=True),
            "the end of 2 September 2025 in Washington (UTC−4), zone assumed",
            "2 Sep 2025",
        ),
        (
            due("2025-08-07", "2025-08-09", Precision.RANGE),
            "between the end of 7 August 2025 and the end of 9 August 2025 in Washington (UTC−4)",
            "7–9 Aug 2025",
        ),
        (
            due("2025-10-30", "2025-11-02", Precision.RANGE),
            "between the end of 30 October 2025 and the end of 2 November 2025 in Washington (UTC−4)",
            "30 Oct – 2 Nov 2025",
        ),
        (
            due("2025-12-30", "2026-01-02", Precision.VAGUE),
            "between the end of 30 December 2025 and the end of 2 January 2026 in Washington (UTC−5)",
            "30 Dec 2025 – 2 Jan 2026",
        ),
        (
            due("2026-01-15T12:00:00-05:00", "2026-01-15T12:00:00-05:00", Precision.INSTANT),
            "12:00 on 15 January 2026 in Washington (UTC−5)",
            "15 Jan 2026, 12:00",
        ),
        (
            due("2025-02-15T12:00:00-05:00", "2025-02-15T18:00:00-05:00", Precision.RANGE),
            "between 12:00 on 15 February 2025 and 18:00 on 15 February 2025 in Washington (UTC−5)",
            "15 Feb 2025, 12:00–18:00",
        ),
        (
            due("2026-06-01", "2026-06-30", Precision.MONTH),
            "some time in June 2026 in Washington (UTC−4)",
            "Jun 2026",
        ),
        (
            due("2026-03-01", None, Precision.OPEN_ENDED),
            "the end of 1 March 2026 at the earliest, with no latest date, in Washington (UTC−5)",
            "from 1 Mar 2026",
        ),
    ],
)
def test_due_is_read_in_the_senders_zone(limit: Due, long: str, short: str) -> None:
    assert due_text(limit) == long
    assert due_short(limit).replace("\N{NO-BREAK SPACE}", " ") == short


def test_due_in_utc_says_so_once() -> None:
    limit = Due(When("2026-03-01"), When("2026-03-01"), Precision.DAY, "UTC", timezone_assumed=False)
    assert due_text(limit) == "the end of 1 March 2026 in UTC"


def test_no_due_says_so() -> None:
    assert (due_text(None), due_short(None)) == ("no date given", "no date")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("2025", "2025"),
        ("2025-07", "July 2025"),
        ("2025-07-14", "14 July 2025"),
        ("1899-10-09T17:00:00+02:00", "9 October 1899, 17:00 (UTC+2)"),
        ("2026-01-15T12:00:00Z", "15 January 2026, 12:00 (UTC)"),
    ],
)
def test_when_text_is_as_fine_as_what_is_known(when: str, words: str) -> None:
    assert when_text(When(when)) == words


def test_offset_text_tells_half_hours() -> None:
    assert offset_text(datetime.fromisoformat("2025-07-14T12:00:00+05:30")) == "UTC+5:30"


@pytest.mark.parametrize(
    ("instant", "words", "day"),
    [
        ("2025-07-25T00:00:00+00:00", "24 July 2025", "2025-07-24"),
        ("2025-07-24T23:59:59.999999+00:00", "24 July 2025", "2025-07-24"),
        ("2025-07-24T13:05:00+00:00", "24 July 2025, 13:05 UTC", "2025-07-24"),
    ],
)
def test_the_end_of_a_day_reads_as_that_day(instant: str, words: str, day: str) -> None:
    at = datetime.fromisoformat(instant)
    assert (as_of_text(at), as_of_day(at)) == (words, day)
