"""A running public site for a whole module of browser tests: the seeds and some cases around the present."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.factories import Document, a_case, a_deadline, a_due, an_event, load
from tests.filled import filled, load_seeds
from tests.present import NOW
from tracker.clock import utc_now
from tracker.services.tick import tick


def instant(**ahead: Any) -> str:
    """An instant so far from now, in whole seconds."""
    return (NOW + timedelta(**ahead)).replace(microsecond=0).isoformat()


def around_now() -> list[Document]:
    """Cases whose clocks run while the tests do, and one of every other standing."""
    announced = instant(days=-10)[:10]

    def due(*bounds: str | None) -> list[Document]:
        return [a_deadline("d1", announced, a_due(*bounds) if bounds else None, as_stated="very soon")]  # type: ignore[arg-type]

    moved = [
        a_deadline("d1", announced, a_due(instant(days=60)[:10], timezone="Europe/Kyiv")),
        a_deadline("d2", instant(days=-5)[:10], a_due(instant(days=40)[:10]), "shortened", replaces="d1"),
        a_deadline("d3", instant(days=-3)[:10], a_due(instant(days=90)[:10]), "staged"),
    ]
    return [
        a_case("by-the-hour", title="Open the gates by the hour", deadlines=due(instant(days=3, hours=5))),
        a_case("moved-and-staged", title="Leave the islands in stages", deadlines=moved),
        a_case(
            "window-open", title="Sign within the window", deadlines=due(instant(days=-1), instant(days=9))
        ),
        a_case("undated", title="Disarm very soon", deadlines=due()),
        a_case(
            "passed",
            title="Release the prisoners",
            deadlines=due(instant(days=-2)),
            events=[an_event("e1", instant(days=-2)[:10])],
        ),
    ]


def fill() -> None:
    """The seeds first, as a site has them; then what goes on now."""
    load_seeds(NOW)
    load(*around_now(), now=NOW)
    load({**around_now()[-1], "title": "Release all prisoners"}, now=NOW)
    tick(now=utc_now())


@pytest.fixture(scope="module")
def public_site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The address of the site, without a closing slash."""
    with filled(django_db_blocker, fill):
        server = LiveServer("localhost")
        try:
            yield str(server.url)
        finally:
            server.stop()
