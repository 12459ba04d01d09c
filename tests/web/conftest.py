"""The seeds, loaded once for a module; and each test's own cache of pages."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.filled import with_seeds
from tests.present import NOW


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A record that holds the seeds."""
    with with_seeds(django_db_blocker, NOW):
        yield
