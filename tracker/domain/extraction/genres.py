"""What kind of text it is: a comment, a review, a calendar or a chronology tells of ultimatums and is no news of one."""

import re
from functools import cached_property

_WORDS = (
    r"books?|films?|theatre|television|reviews?|profile|portrait|obituar(?:y|ies)|corrections?(?: (?:and|&) clarifications?)?|clarifications?"
    r"|comment(?:ary)?|opinions?|op-?ed|editorial|leading article|viewpoint|perspectives?|column|essay|letters?(?: to the editor)?"
    r"|diary|calendar|chronology|timeline|fact ?box|key dates|quiz|history|explainer|q ?[&+] ?a|backgrounder|newsmaker|scenarios?|what (?:to expect|we know|comes next)(?: [a-z]+){0,4}|(?:press|newspaper) (?:digest|review|summary)|(?:the )?papers say|notebook|witness|lives|key (?:moments|events)|glossary|satire|fiction|short story"
)
_HEADING = re.compile(rf"^\W*(?:(?:{_WORDS})\b *(?:[:.|/\u2013\u2014]|-+ |$))", re.IGNORECASE | re.MULTILINE)
_FIRST_LINES = 4
_AFTER_DATELINE = re.compile(rf"^[A-Z][^\n]{{2,60}}? (?:-+|\u2013|\u2014) (?i:{_WORDS})[.:] ", re.MULTILINE)
_LISTED = re.compile(
    r"\b(?:following|here|below) (?:is|are) (?:an? |the |some |our )?(?:[a-z]+ ){0,3}?(?:calendar|diary|chronology|timeline|schedule|agenda|timetable|dates|events(?! (?:in|around|from) the world| of the day| today| on [a-z]+day))\b"
    r"|\b(?:calendar|diary|chronology|timeline) of (?:[a-z]+ ){0,4}?(?:events|dates|the (?:week|month|year))\b|\b(?:in review|month by month|day by day)\b",
    re.IGNORECASE,
)
_OWN_VIEWS = re.compile(
    r"\b(?:views?|opinions?) (?:expressed |stated |given )?(?:here |in this (?:article|column|commentary|piece) )?(?:are|is) (?:his|her|their|my|the (?:author|writer)|those of|solely)\b"
    r"|\b(?:the|this) (?:writer|author|columnist) (?:(?:is|was) (?:an?|the|former|professor|director|senior)|teaches|works|served)\b",
    re.IGNORECASE,
)
_DIED = re.compile(r"\bwho (?:has )?died\b[^.\n]{0,50}?\b(?:aged|at (?:the age of )?)\b ?\d{2}\b")
"""How a life is told after its end."""
_PRICED = re.compile(r"\b\d{2,4} ?(?:pp|pages)\b[^\n]{0,20}[$\u00a3\u20ac]|\b\d{2,4}pp\b")
_ENTRY = re.compile(
    r"^\W*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?|\d{1,2} [a-z]{3,9}\b|(?:19|20)\d\d\b)[^\n]{0,24}?(?: -+ |: | \u2013 |\u2014)",
    re.IGNORECASE | re.MULTILINE,
)
_SUPPOSED = re.compile(
    r"\W*(?:(?:But|And|Now|So|Then) )?(?:[Ss]uppose|[Ii]magine|[Aa]ssume|[Pp]icture|[Ll]et us (?:suppose|imagine|assume)|[Ww]hat if)\b"
)
"""'Suppose that X told Y': what follows is thought up."""
_MANY_ENTRIES = 4
_HEAD = 400
_LABEL = re.compile(rf"\((?:{_WORDS}|analysis)\)", re.IGNORECASE)
_I = re.compile(
    r"(?<![\w'\u2019.])(?:I(?:['\u2019](?:m|ve|d|ll))?|[Mm]y|[Mm]yself)(?![\w.])(?! (?:[A-Z]|and II))"
)
_YOURS = re.compile(r"\b[Yy]ou(?:rs?)?\b|\bhereby\b|\b[Dd]ear\b")
_QUOTED = re.compile(r"[\"\u201c][^\"\u201d]*(?:[\"\u201d]|$)", re.MULTILINE)
_HEADS = (_HEADING, _AFTER_DATELINE, _LISTED, _PRICED, _LABEL, _DIED)
_OFTEN = 3
"""So many times an author speaks of himself in a column."""


class Genre:
    """What kind of text it is, told once for a text and then for each place in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def is_no_report(self, at: int) -> bool:
        """Whether what stands at a place is no report of news, by the heading of its text, its line or its author."""
        if self._is_none or _SUPPOSED.match(self.text, at):
            return True
        return self._is_diary and _ENTRY.match(self.text, self.text.rfind("\n", 0, at) + 1) is not None

    @cached_property
    def _is_none(self) -> bool:
        lines = [line for line in self.text[:_HEAD].split("\n") if line.strip()]
        head = "\n".join(lines[:_FIRST_LINES])
        is_headed = any(each.search(head) for each in _HEADS)
        return is_headed or _OWN_VIEWS.search(self.text) is not None or _is_column(self.text)

    @cached_property
    def _is_diary(self) -> bool:
        return len(_ENTRY.findall(self.text)) >= _MANY_ENTRIES


def _is_column(text: str) -> bool:
    """Whether an author tells what he himself has seen or thinks: no statement, which has somebody whom it addresses."""
    words = _QUOTED.sub(" ", text)
    return len(_I.findall(words)) >= _OFTEN and not _YOURS.search(words)
