"""Hours in a reader's own zone: when the next digest goes, and how long quiet hours last."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DIGEST_HOUR = time(8)
MONDAY = 0


def next_digest(where: ZoneInfo, after: datetime, *, weekly: bool) -> datetime:
    """The first 08:00 in the zone strictly after an instant, of any day or of a Monday, in UTC."""
    day = after.astimezone(where).date()
    while True:
        found = at_wall_time(day, DIGEST_HOUR, where)
        if found > after and (not weekly or day.weekday() == MONDAY):
            return found
        day += timedelta(days=1)


def same_day_elsewhere(at: datetime, before: ZoneInfo, where: ZoneInfo) -> datetime:
    """08:00 of the same day in another zone, in UTC: what was due on that day stays due once."""
    return at_wall_time(at.astimezone(before).date(), DIGEST_HOUR, where)


def quiet_end(
    where: ZoneInfo, quiet_from: time | None, quiet_until: time | None, at: datetime
) -> datetime | None:
    """When the quiet hours that hold an instant end, in UTC; None outside of them or without any.

    Half-open, and may span midnight: 22:00 to 07:00 is quiet at 22:00 and no longer at 07:00.
    """
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return None
    local = at.astimezone(where)
    spans_midnight = quiet_until < quiet_from
    if spans_midnight:
        is_quiet = local.time() >= quiet_from or local.time() < quiet_until
        ends_tomorrow = local.time() >= quiet_from
    else:
        is_quiet, ends_tomorrow = quiet_from <= local.time() < quiet_until, False
    if not is_quiet:
        return None
    found = at_wall_time(local.date() + timedelta(days=ends_tomorrow), quiet_until, where)
    # Where clocks go back over the end, it comes twice: the second counts if the first is over.
    return found if found > at else at_wall_time(local.date() + timedelta(days=1), quiet_until, where)


def at_wall_time(day: date, hour: time, where: ZoneInfo) -> datetime:
    """The instant at which a wall clock shows that hour, in UTC; in a gap, the hour by the offset before."""
    return datetime.combine(day, hour, where).astimezone(UTC)
