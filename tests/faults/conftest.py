"""What tests that break things share."""

import pytest
from django.db import connection
from pytest_django import Settings


@pytest.fixture(autouse=True)
def short_grace(settings: Settings) -> None:
    """News leaves at once, in this process as in the others."""
    settings.NEWS_GRACE_SECONDS = 0


@pytest.fixture
def pool(transactional_db: None) -> str:
    """The kind of worker that goes with the database: processes, or on SQLite the launcher's threads."""
    return "prefork" if connection.vendor == "postgresql" else "threads"
