"""What the reading of texts is compared with: the actors, and the cases as they were known at an instant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, ProgrammingError

from tracker.case_format import read_folder
from tracker.domain.aliases import Alias, read_all
from tracker.domain.case import Document
from tracker.domain.extraction.actors import ActorTable, NamedActor
from tracker.domain.extraction.cases import KnownCase, KnownDeadline
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Status, standing
from tracker.domain.vocabulary import ActorType, Role
from tracker.intake.world import with_world, world_actors
from tracker.models import Actor, Ultimatum

_RUNNING = frozenset((Status.RUNNING, Status.OPEN, Status.UNDATED, Status.SUSPENDED))
_RUNS_ON = timedelta(days=7)
"""After its date a case is still offered changes for so long: an outcome is not recorded in the same hour."""


def actor_table() -> ActorTable:
    """The actors of the database (1 query), of `seeds/` where it has none, and the rest of the world."""
    return ActorTable(with_world(_stored_actors() or _seeded_actors(), world_actors()))


def known_cases(at: datetime) -> Sequence[KnownCase]:
    """The published cases as they were known at an instant (1 query); where there are no actors, `seeds/`."""
    documents = _stored_documents() if _stored_actors() else _seeded_documents()
    return [case for document in documents if (case := _known(document, at))]


def _stored_actors() -> list[NamedActor]:
    try:
        rows = list(Actor.objects.select_related("represents").order_by("slug"))
    except (OperationalError, ProgrammingError):
        return []
    return [
        NamedActor(
            row.slug,
            row.name,
            ActorType(row.type),
            row.represents.slug if row.represents else None,
            row.timezone,
            row.code,
            (*map(Alias, row.names.values()), *read_all(row.aliases)),
        )
        for row in rows
    ]


def _stored_documents() -> Iterable[Document]:
    found = Ultimatum.objects.exclude(document={}).order_by("slug")
    return list(found.values_list("document", flat=True))


@lru_cache(maxsize=1)
def _seeds() -> Any:
    return read_folder(Path(settings.ROOT) / "seeds")


def _seeded_actors() -> Iterator[NamedActor]:
    for entry in _seeds().actors:
        yield NamedActor(
            entry.slug,
            entry.name,
            ActorType(entry.type),
            entry.represents or None,
            entry.timezone,
            entry.code,
            (*map(Alias, entry.names.values()), *read_all(entry.aliases)),
        )


def _seeded_documents() -> Iterable[Document]:
    return [entry.document for entry in _seeds().cases]


def _known(document: Mapping[str, Any], at: datetime) -> KnownCase | None:
    now = standing(Record.from_document(document), at)
    if now is None:
        return None
    both = Role.PARTY
    window = now.window
    lately = window is not None and window.latest_at is not None and window.latest_at + _RUNS_ON >= at
    return KnownCase(
        now.record.slug,
        now.record.title,
        frozenset(now.record.actors_in(Role.SENDER, both)),
        frozenset(now.record.actors_in(Role.TARGET, both)),
        now.status in _RUNNING or (now.status is Status.PASSED and lately),
        tuple(KnownDeadline(each.announced, each.due, each.change) for each in now.record.deadlines),
    )
