"""How large a page may be: what a reader on a slow line waits for."""

from datetime import timedelta

import pytest
from django.template.loader import get_template
from django.test import Client

from tests.factories import store_generated
from tests.present import NOW

MOST_BYTES = 100 * 1024


@pytest.mark.django_db
def test_a_dashboard_of_a_hundred_rows_is_a_hundred_kilobytes(client: Client) -> None:
    store_generated(700, NOW - timedelta(minutes=1))
    html = client.get("/").content
    assert html.count(b'<li class="entry') == 100
    assert len(html) < MOST_BYTES


def test_templates_of_pages_are_read_without_their_indentation() -> None:
    assert "\n  " not in get_template("base.html").template.source  # type: ignore[attr-defined]
    assert "\n  " in get_template("emails/base.html").template.source  # type: ignore[attr-defined]
