"""Read the words of a time limit, as the button *Interpret* and `/api/v1/interpret` do.

Exits with 0 for a reading and with 1 for a refusal, also where the words can be read in several ways.
"""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand

from tracker.domain.parsing import LANGUAGES
from tracker.queries.interpretation import answer

REFUSED = 1


class Command(BaseCommand):
    """`manage.py interpret WORDS --announced WHEN --zone ZONE [--language CODE] [--json]`."""

    help = "Read the words of a time limit into a window, or say why that cannot be done."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The words, and what they are read against."""
        languages = ", ".join(LANGUAGES)
        parser.add_argument("words", metavar="WORDS", help="such as: within 50 days")
        parser.add_argument(
            "--announced", required=True, metavar="WHEN", help="a day or an instant: 2025-07-14T18:00Z"
        )
        parser.add_argument("--zone", required=True, help="time zone of the sender's seat: America/New_York")
        parser.add_argument("--language", default="en", help=f"of the words: {languages} (default: en)")
        parser.add_argument("--json", action="store_true", help="as JSON, with the keys of the API")

    def handle(
        self, *, words: str, announced: str, zone: str, language: str, json: bool, **options: Any
    ) -> None:
        """Read, print, and end with the status."""
        found = answer(words, announced=announced, zone_name=zone, language=language)
        self.stdout.write(_as_json(found) if json else "\n".join(_lines(found)))
        if "refused" in found:
            raise SystemExit(REFUSED)


def _as_json(found: Mapping[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def _lines(found: Mapping[str, Any]) -> list[str]:
    if "refused" in found:
        choices = [f"perhaps: {_window(each)}" for each in found.get("choices", ())]
        return [f"not read: {found['refused']}", *choices]
    left_out = [f"left out: {words}" for words in found["left_out"]]
    return [_window(found), *(f"note: {note}" for note in found["notes"]), *left_out]


def _window(found: Mapping[str, Any]) -> str:
    bounds = " to ".join(dict.fromkeys((found["earliest"], found["latest"])))
    return f"{bounds} ({found['precision']}), {found['timezone']} (from the {found['timezone_from']})"
