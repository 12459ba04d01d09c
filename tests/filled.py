"""A record that many tests read and none changes: committed once for a module, gone after it.

What a test within writes is rolled back as ever; tests that commit (`transaction=True`) belong elsewhere.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from tests.factories import Catalogue
from tracker.case_format import ActorEntry, DossierEntry, read_folder
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.tick import tick

SEEDS = Path(__file__).parents[1] / "seeds"


@contextmanager
def filled(blocker: DjangoDbBlocker, fill: Callable[[], object]) -> Iterator[None]:
    """Commit what `fill` writes; afterwards all tables of the tracker are empty again."""
    with blocker.unblock():
        try:
            with transaction.atomic():
                fill()
            connections[DEFAULT_DB_ALIAS].close()
            yield
        finally:
            empty()


def shared_record(fill: Callable[[], object]) -> Any:
    """A fixture for a whole module: the record that `fill` writes, there for each of its tests."""

    @pytest.fixture(autouse=True, scope="module")
    def record(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
        with filled(django_db_blocker, fill):
            yield

    return record


def empty() -> None:
    """Delete every row of the tracker; constraints are checked when the transaction ends."""
    with transaction.atomic():
        for model in _models():
            model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)


@cache
def seeds() -> Catalogue:
    """The catalogue of `seeds/`, valid."""
    batch = read_folder(SEEDS)
    assert batch.faults == ()
    return Catalogue(
        {entry.slug: written(entry) for entry in batch.actors},
        {entry.slug: written(entry) for entry in batch.dossiers},
        [dict(entry.document) for entry in batch.cases],
    )


def written(entry: ActorEntry | DossierEntry) -> dict[str, object]:
    """An entry as its file writes it: without its slug and what is empty."""
    fields = {name: getattr(entry, name) for name in entry.__dataclass_fields__ if name != "slug"}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in fields.items() if value
    }


def load_seeds(now: datetime) -> None:
    """Load `seeds/` and tick, as a site does that has just been started; the second time by copying rows."""
    rows = _ROWS.get(now)
    if rows is None:
        made = seeds()
        load_catalogue(
            actors=made.actors, dossiers=made.dossiers, cases=made.cases, now=now, reason="Loaded."
        )
        tick(now=now)
        _ROWS[now] = [list(model._base_manager.all()) for model in _models()]
        return
    for some in rows:
        if some:
            # What a migration made is there already.
            type(some[0])._base_manager.bulk_create(some, ignore_conflicts=True)


_ROWS: dict[datetime, list[list[Model]]] = {}


def _models() -> list[type[Model]]:
    return list(apps.get_app_config("tracker").get_models(include_auto_created=False))
