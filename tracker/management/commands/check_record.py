"""Look for what is doubtful in the record: contradictions, and facts on no sources or on weak ones alone.

Reads the published cases of the database or, where a folder is named, its case files. What it finds in the
database is kept for the queue *Contradictions* of the admin, as every change of a case keeps it. Ends with
status 2 where something is grave, 1 where there is a warning, else 0: notes alone are no failure. A folder
with faults is refused as `load_cases` refuses it, with status 3.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.case_format import read_folder
from tracker.clock import utc_now
from tracker.domain.checking import Doubt, Severity, doubts_about
from tracker.management.commands.load_cases import stored
from tracker.queries.record_check import checked, doubts_of_record
from tracker.services.cases.checking import check_again

STATUS = {Severity.GRAVE: 2, Severity.WARNING: 1, Severity.NOTE: 0}
FAULTS = 3
Found = tuple[str, Doubt]


class Command(BaseCommand):
    """`manage.py check_record [PATH] [--json]`."""

    help = "List what is contradictory, unsourced or weak in the record, the gravest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PATH and --json."""
        parser.add_argument(
            "path", nargs="?", type=Path, help="a folder of case files; default: the database"
        )
        parser.add_argument("--json", action="store_true", help="as a list of JSON objects")

    def handle(self, *, path: Path | None, json: bool, **options: Any) -> None:
        """Check, print, and end with the status."""
        now = utc_now()
        found = sorted(
            _of_folder(path, now=now) if path else _of_record(now=now),
            key=lambda pair: (-pair[1].severity.rank, pair[1].rule, pair[0], pair[1].place),
        )
        self.stdout.write(_as_json(found) if json else "\n".join(_lines(found)))
        status = max((STATUS[doubt.severity] for _, doubt in found), default=0)
        if status:
            raise SystemExit(status)


def _of_record(*, now: datetime) -> Iterator[Found]:
    check_again(now=now)
    return doubts_of_record(now=now)


def _of_folder(path: Path, *, now: datetime) -> Iterator[Found]:
    batch = read_folder(path, beside=stored())
    if batch.faults:
        faults = "\n".join(map(str, batch.faults))
        raise CommandError(f"{faults}\n{len(batch.faults)} faults in {path}.", returncode=FAULTS)
    crises = {entry.slug: entry for entry in batch.dossiers}
    for case in batch.cases:
        crisis = crises.get(case.document["dossier"])
        for doubt in doubts_about(checked(case.document, crisis, now=now)):
            yield case.slug, doubt


def _as_json(found: Iterable[Found]) -> str:
    rows = [{"case": slug, **doubt.as_data()} for slug, doubt in found]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _lines(found: list[Found]) -> Iterator[str]:
    for severity in Severity:
        some = [(slug, doubt) for slug, doubt in found if doubt.severity is severity]
        yield f"{severity}: {len(some)}"
        for slug, doubt in some:
            yield f"  {slug} {doubt.place}: {doubt.found}; right would be {doubt.wanted} [{doubt.rule}]"
