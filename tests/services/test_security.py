"""Security facts: kept as they were on both databases, logged without addresses, gone when they are old."""

import json
import logging
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from config.logs import JsonFormatter
from tests.pruning import prune_all
from tracker.clock import utc_now
from tracker.models import FactKind, SecurityFact
from tracker.services import security

pytestmark = pytest.mark.django_db


@pytest.fixture
def triggers(db: None) -> None:
    """The triggers of the migration; the suite does without one of them (tests/conftest.py)."""
    migration = import_module("tracker.migrations.0003_after_0_1_0")
    statements = migration.ON_POSTGRESQL if connection.vendor == "postgresql" else migration.ON_SQLITE
    with connection.cursor() as cursor:
        cursor.execute(
            next(each for each in statements if "TRIGGER tracker_securityfact_not_deleted" in each)
        )


def refuses(change: Any) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def test_a_fact_is_neither_changed_nor_deleted_before_its_time(triggers: None) -> None:
    now = utc_now()
    security.note(FactKind.LOGGED_IN, now=now - timedelta(days=29), account="ann")
    security.note(FactKind.LOGGED_IN, now=now - timedelta(days=31), account="ann")
    young, old = SecurityFact.objects.order_by("-at")
    assert refuses(lambda: SecurityFact.objects.filter(pk=old.pk).update(account="bo"))
    assert refuses(lambda: SecurityFact.objects.filter(pk=young.pk).delete())
    assert refuses(young.save)
    assert not refuses(lambda: SecurityFact.objects.filter(pk=old.pk).delete())
    assert SecurityFact.objects.get().account == "ann"


def test_old_facts_go_with_the_round(triggers: None, settings: Any) -> None:
    now = utc_now()
    settings.KEEP_FACTS = timedelta(days=40)
    for age in (39, 41, 500):
        security.note(FactKind.REFUSED, now=now - timedelta(days=age))
    assert prune_all(now=now)["security facts"] == 2
    assert now - SecurityFact.objects.get().at < timedelta(days=40)


def test_a_line_of_the_log_is_the_fact_without_the_network(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "ultimata.security")
    security.note(
        FactKind.REFUSED, now=utc_now(), account="ann", detail="wrong\ncode", network="192.0.2.0/24"
    )
    (record,) = caplog.records
    line = json.loads(JsonFormatter().format(record))
    assert line["fact"] == {"kind": "refused", "account": "ann", "detail": "wrong\ncode"}
    assert (line["level"], line["logger"]) == ("WARNING", "ultimata.security")
    assert "192.0.2" not in str(line)
    assert "\n" not in record.getMessage()
    assert SecurityFact.objects.get().network == "192.0.2.0/24"


def test_what_is_too_long_is_cut_and_what_is_unknown_refused() -> None:
    security.note(FactKind.EXPORTED, now=utc_now(), about="x" * 999, detail="y" * 999)
    fact = SecurityFact.objects.get()
    assert (len(fact.about), len(fact.detail)) == (200, 300)
    assert refuses(lambda: SecurityFact.objects.create(at=utc_now(), kind="rumour"))
