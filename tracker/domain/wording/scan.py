"""Walks over the tokens once and gathers what was recognised; refuses what it must not overlook."""

from tracker.domain.wording.cursor import FIRST_YEAR, LAST_YEAR, Tokens, skip, starts_with, text
from tracker.domain.wording.gathering import JOINTS, Gathered, take_into
from tracker.domain.wording.hours import clock, zone_words
from tracker.domain.wording.pieces import (
    CalendarDate,
    Clock,
    ClockForm,
    Count,
    Moment,
    Phrase,
)
from tracker.domain.wording.reading import Unreadable
from tracker.domain.wording.stretches import amounts
from tracker.domain.wording.tokens import Kind, Token
from tracker.domain.wording.vocabulary import (
    ANNOUNCEMENTS,
    APPROXIMATE,
    BEARS_TIME,
    CONDITIONS,
    EXTENSIONS,
    HARMLESS,
    LINKS,
    LOWER_LIMITS,
    MONTHS,
    UPPER_LIMITS,
    WEEKDAYS,
    Link,
)

_COUNTED = frozenset({"calculated", "counted", "counting", "measured", "running", "reckoned", "as", "dating"})
_STARTS = frozenset({"from", "after", "of", "since", "following", "starting", "beginning"})
_MONEY = frozenset(
    {"%", "percent", "per", "million", "billion", "trillion", "dollars", "euros", "$", "€", "£"}
)
_BETWEEN_PARTS = frozenset({",", "(", ")", "at", "on", "the", "of", "by", "in", "-"})


def scan(tokens: Tokens) -> Phrase:
    """What the words say, part by part; `Unreadable` for two limits or a part not understood."""
    return _Scan(tokens).run()


