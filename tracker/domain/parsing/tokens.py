"""Words cut into tokens: numbers (figures or words), written clocks and dates, plain words and marks."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.vocabulary import ABBREVIATIONS, MONTHS, ONES, ORDINALS, TENS, UNITS

LONGEST = 500
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
_SENTENCE_END = re.compile(r"(?P<last>\w+)(?P<mark>[.!?]+)(?=[\"')\]]*\s+[\"'(\[]*[A-Z])")
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


def tokenise(words: str) -> tuple[Token, ...]:
    """The words as tokens; `Unreadable` when there are none or more than `LONGEST` characters."""
    if len(words) > LONGEST:
        raise Unreadable(f"the words have {len(words)} characters; at most {LONGEST} are read")
    found = (_token(match) for match in _TOKEN.finditer(_plain(words)) if match.lastgroup != "ignored")
    tokens = [token for token in found if token is not None]
    while tokens and tokens[-1].kind is Kind.STOP:
        tokens.pop()
    if not tokens:
        raise Unreadable("there are no words to read")
    return tuple(_without_repeats(_numbers(_years(tokens))))


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFC", words).translate(_REPLACED)
    text = _SENTENCE_END.sub(_stop, text).lower()
    text = _SPLIT_MERIDIEM.sub(lambda match: f" {match[1] or match[2]}m ", text)
    text = _INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    text = _HYPHENATED.sub(r"\1\2", text)
    return _POSSESSIVE.sub(" ", text)


def _stop(match: re.Match[str]) -> str:
    """A sentence's end as a semicolon, unless the full stop is that of an abbreviation."""
    last = match["last"].lower()
    then = match.string[match.end() :].split(maxsplit=1)[0].lower()
    dated = last.isdigit() and then in MONTHS  # '1. August'
    short = match["mark"] == "." and ((len(last) == 1 and last.isalpha()) or dated or last in ABBREVIATIONS)
    return match[0] if short else f"{last};"


def _token(match: re.Match[str]) -> Token | None:
    """The token of a match; None for quotation marks, pictures and characters that are not printed."""
    text = match[0]
    if match["year"]:
        return Token(Kind.YEAR, text, int(text[1:]), figures=text[1:])
    if match["word"]:
        _check_alphabet(text)
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


def _check_alphabet(word: str) -> None:
    if not word.isascii() and not all(
        unicodedata.name(letter, "").startswith("LATIN") for letter in word if letter.isalpha()
    ):
        raise Unreadable(f"{word!r} is not written in Latin letters; words are read in English")


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
