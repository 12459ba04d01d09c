"""What an actor is called besides its name: other names, demonyms, capitals, seats of power, leaders.

An entry of `aliases` in the case format is a text, which is a name, or a mapping of `name`, `kind` and,
where it held for a time only, `since` and `until`: `{name: Barack Obama, kind: leader, since: '2009-01-20',
until: '2017-01-20'}`. In a form it is a line: `Barack Obama (leader 2009-01-20 to 2017-01-20)`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from tracker.domain.dates.moments import Grain, NotADate, When
from tracker.domain.text import plain

AliasEntry = str | Mapping[str, Any]
"""An alias as files and tables hold it."""


class AliasKind(StrEnum):
    """What another name is of the actor: the metonyms are its capital and its seats of power."""

    NAME = "name"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    SEAT = "seat"
    LEADER = "leader"


class NotAnAlias(ValueError):
    """It is no alias; `found` says what is wrong with its `part`, `allowed` what would be right."""

    def __init__(self, part: str, found: str, allowed: str) -> None:
        self.part, self.found, self.allowed = part, found, allowed
        super().__init__(f"Found {found}. Allowed: {allowed}.")


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an actor; `since` and `until` are years, months or days of the format, or empty."""

    name: str
    kind: AliasKind = AliasKind.NAME
    since: str = ""
    until: str = ""

    @classmethod
    def read(cls, entry: AliasEntry) -> Self:
        """From an entry of the case format; raises `NotAnAlias`."""
        if isinstance(entry, str):
            return cls(entry)
        since, until = (str(entry.get(part) or "") for part in ("since", "until"))
        return cls(str(entry["name"]), _kind(str(entry["kind"])), since, until)._checked()

    @classmethod
    def read_line(cls, line: str) -> Self:
        """From a line of a form; raises `NotAnAlias`. Brackets without a kind are part of the name."""
        match = _LINE.fullmatch(line.strip())
        if not match:
            return cls(line.strip())
        word = match["kind"].lower()
        if word not in list(AliasKind):
            _refuse_misspelt(word, match["rest"])
            return cls(line.strip())
        since, until = _span(match["rest"].strip())
        return cls(match["name"], AliasKind(word), since, until)._checked()

    def entry(self) -> AliasEntry:
        """As files and tables hold it; a name that always held is a text."""
        if self.kind is AliasKind.NAME and not self.since and not self.until:
            return self.name
        dates = {"since": self.since, "until": self.until}
        return {"name": self.name, "kind": self.kind.value, **{key: at for key, at in dates.items() if at}}

    def line(self) -> str:
        """As it is typed in a form; `read_line` reads the same back."""
        span = f"{self.since} to {self.until}" if self.since and self.until else ""
        span = span or (f"from {self.since}" if self.since else f"until {self.until}" if self.until else "")
        if span or self.kind is not AliasKind.NAME or not _is_read_as_name(self.name):
            return f"{self.name} ({' '.join(filter(None, [self.kind.value, span]))})"
        return self.name

    def held_on(self, day: date) -> bool:
        """Whether it may have held on a day: years and months are read as widely as they can be."""
        began = not self.since or When(self.since).first_day <= day
        return began and (not self.until or day <= When(self.until).last_day)

    def known_on(self, day: date) -> Self | None:
        """As it was known on a day, without an end to come; None before it began."""
        if self.since and When(self.since).first_day > day:
            return None
        return replace(self, until="") if self.until and When(self.until).first_day > day else self

    def _checked(self) -> Self:
        for part in ("since", "until"):
            _check_date(part, getattr(self, part))
        if self.since and self.until and When(self.until).last_day < When(self.since).first_day:
            raise NotAnAlias("until", f"'{self.until}'", f"{self.since}, when it began, or later")
        return self


def read_all(entries: Iterable[AliasEntry]) -> tuple[Alias, ...]:
    """The aliases of valid entries."""
    return tuple(map(Alias.read, entries))