class _Scan:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.moment = Gathered()
        self.count: Count | None = None
        self.links: set[Link] = set()
        self.flags: set[str] = set()
        self.left_out: list[str] = []

    def run(self) -> Phrase:
        at = 0
        while at < len(self.tokens):
            if text(self.tokens, at) in CONDITIONS:
                self.flags.add("condition")
                if self._has_limit():
                    self.left_out.extend(token.text for token in self.tokens[at:])
                    break
            at = self._take(at)
        if not self._has_limit():
            raise Unreadable("no time limit was found in these words")
        return Phrase(
            self.count,
            self.moment.frozen(),
            frozenset(self.links),
            "approximate" in self.flags,
            "extension" in self.flags,
            "condition" in self.flags,
            tuple(self.left_out),
        )

    def _has_limit(self) -> bool:
        return self.count is not None or bool(self.moment.days) or self.moment.clock is not None

    def _take(self, at: int) -> int:
        return (
            self._take_limit_phrase(at)
            or self._take_military_hour(at)
            or self._take_count(at)
            or self._take_stamp(at)
            or take_into(self.moment, self.tokens, at)
            or self._take_word(at)
        )

    def _take_limit_phrase(self, at: int) -> int | None:
        """'no later than' is the limit itself; 'more than' or 'not before' is no end at all."""
        for phrase in UPPER_LIMITS:
            if starts_with(self.tokens, at, phrase):
                self.links.add(Link.BY)
                return at + len(phrase)
        for phrase in LOWER_LIMITS:
            if starts_with(self.tokens, at, phrase):
                raise Unreadable(
                    f"'{' '.join(phrase)}' says when the time limit does not end, not when it ends"
                )
        if starts_with(self.tokens, at, ("at", "least")) and amounts(self.tokens, at + 2):
            raise Unreadable("'at least' says when the time limit does not end, not when it ends")
        return at + 2 if starts_with(self.tokens, at, ("or", "so")) and self._approximate() else None

    def _approximate(self) -> bool:
        self.flags.add("approximate")
        return True

    def _take_military_hour(self, at: int) -> int | None:
        """'1400 hours on Tuesday' and 'at 18h' look like counts of hours."""
        found = clock(self.tokens, at) if text(self.tokens, at + 1) in ("hours", "hrs", "h") else None
        return take_into(self.moment, self.tokens, at) if found else None

    def _take_count(self, at: int) -> int | None:
        found = amounts(self.tokens, at)
        if found is None:
            return None
        low, high, behind, couple = found
        if text(self.tokens, behind) in ("ago", "earlier", "before"):
            raise Unreadable(f"'{text(self.tokens, behind)}' counts backwards")
        self._mark_extension(at, behind)
        if starts_with(self.tokens, behind, ("or", "so")):
            self._approximate()
            behind += 2
        anchor, from_announcement, behind = self._anchor(behind)
        count = Count(low, high, anchor, from_announcement, couple)
        if self.count not in (None, count):
            raise Unreadable("the words name two different stretches of time")
        self.count = count
        return behind

    def _mark_extension(self, start: int, end: int) -> None:
        if any(token.text in EXTENSIONS or token.text == "more" for token in self.tokens[start:end]):
            self.flags.add("extension")

    def _anchor(self, at: int) -> tuple[Moment | None, bool, int]:
        """What the count starts from: a named moment, the announcement ('from today'), or nothing said."""
        then = skip(self.tokens, at, (",", "time", "period"))
        then = skip(self.tokens, then, _COUNTED)
        if text(self.tokens, then) not in _STARTS:
            return None, False, at
        start = skip(
            self.tokens,
            then + 1,
            ("the", "date", "day", "moment", "hour", "time", "of", "this", "on", "from"),
        )
        if text(self.tokens, start) in ANNOUNCEMENTS | {"now", "here", "today"}:
            return None, True, start + 1
        moment, behind = self._moment_at(start)
        if not moment.days and moment.clock is None:
            named = " ".join(token.text for token in self.tokens[then : then + 5])
            raise Unreadable(f"it counts {named!r}, of which the words give no date")
        return moment, False, behind

    def _moment_at(self, at: int) -> tuple[Moment, int]:
        """The longest run of day, hour and zone from there on."""
        moment, end = Gathered(), at
        while at < len(self.tokens):
            behind = take_into(moment, self.tokens, at)
            if behind is not None:
                at = end = behind
            elif text(self.tokens, at) in _BETWEEN_PARTS:
                at += 1
            else:
                break
        return moment.frozen(), end

    def _take_stamp(self, at: int) -> int | None:
        """An ISO 8601 instant, '2025-09-02T18:00Z'."""
        token = self.tokens[at]
        if token.kind is not Kind.STAMP:
            return None
        written, clock = token.text.split("t")
        numbers = [int(part) for part in written.split("-")]
        if not FIRST_YEAR <= numbers[0] <= LAST_YEAR:
            raise Unreadable(f"the year of {written} is outside {FIRST_YEAR} to {LAST_YEAR}")
        self.moment.add_day(CalendarDate(numbers[2], numbers[1], numbers[0]), joined=False)
        hour, minute = int(clock[:2]), int(clock[3:5])
        rest = clock[5:]
        second, rest = (int(rest[1:3]), rest[3:]) if rest.startswith(":") else (0, rest)
        if hour > 23 or minute > 59 or second > 59:
            raise Unreadable(f"{clock!r} is not an hour of the day")
        self.moment.add_clock(Clock(hour, minute, ClockForm.CERTAIN, second=second))
        if rest:
            named = zone_words(
                (Token(Kind.OFFSET if rest != "z" else Kind.WORD, rest if rest == "z" else f"utc{rest}"),),
                0,
                behind_clock=True,
                behind_day=True,
            )
            if named:
                self.moment.add_zone(named[0])
        return at + 1

    def _take_word(self, at: int) -> int:
        """A link, a sign of vagueness, or a word without time; `Unreadable` for one that would matter."""
        word = text(self.tokens, at)
        if word in APPROXIMATE:
            return self._approximate() and at + 1
        if word in EXTENSIONS:
            self.flags.add("extension")
        if word in ("beginning", "start", "middle") and text(self.tokens, at + 1) == "of":
            raise Unreadable(f"'{word} of …' can only be read of a month")
        if word == "from" and text(self.tokens, at + 1) in ("now", "today"):
            return at + 2
        if word in LINKS:
            self.links.add(LINKS[word])
        else:
            self._leave_out(at)
        return at + 1

    def _leave_out(self, at: int) -> None:
        token = self.tokens[at]
        if token.kind is Kind.MARK:
            return
        if token.kind is Kind.NUMBER and self._is_money(at):
            self.left_out.append(token.text)
            return
        if token.kind is not Kind.WORD or token.text in BEARS_TIME or self._last_or_past(at):
            raise Unreadable(f"{token.text!r} was not understood in these words")
        if token.text not in HARMLESS and token.text not in JOINTS:
            self.left_out.append(token.text)

    def _is_money(self, at: int) -> bool:
        return text(self.tokens, at + 1) in _MONEY or text(self.tokens, at - 1) in _MONEY

    def _last_or_past(self, at: int) -> bool:
        behind = text(self.tokens, at + 1)
        timed = behind in BEARS_TIME or behind in MONTHS or behind in WEEKDAYS
        return text(self.tokens, at) in ("last", "past", "previous", "each", "week's") and timed
