"""Take a mail that came back, from the mail server's pipe.

docs/deliverability.md has the recipe for Postfix. Exits with 0 for every mail it could judge, a forged one
too, so that no server sends it again or answers it; with 75 (EX_TEMPFAIL: try later) while the database is
away.
"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from tracker.clock import utc_now
from tracker.services.subscriptions.bounces import Taken, Verdict, take_report
from tracker.transports.bounces import LARGEST

TRY_LATER = 75
WORDS = {
    Verdict.SUPPRESSED: "the address is written to no more",
    Verdict.SCORED: "counted; on three days of fourteen the address is written to no more",
    Verdict.NOTED: "nothing to do",
    Verdict.REPEATED: "known already",
    Verdict.FORGED: "ignored: it quotes no mail of ours, nor came to the return path of one",
    Verdict.GONE: "nothing to do: the address has been erased",
}


class Command(BaseCommand):
    """`manage.py receive_bounce [--came-to ADDRESS] [FILE]`."""

    help = "Read a delivery report or a complaint from standard input and act on it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The address it came to, and FILE, for trying it by hand."""
        came_to = "the address it was delivered to, where ULTIMATA_BOUNCE_ADDRESS has a star"
        parser.add_argument("--came-to", default="", metavar="ADDRESS", help=came_to)
        parser.add_argument("file", nargs="?", type=Path, help="read this file instead of standard input")

    def handle(self, *, file: Path | None, came_to: str = "", **options: Any) -> None:
        """Read, judge, say what was done."""
        try:
            raw = file.read_bytes()[:LARGEST] if file else sys.stdin.buffer.read(LARGEST)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        try:
            taken = take_report(raw, came_to=came_to, now=utc_now())
        except DatabaseError as error:
            raise CommandError(f"the database is away: {error}", returncode=TRY_LATER) from error
        if not taken:
            self.stdout.write("no report: neither mail that came back nor a complaint")
        for each in taken:
            self.stdout.write(_line(each))


def _line(taken: Taken) -> str:
    bounce = taken.bounce
    return f"{bounce.action} {bounce.status or '-'} {taken.verdict}: {WORDS[taken.verdict]}"
