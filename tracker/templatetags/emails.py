"""Words of letters: time left as it is told in a mail, dates in three zones, what is followed and why.

A mail says what is true when it leaves, to the minute or so; a page ticks and a mail does not, hence spans
are rounded here where the clocks of pages round down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from tracker.domain.alerts import OFFSETS, WEEK_AHEAD, AlertKind, wish_bit
from tracker.domain.dates.moments import NoSuchZone, When, zone
from tracker.domain.dates.windows import Due, Precision
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Countdown, CountdownKind
from tracker.domain.vocabulary import Change, ThreatType
from tracker.templatetags.labels import label
from tracker.templatetags.local_names import local
from tracker.templatetags.times import (
    DAY,
    city_name,
    countdown_words,
    due_text,
    local_day,
    long_date,
    offset_text,
    span_text,
)

register = template.Library()

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
JUST = timedelta(minutes=5)
LONGEST_TITLE = 110
FUSE_STEPS = 20


# --- Time left ----------------------------------------------------------------------------------------------
def rounded(span: timedelta) -> timedelta:
    """A span as a mail tells it: from a day on to the hour, from an hour to five minutes, else the minute.

    A reminder of seven days that leaves three seconds late still says seven days.
    """
    unit = HOUR if span >= DAY else 5 * MINUTE if span >= HOUR else MINUTE
    return round(span / unit) * unit


def rounded_countdown(countdown: Countdown) -> Countdown:
    """The countdown as a mail tells it; how long after its date a case was resolved is not touched."""
    if countdown.span is None or countdown.kind is CountdownKind.RESOLVED:
        return countdown
    return replace(countdown, span=rounded(countdown.span))


@dataclass(frozen=True, slots=True)
class CountdownWords:
    """A countdown in words: the headline figure, the words beside it, the whole as a sentence, its tone."""

    figure: str
    beside: str
    sentence: str
    tone: str


def countdown_in_words(
    countdown: Countdown, due: Due | None, headlines: Sequence[Headline] = ()
) -> CountdownWords:
    """'7 days' 'left', '20 hours' 'left until the earliest date', 'Lapsed' 'on the deadline'."""
    outcome = "; ".join(label(headline) for headline in headlines)
    if countdown.kind is CountdownKind.PASSED and countdown.span is not None and countdown.span < JUST:
        text = gettext("The deadline has passed, the outcome is open")
        return CountdownWords(gettext("Passed"), gettext("just now, outcome open"), text, "overdue")
    spoken = rounded_countdown(countdown)
    words = countdown_words(spoken, outcome)
    if spoken.kind is CountdownKind.RESOLVED or not words.direction:
        figure = words.figure[:1].upper() + words.figure[1:]
        return CountdownWords(
            figure, words.after.removeprefix(", "), f"{figure}{_tail(words.after)}", words.tone
        )
    figure = _two_units(spoken.span)
    sentence = words.sentence.replace(words.figure, figure, 1)
    beside = f"{words.before} {words.after}".strip()
    if spoken.kind is CountdownKind.BEFORE and due and due.window.latest_at != due.window.earliest_at:
        beside = gettext("left until the earliest date")
        sentence = gettext("{span} left until the earliest date").format(span=figure)
    elif spoken.kind is CountdownKind.INSIDE:
        beside = gettext("to the latest date; the window is open")
    elif spoken.kind is CountdownKind.PASSED:
        beside = gettext("past the date, outcome open")
    return CountdownWords(figure, beside, sentence[:1].upper() + sentence[1:], words.tone)


def _tail(after: str) -> str:
    return after if not after or after.startswith(",") else f", {after}"


def _two_units(span: timedelta | None) -> str:
    """'7 days', '6 days and 4 hours', '47 hours', '5 hours and 20 minutes'."""
    span = abs(span or timedelta(0))
    if span >= 2 * DAY:
        first, rest = span_text(span), timedelta(hours=span.seconds // 3600) if span < 30 * DAY else None
    elif HOUR <= span < DAY:
        first, rest = span_text(span), timedelta(minutes=span.seconds // 60 % 60)
    else:
        return span_text(span)
    return gettext("{first} and {rest}").format(first=first, rest=span_text(rest)) if rest else first


def left_short(countdown: Countdown) -> str:
    """The time left for a subject: '7 days', or '' where no clock runs down."""
    spoken = rounded_countdown(countdown)
    if spoken.kind in (CountdownKind.BEFORE, CountdownKind.INSIDE) and spoken.span is not None:
        return span_text(spoken.span)
    return ""


def share_spent(countdown: Countdown, announced: When | None, now: datetime) -> int | None:
    """How much of the time from the announcement to the date is gone, in twentieths; None without a clock."""
    if countdown.kind is not CountdownKind.BEFORE or countdown.target_at is None or announced is None:
        return None
    whole = countdown.target_at - announced.starts_at
    if whole <= timedelta(0):
        return None
    return max(0, min(FUSE_STEPS, round((now - announced.starts_at) / whole * FUSE_STEPS)))


# --- Dates --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One line of the table of times: where, and when it is there."""

    name: str
    text: str


