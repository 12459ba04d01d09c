"""Load case files: all of them or none.

Validates the folder against the schema and across files; actors, dossiers and cases that it names may be in
the database. Prints every fault of the run and exits with status 1 if there is one. A second load changes
nothing; a load of changed files updates what changed.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from tracker.case_format import Batch, Stored, plain_entry, read_folder
from tracker.case_format.reader import NOTHING_STORED
from tracker.clock import utc_now
from tracker.models import Ultimatum
from tracker.queries.documents import dossier_documents, known_actor_documents
from tracker.services.cases.catalogue import CannotLoad, Loaded, load_catalogue
from tracker.services.cases.store import Stored as Became


class Command(BaseCommand):
    """`manage.py load_cases [PATH] [--check] [--reason TEXT]`."""

    help = "Load a folder of case files, all or nothing; a second load changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PATH, --check and --reason."""
        parser.add_argument("path", nargs="?", default="seeds", type=Path, help="the folder; default: seeds")
        parser.add_argument("--check", action="store_true", help="validate only, store nothing")
        parser.add_argument(
            "--reason",
            default="The case file was corrected.",
            help="why published facts changed; kept in the public log of corrections",
        )

    def handle(self, *, path: Path, check: bool, reason: str, **options: Any) -> None:
        """Read, report faults, store."""
        folder = path if path.is_absolute() or path.exists() else Path(settings.ROOT) / path
        batch = read_folder(folder, beside=stored())
        for fault in batch.faults:
            self.stderr.write(str(fault))
        if batch.faults:
            raise CommandError(f"{len(batch.faults)} faults in {path}; nothing was stored.", returncode=1)
        if options["verbosity"]:
            self.stdout.write(_counts(batch))
        if not check:
            try:
                loaded = load_catalogue(
                    actors={entry.slug: plain_entry(entry) for entry in batch.actors},
                    dossiers={entry.slug: plain_entry(entry) for entry in batch.dossiers},
                    cases=[entry.document for entry in batch.cases],
                    now=utc_now(),
                    reason=reason,
                )
            except CannotLoad as error:
                raise CommandError(str(error)) from error
            for line in _report(loaded) if options["verbosity"] else ():
                self.stdout.write(line)


def stored() -> Stored:
    """What the folder may rest on: what the database holds; nothing where its tables are not made yet."""
    if Ultimatum._meta.db_table not in connection.introspection.table_names():
        return NOTHING_STORED
    slugs = set(Ultimatum.objects.values_list("slug", flat=True))
    return Stored(known_actor_documents(), dossier_documents(), slugs)


def _counts(batch: Batch) -> str:
    deadlines = sum(len(entry.document["deadlines"]) for entry in batch.cases)
    sources = sum(len(entry.document["sources"]) for entry in batch.cases)
    return (
        f"{len(batch.cases)} cases, {deadlines} deadlines, {sources} sources, "
        f"{len(batch.actors)} actors, {len(batch.dossiers)} dossiers: no fault."
    )


def _report(loaded: Loaded) -> list[str]:
    lines = []
    for what, part in (("actors", loaded.actors), ("dossiers", loaded.dossiers), ("cases", loaded.cases)):
        counts = ", ".join(f"{len(part[how])} {how}" for how in Became)
        lines.append(f"{what}: {counts}")
        lines += [f"  updated {slug}" for slug in part[Became.UPDATED]]
    return lines
