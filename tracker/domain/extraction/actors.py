"""The table of actors that a text is searched for, and where its names stand in a text."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tracker.domain.aliases import Alias, AliasKind
from tracker.domain.extraction.surnames import (
    BEFORE_PLACES,
    BEFORE_SURNAMES,
    ONLY_IN_FULL,
    PLACES_TOO,
    WORDS_TOO,
)
from tracker.domain.parsing.public_holidays import country_of
from tracker.domain.vocabulary import ActorType

ARMED = frozenset((ActorType.ARMED_GROUP, ActorType.DE_FACTO_AUTHORITY))
STILL_CALLED_SO = timedelta(days=30)
"""For so long whoever was toppled is called a president, and by the whole name is found as one."""
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_SHORTEST_STEM = 4
_GAPS = frozenset((" ", "-", ".", "'", "\u2019", ". ", "\n", " \n", "\u2010", "\u2011", " - ", "\xa0", " & "))
_ENDINGS = re.compile(r"(?:yy|iy|ij|ii)$")
_PARTICLES = frozenset(("i", "ii", "iii", "iv", "jr", "sr", "v", "vi", "xiv"))
_RULES = frozenset(
    (ActorType.STATE, ActorType.GOVERNMENT, ActorType.DE_FACTO_AUTHORITY, ActorType.ORGANISATION)
)
_NOT_ACTORS = (
    "Latin America|South America|North America|Central America|Latin American|South American|North American|Central American|"
    "African American|Native American|Pan American|Pan-American|Inter-American|West Indian|South China Sea|East China Sea|Sea of Japan|Gulf of Mexico|Gulf of Oman|Persian Gulf|New Mexico|"
    "Washington Post|Washington Times|New York Times|Moscow Times|Kyiv Independent|Kyiv Post|Korea Herald|Japan Today|Africa News|South China Morning Post|"
    "Jerusalem Post|Times of Israel|Tehran Times|Iran International|China Daily|Bank of America|"
    "Paris Agreement|Paris climate|Geneva Conventions|Geneva Convention|Treaty of Lisbon|Lisbon Treaty|"
    "Times of India|Air France|Air India|Air China|Korea Times|Japan Times|Washington state|"
    "Washington State|Tour de France|Bank of Japan|Bank of England|Indian Ocean|Turkish Airlines|"
    "Minsk agreements|Oslo accords|Dayton accords|Abraham Accords|Budapest Memorandum|Vienna Convention|"
    "Kyiv time|Moscow time|Washington time|Kiev time|Tehran time|Israel time|Baghdad time|Cairo time|"
    "Beijing time|London time|Paris time|Brussels time|Washington , D.C. time|French Open|US Open|U.S. Open"
).split("|")


def slug_of(words: str) -> str:
    """The slug of whom no table has: its words of letters from a to z and digits."""
    return "-".join(re.findall("[a-z0-9]+", words))


@dataclass(frozen=True, slots=True)
class NamedActor:
    """An actor of the record, or a state of the world that the record does not have yet.

    `represents` is the slug of the actor that a person speaks for, `timezone` an IANA name or empty.
    """

    slug: str
    name: str
    type: ActorType
    represents: str | None = None
    timezone: str = ""
    code: str = ""
    aliases: tuple[Alias, ...] = ()

    def __hash__(self) -> int:
        return hash(self.slug)


@dataclass(frozen=True, slots=True)
class Naming:
    """One way to name an actor: its words, folded for comparison, and when it holds."""

    actor: NamedActor
    alias: Alias
    words: tuple[str, ...]
    spelled: tuple[str, ...]
    has_dots: bool
    is_guess: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether it names the actor on that day; a leader does in office, and by the whole name soon after."""
        if self.alias.held_on(day):
            return True
        is_whole = self.alias.kind is AliasKind.LEADER and len(self.words) > 1 and bool(self.alias.until)
        return is_whole and self.alias.held_on(day - STILL_CALLED_SO)


@dataclass(frozen=True, slots=True)
class Match:
    """Where a name of the table stands in a text: characters from `start` up to `end`."""

    start: int
    end: int
    naming: Naming