def found_by(aliases: Iterable[Alias]) -> list[str]:
    """The names a search finds the actor by, each once: all but its leaders, who are persons of their own."""
    return list(dict.fromkeys(alias.name for alias in aliases if alias.kind is not AliasKind.LEADER))


def lines(entries: Iterable[AliasEntry]) -> list[str]:
    """The entries as they are typed and shown."""
    return [alias.line() for alias in read_all(entries)]


def added(own: Iterable[Alias], others: Iterable[Alias], *, known: Sequence[str] = ()) -> tuple[Alias, ...]:
    """Those of the others that say what neither the own nor the `known` names say, each once.

    A name counts as the same in any case and accents; of a leader each term of office counts.
    """
    seen = {_key(alias) for alias in own} | {(plain(name), "") for name in known}
    new: list[Alias] = []
    for alias in others:
        if _key(alias) not in seen:
            seen.add(_key(alias))
            new.append(alias)
    return tuple(new)


def repeated(aliases: Sequence[Alias]) -> int | None:
    """The position of the first that says again what one before it says; None where each says its own.

    The same name may stand again for another term only.
    """
    places: dict[str, list[int]] = {}
    for at, alias in enumerate(aliases):
        places.setdefault(alias.name, []).append(at)
    several = [sorted(found, key=lambda at: _term(aliases[at])) for found in places.values() if found[1:]]
    again = [max(pair) for found in several for pair in pairwise(found) if _say_the_same(aliases, *pair)]
    return min(again, default=None)


_LINE = re.compile(r"(?P<name>.*\S)\s*\((?P<kind>[A-Za-z]+)(?P<rest>[^()]*)\)")
_SPAN = re.compile(r"(?:(?P<both>\S+) (?:to|until) (?P<end>\S+)|from (?P<since>\S+)|until (?P<until>\S+))?")


def _kind(word: str) -> AliasKind:
    try:
        return AliasKind(word)
    except ValueError:
        raise NotAnAlias("kind", f"'{word}'", f"one of {', '.join(AliasKind)}") from None


def _refuse_misspelt(word: str, rest: str) -> None:
    meant = get_close_matches(word, list(AliasKind), 1, 0.75)
    if meant and _SPAN.fullmatch(rest.strip()):
        allowed = f"({meant[0]}), or (name) behind it where the brackets belong to the name"
        raise NotAnAlias("kind", f"({word}{rest})", allowed)


def _span(text: str) -> tuple[str, str]:
    match = _SPAN.fullmatch(" ".join(text.split()))
    if not match:
        raise NotAnAlias("since", f"'{text}'", "2009-01-20 to 2017-01-20, from 2025-01-20 or until 2018")
    return match["both"] or match["since"] or "", match["end"] or match["until"] or ""


def _check_date(part: str, text: str) -> None:
    allowed = "a year, a month or a day, such as 2009, 2009-01 or 2009-01-20"
    try:
        if text and When(text).grain is Grain.INSTANT:
            raise NotAnAlias(part, f"'{text}'", allowed)
    except NotADate:
        raise NotAnAlias(part, f"'{text}'", allowed) from None


def _is_read_as_name(text: str) -> bool:
    try:
        return Alias.read_line(text) == Alias(text)
    except NotAnAlias:
        return False


def _key(alias: Alias) -> tuple[str, str]:
    return plain(alias.name), alias.since if alias.kind is AliasKind.LEADER else ""


def _term(alias: Alias) -> tuple[date, date]:
    return (
        When(alias.since).first_day if alias.since else date.min,
        When(alias.until).first_day if alias.until else date.max,
    )


def _say_the_same(aliases: Sequence[Alias], first: int, second: int) -> bool:
    """Whether they are of two kinds, or their terms share more than the day of the change."""
    one, other = aliases[first], aliases[second]
    (began, ended), (begins, ends) = _term(one), _term(other)
    return one.kind is not other.kind or begins < ended or (began, ended) == (begins, ends)
