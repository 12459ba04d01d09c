"""Reads the words of a time limit ('within 50 days', 'by Saturday noon') into a window, or says why not.

Nothing is guessed silently: every open point is an `Assumption` of the `Reading`. A word that was not
understood makes the words `Unreadable` where it stands inside the time limit or beside it; elsewhere it is
left out and reported. The module `leftovers` has the rule. Where the words are open and no reading is the
natural one, each is offered (`Ambiguous`).

The way of the words: `tokens` cuts them and, by the tables of `languages`, says them in the terms of the
grammar; `scan` walks over them with the readers `days`, `durations`, `hours`, `zones`, `limits`; `leftovers`
judges the rest; `resolve` makes a window of it with `dates`, `counting`, `clocks`, `feasts`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.domain.dates.moments import When, zone
from tracker.domain.parsing.context import Frame, Open
from tracker.domain.parsing.elements import Phrase
from tracker.domain.parsing.languages import ENGLISH, LANGUAGES, Language, language_named, looks_like
from tracker.domain.parsing.moved import direction, moved
from tracker.domain.parsing.resolve import resolve
from tracker.domain.parsing.result import Ambiguous, Assumption, Reading, ReadingStep, Rule, Unreadable
from tracker.domain.parsing.scan import scan
from tracker.domain.parsing.tokens import LONGEST, Token, tokenise

_WORDS = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
MOST_CHOICES = 3
__all__ = [
    "LANGUAGES",
    "LONGEST",
    "MOST_CHOICES",
    "Ambiguous",
    "Assumption",
    "Reading",
    "ReadingStep",
    "Rule",
    "Unreadable",
    "direction",
    "moved",
    "read",
]


def read(
    words: str, *, announced: When, zone_name: str, given_zone: bool = False, language: str = "en"
) -> Reading:
    """The window that these words name when said at that announcement.

    `zone_name` is the IANA zone of the sender's seat, in which days are counted and, unless the words name
    another, hours are read; `given_zone` says that it came from the sender's words, so it is not an
    assumption. `language` is the code of one of `LANGUAGES`. Raises `Unreadable` for the words, `Ambiguous`
    where they can be read in several ways, `NoSuchZone` for the zone.
    """
    zone(zone_name)
    named = language_named(language)
    try:
        tokens = tokenise(words, named)
        _check_language(tokens, named)
        return _settled(scan(tokens), Frame(announced, zone_name, given_zone, named.code))
    except Ambiguous:
        raise
    except Unreadable as error:
        raise _with_language(error, words, named) from error.__cause__


def _settled(phrase: Phrase, frame: Frame) -> Reading:
    """The one reading; `Ambiguous` with up to `MOST_CHOICES` where several are possible."""
    try:
        return resolve(phrase, frame)
    except Open as open_point:
        key, reason = open_point.key, open_point.reason
        frames = [replace(frame, chosen=(*frame.chosen, (key, way))) for way in range(open_point.count)]
    readings: list[Reading] = []
    refused: list[Unreadable] = []
    for each in frames:
        try:
            readings.append(_settled(phrase, each))
        except Ambiguous as several:
            readings.extend(several.readings)
        except Unreadable as error:
            refused.append(error)
    different = [
        each for at, each in enumerate(readings) if each.due not in [other.due for other in readings[:at]]
    ]
    if not different:
        raise refused[0]
    if len(different) == 1:
        return different[0]
    if len(different) > MOST_CHOICES:
        raise Unreadable(reason)
    raise Ambiguous(reason, different)


def _check_language(tokens: Sequence[Token], named: Language) -> None:
    """Refuses words that another language tells a time with; of English the grammar itself knows which."""
    if named is ENGLISH:
        return
    for token in tokens:
        if token.is_opaque and looks_like([token.said], named):
            raise Unreadable(f"{token.said!r} was not understood in these words")


def _with_language(error: Unreadable, words: str, named: Language) -> Unreadable:
    """The refusal, with the language that the words look like where it is another."""
    plain = [word.lower().replace("\u2019", "'") for word in _WORDS.findall(words)]
    others = looks_like(plain, named)
    if not others:
        return error
    reason = error.reason.removesuffix(f"; words are read in {named.name}")
    looks = " or ".join(f"{each.name} ({each.code})" for each in others)
    return Unreadable(f"{reason}; the words look {looks}, and were to be read in {named.name}")
