"""Words cut into tokens: numbers (figures or words), written clocks and dates, plain words and marks."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from tracker.domain.parsing.languages import ENGLISH, Language
from tracker.domain.parsing.languages.table import Phrase
from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.vocabulary import ABBREVIATIONS, MONTHS, ONES, ORDINALS, PLACES, TENS, UNITS

LONGEST = 500
OPAQUE = "?"
"""Before a word that the table of its language does not have, so that it is no English word either."""
LARGEST = 1_000_000
_APOSTROPHES = "\u2019\u2018\u02bc\u00b4`"
_DASHES = "\u2013\u2014\u2212\u2010\u2011\u2012\u2015"
_SPACES = "\u00a0\u2007\u202f"
_REPLACED = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_SPACES, " ")
)
_SPLIT_MERIDIEM = re.compile(
    r"(?<![^\W_])([ap])\.? ?m\.(?![^\W_])|(?:(?<=[0-9])|(?<=[0-9] ))([ap])\.? ?m(?![^\W_])"
)
_INITIALS = re.compile(r"(?<![^\W_])(?:[a-z]\.){2,}(?:[a-z](?![^\W_]))?")
_HYPHENATED = re.compile(r"\b(to|mid)-(day|night|morrow)\b")
_POSSESSIVE = re.compile(r"(?<=[a-z])'(?:s(?![^\W_])|(?![^\W_]))")
_SENTENCE_END = re.compile(r"(?P<last>\w+)(?P<mark>[.!?]+)(?=[\"')\]»]*\s+[\"'(\[«]*[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ])")
_LEADS_TO_YEAR = frozenset(
    {"in", "by", "of", "until", "before", "during", "through", "end", "early", "late", "summer"}
)
_TOKEN = re.compile(
    r"""
      (?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:z|[+-][0-9]{2}:[0-9]{2})?(?!\w))
    | (?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))
    | (?P<slashed>[0-9]{1,4}([/.])[0-9]{1,2}\4[0-9]{1,4}(?![0-9]))
    | (?P<clock>[0-9]{1,2}[:.h][0-9]{2}(?![0-9:]))
    | (?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+))(?P<ordinal>(?:st|nd|rd|th)(?!\w))?
    | (?P<offset>(?:utc|gmt)\ ?[+-]\ ?[0-9]{1,2}(?::?[0-9]{2})?(?![0-9]))
    | (?P<year>'[0-9]{2}(?![0-9a-z]))
    | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
    | (?P<stop>;)
    | (?P<mark>[,:()/%$€£~-])
    | (?P<ignored>(?:[\s.!?"…\[\]*_•]|'(?![0-9]{2}(?![0-9a-z])))+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Kind(StrEnum):
    """What a token is made of."""

    WORD = "word"
    NUMBER = "number"
    CLOCK = "clock"
    STAMP = "stamp"
    ISO = "iso"
    SLASHED = "slashed"
    OFFSET = "offset"
    YEAR = "year"  # two figures behind an apostrophe
    STOP = "stop"  # the end of a sentence or of a statement of its own
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Token:
    """One token in lower case; `number` is set for numbers, and `figures` keeps them as written."""

    kind: Kind
    text: str
    number: int | None = None
    ordinal: bool = False
    figures: str = ""
    said: str = ""
    """As it was said in another language than English; several tokens may share it."""

    @property
    def shown(self) -> str:
        """As it was said."""
        return self.said or self.text

    @property
    def is_opaque(self) -> bool:
        """Whether its language has no such word."""
        return self.text.startswith(OPAQUE)


def as_said(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The words of tokens as they were said; those of one phrase once."""
    found: list[str] = []
    before = ""
    for token in tokens:
        if not token.said or token.said != before:
            found.append(token.shown)
        before = token.said
    return tuple(found)


def tokenise(words: str, language: Language = ENGLISH) -> tuple[Token, ...]:
    """The words as tokens of the grammar; `Unreadable` for none or more than `LONGEST` characters."""
    if len(words) > LONGEST:
        raise Unreadable(f"the words have {len(words)} characters; at most {LONGEST} are read")
    found = (
        _token(match, language)
        for match in _TOKEN.finditer(_plain(words, language))
        if match.lastgroup != "ignored"
    )
    tokens = [token for token in found if token is not None]
    while tokens and tokens[-1].kind is Kind.STOP:
        tokens.pop()
    if not tokens:
        raise Unreadable("there are no words to read")
    if language is not ENGLISH:
        return tuple(_without_repeats(_translated(_numbers_in(tokens, language), language)))
    return tuple(_without_repeats(_numbers(_years(tokens))))


def _plain(words: str, language: Language) -> str:
    text = unicodedata.normalize("NFC", words).translate(_REPLACED)
    text = _SENTENCE_END.sub(lambda match: _stop(match, language), text).lower()
    if language.code in ("en", "es"):
        text = _SPLIT_MERIDIEM.sub(lambda match: f" {match[1] or match[2]}m ", text)
    if language is not ENGLISH:
        for pattern, replacement in language.cleaned:
            text = pattern.sub(replacement, text)
        return text
    text = _INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    text = _HYPHENATED.sub(r"\1\2", text)
    return _POSSESSIVE.sub(" ", text)


def _stop(match: re.Match[str], language: Language) -> str:
    """A sentence's end as a semicolon, unless the full stop is that of an abbreviation."""
    last = match["last"].lower()
    then = match.string[match.end() :].split(maxsplit=1)[0].lower()
    # '1. August', and in German any number before a noun
    dated = last.isdigit() and (then in MONTHS or language.code == "de")
    short = match["mark"] == "." and ((len(last) == 1 and last.isalpha()) or dated or last in ABBREVIATIONS)
    return match[0] if short else f"{last};"


def _token(match: re.Match[str], language: Language) -> Token | None:
    """The token of a match; None for quotation marks, pictures and characters that are not printed."""
    text = match[0]
    if match["year"]:
        return Token(Kind.YEAR, text, int(text[1:]), figures=text[1:])
    if match["word"]:
        _check_alphabet(text, language)
    if match["slashed"] and language is not ENGLISH:
        return _day_first(text)
    if match["number"]:
        number = int(match["number"].replace(",", "")[:9])
        if number > LARGEST:
            raise Unreadable(f"the number {match['number'][:20]} is too large for a time limit")
        return Token(Kind.NUMBER, text, number, bool(match["ordinal"]), match["number"])
    if match["other"]:
        if text in "+&" or unicodedata.category(text) == "Sm":
            raise Unreadable(f"{text!r} was not understood in these words")
        return Token(Kind.NUMBER, text) if text.isnumeric() else None
    return Token(Kind(match.lastgroup or "mark"), text)


def _check_alphabet(word: str, language: Language) -> None:
    """Refuses other letters than the language has, and two alphabets in one word."""
    names = {unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()}
    if names <= {"LATIN"} or (language.is_cyrillic and names == {"CYRILLIC"}):
        return
    letters = "Cyrillic" if language.is_cyrillic else "Latin"
    raise Unreadable(f"{word!r} is not written in {letters} letters; words are read in {language.name}")


def _day_first(written: str) -> Token:
    """'1.8.2025' has its day first in every language but English."""
    first, second, third = (int(part) for part in written.replace(".", "/").split("/"))
    parts = (first, second, third)
    if first <= 31 and len(re.split(r"[/.]", written)[2]) == 2:
        third += 2000
    year, month, day = parts if first > 31 else (third, second, first)
    return Token(Kind.ISO, f"{year:04}-{month:02}-{day:02}", said=written)


def _numbers_in(tokens: list[Token], language: Language) -> list[Token]:
    """Number words of a language as number tokens: 'quarante-huit', 'сорок восемь', 'двадцать первого'."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        value, ordinal, behind = _number_in(tokens, at, language)
        if behind == at:
            found.append(tokens[at])
            at += 1
            continue
        said = " ".join(token.text for token in tokens[at:behind])
        found.append(Token(Kind.NUMBER, said, value, ordinal, said=said))
        at = behind
    return found


def _number_in(tokens: list[Token], at: int, language: Language) -> tuple[int, bool, int]:
    start, value, room = at, 0, 1000
    for words, least in ((language.hundreds, 100), (language.tens, 20)):
        then = at + (at > start and _text(tokens, at) in language.between_numbers)
        if _text(tokens, then) in words and room > least:
            value += words[_text(tokens, then)]
            at, room = then + 1, 100 if words is language.hundreds else 10
            if words is language.tens and value % 100 in language.teens_behind:
                room = 20
        elif at > start:
            room = 100
    then = at
    while at > start and _text(tokens, then) in language.between_numbers:
        then += 1
    word = _text(tokens, then)
    if word in language.ones and (at == start or 0 < language.ones[word] < min(room, 30)):
        return value + language.ones[word], False, then + 1
    if word in language.ordinals and (at == start or language.ordinals[word] < 10):
        return value + language.ordinals[word], True, then + 1
    return value, False, at


def _translated(tokens: list[Token], language: Language) -> list[Token]:
    """The words of a language in the terms of the grammar."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        fit = _longest_fit(tokens, at, language)
        if fit is None:
            found.append(_by_its_stem(tokens[at], language))
            at += 1
            continue
        phrase, meaning = fit
        found.extend(_meant(phrase, meaning, tokens[at : at + len(phrase)], language))
        at += len(phrase)
    return found


def _by_its_stem(token: Token, language: Language) -> Token:
    """A word that the table does not have, by how it begins; else as it was said, with no meaning."""
    if token.kind is not Kind.WORD:
        return token
    meaning = next((meaning for stem, meaning in language.stems if token.text.startswith(stem)), None)
    return replace(token, text=meaning or OPAQUE + token.text, said=token.text)


def _longest_fit(tokens: list[Token], at: int, language: Language) -> tuple[Phrase, Phrase] | None:
    """The longest phrase that stands there, with what it is read as; of two the one with fewer signs."""
    token = tokens[at]
    signs = {Kind.NUMBER: ("#", "#h", "####"), Kind.CLOCK: ("@",), Kind.WORD: ("*",)}.get(token.kind, ())
    fits = [
        (phrase, meaning)
        for first in (token.text, *signs)
        for phrase, meaning in language.phrases.get(first, ())
        if all(_is(tokens, at + place, piece, language) for place, piece in enumerate(phrase))
    ]
    return max(fits, key=_closeness, default=None)


def _closeness(fit: tuple[Phrase, Phrase]) -> tuple[int, int, Phrase]:
    phrase, meaning = fit
    return len(phrase), -sum(piece[0] in "#@*" for piece in phrase), meaning


def _is(tokens: list[Token], at: int, piece: str, language: Language) -> bool:
    if at >= len(tokens):
        return False
    token = tokens[at]
    if piece[0] == "#":
        value = token.number
        limits = {"#h": (0, 24), "####": (1800, 2199)}.get(piece, (0, LARGEST))
        return token.kind is Kind.NUMBER and value is not None and limits[0] <= value <= limits[1]
    if piece == "@":
        return token.kind is Kind.CLOCK
    if piece == "*":
        is_place = token.text in language.places or token.text in PLACES
        return token.kind is Kind.WORD and (is_place or token.text not in language.words)
    return token.text == piece


def _meant(phrase: Phrase, meaning: Phrase, matched: list[Token], language: Language) -> list[Token]:
    """The tokens that a phrase is read as, each with what was said."""
    said = " ".join(token.shown for token in matched)
    numbers = [token for token, piece in zip(matched, phrase, strict=True) if piece[0] == "#"]
    clocks = [token for token, piece in zip(matched, phrase, strict=True) if piece == "@"]
    places = [token.text for token, piece in zip(matched, phrase, strict=True) if piece == "*"]
    values = [token.number or 0 for token in numbers]
    found: list[Token] = []
    for piece in meaning:
        if piece in ("#", "####", "#1", "#2"):
            at = 1 if piece == "#2" or (piece == "#" and _count(found)) else 0
            found.append(replace(numbers[min(at, len(numbers) - 1)], ordinal=False))
        elif piece == "#th":
            found.append(replace(numbers[0], ordinal=True, figures=str(values[0])))
        elif piece in ("#:00", "#1:#2"):
            minute = values[1] if piece == "#1:#2" else 0
            found.append(Token(Kind.CLOCK, f"{values[0]}:{minute:02}", said=said))
        elif piece == "@":
            found.append(replace(clocks[0], text=clocks[0].text.replace(".", ":")))
        elif piece == "*":
            names = language.places.get(places[0], places[0]).split()
            found.extend(Token(Kind.WORD, name, said=said) for name in names)
        else:
            found.append(_word_meant(piece, said))
    return found


def _word_meant(piece: str, said: str) -> Token:
    if piece in ORDINALS:
        return Token(Kind.NUMBER, piece, ORDINALS[piece], ordinal=True, said=said)
    if piece.isdigit():
        return Token(Kind.NUMBER, piece, int(piece), figures=piece, said=said)
    if piece[0].isdigit():
        return Token(Kind.CLOCK, piece, said=said)
    return Token(Kind.WORD if piece[0].isalpha() else Kind.MARK, piece, said=said)


def _count(found: list[Token]) -> int:
    """How many numbers were put already."""
    return sum(token.kind is Kind.NUMBER for token in found)


def _years(tokens: list[Token]) -> list[Token]:
    """Two figures behind an apostrophe are a year where one can stand; else it is a quotation mark."""
    return [
        Token(Kind.NUMBER, token.figures, token.number, figures=token.figures)
        if token.kind is Kind.YEAR and not _may_be_year(tokens, at)
        else token
        for at, token in enumerate(tokens)
    ]


def _may_be_year(tokens: list[Token], at: int) -> bool:
    before, behind = tokens[at - 1] if at else None, _text(tokens, at + 1)
    if (
        before is None
        or behind in UNITS
        or behind in MONTHS
        or behind in ("or", "to", "-", "and", "am", "pm")
    ):
        return False
    leads = before.text in MONTHS or before.text in _LEADS_TO_YEAR or before.text == ","
    return leads or (before.kind is Kind.NUMBER and at >= 2 and tokens[at - 2].text in (*MONTHS, "q"))


def _numbers(tokens: list[Token]) -> list[Token]:
    """Number words as number tokens: 'twenty-one', 'a hundred and twenty', 'twenty-first'."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        token, at = _number_word(tokens, at) or (tokens[at], at + 1)
        found.append(token)
    return found


def _number_word(tokens: list[Token], at: int) -> tuple[Token, int] | None:
    start, total = at, 0
    hundreds = _hundreds(tokens, at)
    if hundreds:
        total, at = hundreds
        more = _below_hundred(tokens, at + 1 if _text(tokens, at) == "and" else at)
        value, ordinal, at = more or (0, False, at)
    else:
        below = _below_hundred(tokens, at)
        if below is None:
            return None
        value, ordinal, at = below
    text = " ".join(token.text for token in tokens[start:at])
    return Token(Kind.NUMBER, text, total + value, ordinal), at


def _hundreds(tokens: list[Token], at: int) -> tuple[int, int] | None:
    first = _text(tokens, at)
    if first == "hundred":
        return 100, at + 1
    count = 1 if first == "a" else ONES.get(first, 0)
    if 0 < count < 10 and _text(tokens, at + 1) == "hundred":
        return 100 * count, at + 2
    return None


def _below_hundred(tokens: list[Token], at: int) -> tuple[int, bool, int] | None:
    first = _text(tokens, at)
    if first in ORDINALS:
        return ORDINALS[first], True, at + 1
    if first in ONES:
        return ONES[first], False, at + 1
    if first not in TENS:
        return None
    then = at + 2 if _text(tokens, at + 1) == "-" else at + 1
    second = _text(tokens, then)
    if 0 < ONES.get(second, 0) < 10:
        return TENS[first] + ONES[second], False, then + 1
    if 0 < ORDINALS.get(second, 0) < 10:
        return TENS[first] + ORDINALS[second], True, then + 1
    return TENS[first], False, at + 1


def _without_repeats(tokens: list[Token]) -> list[Token]:
    """'six (6)' is one number, not two."""
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        kept.append(tokens[at])
        inside = tokens[at + 1 : at + 4]
        repeated = [token.text for token in inside[::2]] == ["(", ")"] and inside[1].number is not None
        at += 4 if repeated and inside[1].number == tokens[at].number else 1
    return kept


def _text(tokens: list[Token], at: int) -> str:
    return tokens[at].text if at < len(tokens) else ""
