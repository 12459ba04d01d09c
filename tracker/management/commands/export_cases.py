"""Write the record back as case files: load, export and load again is lossless."""

from argparse import ArgumentParser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.case_format import ActorEntry, CannotWrite, CaseEntry, DossierEntry, write_folder
from tracker.queries.documents import actor_documents, case_documents, dossier_documents
from tracker.services.cases.editing import incomplete_drafts


class Command(BaseCommand):
    """`manage.py export_cases DIR`."""

    help = "Write all actors, dossiers and cases into a folder, in the case format."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path, metavar="DIR", help="the folder; made when missing")

    def handle(self, *, folder: Path, **options: Any) -> None:
        """Read the tables, write the files."""
        actors = [ActorEntry.read(slug, item) for slug, item in actor_documents().items()]
        dossiers = [DossierEntry(slug, **item) for slug, item in dossier_documents().items()]
        drafts = incomplete_drafts()
        cases = [
            CaseEntry(item["slug"], _without(item, drafts))
            for item in case_documents()
            if item["slug"] not in drafts
        ]
        try:
            left_out = write_folder(folder, actors, dossiers, cases)
        except (CannotWrite, OSError) as error:
            raise CommandError(f"{folder}: {error}; nothing was written.") from error
        for slug, findings in drafts.items():
            missing = ", ".join(dict.fromkeys(str(item.place[0]) for item in findings))
            self.stderr.write(f"{slug}: a draft that is not complete, left out; to put right: {missing}")
        for fault in left_out:
            self.stderr.write(
                f"{fault.file}: {fault.path}: {fault.found}, which is left out of the file; "
                "save it once in the admin, and the record is rid of it"
            )
        if options["verbosity"]:
            self.stdout.write(
                f"{len(cases)} cases, {len(actors)} actors, {len(dossiers)} dossiers in {folder}"
            )


def _without(document: dict[str, Any], drafts: Collection[str]) -> dict[str, Any]:
    """The document without related cases that are not written."""
    related = [slug for slug in document.get("related", ()) if slug not in drafts]
    rest = {key: value for key, value in document.items() if key != "related"}
    return {**rest, "related": related} if related else rest
