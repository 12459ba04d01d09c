"""Read a news text as Intake does: the ultimatums that it tells of, with the words that say so.

Exits with 0 also where nothing was found, and with 1 where the text could not be read.
"""

import json
import sys
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.domain.dates.moments import Grain, NotADate, When
from tracker.domain.extraction.reader import LONGEST_TEXT, read_text
from tracker.domain.extraction.result import Candidate, NotRead
from tracker.queries.extraction import actor_table, known_cases


class Command(BaseCommand):
    """`manage.py read_text FILE --published WHEN [--url ADDRESS] [--json]`; FILE may be `-`."""

    help = "Read a news text into candidates with evidence, best first."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The text, and what it is read against."""
        parser.add_argument("file", metavar="FILE", help="a text in UTF-8; - for the standard input")
        parser.add_argument(
            "--published", required=True, metavar="WHEN", help="a day or an instant: 2025-07-28"
        )
        parser.add_argument(
            "--url", default="", metavar="ADDRESS", help="where it was published; printed back"
        )
        parser.add_argument(
            "--json", action="store_true", help="as JSON, with offsets in characters of the text"
        )

    def handle(self, *, file: str, published: str, url: str, json: bool, **options: Any) -> None:
        """Read, print."""
        when, text = _when(published), _text(file)
        if len(text) > LONGEST_TEXT:
            self.stderr.write(f"The text has {len(text):,} characters; the first {LONGEST_TEXT:,} are read.")
        before = when.starts_at - timedelta(seconds=1)
        try:
            found = read_text(
                text[:LONGEST_TEXT], published=when, actors=actor_table(), cases=known_cases(before)
            )
        except NotRead as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_as_json(found, url) if json else "\n".join(_lines(found)) or "Nothing was found.")


def _when(published: str) -> When:
    try:
        when = When(published)
    except NotADate as error:
        raise CommandError(f"--published: {error}") from error
    if when.grain not in (Grain.DAY, Grain.INSTANT):
        raise CommandError(f"--published: {published!r} is not a day or an instant; write 2025-07-28")
    return when


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(
            f"{file}: {error.strerror or error}; give a file that can be read, or -"
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"{file}: byte {error.start + 1} is not UTF-8 ({error.reason}); save the text as UTF-8"
        ) from error


def _as_json(found: list[Candidate], url: str) -> str:
    printed: dict[str, Any] = {"candidates": [each.as_json() for each in found]}
    return json.dumps({"url": url, **printed} if url else printed, ensure_ascii=False, indent=2)


def _lines(found: list[Candidate]) -> list[str]:
    lines: list[str] = []
    for each in found:
        sender, target = (actor.name if actor else "?" for actor in (each.sender, each.target))
        lines.append(f"{each.score:.2f} {sender} to {target}, {each.change}: {_window(each)}")
        if each.fits_case:
            lines.append(f"  case: {each.fits_case}")
        lines += [
            f"  {evidence.field} {evidence.start}-{evidence.end}: {evidence.quote}"
            for evidence in each.evidence
        ]
    return lines


def _window(candidate: Candidate) -> str:
    deadline = candidate.deadline
    if deadline is None:
        return "no time limit"
    bounds = " to ".join(dict.fromkeys((deadline.earliest, deadline.latest or "open")))
    return f"{bounds} ({deadline.precision}), {deadline.timezone}"
