"""Judges the words that no rule took: whether they may be left out is a matter of where they stand.

A time limit is a preposition and the parts of a date, an hour or a stretch of time. Between these, and
directly beside them, a word that is not understood could move, bound or deny the limit ('ahead of Friday',
'Friday lunchtime', 'noon Atlantis time', '30 days plus 30'), so there only words of small closed classes are
left out and any other is refused by name. Apart from the limit stand: what comes before its preposition
('leave the city | by Friday'), a clause or a phrase of purpose behind it ('10 days | to comply', 'noon | he
must go'), and the noun that a stretch of time describes ('a 60-day | truce'). There negations are refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.tokens import Kind, Token, as_said
from tracker.domain.parsing.vocabulary import (
    BEFORE_COUNTS,
    BESIDE,
    CLAUSE,
    CONDITIONS,
    ENDINGS,
    EXTENSIONS,
    GIVES,
    HARMLESS,
    HOW_FAR,
    JOINERS,
    LIMIT_NOUNS,
    LINKS,
    MOVES,
    NAMES_NEW_DATE,
    NEAR,
    NEGATIONS,
    OPENERS,
    POSTPONES,
    Link,
)


class Role(StrEnum):
    """What a token was taken for."""

    COUNT = "count"
    DAY = "day"
    CLOCK = "clock"
    ZONE = "zone"
    LINK = "link"
    VAGUE = "vague"
    MARK = "mark"
    STOP = "stop"
    WORD = "word"


TIMES = frozenset({Role.COUNT, Role.DAY, Role.CLOCK, Role.ZONE})
_WEAK_LINKS = frozenset({Link.ON, Link.IN, Link.AT})
_SAID_AGAIN = frozenset(
    {("no", "later"), ("no", "more"), ("no", "longer"), ("not", "later"), ("not", "more")}
)
_COURSE = frozenset({"end", "expiry", "expiration", "of"})
_APART = frozenset({Link.BEFORE, Link.AFTER})
_GOVERNORS = frozenset({Link.BY, Link.AT})
_UNDATED = frozenset({"before", "after", "following", "until", "till", "til", "ahead", "prior"})
_WRITE_OFFSET = "for a zone that is not known write its distance from UTC, as 'UTC+4'"
_MODALS = frozenset({"must", "will", "can"})
_CHOICES = frozenset({"or", "otherwise", "else"})


@dataclass(frozen=True, slots=True)
class _Item:
    """A token with its role; a preposition that belongs to no part of the limit is a word."""

    token: Token
    role: Role

    @property
    def text(self) -> str:
        return self.token.text


def leftovers(
    tokens: Sequence[Token],
    roles: Sequence[Role],
    attached: Sequence[int],
    *,
    attributive: bool,
    at_once: bool = False,
) -> tuple[str, ...]:
    """The words left out that are worth reporting; `Unreadable` for one that may not be left out.

    With `at_once` the limit is the adverb 'immediately', which stands anywhere in its clause.
    """
    items = [
        _Item(token, Role.WORD if role is Role.LINK and at not in attached else role)
        for at, (token, role) in enumerate(zip(tokens, roles, strict=True))
        if role is not Role.VAGUE
    ]
    judge = _Judge(items, attributive)
    if at_once:
        judge.run_at_once()
    else:
        judge.run()
    return as_said(
        item.token
        for item in items
        if item.role is Role.WORD
        and item.token.kind is not Kind.MARK
        and item.text not in HARMLESS
        and item.text not in LINKS
    )


class _Judge:
    def __init__(self, items: list[_Item], attributive: bool) -> None:
        self.items = items
        self.attributive = attributive

    def run_at_once(self) -> None:
        """Beside 'immediately' nothing may deny it, move it or tie it to another time."""
        self._check_negations(0, len(self.items))
        for item in self.items:
            if item.role is Role.WORD and item.text in _UNDATED | POSTPONES | MOVES | {
                "upon",
                "once",
                "when",
            }:
                raise self._refused(item.text, "may name another time")

    def run(self) -> None:
        self._check_inside()
        at = 0
        while at < len(self.items):
            end = at
            while end < len(self.items) and self.items[end].role is Role.WORD:
                end += 1
            if end > at:
                self._check_run(at, end)
            at = max(end, at + 1)

    def _role(self, at: int) -> Role | None:
        return self.items[at].role if 0 <= at < len(self.items) else None

    def _text(self, at: int) -> str:
        return self.items[at].text if at < len(self.items) else ""

    def _beyond_marks(self, at: int, step: int) -> int:
        while self._role(at) is Role.MARK:
            at += step
        return at

    def _check_inside(self) -> None:
        """Between two parts of one limit stand prepositions, marks and articles alone."""
        parts = [at for at, item in enumerate(self.items) if item.role in TIMES]
        for first, second in pairwise(parts):
            between = self.items[first + 1 : second]
            before = [item for item in between if item.role is Role.LINK and LINKS.get(item.text) in _APART]
            if before and self.items[first].role is not Role.COUNT and self.items[second].role is Role.DAY:
                raise self._refused(" ".join(item.text for item in between), "stands between two times")
            strange = [item for item in between if not _joins(item)]
            if not strange:
                continue
            roles = {self.items[first].role, self.items[second].role}
            two_limits = Role.COUNT in roles and Role.DAY in roles
            if two_limits and any(item.role is not Role.WORD for item in between):
                continue
            words = " ".join(item.text for item in between)
            if self.items[first].role is Role.CLOCK and all(item.role is Role.WORD for item in between):
                raise self._refused(words, f"behind the hour was not understood; {_WRITE_OFFSET}")
            raise Unreadable(
                f"the words name two times with {words!r} between them; enter the words of one time limit"
            )

    def _check_run(self, start: int, end: int) -> None:
        before, behind = self._beyond_marks(start - 1, -1), self._beyond_marks(end, 1)
        after_time, before_time = self._role(before) in TIMES, self._role(behind) in TIMES
        words = [item.text for item in self.items[start:end]]
        self._check_negations(start, end)
        if words[0] == "this" and "time" in words:
            raise self._refused(
                " ".join(words), "was not understood"
            )  # 'this time tomorrow', with more in it
        if any(item.role in TIMES for item in self.items[:start]):
            self._check_zone(words)
        if after_time and before_time and all(word in JOINERS for word in words):
            return
        if after_time:
            self._check_behind(self.items[before].role, start, end)
        elif self._role(behind) in TIMES | {Role.LINK}:
            self._check_governed(start, end, behind)
            self._check_choice(words)
        if before_time and behind == end:
            self._check_beside(words, end)
        elif not after_time and self._set_off_too_little(end) and words[-1] not in LIMIT_NOUNS:
            self._check_content(words)
        if self._role(end) is Role.LINK and self.items[end].text in _UNDATED and words[-1] in HOW_FAR:
            raise self._refused(words[-1], "says how far from the named time, without a number")

    def _set_off_too_little(self, end: int) -> bool:
        """A comma before a limit without a preposition, and any mark before an hour whose day is assumed."""
        if self._role(self._beyond_marks(end + 1, 1)) not in TIMES:
            return False
        undated = not any(item.role in (Role.DAY, Role.COUNT) for item in self.items)
        return self._text(end) in (",", "(", ")", "-", "/") or (undated and self._text(end) in (":", ";"))

    def _check_negations(self, start: int, end: int) -> None:
        """A 'not' is left out only behind 'or' and in a condition, 'if they do not leave by Friday'."""
        for at in range(start, end):
            if self.items[at].text not in NEGATIONS and not self.items[at].text.endswith("n't"):
                continue
            earlier = {item.text for item in self.items[:at]}
            as_answer = any(item.text in _CHOICES for item in self.items[start:at])
            said_again = (self.items[at].text, self._text(at + 1)) in _SAID_AGAIN
            said_again = said_again and (at + 2 >= end or self._text(at + 1) == "later")
            new_sentence = self.items[at].text == "no" and self._role(start - 1) is Role.STOP
            closing = at > 0 and (said_again or new_sentence)
            as_answer = as_answer and self.items[at].text != "never"
            if not (as_answer or closing or earlier & CONDITIONS):
                raise self._refused(self.items[at].text, "may deny the time limit")

    def _check_behind(self, role: Role, start: int, end: int) -> None:
        """Behind the limit a clause, a purpose or the noun it describes goes on."""
        words = [item.text for item in self.items[start:end]]
        at = 0
        while at < len(words) and (
            words[at] in LIMIT_NOUNS | ENDINGS | (GIVES if at else set()) or words[at:] == ["ahead"]
        ):
            at += 1
        rest = words[at:]
        if not rest:
            return
        link = LINKS.get(rest[0])
        if role is not Role.COUNT and set(rest) <= POSTPONES | EXTENSIONS | {"is", "was", "been"}:
            return  # the new date, with its verb behind it: 'bis zum 15. Juli verlängert'
        another = len(rest) > 1 and rest[0] in ("or", "and") and (rest[1] in _UNDATED or rest[1] == "by")
        if another or rest[0] in _UNDATED or link is Link.BY or (link is Link.AT and role is Role.DAY):
            raise self._refused(" ".join(rest[:3]), "may name another time")
        if rest[0] == "or" and rest[-1] == "so":
            raise self._refused(" ".join(rest), "was not understood")
        if rest[0] in POSTPONES | MOVES:
            raise self._refused(rest[0], "counts from another date")
        described = role is Role.COUNT and self.attributive
        clause = any(word in CLAUSE for word in rest) or self._begins_anew(start, rest)
        clause = clause or self._ends_condition(start, end)
        if rest[0] in OPENERS or described or clause:
            return
        self._refuse_first(rest, "stands beside the time limit and was not understood")

    def _begins_anew(self, start: int, words: list[str]) -> bool:
        """'by Friday, threatens to quit', 'Friday 8 pm: Trump extends it': never behind an hour alone."""
        mark = self.items[start - 1].text
        clause = (
            tuple(words[:2]) in _SAID_AGAIN
            or len(words) > 2
            or (len(words) == 2 and (mark == ":" or words[0].endswith("ing")))
        )
        dated = any(item.role in (Role.DAY, Role.COUNT) for item in self.items)
        return dated and clause and mark in (",", ":", "-")

    def _ends_condition(self, start: int, end: int) -> bool:
        """In other languages a clause goes on behind its time: 'wenn … in 50 Tagen keine Einigung ist'."""
        opened = any(item.text in CONDITIONS | _MODALS for item in self.items[:start])
        first = self.items[start].token
        return opened and bool(first.said) and not first.is_opaque and end == len(self.items)

    def _check_zone(self, words: list[str]) -> None:
        """'noon Atlantis time' and 'noon in Atlantis', with a place that no list has."""
        roles = {item.role for item in self.items}
        if words[0] == "in" and Role.CLOCK in roles and Role.ZONE not in roles:
            raise self._refused(" ".join(words[:3]), f"was not understood; {_WRITE_OFFSET}")
        behind = words[words.index("time") :] if "time" in words else []
        if "of" in behind and Role.CLOCK in roles and Role.ZONE not in roles:
            raise self._refused(" ".join(words[:5]), f"was not understood; {_WRITE_OFFSET}")
        if "time" not in words[1:5]:
            return
        name = words[: words.index("time")]
        if "local" in name or any(word in CLAUSE | OPENERS | NEAR for word in name):
            return
        raise self._refused(f"{' '.join(name)} time", f"was not understood; {_WRITE_OFFSET}")

    def _check_governed(self, start: int, end: int, behind: int) -> None:
        """'by the close on Friday', 'before talks on Friday': the limit is an event at an hour not given."""
        given = [at for at in range(start, end) if self.items[at].text in GIVES]
        if given and self.items[behind].role is Role.COUNT:
            start = given[-1]  # 'at a rally he gave them 48 hours'
        for at in range(start, end):
            word = self.items[at].text
            link = LINKS.get(word)
            follows = self.items[behind]
            weak = follows.role is not Role.LINK or LINKS.get(follows.text) in _WEAK_LINKS
            event = (link in _GOVERNORS and word != "through") or word in ("when", "once", "upon")
            if word in _UNDATED or (event and weak and not self._only_ending(at + 1, end)):
                raise self._refused(
                    " ".join(item.text for item in self.items[at : min(end, at + 4)]), "is not dated"
                )

    def _check_choice(self, words: list[str]) -> None:
        """'now or by Friday', 'on the date or before Friday': two limits, of which one is not understood."""
        for first, second in pairwise([*words, "by"]):
            if {first, second} & _CHOICES and {first, second} & set(LINKS) and len(words) > 1:
                raise self._refused(" ".join(words[-3:]), "may name another time")

    def _only_ending(self, start: int, end: int) -> bool:
        """Nothing between 'once' and 'Friday comes', 'by' and 'at least tomorrow', 'the end of 10 days'."""
        return all(item.text in NEAR | _COURSE | {"at", "least"} for item in self.items[start:end])

    def _check_beside(self, words: list[str], end: int) -> None:
        """The last word before a part of the limit, with no preposition between them."""
        role = self._role(end)
        skipped = NEAR | (BEFORE_COUNTS if role is Role.COUNT else {"coming"})
        last = len(words) - 1
        while last >= 0 and words[last] in skipped:
            last -= 1
        if last < 0:
            return
        word, run = words[last], set(words)
        if word == "of":
            known = last > 0 and words[last - 1] in LIMIT_NOUNS | (_COURSE if role is Role.COUNT else set())
        elif word in ("to", "or", "and"):
            known = last == 0 or (word == "to" and bool(run & (NAMES_NEW_DATE | GIVES)))
        elif role is Role.COUNT:
            known = self.attributive or word == "with" or bool(run & GIVES) or word in BESIDE
        elif self._names_deadline(end):
            known = word in BESIDE or bool(run & GIVES)
        else:
            known = word in BESIDE
        if not known:
            where = words[max(last - 1, 0)] if word in ("of", "to", "or", "and") else word
            raise self._refused(where, "stands beside the time limit and was not understood")

    def _names_deadline(self, at: int) -> bool:
        """'Sunday evening deadline', 'August 31 deadline'."""
        while self._role(at) in TIMES:
            at += 1
        return self._role(at) is Role.WORD and self.items[at].text in ("deadline", "ultimatum", "limit")

    def _check_content(self, words: list[str]) -> None:
        """A part of the limit may be among words that are set off too little: 'vendredi, 18:00'."""
        for word in words:
            if word not in HARMLESS | LIMIT_NOUNS:
                raise self._refused(word, "stands beside the time limit and was not understood")

    def _refuse_first(self, words: list[str], reason: str) -> None:
        word = next((word for word in words if word not in HARMLESS), words[0])
        raise self._refused(word, reason)

    def _refused(self, words: str, reason: str) -> Unreadable:
        """The refusal of words, as they were said."""
        tokens = {item.text: item.token for item in reversed(self.items)}
        known = [tokens.get(word) or Token(Kind.WORD, word) for word in words.split(" ")]
        return Unreadable(f"{' '.join(as_said(known))!r} {reason}")


def _joins(item: _Item) -> bool:
    if item.role is Role.STOP:
        return False
    return item.role is not Role.WORD or item.text in JOINERS
