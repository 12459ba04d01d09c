"""Read the case-level table of TIES 4.0 into the reference table: all of it or nothing.

The table is not shipped; bring it as it is published (.xls), or saved as .csv in UTF-8. Prints every fault by
row and column and exits with status 1 if there is one. A second import of the same file changes nothing.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.clock import utc_now
from tracker.intake.ties import LARGEST_FILE, read_ties
from tracker.queries.ties import BaseRates, base_rates
from tracker.services.cases.reference_tables import store_ties


class Command(BaseCommand):
    """`manage.py import_ties FILE`."""

    help = "Read the case-level table of TIES 4.0 (.xls or .csv) as a base rate beside our record."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE."""
        parser.add_argument("file", type=Path, help="the table, as .xls or .csv")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Read, report faults, store, tell the figures."""
        try:
            with file.open("rb") as stream:
                data = stream.read(LARGEST_FILE + 1)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise CommandError(f"{file}: {reason}; nothing was stored.", returncode=1) from error
        table = read_ties(file.name, data)
        for fault in table.faults:
            self.stderr.write(str(fault))
        if table.faults:
            raise CommandError(f"{len(table.faults)} faults in {file}; nothing was stored.", returncode=1)
        now = utc_now()
        is_new = store_ties(table.cases, digest=table.digest, now=now)
        done = "stored" if is_new else "already stored, nothing changed"
        self.stdout.write(f"{len(table.cases)} cases {done}.")
        for line in _figures(base_rates(at=now)):
            self.stdout.write(line)


def _figures(found: BaseRates | None) -> list[str]:
    if found is None:
        return ["None of them is a threat with a coded outcome."]
    shares = [f"  {rate.end}: {rate.count} ({rate.share:.1%})" for rate in found.rates]
    return [
        f"{found.threatened} with a threat, {found.imposed} of them imposed, "
        f"{found.threatened - found.imposed} not.",
        f"Of the {found.coded} threats with a coded outcome:",
        *shares,
        found.citation,
    ]
