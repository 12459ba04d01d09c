"""The present of tests that run against the real clock, read once before any of them opens a database."""

import time
from datetime import UTC, datetime

from tests.sharing import SHARED

BEGAN = SHARED / "began" if SHARED else None
"""What `make test` touched when it began: its processes have one present, and copy what one stored."""
# `utc_now` asks the database, which modules may not do while tests are collected.
NOW = (
    datetime.fromtimestamp(BEGAN.stat().st_mtime, UTC) if BEGAN else datetime.now(UTC)  # noqa: TID251 -- see above
)


def early_in_a_minute() -> None:
    """Wait for the next minute where this one is nearly over: pages of the present say how many are left."""
    over = time.time() % 60  # noqa: TID251 -- how much of a minute is over is no instant
    if over > 50:
        time.sleep(60.1 - over)