class _Word(NamedTuple):
    start: int
    end: int
    spelled: str
    folded: str


class ActorTable:
    """All actors with an index of their names. Built once, then read by any number of texts."""

    def __init__(self, actors: Iterable[NamedActor]) -> None:
        self._actors = {actor.slug: actor for actor in actors}
        self._by_first: dict[str, list[Naming | None]] = defaultdict(list)
        self._shared: dict[tuple[str, ...], list[Naming]] = {}
        self._by_code: dict[str, frozenset[str]] = {}
        for actor in self._actors.values():
            if actor.code and actor.type in _RULES:
                self._by_code[actor.code] = self._by_code.get(actor.code, frozenset()) | {actor.slug}
        self._index()

    def __len__(self) -> int:
        return len(self._actors)

    def actor(self, slug: str) -> NamedActor | None:
        """The actor of that slug."""
        return self._actors.get(slug)

    def principal(self, actor: NamedActor) -> NamedActor:
        """For whom it counts: a person, or a body of a larger one, for whom it represents."""
        seen = {actor.slug}
        while actor.represents and actor.represents in self._actors and actor.represents not in seen:
            actor = self._actors[actor.represents]
            seen.add(actor.slug)
        return actor

    def ruler_of(self, state: NamedActor) -> NamedActor:
        """The junta that rules a state without being its government; the state where the table has none."""
        rulers = (
            actor
            for actor in self._actors.values()
            if actor.code and actor.code == state.code and actor.type is ActorType.DE_FACTO_AUTHORITY
        )
        return next(rulers, state)

    def kin(self, actor: NamedActor) -> frozenset[str]:
        """The slugs of a state and of who rules or represents it, by their country; of others its own alone."""
        if not actor.code:
            return frozenset((actor.slug,))
        return self._by_code.get(actor.code, frozenset()) | {actor.slug}

    def zone_of(self, actor: NamedActor) -> str:
        """The time zone of its seat; UTC where the table has none."""
        return actor.timezone or self.principal(actor).timezone or "UTC"

    def state_of_zone(self, zone: str) -> NamedActor | None:
        """The state whose seat of government has a time zone that no other one has, else the one in which it is."""
        states = [each for each in self._actors.values() if each.type is ActorType.STATE]
        seated = [each for each in states if each.timezone == zone]
        if not seated and (code := country_of(zone)):
            seated = [each for each in states if each.code == code]
        return seated[0] if len(seated) == 1 else None

    def find(self, text: str, on: date) -> list[Match]:
        """The names in a text, the longest at each place, in order; leaders as of that day."""
        return _of_no_person(text, self._distinguished(list(self._walk(text, on)), on))

    def _distinguished(self, found: list[Match], on: date) -> list[Match]:
        """A demonym of two states, as 'Dominican', is of the one that the text names by other words too.

        So is a surname that two leaders of the day have; where the text names neither, it is nobody's.
        """
        found = self._of_one_leader(found, on)
        if not any(each.naming.words in self._shared for each in found):
            return found
        named = {each.naming.actor for each in found if each.naming.alias.kind is not AliasKind.DEMONYM}
        return [self._of_named(each, named, on) for each in found]

    def _of_one_leader(self, found: list[Match], on: date) -> list[Match]:
        if not any(each.naming.is_guess for each in found):
            return found
        sure = [each.naming for each in found if not each.naming.is_guess]
        leaders = {each.alias for each in sure}
        named = {self.principal(each.actor).slug for each in sure}
        return [each for each in (self._of_leader(each, leaders, named, on) for each in found) if each]

    def _of_leader(self, match: Match, leaders: set[Alias], named: set[str], on: date) -> Match | None:
        """The match with the leader who is meant; None where that cannot be told."""
        if not match.naming.is_guess:
            return match
        words = match.naming.words
        bearers: dict[str, list[Naming]] = defaultdict(list)
        for each in self._by_first.get(words[0], ()):
            if each and each.is_guess and each.words == words and each.holds_on(on):
                bearers[self.principal(each.actor).slug].append(each)
        in_full = [each for own in bearers.values() for each in own if each.alias in leaders]
        if in_full:
            return replace(match, naming=in_full[0]) if len({each.actor for each in in_full}) == 1 else None
        if words[0] in ONLY_IN_FULL:
            return None
        chosen = list(bearers) if len(bearers) == 1 else [slug for slug in bearers if slug in named]
        return replace(match, naming=bearers[chosen[0]][0]) if len(chosen) == 1 else None

    def _of_named(self, match: Match, named: set[NamedActor], on: date) -> Match:
        if match.naming.actor in named or match.naming.alias.kind is not AliasKind.DEMONYM:
            return match
        others = self._shared.get(match.naming.words, ())
        chosen = next((each for each in others if each.actor in named and each.holds_on(on)), None)
        return replace(match, naming=chosen) if chosen else match

    def _walk(self, text: str, on: date) -> Iterator[Match]:
        words = [_Word(each.start(), each.end(), each[0], _folded(each[0])) for each in _WORD.finditer(text)]
        by_first = self._by_first
        at = 0
        while at < len(words):
            folded = words[at].folded
            if folded not in by_first and folded.isascii():
                at += 1
                continue
            found = self._longest(text, words, at, on)
            if found is None:
                at += 1
                continue
            length, naming = found
            if naming is not None:
                end = words[at + length - 1].end
                if naming.has_dots and text[end : end + 1] == ".":
                    end += 1
                yield Match(words[at].start, end, naming)
            at += length

    def _longest(
        self, text: str, words: Sequence[_Word], at: int, on: date
    ) -> tuple[int, Naming | None] | None:
        following = words[at + 1].folded if at + 1 < len(words) else ""
        for key in _stems(words[at].folded):
            for naming in self._by_first.get(key, ()):
                if naming is None:
                    continue
                if len(naming.words) > 1 and naming.words[1] != following and following.isascii():
                    continue  # the second word tells most of them apart
                if (
                    _stands(text, words, at, naming)
                    and naming.holds_on(on)
                    and not _is_part_of_name(text, words, at, naming)
                ):
                    blocked = naming.actor.slug == ""
                    return len(naming.words), None if blocked else naming
        return None

    def _index(self) -> None:
        for phrase in _NOT_ACTORS:
            self._add(_naming(NamedActor("", phrase, ActorType.GROUP), Alias(phrase)))
        taken: dict[tuple[str, ...], str] = {}
        guesses: list[Naming] = []
        for actor in self._actors.values():
            for alias in _names_of(actor):
                naming = _naming(actor, alias)
                if not naming.words:
                    continue
                taken.setdefault(naming.words, self.principal(actor).slug)
                self._add(naming)
                if alias.kind is AliasKind.LEADER or (
                    actor.type is ActorType.PERSON and alias.kind is AliasKind.NAME
                ):
                    guesses.extend(_surname(naming))
        self._add_surnames(guesses, taken)
        for key, namings in self._by_first.items():
            self._by_first[key] = sorted(namings, key=_order)
        self._shared = _shared(each for namings in self._by_first.values() for each in namings if each)

    def _add_surnames(self, guesses: Sequence[Naming], taken: dict[tuple[str, ...], str]) -> None:
        owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for each in guesses:
            owners[each.words].add(self.principal(each.actor).slug)
        for each in guesses:
            own = self.principal(each.actor).slug
            if taken.get(each.words, own) == own and (
                len(owners[each.words]) == 1 or (each.alias.since or each.alias.until)
            ):
                self._add(each)

    def _add(self, naming: Naming) -> None:
        if naming.words:
            self._by_first[naming.words[0]].append(naming)
            first = naming.words[0]
            if _CYRILLIC.match(first) and len(first) > _SHORTEST_STEM:
                self._by_first[first[:-1]].append(naming)


