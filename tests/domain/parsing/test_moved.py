"""Windows moved by a length: from the end of the deadline before, in both directions."""

import pytest

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.parsing import direction, moved


def window(earliest: str, latest: str | None, precision: Precision) -> Due:
    return Due(When(earliest), When(latest) if latest else None, precision, "Europe/Berlin", True)


DAY = window("2026-10-20", "2026-10-20", Precision.DAY)
INSTANT = window("2026-10-20T12:00:00+02:00", "2026-10-20T12:00:00+02:00", Precision.INSTANT)
MONTH = window("2026-12-01", "2026-12-31", Precision.MONTH)


@pytest.mark.parametrize(
    ("words", "previous", "is_later", "bounds"),
    [
        ("by two weeks", DAY, True, ("2026-11-03", "2026-11-03")),
        ("extended by 14 days", DAY, True, ("2026-11-03", "2026-11-03")),
        ("pushed back by a week", DAY, True, ("2026-10-27", "2026-10-27")),
        ("another week", DAY, True, ("2026-10-27", "2026-10-27")),
        ("a further ten days", DAY, True, ("2026-10-30", "2026-10-30")),
        ("for another 24 hours", DAY, True, ("2026-10-21", "2026-10-21")),
        ("by another month", DAY, True, ("2026-11-20", "2026-11-20")),
        ("shortened by three days", DAY, False, ("2026-10-17", "2026-10-17")),
        ("by a month", DAY, False, ("2026-09-20", "2026-09-20")),
        # The clocks go back on 25 October: days keep the hour of the clock, hours do not.
        ("by a week", INSTANT, True, ("2026-10-27T12:00:00+01:00",) * 2),
        ("by 168 hours", INSTANT, True, ("2026-10-27T11:00:00+01:00",) * 2),
        ("by 36 hours", INSTANT, False, ("2026-10-19T00:00:00+02:00",) * 2),
        ("by two weeks", MONTH, True, ("2026-12-15", "2027-01-14")),
    ],
)
def test_the_window_before_is_moved(
    words: str, previous: Due, is_later: bool, bounds: tuple[str, str]
) -> None:
    due = moved(words, previous, is_later=is_later)
    assert due is not None
    assert due.latest is not None
    assert (due.earliest.text, due.latest.text) == bounds


@pytest.mark.parametrize(
    ("words", "previous", "is_later"),
    [
        ("within ten days", DAY, True),
        ("by Friday", DAY, True),
        ("by 8 December", DAY, True),
        ("by two to three weeks", DAY, True),
        ("another week", DAY, False),
        ("by 36 hours", DAY, True),
        ("by ten working days", DAY, True),
        ("by two weeks", window("2026-10-20", None, Precision.OPEN_ENDED), True),
    ],
)
def test_other_words_move_nothing(words: str, previous: Due, is_later: bool) -> None:
    assert moved(words, previous, is_later=is_later) is None


@pytest.mark.parametrize(
    ("words", "is_later"),
    [
        ("extended by two weeks", True),
        ("put off by a day", True),
        ("another week", True),
        ("shortened by three days", False),
        ("brought forward by a week", False),
        ("by two weeks", None),
    ],
)
def test_the_direction_is_told_by_the_words(words: str, is_later: bool | None) -> None:
    assert direction(words) is is_later
