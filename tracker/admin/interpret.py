"""The Interpret button: the words of a posted deadline row in, the window and how it was read out.

A window is bound to the words it was read from (`Bound`): words, announcement, language and zone travel
beside it through the form, so that it is never kept with others, and a zone that was found is not taken for
one that was typed.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict

from tracker.domain.dates.moments import NoSuchZone, NotADate, When, zone
from tracker.domain.dates.windows import Due
from tracker.domain.parsing import LONGEST, Ambiguous, Reading, Rule, Unreadable, read
from tracker.domain.vocabulary import Role
from tracker.models import Deadline
from tracker.queries.actors import actors_named, seat_of
from tracker.queries.interpretation import ASSUMPTIONS, PRECISIONS, notes, step_text

BUTTON = re.compile(r"deadlines-([0-9]{1,4})-interpret", re.ASCII)
MOST_PARTIES = 50
LONGEST_ZONE = 64
BOUND = "read_from"
CHOICE = "choice-"
"""The value of a button that picks one of several readings, before its number."""
ASK_READ = (
    "Nothing was saved yet: the words, the day or the zone were changed after the window was read. This is "
    "what they read as now. Look at it, then save again."
)
ASK_TYPED = (
    "Nothing was saved yet: the words, the day or the zone were changed, and they read as another window "
    "than the one below, which was typed. Look at both; save again to keep the one below."
)
ASK_UNREAD = (
    "Nothing was saved yet: the words were changed after the window was read, and cannot be read now. Enter "
    "the window yourself, or say that no date can be derived; then save again."
)


class UnusableRow(ValueError):
    """Something beside the words is missing or malformed; the message says what to enter."""


@dataclass(frozen=True, slots=True)
class PostedRow:
    """What one deadline row says of itself, as it was posted."""

    words: str
    announced: str
    timezone: str
    timezone_assumed: bool
    senders: tuple[int, ...]
    editor_zone: str
    language: str = "en"
    earliest: str = ""
    latest: str = ""
    precision: str = ""
    bound: "Bound | None" = None
    button: str = ""
    choice: int | None = None
    """Which of several readings was picked, from 0."""

    @classmethod
    def posted(cls, data: QueryDict, row: str) -> "PostedRow":
        """From a posted case form; `row` is the number of the deadline row."""
        prefix = f"deadlines-{row}-"
        return cls(
            words=data.get(f"{prefix}as_stated", "").strip(),
            announced=data.get(f"{prefix}announced", "").strip(),
            timezone=data.get(f"{prefix}timezone", "").strip()[:LONGEST_ZONE],
            timezone_assumed=f"{prefix}timezone_assumed" in data,
            senders=tuple(_senders(data)),
            editor_zone=data.get("editor_zone", "").strip()[:LONGEST_ZONE],
            language=data.get(f"{prefix}language", "").strip(),
            earliest=data.get(f"{prefix}earliest", "").strip(),
            latest=data.get(f"{prefix}latest", "").strip(),
            precision=data.get(f"{prefix}precision", "").strip(),
            bound=Bound.read(data.get(f"{prefix}{BOUND}", "")),
            button=f"{prefix}interpret",
            choice=_choice(data.get(f"{prefix}interpret", "")),
        )

    @property
    def window(self) -> tuple[str, str, str]:
        """The window as posted: its two bounds and its precision."""
        return self.earliest, self.latest, self.precision

    @property
    def typed_zone(self) -> tuple[str, bool]:
        """The zone an editor gave, and whether as an assumption; no name where a reading found it."""
        posted = (self.timezone, self.timezone_assumed)
        return self.bound.given if self.bound and posted == self.bound.zone else posted


@dataclass(frozen=True, slots=True)
class Bound:
    """What a window was read from, beside it.

    `zone` is the zone it is in and whether that is assumed; `given` the same as an editor had given it
    before: without a name when it was found by reading. `days_in` is the zone in which the words were read;
    empty where only the words and the announcement bind (a stored window).
    """

    words: str
    announced: str
    language: str
    days_in: str
    window: tuple[str, str, str]
    zone: tuple[str, bool]
    given: tuple[str, bool]

    @property
    def text(self) -> str:
        """As a hidden field carries it."""
        return json.dumps(astuple(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> "Bound | None":
        """From a hidden field; None for one that holds nothing of the kind."""
        try:
            words, announced, language, days_in, window, where, given = json.loads(text)
            (earliest, latest, precision), (name, assumed), (typed, flag) = window, where, given
        except (TypeError, ValueError, RecursionError):
            return None
        texts = (words, announced, language, days_in, earliest, latest, precision, name, typed)
        if not all(isinstance(each, str) for each in texts):
            return None
        return cls(
            words,
            announced,
            language,
            days_in,
            (earliest, latest, precision),
            (name, bool(assumed)),
            (typed, bool(flag)),
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several readings, as a button: its window, and what it alone takes for granted."""

    button: str
    value: str
    window: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the editor sees: either a `problem`, or the window; `fields` are the values of the row's fields.

    `removed` is the window that stood there before, `typed` one that stays though the words read otherwise;
    `question` is what to look at before saving again.
    """

    problem: str = ""
    removed: str = ""
    typed: str = ""
    question: str = ""
    precision: str = ""
    windows: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    fields: Mapping[str, str | bool] = field(default_factory=dict)


def posted_row_name(data: QueryDict) -> str | None:
    """The number of the row whose Interpret button was pressed; None when another button was."""
    return next((match[1] for name in data if (match := BUTTON.fullmatch(name))), None)


def interpret(asked: PostedRow, *, server_zone: str) -> Shown:
    """Read the words of a row; never raises for what was typed. A refusal empties the window."""
    try:
        days_in, found = _read(asked)
    except (UnusableRow, NoSuchZone, Unreadable) as error:
        return _refused(asked, error)
    return _shown(found, asked, days_in, server_zone)


def question(asked: PostedRow, *, server_zone: str) -> Shown | None:
    """The reading to ask about before a row is saved: its window was read from other words than it has now.

    None where the window belongs to its words, or is what the new words say as well. A window that was typed
    stays, once it was looked at beside what the words say.
    """
    bound = asked.bound
    if bound is None or not any(asked.window):
        return None
    asked_now = (asked.words, asked.announced, asked.language, _days_in(asked, bound))
    if asked_now == (bound.words, bound.announced, bound.language, bound.days_in):
        return None
    is_typed = (asked.window, asked.timezone) != (bound.window, bound.zone[0])
    try:
        days_in, found = _read(asked)
        return _differing(asked, _shown(found, asked, days_in, server_zone), days_in, is_typed=is_typed)
    except Unreadable as error:
        return None if is_typed else replace(_refused(asked, error), question=ASK_UNREAD)
    except (UnusableRow, NoSuchZone):
        return None  # a field says what is missing


def _differing(asked: PostedRow, shown: Shown, days_in: str, *, is_typed: bool) -> Shown | None:
    read_now = tuple(shown.fields[name] for name in ("earliest", "latest", "precision", "timezone"))
    if read_now == (*asked.window, asked.timezone):
        return None
    if not is_typed:
        return replace(shown, question=ASK_READ, removed=_window_text(asked))
    where = (asked.timezone, asked.timezone_assumed)
    kept = Bound(asked.words, asked.announced, asked.language, days_in, asked.window, where, asked.typed_zone)
    return replace(shown, question=ASK_TYPED, typed=_window_text(asked), fields={BOUND: kept.text})


def bound_of_stored(row: Deadline, seat: str) -> Bound | None:
    """What binds a stored window to its words; `seat` is the zone of the case's sender, empty for none."""
    if not row.precision:
        return None
    where = (row.timezone, row.timezone_assumed)
    found = row.timezone == seat if row.timezone_assumed else _words_name(row, seat or row.timezone)
    window = (row.earliest, row.latest, row.precision)
    given = ("", True) if found else where
    return Bound(row.as_stated, row.announced, row.language, "", window, where, given)