def _shared(namings: Iterable[Naming]) -> dict[tuple[str, ...], list[Naming]]:
    """The demonyms that more than one actor has."""
    by_words: dict[tuple[str, ...], dict[str, Naming]] = defaultdict(dict)
    for each in namings:
        if each.alias.kind is AliasKind.DEMONYM:
            by_words[each.words].setdefault(each.actor.slug, each)
    return {words: list(own.values()) for words, own in by_words.items() if len(own) > 1}


def _order(naming: Naming | None) -> tuple[int, int, int, str, int]:
    """The longest first; what a state of the past was called in its time comes before what one of today is."""
    if naming is None:
        return (0, 0, 0, "", 0)
    past = naming.actor.type is ActorType.HISTORICAL_STATE
    until = naming.alias.until if past else ""
    person = naming.actor.type is ActorType.PERSON
    return (-len(naming.words), naming.is_guess, 1 + past if not until else 0, until, not person)


_SHORT_NAME = re.compile(r"[A-Z0-9-]{2,}|\w*[a-z][A-Z]\w*")


def _names_of(actor: NamedActor) -> Iterator[Alias]:
    bare, _, rest = actor.name.partition(" (")
    yield Alias(bare)
    inside = rest.rstrip(")")
    if _SHORT_NAME.fullmatch(inside):
        yield Alias(inside)
    yield from actor.aliases


