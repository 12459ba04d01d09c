"""Cuts a text into sentences, with their places; quotations, abbreviations and datelines stay whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"[^\n]+(?:\n(?![ \t]*\n|[ \t]*(?:[-*\u2022\u2013\u2014]|\d{1,2}[.)])[ \t])[^\n]+)*")
_END = re.compile(r"[.!?\u2026]+[\"'\u201d\u2019)\]\u00bb]*(?=\s)")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr gen lt col maj capt sgt adm cmdr rep sen gov rev st prof pres hon amb sec jr sr vs etc inc "
    "ltd co corp no nos art jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thurs fri "
    "approx est dept brig supt messrs mt ft fig op cf al e.g i.e u.s u.k u.n e.u d.c a.m p.m".split()
)
_SOMETIMES_LAST = frozenset(
    ("u.s", "u.k", "u.n", "e.u", "d.c", "a.m", "p.m", "etc", "inc", "co", "corp", "ltd")
)
_BEGINS = re.compile(
    r"[\"'\u201c\u2018(]*(?:The|A|An|In|On|It|He|She|They|But|And|If|That|This|There|We|Those|These|Its|His|Her|"
    r"Their|After|Before|Under|Unless|When|While|As|At|By|For|With|Asked|Earlier|Last|Officials|No|Not|Both|"
    r"(?!Treasury|Congress|Senate|Navy|Army|Embassy|Marines|President|Ambassador|Forces|Troops|Officials|Envoy|Secretary|Council)[A-Z][a-z]+ (?:said|says|told|has|had|have|is|was|were|will|would|gave|must|rejected|also))\b"
)
_DATELINE = re.compile(
    r"[A-Z\u00c0-\u00dd\u0400-\u042f][A-Z\u00c0-\u00dd\u0400-\u042f'\u2019 /.-]{2,40}"
    r"(?:,\s*(?!Jan|Feb|Mar|Apr|May |Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z][\w. ]{1,34}?)?"
    r"(?:,\s*(?P<day>(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?))?"
    r"(?:[.,/]{1,2}\s*[A-Z][A-Z /]{2,20}[./]{0,2})?\s*(?:\([^)\n]{2,40}\))?\.?(?:\s*(?:\u2014|\u2013|--|-)\s+|:\s+(?=[A-Z]))",
)
_BARE_DATELINE = re.compile(
    r"(?P<day>(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?)"
    r"\s*(?:\([^)\n]{2,40}\))?\s*(?:\u2014|\u2013|--|-)\s+"
)
_MIXED_DATELINE = re.compile(
    r"[A-Z][\w'\u2019 /.-]{2,30}(?:,\s*(?P<day>(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)"
    r"(?:,?\s+\d{4})?))?\s*\([^)\n]{2,40}\)\s*(?:\u2014|\u2013|--|-)\s+"
)
_PLAIN_DATELINE = re.compile(
    r"[A-Z][\w'\u2019-]+(?: [A-Z][\w'\u2019-]+){0,2}(?:, [A-Z][\w'\u2019]+)?(?P<day>(?!))?\s+(?:\u2014|\u2013|--|-)\s+(?=[A-Z])"
)
"""The city alone, with no agency: only a text begins so."""


_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]{1,2}")
"""The number of a paragraph or of an item of a list, which is no sentence."""
LONGEST_SENTENCE = 600
"""Longer ones, which only lists and broken texts have, are cut: the patterns of a sentence need time for its square."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Characters from `start` up to `end`, in paragraph `paragraph`, both counted from 0."""

    start: int
    end: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Dateline:
    """Place and day before a report: 'KYIV, July 14 (Reuters) -'; `day` are its words, with their place."""

    start: int
    end: int
    day: str | None
    day_start: int
    day_end: int


def datelines(text: str) -> list[Dateline]:
    """The datelines at the beginnings of paragraphs."""
    found: list[Dateline] = []
    for paragraph in _PARAGRAPH.finditer(text):
        start = paragraph.start() + len(paragraph[0]) - len(paragraph[0].lstrip())
        kinds = (_DATELINE, _MIXED_DATELINE, _BARE_DATELINE) + ((_PLAIN_DATELINE,) if not found else ())
        match = next((line for kind in kinds if (line := kind.match(text, start))), None)
        if match:
            found.append(Dateline(match.start(), match.end(), match["day"], *match.span("day")))
    return found


def sentences(text: str) -> list[Sentence]:
    """The sentences in order; blanks around them belong to none, a dateline stands outside."""
    heads = {line.start: line.end for line in datelines(text)}
    found: list[Sentence] = []
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        start = paragraph.start() + len(paragraph[0]) - len(paragraph[0].lstrip())
        found.extend(_cut(text, heads.get(start, start), paragraph.end(), number))
    return found


def _cut(text: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    at = start
    for stop in _END.finditer(text, start, end):
        if _is_abbreviation(text, at, stop):
            continue
        yield from _trimmed(text, at, stop.end(), paragraph)
        at = stop.end()
    yield from _trimmed(text, at, end, paragraph)


def _trimmed(text: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        yield from _stripped(text, start, cut, paragraph)
        start = cut
    yield from _stripped(text, start, end, paragraph)


def _stripped(text: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start and not _NUMBER.fullmatch(text, start, end):
        yield Sentence(start, end, paragraph)


def _is_abbreviation(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether the full stop there belongs to an abbreviation or an initial and ends no sentence."""
    if stop[0][0] != ".":
        after = text[stop.end() : stop.end() + 40].lstrip()[:1] if len(stop[0]) > 1 else ""
        return bool(after) and after.islower()
    before = re.search(r"(?:[\w]+\.)*[\w]+$", text[max(start, stop.start() - 20) : stop.start()])
    behind = text[stop.end() : stop.end() + 40].lstrip()
    if behind[:1].islower():
        return True
    if before is None or len(stop[0]) > 1:
        return False
    word = before[0].casefold()
    if word in _SOMETIMES_LAST:
        return not _BEGINS.match(behind)
    return word in _ABBREVIATIONS or (len(word) == 1 and before[0].isupper() and word != "i")