def _words_name(row: Deadline, zone_name: str) -> bool:
    """Whether the words themselves name the zone of a stored row."""
    try:
        found = read(row.as_stated, announced=When(row.announced), zone_name=zone_name, language=row.language)
    except ValueError:
        return False
    named = any(step.rule is Rule.ZONE_FROM_WORDS for step in found.steps)
    return named and found.due.timezone == row.timezone


def _read(asked: PostedRow) -> tuple[str, Reading]:
    name, assumed = asked.typed_zone
    days_in = _zone_of(asked)
    try:
        found = read(
            _words_of(asked),
            announced=_announced(asked),
            zone_name=days_in,
            given_zone=bool(name) and not assumed,
            language=asked.language or "en",
        )
    except Ambiguous as several:
        if asked.choice is None or asked.choice >= len(several.readings):
            raise
        found = several.readings[asked.choice]
    return days_in, found


def _days_in(asked: PostedRow, bound: Bound) -> str:
    """The zone its days would be read in now, where that was kept."""
    try:
        return _zone_of(asked) if bound.days_in else ""
    except UnusableRow:
        return bound.days_in


def _refused(asked: PostedRow, error: ValueError) -> Shown:
    text = f"{error.reason}." if isinstance(error, Ambiguous) else str(error)
    name, assumed = asked.typed_zone
    return Shown(
        problem=text[:1].upper() + text[1:],
        choices=_choices(asked, error.readings) if isinstance(error, Ambiguous) else (),
        removed=_window_text(asked),
        fields={
            "earliest": "",
            "latest": "",
            "precision": "",
            "timezone": name,
            "timezone_assumed": assumed if name else True,
            BOUND: "",
        },
    )