def _naming(actor: NamedActor, alias: Alias) -> Naming:
    spelled = tuple(_WORD.findall(alias.name.removeprefix("the ").removeprefix("The ")))
    return Naming(actor, alias, tuple(_folded(word) for word in spelled), spelled, alias.name.endswith("."))


def _surname(naming: Naming) -> Iterator[Naming]:
    spelled = [word for word in naming.spelled if word.casefold() not in _PARTICLES]
    last = spelled[-1] if len(spelled) > 1 else ""
    if len(last) > 2 and last[0] == last[0].upper() and last.casefold() not in WORDS_TOO:
        yield Naming(naming.actor, naming.alias, (_folded(last),), (last,), has_dots=False, is_guess=True)


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    low = word.casefold()
    if not low.isascii():
        low = "".join(
            char
            for char in unicodedata.normalize("NFKD", low)
            if not unicodedata.combining(char) or char == "\u0306"
        )
    return _ENDINGS.sub("y", low)


def _stems(word: str) -> Iterator[str]:
    """The keys under which a word may stand in the index; Cyrillic names have endings."""
    yield word
    if not word.isascii() and _CYRILLIC.match(word):
        for cut in (1, 2, 3):
            if len(word) - cut >= _SHORTEST_STEM:
                yield word[:-cut]


_FIRST_NAME = re.compile(
    r"(?<![.!?]\s)(?<!\n)(?<!^)(?<!\b[Ii]n\s)(?<!\b[Aa]t\s)\b(?P<name>[A-Z][a-z]+(?<!ing)) $"
)
_TITLED = re.compile(
    r"\b(?:[Mm]inister|[Ll]awmaker|[Ss]enator|Sen\.|[Rr]epresentative|Rep\.|[Ll]eader|[Pp]olitician|[Ee]nvoy|[Cc]hairman|[Ss]pokes\w+|[Ss]ecretary|General|Mr|Mr\.) $"
)
_LAST_NAME = re.compile(r" [A-Z][a-z]+(?<!an)(?<!ese)\b(?! [A-Z])")
_TO_PLACE = re.compile(r"\b(?:in|at|from|to|near|of|for|via|into|with)\s+$")
_CLOSED = re.compile(r"[.!?:;,\"\u201d\u2019)](?=\s*$)")


def _of_no_person(text: str, found: list[Match]) -> list[Match]:
    """Without the names of places that a person has: 'the lawmaker Charles Santiago', and 'Santiago said' after that."""
    ends = {each.end + 1 for each in found}
    persons = [each for each in found if each.start not in ends and _is_of_person(text, each)]
    if not persons:
        return found
    words = {each.naming.words for each in persons}
    named = {each.naming.actor for each in found if each.naming.words not in words}
    return [
        each
        for each in found
        if each.naming.words not in words
        or (each not in persons and (each.naming.actor in named or _is_after_preposition(text, each.start)))
    ]


