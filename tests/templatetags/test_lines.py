"""Lines of time: the axis of one case."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.domain.moments import When
from tracker.domain.windows import Window
from tracker.templatetags.lines import case_axis

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