def _choices(asked: PostedRow, readings: Sequence[Reading]) -> tuple[Choice, ...]:
    """The readings as buttons; of their notes those that not all of them have."""
    common = set.intersection(*(set(notes(each)) for each in readings))
    return tuple(
        Choice(
            asked.button,
            f"{CHOICE}{at}",
            f"{window_in(each.due, zone(each.due.timezone))} ({each.due.timezone})",
            tuple(note for note in notes(each) if note not in common),
        )
        for at, each in enumerate(readings)
    )


def _choice(value: str) -> int | None:
    at = value.removeprefix(CHOICE)
    return int(at) if value.startswith(CHOICE) and at in ("0", "1", "2") else None


def _window_text(asked: PostedRow) -> str:
    bounds = " to ".join(dict.fromkeys(filter(None, asked.window[:2])))
    return f"{bounds} ({asked.timezone})" if bounds else ""


def _words_of(asked: PostedRow) -> str:
    if not asked.words:
        raise UnusableRow("Type the words of the time limit first, such as: within 50 days.")
    if len(asked.words) > LONGEST:
        raise UnusableRow(f"The words are longer than {LONGEST} characters; type the time limit alone.")
    return asked.words


def _announced(asked: PostedRow) -> When:
    if not asked.announced:
        raise UnusableRow("Enter first when it was announced, such as 2025-07-14.")
    try:
        return When(asked.announced[:40])
    except NotADate as error:
        raise UnusableRow(f"Announced: {error}.") from error


def _zone_of(asked: PostedRow) -> str:
    found = asked.typed_zone[0] or seat_of(asked.senders, by="pk") or asked.timezone
    if found:
        return found
    raise UnusableRow(
        "Choose a sender whose actor has a time zone, or enter the time zone of this deadline, "
        "such as Europe/Kyiv."
    )


def _senders(data: QueryDict) -> list[int]:
    chosen = []
    for at in range(MOST_PARTIES):
        actor = data.get(f"parties-{at}-actor", "")
        is_gone = f"parties-{at}-DELETE" in data
        is_sender = data.get(f"parties-{at}-role") == Role.SENDER
        if is_sender and not is_gone and (name := data.get(f"parties-{at}-actor-name", "")):
            chosen += [named.pk for named in actors_named(name)[:1]]
        elif is_sender and not is_gone and actor.isascii() and actor.isdigit() and len(actor) < 19:
            chosen.append(int(actor))
    return chosen


def _shown(found: Reading, asked: PostedRow, days_in: str, server_zone: str) -> Shown:
    due = found.due
    latest = due.latest.text if due.latest else ""
    bound = Bound(
        asked.words,
        asked.announced,
        asked.language,
        days_in,
        (due.earliest.text, latest, due.precision.value),
        (due.timezone, due.timezone_assumed),
        asked.typed_zone if asked.typed_zone[0] else ("", True),
    )
    return Shown(
        precision=PRECISIONS[due.precision],
        windows=tuple(_windows(due, asked, server_zone)),
        steps=tuple(step_text(step) for step in found.steps),
        assumptions=tuple(ASSUMPTIONS[item] for item in found.assumptions),
        fields={
            "earliest": due.earliest.text,
            "latest": latest,
            "precision": due.precision.value,
            "timezone": due.timezone,
            "timezone_assumed": due.timezone_assumed,
            "no_date": False,
            BOUND: bound.text,
        },
    )


def _windows(due: Due, asked: PostedRow, server_zone: str) -> list[tuple[str, str]]:
    rows = [(f"In the deadline's zone ({due.timezone})", window_in(due, zone(due.timezone)))]
    rows.append(("In UTC", window_in(due, zone("UTC"))))
    own = asked.editor_zone or server_zone
    try:
        rows.append((f"In your zone ({own})", window_in(due, zone(own))))
    except NoSuchZone as error:
        rows.append(("In your zone", f"{error}."))
    return rows


def window_in(due: Due, where: ZoneInfo) -> str:
    """The window on the clocks of a zone: one instant, or two joined by an en dash."""
    window = due.window
    earliest = instant_in(window.earliest_at, where)
    if window.latest_at is None:
        return f"from {earliest} on, open-ended"
    latest = instant_in(window.latest_at, where)
    return earliest if earliest == latest else f"{earliest} – {latest}"


def instant_in(instant: datetime, where: ZoneInfo) -> str:
    """An instant on the clocks of a zone; midnight belongs to the day that it ends."""
    local = instant.astimezone(where)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        ended = local.date() - timedelta(days=1)
        return f"{ended:%A} {ended.day} {ended:%B} {ended.year:04}, 24:00 (end of the day)"
    seconds = f":{local.second:02}" if local.second else ""
    return f"{local:%A} {local.day} {local:%B} {local.year:04}, {local:%H:%M}{seconds}"