def zone_rows(due: Due | None, zone_name: str) -> tuple[ZoneRow, ...]:
    """When a time limit is over: as it was set, in UTC, and in the reader's zone; nothing without a date."""
    if due is None:
        return ()
    rows = [ZoneRow(gettext("Read as"), due_text(due)), ZoneRow("UTC", _over_in(due, "UTC"))]
    if _known(zone_name) != "UTC":
        name = gettext("In your zone ({place})").format(place=city_name(zone_name))
        rows.append(ZoneRow(name, _over_in(due, zone_name)))
    return tuple(rows)


def _over_in(due: Due, zone_name: str) -> str:
    window = due.window
    earliest = weekday_text(window.earliest_at, zone_name)
    if window.latest_at is None:
        return gettext("from {earliest} on").format(earliest=earliest)
    if window.latest_at == window.earliest_at:
        return earliest
    latest = weekday_text(window.latest_at, zone_name)
    return gettext("from {earliest} to {latest}").format(earliest=earliest, latest=latest)


def weekday_text(instant: datetime, zone_name: str) -> str:
    """'Saturday 9 August 2025, 07:00 (UTC+3)'; without the offset in UTC."""
    name = _known(zone_name)
    local = instant.astimezone(zone(name))
    text = date_format(local, pgettext("format of a day with its weekday and hour", "l j F Y, H:i"))
    if pgettext("whether weekdays have a small first letter, yes or no", "no") == "yes":
        text = text[:1].lower() + text[1:]
    return text if name == "UTC" else f"{text} ({offset_text(local)})"


def moment_text(instant: datetime, zone_name: str) -> str:
    """'9 August 2025, 07:00 (UTC+3)', in UTC '9 August 2025, 04:00 UTC'."""
    local = instant.astimezone(zone(_known(zone_name)))
    offset = offset_text(local)
    mark = offset if offset == "UTC" else f"({offset})"
    return f"{long_date(local)}, {date_format(local, 'H:i')} {mark}"


def _known(zone_name: str) -> str:
    """A zone that exists: one that a later release of the zone data dropped counts as UTC."""
    try:
        zone(zone_name)
    except NoSuchZone:
        return "UTC"
    return zone_name


def days_of(due: Due | None, now: datetime) -> str:
    """A time limit as a headline names it: '2 September', '7 to 9 August', '8 August 2027', 'August'.

    An hour comes with the offset of its zone: '1 August, 14:00 UTC−4'.
    """
    if due is None:
        return gettext("no date")
    first, last = local_day(due.earliest, due), local_day(due.latest or due.earliest, due)
    if due.precision is Precision.MONTH:
        return date_format(first, "F" if first.year == now.year else pgettext("format of a month", "F Y"))
    if due.latest is None:
        return gettext("from {day} on").format(day=_day_text(first, now))
    if due.precision is Precision.INSTANT:
        time, offset = (
            date_format(first, "H:i"),
            offset_text(due.earliest.starts_at.astimezone(zone(due.timezone))),
        )
        return gettext("{day}, {time} {zone}").format(day=_day_text(first, now), time=time, zone=offset)
    return range_text(first, last, now)


def range_text(first: date, last: date, now: datetime) -> str:
    """Two days in words: '7 to 9 August', '30 August to 2 September'; one day alone as itself."""
    end = _day_text(last, now)
    if first.timetuple()[:3] == last.timetuple()[:3]:
        return end
    same_month = (first.year, first.month) == (last.year, last.month)
    start = str(first.day) if same_month else _day_text(first, now)
    return gettext("{start} to {end}").format(start=start, end=end)


