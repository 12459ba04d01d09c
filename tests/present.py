"""The present of tests that run against the real clock, read once before any of them opens a database."""

from datetime import UTC, datetime

NOW = datetime.now(UTC)  # noqa: TID251 -- `utc_now` asks the database, which modules may not do while tests are collected
