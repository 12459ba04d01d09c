"""Walks over the tokens once and gathers what was recognised; refuses what it must not overlook."""

from tracker.domain.parsing.cursor import FIRST_YEAR, LAST_YEAR, Tokens, skip, starts_with, text
from tracker.domain.parsing.days import day, month_at
from tracker.domain.parsing.durations import amounts
from tracker.domain.parsing.elements import (
    Amount,
    CalendarDate,
    Clock,
    ClockForm,
    Count,
    Moment,
    Phrase,
)
from tracker.domain.parsing.foreign import FOREIGN
from tracker.domain.parsing.grouping import AT_ONCE_DAY, Gathered, take_into
from tracker.domain.parsing.hours import clock
from tracker.domain.parsing.leftovers import TIMES, Role, leftovers
from tracker.domain.parsing.limits import limit_phrase
from tracker.domain.parsing.result import Unreadable
from tracker.domain.parsing.tokens import Kind, Token, as_said
from tracker.domain.parsing.vocabulary import (
    ANNOUNCEMENTS,
    APPROXIMATE,
    BACKWARDS,
    BEARS_TIME,
    BEFORE_COUNTS,
    CLAUSE,
    CONDITIONS,
    COUNTED_AFTER,
    EXPLAINS,
    EXTENSIONS,
    HARMLESS,
    LIMIT_NOUNS,
    LINKS,
    MONTHS,
    MOVES,
    NEAR,
    NO_FIXED_HOUR,
    OPEN_UNTIL,
    PAST,
    POSTPONES,
    SINGULAR,
    STARTING,
    UNITS,
    WAS,
    WEEKDAYS,
    Link,
    Unit,
)
from tracker.domain.parsing.zones import zone_words

MOST_HOURS = 10
_A_WEEK_ON = ("a", "week", "on")
_COUNTED = frozenset({"calculated", "counted", "counting", "measured", "running", "reckoned", "as", "dating"})
_STARTS = frozenset({"from", "after", "of", "since", "following", "starting", "beginning"})
_MONEY = frozenset(
    {"%", "percent", "per", "million", "billion", "trillion", "dollars", "euros", "$", "€", "£"}
)
_SEPARATORS = frozenset({",", ":", "(", ")", "-", "/"})
_BETWEEN_PARTS = frozenset({",", "(", ")", "at", "on", "the", "of", "by", "in", "-"})


def _role_of(token: Token) -> Role:
    """The role of a token that no rule takes."""
    if token.kind is Kind.STOP:
        return Role.STOP
    return Role.MARK if token.kind is Kind.MARK and token.text in _SEPARATORS else Role.WORD


def scan(tokens: Tokens) -> Phrase:
    """What the words say, part by part; `Unreadable` for two limits or a part not understood."""
    hours = sum(
        token.kind is Kind.CLOCK or token.text in ("noon", "midnight", "am", "pm") for token in tokens
    )
    if hours > MOST_HOURS:  # each is looked at as another clock of each before it
        raise Unreadable(f"the words name {hours} hours; enter the words of one time limit")
    return _Scan(tokens).run()


