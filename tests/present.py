"""The present of tests that run against the real clock, read once before any of them opens a database."""

from datetime import UTC, datetime

from tests.sharing import SHARED

BEGAN = SHARED / "began" if SHARED else None
"""What `make test` touched when it began: its processes have one present, and copy what one stored."""
# `utc_now` asks the database, which modules may not do while tests are collected.
NOW = (
    datetime.fromtimestamp(BEGAN.stat().st_mtime, UTC) if BEGAN else datetime.now(UTC)  # noqa: TID251 -- see above
)
