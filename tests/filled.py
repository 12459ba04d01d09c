"""A record that many tests read and none changes: committed once for a module, gone after it.

What a test within writes is rolled back as ever; tests that commit (`transaction=True`) belong elsewhere.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Model
from pytest_django import DjangoDbBlocker

from tests.factories import Catalogue
from tests.sharing import SHARED, alone
from tracker.case_format import ActorEntry, Batch, DossierEntry, read_folder
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


@contextmanager
def with_seeds(blocker: DjangoDbBlocker, now: datetime) -> Iterator[None]:
    """Commit the seeds as of an instant. They stay for the next module; `make_room` deletes them."""
    if _KEPT.now != now:
        make_room(blocker)
        with blocker.unblock(), transaction.atomic():
            load_seeds(now)
        with blocker.unblock():
            connections[DEFAULT_DB_ALIAS].close()
        _KEPT.now = now
    _KEPT.is_read = True
    try:
        yield
    finally:
        _KEPT.is_read = False


def make_room(blocker: DjangoDbBlocker) -> None:
    """Delete the seeds that a module before has left, unless the module that runs reads them."""
    if _KEPT.now and not _KEPT.is_read:
        with blocker.unblock():
            empty()
        _KEPT.now = None


@dataclass(slots=True)
class _Kept:
    now: datetime | None = None
    is_read: bool = False


_KEPT = _Kept()


def empty() -> None:
    """Delete every row of the tracker; constraints are checked when the transaction ends."""
    with transaction.atomic():
        for model in _models():
            model._base_manager.all()._raw_delete(DEFAULT_DB_ALIAS)


@cache
def read_seeds() -> Batch:
    """What the files of `seeds/` say; the first process of a `make test` reads them for all."""
    file = SHARED / "seeds.batch" if SHARED else None
    with alone("seed files"):
        if file and file.exists():
            return cast("Batch", pickle.loads(file.read_bytes()))
        batch = read_folder(SEEDS)
        assert batch.faults == ()
        if file:
            file.write_bytes(pickle.dumps(batch))
        return batch


@cache
def seeds() -> Catalogue:
    """The catalogue of `seeds/`, valid."""
    batch = read_seeds()
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
    """Load `seeds/` and tick, as a site does that has just been started; the second time by copying rows.

    `make test` has a folder where the first of its processes leaves them for the others.
    """
    with alone("seeds"):
        file = SHARED / f"{now:%Y%m%dT%H%M%S%f}.rows" if SHARED else None
        if now not in _ROWS and file and file.exists():
            _ROWS[now] = pickle.loads(file.read_bytes())
        if now not in _ROWS:
            made = seeds()
            load_catalogue(
                actors=made.actors, dossiers=made.dossiers, cases=made.cases, now=now, reason="Loaded."
            )
            tick(now=now)
            _ROWS[now] = [list(model._base_manager.all()) for model in _models()]
            if file:
                file.write_bytes(pickle.dumps(_ROWS[now]))
            return
    for some in _ROWS[now]:
        if some:
            # What a migration made is there already.
            type(some[0])._base_manager.bulk_create(some, ignore_conflicts=True)
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:  # copied numbers move no sequence
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


_ROWS: dict[datetime, list[list[Model]]] = {}


def _models() -> list[type[Model]]:
    return list(apps.get_app_config("tracker").get_models(include_auto_created=False))
