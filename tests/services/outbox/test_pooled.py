"""Mails leave through a pooler in transaction mode, where any transaction may have another session."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from config import env
from tests.faults.databases import database_address
from tests.faults.mail_worker import post
from tests.faults.planting import addresses, plant_catalogue, plant_readers, the_case
from tests.smtp_sinks import Sink
from tools import pgbouncer
from tracker.clock import utc_now
from tracker.models import Actor, Delivery
from tracker.queries.streaming import streamed
from tracker.services.cases.store import store_case
from tracker.services.tick import tick

READERS = 120


@pytest.fixture
def of_one_session(transactional_db: None, settings: Settings) -> Iterator[None]:
    """The database of the tests through a PgBouncer that has one session for all."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has a pooler; runs in that pass")
    if pgbouncer.find() is None:
        pytest.skip("no PgBouncer here; `make test` brings it where apt-get has it")
    settings.NEWS_GRACE_SECONDS = 0
    usual = dict(connection.settings_dict)
    connection.close()
    try:
        with pgbouncer.pooler(database_address(), sessions=1) as address:
            changed: dict[str, Any] = {**env.database(address), "DISABLE_SERVER_SIDE_CURSORS": True}
            connection.settings_dict.update({name: changed[name] for name in changed if name != "OPTIONS"})
            settings.DATABASE_POOLED = True
            yield
            connection.close()
    finally:
        connection.settings_dict.update(usual)


@pytest.mark.one_database
def test_two_workers_share_one_session_and_leave_it_as_it_was(of_one_session: None) -> None:
    now = utc_now()
    plant_catalogue(now)
    plant_readers(addresses(READERS), now=now)
    store_case(the_case(now, now), now=now, reason="")
    tick(now=now)
    with Sink() as sink:
        assert post(sink, connections=2).sent == READERS
        assert sink.recipients() == dict.fromkeys(addresses(READERS), 1)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    slugs = Actor.objects.order_by("slug").values_list("slug", flat=True)
    assert list(streamed(slugs, at_once=2)) == list(slugs)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE source = 'session'")
        changed = {name for (name,) in cursor.fetchall()}
    assert changed <= {"DateStyle", "TimeZone", "client_encoding"}  # which PgBouncer keeps apart itself
