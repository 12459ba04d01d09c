"""What letters are made with: a fixed key and site, so that the same facts give the same bytes."""

import pytest
from pytest_django import Settings

from tests.emails.reading import SITE


@pytest.fixture(autouse=True)
def fixed_site(settings: Settings) -> None:
    """Tokens and addresses that do not depend on who runs the tests."""
    settings.SECRET_KEY = "a key of these tests alone, long enough to sign with it"
    settings.SECRET_KEY_FALLBACKS = []
    settings.SITE_URL = SITE
    settings.DEFAULT_FROM_EMAIL = "Ultimata <news@ultimata.example>"