def _day_text(day: date, now: datetime) -> str:
    if day.year == now.year:
        return date_format(day, pgettext("format of a day without its year", "j F"))
    return long_date(day)


# --- Subjects -----------------------------------------------------------------------------------------------
def short_title(title: str) -> str:
    """A title, in the language of the mail, that leaves a subject readable."""
    title = local(title)
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def move_words(change: Change, was: Due | None, due: Due | None, now: datetime) -> str:
    """What a change did: 'Moved: 2 September → 7 to 9 August', 'Suspended: 8 August no longer holds'."""
    old, new = days_of(was, now), days_of(due, now)
    if change in (Change.SUSPENDED, Change.WITHDRAWN):
        what = label(change)
        if was is None:
            return what
        return gettext("{what}: {date} no longer holds").format(what=what, date=old)
    if change is Change.REINSTATED:
        return gettext("Back in force: {date}").format(date=new)
    if was is not None and due is not None and was.window == due.window:
        return gettext("Clarified: {date} stays").format(date=new)
    return gettext("Moved: {old} → {new}").format(old=old, new=new)


def correction_words(was: Due | None, due: Due | None, now: datetime) -> str:
    """What is right in place of a date we told: 'Correction: 12 August, not 2 September'."""
    old, new = days_of(was, now), days_of(due, now)
    if old == new:
        return gettext("Correction: {new}").format(new=new)
    return gettext("Correction: {new}, not {old}").format(new=new, old=old)


# --- Sources ------------------------------------------------------------------------------------------------
class LinkedSource(Protocol):
    """Where a fact is from."""

    @property
    def key(self) -> str:
        """Its name within the case."""

    @property
    def url(self) -> str:
        """Its address."""


def web_url(url: str) -> str:
    """The address if a mail may link to it: https or http with a host and without blanks; else ''."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return ""
    return url if fits and not set(url) & set(" \"'<>\\^`{|}") else ""


register.filter("web_url", web_url)


@register.simple_tag
def refs(sources: Sequence[LinkedSource], numbers: Mapping[str, int]) -> str:
    """The numbers of sources in the list at the end, for plain text: ' [1][4]'."""
    marks = "".join(f"[{numbers[source.key]}]" for source in sources if source.key in numbers)
    return f" {marks}" if marks else ""


@register.inclusion_tag("emails/parts/refs.html")
def linked_refs(
    sources: Sequence[LinkedSource], numbers: Mapping[str, int]
) -> dict[str, list[tuple[int, str]]]:
    """The numbers of sources in the list at the end, each leading to its page where a mail may link to it."""
    return {
        "refs": [(numbers[source.key], web_url(source.url)) for source in sources if source.key in numbers]
    }


# --- Why it comes -------------------------------------------------------------------------------------------
class Followed(Protocol):
    """What a subscription follows (queries.emails.Reason)."""

    @property
    def kind(self) -> str:
        """A word of TopicKind."""

    @property
    def name(self) -> str:
        """The title or name of what is followed."""

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """What a filter narrows to."""


class Requested(Followed, Protocol):
    """A subscription that is to be confirmed (queries.emails.Reason)."""

    @property
    def wishes(self) -> int:
        """What it asks to hear, in bits."""

    @property
    def cadence(self) -> int:
        """How soon mails go."""


class Noted(Followed, Protocol):
    """What a subscription follows, with the reader's own note."""

    @property
    def note(self) -> str:
        """Empty where there is none."""


def followed(reason: Followed) -> str:
    """What is followed, for the middle of a sentence: 'the case “…”', 'everything in the dossier “…”'."""
    if reason.kind == "everything":
        return gettext("every case on record")
    if reason.kind == "filter":
        return _filter_text(reason.parts)
    # The key alone is what a stranger may have typed; only names of our record are shown.
    named, nameless = {
        "case": (gettext("the case “{name}”"), gettext("a case that is no longer on record")),
        "dossier": (gettext("the dossier “{name}”"), gettext("a dossier that is no longer on record")),
        "actor": (gettext("the cases of {name}"), gettext("an actor that is no longer on record")),
    }[reason.kind]
    return named.format(name=local(reason.name)) if reason.name else nameless


