"""The tick by hand: what beat does every few seconds, with a report of what it did."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.clock import utc_now
from tracker.domain.dates.moments import Grain, NotADate, When
from tracker.services.tick import Ticked, tick

MOST_SHOWN = 100


class Command(BaseCommand):
    """`manage.py tick [--at INSTANT] [--dry-run]`."""

    help = "Bring what is stored of the present up to date, and print what that changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--at and --dry-run."""
        parser.add_argument(
            "--at",
            metavar="INSTANT",
            help="as if it were that instant, as 2025-08-09T04:00:00Z; default: now",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, store nothing")

    def handle(self, *, at: str | None, dry_run: bool, verbosity: int, **options: Any) -> None:
        """Tick once; with `--verbosity 0` without a word."""
        now = utc_now()
        if at:
            try:
                when = When(at)
            except NotADate as error:
                raise CommandError(f"--at: {error}") from error
            if when.grain is not Grain.INSTANT:
                raise CommandError(f"--at: {at} is no instant; write it as {when.first_day}T12:00:00Z")
            now = when.starts_at
        done = tick(now=now, dry_run=dry_run)
        if verbosity:
            self._report(done, now=now, dry_run=dry_run)

    def _report(self, done: Ticked, *, now: datetime, dry_run: bool) -> None:
        for turn in done.turns:
            change = f"{turn.before or 'not announced'} → {turn.after or 'gone'}"
            self.stdout.write(f"{turn.at:%Y-%m-%d %H:%M} UTC  {turn.slug}: {change}")
        for told in done.told:
            names = f"{told.alert.kind} {told.alert.key} of {told.alert.ultimatum.slug}"
            self.stdout.write(f"{names}: {len(told.addresses)} mails")
            for address in told.addresses[:MOST_SHOWN]:
                self.stdout.write(f"  to {address}")
        for what, urls in done.called:
            self.stdout.write(f"{what}: {len(urls)} webhooks")
            for url in urls[:MOST_SHOWN]:
                self.stdout.write(f"  to {url}")
        would = "would move" if dry_run else "moved"
        self.stdout.write(
            f"{now:%Y-%m-%d %H:%M:%S} UTC: {would} {len(done.turns)} cases,"
            f" {len(done.alerts)} alerts fell due, {done.deliveries} mails planned, {done.waiting} waiting,"
            f" {done.calls} calls of webhooks planned, {done.endpoints} endpoints waiting"
        )
