"""Lines of time: the axis of one case."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due, Precision, Window
from tracker.templatetags.fuses import Shape, case_axis, move, pct

AT = datetime(2026, 11, 27, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Announced:
    announced: When
    window: Window | None = None


def test_a_case_without_a_date_is_drawn_from_its_announcement_to_the_instant_shown() -> None:
    axis = case_axis([Announced(When("2026-01-11"))], AT, None, None)
    assert axis.start < datetime(2026, 1, 11, tzinfo=UTC)
    assert axis.now_x is not None
    assert 90 < axis.now_x < 100


def test_a_case_that_is_over_is_not_drawn_up_to_the_instant_shown() -> None:
    axis = case_axis([Announced(When("2026-01-11"))], AT, None, When("2026-02-01"))
    assert axis.end < datetime(2026, 2, 10, tzinfo=UTC)
    assert axis.now_x is None


def test_the_end_of_a_day_lies_before_the_next_midnight_of_its_own_zone() -> None:
    limit = Due(
        When("1962-10-28"), When("1962-10-28"), Precision.DAY, "America/New_York", timezone_assumed=True
    )
    said = Announced(When("1962-10-27T19:45:00-04:00"), limit.window)
    axis = case_axis([said], AT, limit, When("1962-10-28"))
    ends = limit.window.earliest_at
    assert [f"{tick.at:%d %H:%M}" for tick in axis.ticks if tick.at == ends] in ([], ["29 00:00"])
    late = [tick for tick in axis.ticks if tick.at.day == 29]
    assert all(axis.unbounded_x(ends) <= tick.x for tick in late)
    assert f"{axis.zone}" == "America/New_York"


def test_an_announcement_known_by_its_day_is_drawn_on_that_day_of_the_axis() -> None:
    limit = Due(
        When("2025-09-02"), When("2025-09-02"), Precision.DAY, "America/New_York", timezone_assumed=True
    )
    axis = case_axis([Announced(When("2025-07-14"), limit.window)], AT, limit, None)
    line = move(axis, When("2025-07-14"), limit.window, None, AT, True, "far", "words")
    x = axis.unbounded_x(datetime(2025, 7, 14, 4, tzinfo=UTC))
    assert Shape("mark", "origin", pct(x)) in line["shapes"]
