"""The one place that reads the system clock. Doors and tasks call it once and hand `now` down."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
