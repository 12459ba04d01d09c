"""What the tests of intake share: sites on this machine, a clock that is set, an engine of one sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from tests.news_sites import Sites, sites

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def there() -> Iterator[Sites]:
    """All news sites there are."""
    with sites() as made:
        yield made


@dataclass
class SetClock:
    """A clock that stands where it is put; each look lets a second go by, as one a host needs."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def clock() -> SetClock:
    return SetClock()
