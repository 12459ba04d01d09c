"""Write the record back as case files: load, export and load again is lossless."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.intake.case_files import ActorEntry, CannotWrite, CaseEntry, DossierEntry, write_folder
from tracker.queries.documents import actor_documents, case_documents, dossier_documents


class Command(BaseCommand):
    """`manage.py export_cases DIR`."""

    help = "Write all actors, dossiers and cases into a folder, in the case format."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder; made when missing")

    def handle(self, *, folder: Path, **options: Any) -> None:
        """Read the tables, write the files."""
        actors = [
            ActorEntry(slug, **{**item, "successor": tuple(item.get("successor", ()))})
            for slug, item in actor_documents().items()
        ]
        dossiers = [DossierEntry(slug, **item) for slug, item in dossier_documents().items()]
        cases = [CaseEntry(item["slug"], item) for item in case_documents()]
        try:
            left_out = write_folder(folder, actors, dossiers, cases)
        except (CannotWrite, OSError) as error:
            raise CommandError(f"{folder}: {error}; nothing was written.") from error
        for fault in left_out:
            self.stderr.write(
                f"{fault.file}: {fault.path}: {fault.found}, which is left out of the file; "
                "save it once in the admin, and the record is rid of it"
            )
        if options["verbosity"]:
            self.stdout.write(
                f"{len(cases)} cases, {len(actors)} actors, {len(dossiers)} dossiers in {folder}"
            )