def _filter_text(parts: Sequence[tuple[str, str]]) -> str:
    words = {
        "sender": gettext("sender {name}"),
        "target": gettext("target {name}"),
        "actor": gettext("{name} on either side"),
        "dossier": gettext("dossier “{name}”"),
        "threat": gettext("threat “{name}”"),
        "q": gettext("words you searched for"),
    }
    told_parts = [
        words[name].format(name=label(ThreatType(value)) if name == "threat" else local(value))
        for name, value in parts
        if name in words
    ]
    if not told_parts:
        return gettext("a filter of the dashboard")
    return gettext("a filter of the dashboard ({parts})").format(parts=", ".join(told_parts))


def why_text(reasons: Sequence[tuple[Followed, datetime]], zone_name: str) -> str:
    """Why a mail comes: what is followed, and since which day in the reader's zone."""
    if not reasons:
        return gettext("You get this mail because this address is subscribed.")
    (first, since), *rest = reasons
    day = long_date(since.astimezone(zone(_known(zone_name))))
    if rest:
        sentence = ngettext(
            "You get this mail because you follow {what} (since {day}) and one more.",
            "You get this mail because you follow {what} (since {day}) and {count} more.",
            len(rest),
        )
    else:
        sentence = gettext("You get this mail because you follow {what}, since {day}.")
    return sentence.format(what=followed(first), day=day, count=len(rest))


def note_lines(reasons: Sequence[Noted]) -> list[str]:
    """Readers' own notes, each a line; of several with what it is about."""
    if len({reason.note for reason in reasons}) == 1:
        return [gettext("Your note: {note}").format(note=reasons[0].note)]
    words = gettext("Your note on {what}: {note}")
    return [words.format(what=followed(reason), note=reason.note) for reason in reasons]


@register.filter
def request_text(request: Requested) -> str:
    """What was asked for, and how soon it goes: 'about every case on record: when a date moves; at once'.

    The week ahead goes on Mondays, and so says itself how soon.
    """
    text = gettext("about {what}: {wishes}").format(
        what=followed(request), wishes=wishes_text(request.wishes)
    )
    if request.wishes == WEEK_AHEAD:
        return text
    return gettext("{asked}; {how}").format(asked=text, how=cadence_text(request.cadence))


def wishes_text(wishes: int) -> str:
    """What a subscription asks to hear: '7 days, 1 day and 1 hour before; when the date moves'."""
    offsets = [offset_words(each) for each in OFFSETS if wishes & wish_bit(AlertKind.REMINDER, each)]
    kinds = {
        AlertKind.EXPIRY: gettext("when the date passes"),
        AlertKind.SET: gettext("when a date is set"),
        AlertKind.MOVED: gettext("when a date moves"),
        AlertKind.EVENT: gettext("when something happens"),
        AlertKind.OUTCOME: gettext("when there is an outcome"),
    }
    parts = [gettext("{offsets} before the date").format(offsets=_listed(offsets))] if offsets else []
    parts += [words for kind, words in kinds.items() if wishes & wish_bit(kind)]
    parts += [gettext("the week ahead, on Mondays")] if wishes & WEEK_AHEAD else []
    return _listed(parts)


def offset_words(offset: timedelta) -> str:
    """How long before, as it was asked for: '3 days', '1 day', '6 hours'."""
    if offset == DAY:
        return ngettext("%(count)s day", "%(count)s days", 1) % {"count": 1}
    return span_text(offset)


def _listed(items: Sequence[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return gettext("{first} and {last}").format(first=", ".join(items[:-1]), last=items[-1])


def cadence_text(cadence: int) -> str:
    """How soon mails go: 'at once', 'in a daily digest', 'in a weekly digest'."""
    return (gettext("at once"), gettext("in a daily digest"), gettext("in a weekly digest"))[cadence]


def now_text(now: datetime, zone_name: str) -> str:
    """The instant of sending in the reader's zone and in UTC: '2 August 2025, 07:00 (UTC+3), 04:00 UTC'."""
    text = moment_text(now, zone_name)
    if _known(zone_name) == "UTC":
        return text
    return f"{text}, {date_format(now.astimezone(UTC), 'H:i')} UTC"