def _is_after_preposition(text: str, start: int) -> bool:
    return bool(_TO_PLACE.search(text, max(0, start - 8), start))


def _is_of_person(text: str, match: Match) -> bool:
    """Whether a first name stands before the name of a place, or a title before and a last name behind it."""
    words = match.naming.words
    if len(words) != 1 or words[0] not in PLACES_TOO or not _is_in_sentence(text, match.end):
        return False
    start = match.start
    if _TITLED.search(text, max(0, start - 20), start) and words[0] != "israel":
        return bool(_LAST_NAME.match(text, match.end))
    before = _FIRST_NAME.search(text, max(0, start - 20), start)
    return before is not None and before["name"].casefold() not in BEFORE_SURNAMES | BEFORE_PLACES


def _is_in_sentence(text: str, start: int) -> bool:
    """Whether a paragraph ends as sentences do, and not as headlines."""
    end = text.find("\n\n", start)
    return bool(_CLOSED.search(text, start, end if end >= 0 else len(text)))


_COMMON_NOUNS = frozenset(
    "commission union council parliament league army forces authority government assembly court alliance front committee community".split()
)
"""Words of names that some desks write small: 'the European commission'."""
_COUNCIL = ("security", "council")
_NATIONAL = frozenset(("National", "Supreme", "State", "Homeland", "Federal", "Higher"))
"""Before 'Security Council': that of a state, not of the United Nations."""
_IN_NAMES = frozenset(("da", "do", "das", "dos", "de", "del", "di"))


def _is_part_of_name(text: str, words: Sequence[_Word], at: int, naming: Naming) -> bool:
    """'Mocimboa da Praia' is not Praia, and 'Abbas Araqchi' is not Abbas."""
    if at > 0 and words[at - 1].spelled in _IN_NAMES:
        return True
    if at > 0 and naming.words == _COUNCIL and words[at - 1].spelled in _NATIONAL:
        return True
    if naming.is_guess and text[words[at].start - 3 : words[at].start].lower() in ("al-", "el-", "ul-"):
        return True
    if naming.is_guess and at > 0 and _is_first_name(text, words[at - 1], words[at], naming):
        return True
    if not naming.is_guess or at + 1 >= len(words):
        return False
    following = words[at + 1]
    return text[words[at].end : following.start] == " " and following.spelled[0].isupper()


def _is_first_name(text: str, before: _Word, here: _Word, naming: Naming) -> bool:
    """Whether the word before a surname is the first name of somebody else: 'Tereza Singh'."""
    return (
        text[before.end : here.start] == " "
        and before.spelled[0].isupper()
        and before.spelled[1:].islower()
        and before.folded not in BEFORE_SURNAMES
        and before.folded not in _naming(naming.actor, naming.alias).words
    )


def _stands(text: str, words: Sequence[_Word], at: int, naming: Naming) -> bool:
    length = len(naming.words)
    if at + length > len(words):
        return False
    here = words[at : at + length]
    for word, want in zip(here, naming.words, strict=True):
        if word.folded != want and word.folded.isascii():
            return False
    if not all(
        _same(word, want, spelled) or (number > 0 and word.folded == want and want in _COMMON_NOUNS)
        for number, (word, want, spelled) in enumerate(zip(here, naming.words, naming.spelled, strict=True))
    ):
        return False
    return all(text[one.end : two.start] in _GAPS for one, two in pairwise(here))


def _same(word: _Word, wanted: str, spelled: str) -> bool:
    if word.folded != wanted and not _is_inflected(word.folded, wanted):
        return False
    if spelled.isupper() and len(spelled) <= 4:
        return word.spelled == spelled or (len(spelled) == 4 and word.spelled == spelled.capitalize())
    return word.spelled[0].isupper() or not spelled[0].isupper()


def _is_inflected(word: str, wanted: str) -> bool:
    if word.isascii() or not _CYRILLIC.match(word) or len(wanted) <= _SHORTEST_STEM:
        return False
    return word.startswith(wanted[:-1]) and len(word) - len(wanted) <= 2
