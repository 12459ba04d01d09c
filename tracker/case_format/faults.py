"""Faults: what was wrong in which file, where in it, and what would be right."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

Place = tuple[str | int, ...]
"""Where in a document: the keys and list positions from the top down to the value."""

ID = re.compile(r"[a-z][0-9]+", re.ASCII)
SIMPLE_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}", re.ASCII)
LONGEST_SHOWN = 80
MOST_FAULTS = 200  # of one file: a person reads no more, and a hostile file costs no more
WHOLE_FILE = "-"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong; `file` is relative to the folder read, `path` names the value in it or a line."""

    file: str
    path: str
    found: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.file}: {self.path}: found {self.found}; allowed: {self.allowed}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault that does not know its file yet; `is_gap` when something is missing or too short, not wrong."""

    place: Place
    found: str
    allowed: str
    is_gap: bool = False

    def in_file(self, file: str, document: object) -> Fault:
        """The fault, with its place named the way a reader of the file finds it."""
        return Fault(file, name_of(self.place, document), self.found, self.allowed)


def name_of(place: Place, document: object) -> str:
    """`deadlines[d2].due.earliest`: list entries by their own id where they have one, else by position."""
    name, value = "", document
    for step in place:
        if isinstance(step, int):
            entry = value[step] if isinstance(value, list) and step < len(value) else None
            name += f"[{_own_id(value, entry) or step}]"
        else:
            entry = value.get(step) if isinstance(value, dict) else None
            shown_step = step if SIMPLE_KEY.fullmatch(step) else shown(step)
            name += f".{shown_step}" if name else shown_step
        value = entry
    return name or WHOLE_FILE


def _own_id(entries: object, entry: object) -> str | None:
    name = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not ID.fullmatch(name) or not isinstance(entries, list):
        return None
    same = [other for other in entries if isinstance(other, dict) and other.get("id") == name]
    return name if len(same) == 1 else None


def shown(value: object) -> str:
    """A value on one line: a text in quotes and cut where it is long, a container by its size."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            cut = value if len(value) <= LONGEST_SHOWN else f"{value[: LONGEST_SHOWN - 1]}…"
            return "'" + "".join(letter if letter.isprintable() else _escaped(letter) for letter in cut) + "'"
        case dict():
            return f"a mapping of {_counted(len(value), 'key', 'keys')}"
        case list():
            return f"a list of {_counted(len(value), 'entry', 'entries')}"
        case _:
            return repr(value)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape", "surrogatepass").decode("ascii")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def one_of(words: Collection[str], *, given: str | None = None) -> str:
    """The words allowed, the one nearest to what was given first: `'force', perhaps; all: ban, force`."""
    if not words:
        return "none; there is none to choose from"
    nearest = get_close_matches(given[:LONGEST_SHOWN], words, n=1) if given else []
    listed = ", ".join(sorted(words) if isinstance(words, set | frozenset) else words)
    return f"{shown(nearest[0])}, perhaps; all: {listed}" if nearest else f"one of {listed}"


def known(names: Collection[str], what: str, *, given: str) -> str:
    """What a reference may name: the nearest of many names, or where to look for them."""
    nearest = get_close_matches(given[:LONGEST_SHOWN], names, n=3)
    return f"{what}; near to it: {', '.join(nearest)}" if nearest else what


def first_at_each_place(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those at or below a place that an earlier finding has named."""
    kept: list[Finding] = []
    places: set[Place] = set()
    for finding in findings:
        if not any(finding.place[:depth] in places for depth in range(len(finding.place) + 1)):
            kept.append(finding)
            places.add(finding.place)
    return kept