class _Scan:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.roles = [_role_of(token) for token in tokens]
        self.moment = Gathered()
        self.count: Count | None = None
        self.attributive = False
        self.links: dict[int, Link] = {}
        self.limit_phrases: list[tuple[int, int]] = []
        self.flags: set[str] = set()

    def run(self) -> Phrase:
        at, end = 0, len(self.tokens)
        while at < end:
            if text(self.tokens, at) in CONDITIONS:
                self.flags.add("condition")
                if self._has_limit():
                    self._check_condition(at)
                    end = at
                    break
            before = self._kinds()
            behind = self._take(at)
            self._mark(at, behind, before)
            at = behind
        if not self._has_limit():
            raise Unreadable("no time limit was found in these words")
        if self.moment.days == [AT_ONCE_DAY] and (self.count or self.moment.clock):
            self.moment.days.clear()
        self._check_past(end)
        attached = self._attached(end)
        self._check_limit_phrases(attached, end)
        left_out = leftovers(
            self.tokens[:end],
            self.roles[:end],
            attached,
            attributive=self.attributive,
            at_once=self.moment.days == [AT_ONCE_DAY],
        )
        condition = as_said(self.tokens[end:])
        shifted = self._shifted(attached)
        moment = self.moment.frozen()
        self._check_start(moment, attached)
        return Phrase(
            self.count,
            moment,
            frozenset(self.links[at] for at in attached),
            "approximate" in self.flags,
            "extension" in self.flags,
            "condition" in self.flags,
            shifted,
            not STARTING.isdisjoint(self._texts(0, end)),
            "until" in self.flags,
            left_out + condition,
        )

    def _check_past(self, end: int) -> None:
        """'expired on Friday' was a Friday of before; only a date with its year is certain."""
        days = self.moment.days
        first = next(at for at, role in enumerate(self.roles) if role in TIMES)
        past = [token for token in self.tokens[:first] if token.text in PAST]
        before = first - 1
        while before >= 0 and (
            self.roles[before] is Role.LINK or text(self.tokens, before) in NEAR | {"due"}
        ):
            before -= 1
        if text(self.tokens, before) in WAS:
            past.append(self.tokens[before])
        if past and days and end and not all(getattr(day, "year", None) for day in days):
            raise Unreadable(f"{past[0].shown!r} tells of a time limit that is over")

    def _has_limit(self) -> bool:
        return self.count is not None or bool(self.moment.days) or self.moment.clock is not None

    def _kinds(self) -> tuple[object, ...]:
        """What changes when a part of the limit is taken; which of them did tells what the part was."""
        moment = self.moment
        return self.count, (moment.clock, len(moment.others)), moment.zone, moment.end

    def _mark(self, at: int, behind: int, before: tuple[object, ...]) -> None:
        """The role of the tokens just taken, from what they changed."""
        changed = [was != now for was, now in zip(before, self._kinds(), strict=True)]
        roles = (Role.COUNT, Role.CLOCK, Role.ZONE, Role.DAY)
        role = next((role for role, is_new in zip(roles, changed, strict=True) if is_new), None)
        for place in range(at, behind):
            self.roles[place] = role or self.roles[place]

    def _take(self, at: int) -> int:
        return (
            self._take_limit_phrase(at)
            or self._take_written_length(at)
            or self._take_military_hour(at)
            or self._take_count(at)
            or self._take_stamp(at)
            or self._take_other_clock(at)
            or take_into(self.moment, self.tokens, at)
            or self._take_word(at)
        )

    def _link(self, at: int, behind: int, link: Link) -> int:
        if self.tokens[at].said in OPEN_UNTIL:
            self.flags.add("until")
        for place in range(at, behind):
            self.roles[place] = Role.LINK
            self.links[place] = link
        return behind

    def _take_limit_phrase(self, at: int) -> int | None:
        """'no later than' is the limit itself, 'ahead of' a day ends before it, 'on or about' is vague."""
        found = limit_phrase(self.tokens, at)
        if found is None:
            return None
        if found.vague and found.link is None:
            return self._vague(at, found.behind)
        if found.vague:
            self.flags.add("approximate")
        if found.eve:
            self.flags.add("eve")
        if found.link is None:
            return found.behind
        if found.link is Link.BY:
            self.limit_phrases.append((at, found.behind))
        return self._link(at, found.behind, found.link)

    def _texts(self, start: int, end: int) -> list[str]:
        return [token.text for token in self.tokens[start:end]]

    def _said(self, start: int, end: int) -> str:
        return " ".join(as_said(self.tokens[start:end]))

    def _vague(self, at: int, behind: int) -> int:
        self.flags.add("approximate")
        for place in range(at, behind):
            self.roles[place] = Role.VAGUE
        return behind

    def _take_written_length(self, at: int) -> int | None:
        """'in 2h30' and 'within 1:30 hours' are lengths, 'at 2h30' and 'by 18:00 hours' are not."""
        written, before = self.tokens[at], text(self.tokens, at - 1)
        if written.kind is not Kind.CLOCK or "." in written.text:
            return None
        unit = text(self.tokens, at + 1)
        named = UNITS.get(unit) in (Unit.HOUR, Unit.MINUTE) or unit == "m"
        behind = at + 2 if named else at + 1
        counted = before in COUNTED_AFTER - {"of", "the"} or (before in ("a", "an") and "h" in written.text)
        counted |= text(self.tokens, behind) == "hence" or starts_with(self.tokens, behind, ("from", "now"))
        if before == "of" and "h" in written.text and written.text[0] != "0":
            raise Unreadable(f"{written.text!r} may be a length or an hour; write 2 hours and 30 minutes")
        bare = ":" in written.text and written.text[0] != "0" and int(written.text.split(":")[0]) <= 12
        unsure = bare and UNITS.get(unit) is Unit.HOUR and before not in LINKS and not self.moment.days
        if not counted and not unsure:
            return None
        if not counted or (":" in written.text and UNITS.get(unit) is not Unit.HOUR):
            raise Unreadable(f"{written.text!r} may be a length or an hour; write 2 hours and 30 minutes")
        hours, minutes = (int(part) for part in written.text.replace("h", ":").split(":"))
        if minutes > 59:
            raise Unreadable(f"{written.text!r} is no length in hours and minutes")
        parts = [Amount(hours, Unit.HOUR), Amount(minutes, Unit.MINUTE)]
        return self._counted(
            at, tuple(part for part in parts if part.value) or tuple(parts[:1]), None, behind, False
        )

    def _take_military_hour(self, at: int) -> int | None:
        """'1400 hours on Tuesday' and 'at 18h' look like counts of hours."""
        found = clock(self.tokens, at) if text(self.tokens, at + 1) in ("hours", "hrs", "h") else None
        return take_into(self.moment, self.tokens, at) if found else None

    def _take_count(self, at: int) -> int | None:
        found = None if starts_with(self.tokens, at, _A_WEEK_ON) else amounts(self.tokens, at)
        if found is None:
            return None
        low, high, behind, couple = found
        self.attributive = "-" in self._texts(at, behind) or (
            text(self.tokens, behind - 1) in SINGULAR and low[-1].value != 1
        )
        return self._counted(at, low, high, behind, couple)

    def _counted(
        self, at: int, low: tuple[Amount, ...], high: tuple[Amount, ...] | None, behind: int, couple: bool
    ) -> int:
        for words in BACKWARDS:
            if starts_with(self.tokens, behind, words):
                raise Unreadable(f"{self._said(behind, behind + len(words))!r} counts backwards")
        self._mark_extension(at, behind)
        if starts_with(self.tokens, behind, ("or", "so")):
            behind = self._vague(behind, behind + 2)
        anchor, from_announcement, behind = self._anchor(behind)
        if self.count is not None:
            raise Unreadable("the words name two different stretches of time")
        self.count = Count(low, high, anchor, from_announcement, couple)
        return behind

    def _take_other_clock(self, at: int) -> int | None:
        """The same instant on other clocks: '6 p.m. ET (2200 GMT)', '4 p.m. ET/1 p.m. PT'."""
        if self.moment.clock is None:
            return None
        if text(self.tokens, at) != "(":
            other, behind = self._moment_at(at, with_day=False)
            if other.clock is None or other.zone is None:
                return None
            self.moment.others.append(other)
            return behind
        others, behind = [], at
        while text(self.tokens, behind) in ("(", ",", "/", "or"):
            other, behind = self._moment_at(behind + 1, one_clock=True)
            others.append(other)
        if text(self.tokens, behind) != ")" or any(not other.clock or not other.zone for other in others):
            return None
        self.moment.others.extend(others)
        return behind + 1

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
            (
                "the",
                "date",
                "day",
                "moment",
                "hour",
                "time",
                "of",
                "this",
                "exact",
                "point",
                "in",
                "on",
                "from",
            ),
        )
        if {"this", "moment"} <= set(self._texts(then, start)) or {"this", "point"} <= set(
            self._texts(then, start)
        ):
            return None, True, start
        if text(self.tokens, start) in ANNOUNCEMENTS | {"now", "here", "today"}:
            return None, True, start + 1
        moment, behind = self._moment_at(start)
        if not moment.days and moment.clock is None:
            named = self._said(then, then + 5)
            raise Unreadable(f"it counts {named!r}, of which the words give no date")
        return moment, False, behind

    def _moment_at(self, at: int, *, with_day: bool = True, one_clock: bool = False) -> tuple[Moment, int]:
        """The longest run of day, hour and zone from there on; with `one_clock` up to the next hour.

        Without `with_day` it is an hour that stands there, with its zone.
        """
        moment, end = Gathered(), at
        while at < len(self.tokens):
            if not with_day and (moment.zone or (moment.clock is None and at > end) or day(self.tokens, at)):
                break
            other_clock = moment.clock and at > end and clock(self.tokens, at)
            if one_clock and (other_clock or text(self.tokens, at) == ")"):
                break
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
            return self._vague(at, at + 1)
        explains = next((words for words in EXPLAINS if starts_with(self.tokens, at, words)), None)
        if explains and self._has_limit():
            self.roles[at : at + len(explains)] = [Role.VAGUE] * len(explains)
            return at + len(explains)
        if word in EXTENSIONS:
            self.flags.add("extension")
        if word in ("beginning", "start", "middle") and text(self.tokens, at + 1) == "of":
            raise Unreadable(f"'{word} of …' can only be read of a week, a month or a year")
        if word == "from" and text(self.tokens, at + 1) in ("now", "today"):
            return at + 2
        if word in LINKS:
            return self._link(at, at + 1, LINKS[word])
        self._leave_out(at)
        return at + 1

    def _leave_out(self, at: int) -> None:
        token = self.tokens[at]
        if token.kind in (Kind.MARK, Kind.STOP) or (token.kind is Kind.NUMBER and self._is_money(at)):
            return
        if token.kind is Kind.NUMBER and self._counts_things(at):
            return
        if starts_with(self.tokens, at, ("close", "of")):
            raise Unreadable("'close of …' can only be read of business; write the hour")
        if token.text in FOREIGN:
            raise Unreadable(
                f"{token.text!r} tells a time in {FOREIGN[token.text]}; words are read in English"
            )
        if token.text in NO_FIXED_HOUR:
            raise Unreadable(f"{token.shown!r} is no fixed hour; write the hour")
        if token.is_opaque and token.said in FOREIGN:
            raise Unreadable(f"{token.said!r} tells a time in {FOREIGN[token.said]}")
        if token.kind is not Kind.WORD or token.text in BEARS_TIME or self._last_or_past(at):
            raise Unreadable(f"{token.shown!r} was not understood in these words")

    def _attached(self, end: int) -> list[int]:
        """The places of the prepositions that belong to a part of the limit: no other word stands between."""
        found = []
        for at in self.links:
            then = at + 1
            while then < end and (
                self.roles[then] in (Role.LINK, Role.MARK, Role.VAGUE)
                or text(self.tokens, then) in NEAR | BEFORE_COUNTS | {"of"}
            ):
                then += 1
            if then < end and self.roles[then] in TIMES:
                found.append(at)
        return found

    def _check_limit_phrases(self, attached: list[int], end: int) -> None:
        """'Friday at the latest' is complete; 'no later than the summit on Friday' is the summit's hour."""
        for start, behind in self.limit_phrases:
            if start in attached or self._texts(start, behind)[-1] == "maximum":
                continue
            if behind < end and self.roles[behind] is Role.WORD:
                raise Unreadable(f"{self._said(start, behind + 2)!r} is not dated")
            self.roles[start:behind] = [Role.VAGUE] * (behind - start)

    def _shifted(self, attached: list[int]) -> bool:
        """Whether the words before the limit tell of moving a date; a length is then refused."""
        first = next(at for at, role in enumerate(self.roles) if role in TIMES)
        words = set(self._texts(0, first))
        extended = "extension" in self.flags
        postponed = bool(words & POSTPONES) or {"put", "off"} <= words
        shifted = postponed or bool(words & MOVES)
        linked = {text(self.tokens, at) for at in attached}
        lasts = linked & ({"within", "in", "inside"} if postponed else {"within", "in", "inside", "for"})
        free = self.count and self.count.anchor is None and not self.count.from_announcement
        unknown = self._unknown_before(min(attached, default=0))
        moves = any(token.is_opaque for token in self.tokens[:first]) and linked & {"for", "by", "at"}
        by_so_much = unknown and not extended and "by" in linked and self.roles[first] is Role.COUNT
        if free and ((shifted and not lasts) or by_so_much or moves):
            raise Unreadable("the length counts from the date that was moved; enter the new date")
        two = (self.count and self.count.high) or self.moment.joined or self.moment.has_two_days
        if not two or Link.FROM not in (self.links[at] for at in attached):
            return shifted or extended
        if self.count and (shifted or extended or unknown):
            raise Unreadable("the words change one length to another; enter the new date")
        if unknown and not shifted and not extended:
            raise Unreadable(
                f"{unknown!r} may move the first day to the second; enter the day it is moved to"
            )
        return shifted or extended

    def _unknown_before(self, at: int) -> str:
        """The word before a preposition, unless it names what lasts so long or is of no weight."""
        before = [
            token for token, role in zip(self.tokens[:at], self.roles, strict=False) if role is Role.WORD
        ]
        known = at == 0 or not before or before[-1].text in LIMIT_NOUNS | CLAUSE | HARMLESS | CONDITIONS
        return "" if known or self.roles[at - 1] is not Role.WORD else before[-1].shown

    def _check_start(self, moment: Moment, attached: list[int]) -> None:
        """'10 days … from Friday': a start that does not stand beside its count is refused."""
        starts = {Link.FROM, Link.AFTER} & {self.links[at] for at in attached}
        if "eve" in self.flags and (
            moment.clock or moment.part or "before" in self._texts(0, len(self.tokens))
        ):
            raise Unreadable("'the eve of' a day goes with that day alone")
        if self.count and moment.days and starts:
            raise Unreadable("the words name a start apart from the stretch of time that it may begin")

    def _check_condition(self, at: int) -> None:
        """'72 hours once the talks end' counts from an event of which the words give no date."""
        if self.count and text(self.tokens, at) in ("once", "upon", "when") and not self.moment.days:
            named = self._said(at, at + 4)
            raise Unreadable(f"it counts {named!r}, of which the words give no date")

    def _is_money(self, at: int) -> bool:
        return text(self.tokens, at + 1) in _MONEY or text(self.tokens, at - 1) in _MONEY

    def _counts_things(self, at: int) -> bool:
        """'10 days to comply with 13 demands': behind a limit, of things that are no time."""
        behind = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        is_thing = behind is not None and behind.kind is Kind.WORD and behind.text not in BEARS_TIME
        return (
            self._has_limit()
            and text(self.tokens, at - 1) == "with"
            and is_thing
            and not month_at(self.tokens, at + 1)
        )

    def _last_or_past(self, at: int) -> bool:
        behind = text(self.tokens, at + 1)
        timed = behind in BEARS_TIME or behind in MONTHS or behind in WEEKDAYS
        return text(self.tokens, at) in ("last", "past", "previous", "each", "week's") and timed
