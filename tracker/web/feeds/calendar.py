"""Time limits as iCalendar (RFC 5545, 7986): all, any filter of the dashboard, or one case.

One VEVENT for each time limit, and for each event that is scheduled as long as it is. Its UID is made of the
case and the announcement that opened the limit, or the event that was scheduled first, so a date that moves
moves one event; SEQUENCE, LAST-MODIFIED and DTSTAMP rise with each change and with nothing else. Clients drop
what they do not know: there are events only, since most calendars that can be subscribed to show no VTODO,
and what has no date stands at the day it was announced, labelled.

STATUS (RFC 5545, 3.8.1.11) says how firm the date is: CONFIRMED for one day or instant, TENTATIVE for a
window, an open end, no date or a proposal, CANCELLED where nothing can fall due any more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from tracker.domain.case import Event, Source
from tracker.domain.dates.limits import Limit, LimitState
from tracker.domain.dates.moments import Grain
from tracker.domain.scheduled import Scheduled
from tracker.queries.calendar_entries import MOST_CASES, CalendarCase, calendar_case, calendar_entries
from tracker.templatetags.labels import label, names
from tracker.templatetags.times import due_text
from tracker.web.decorators import AsOf, public_page
from tracker.web.feeds import ical, permanent_ids
from tracker.web.feeds.cache import PieceCache
from tracker.web.feeds.params import Wanted, absolute, feed, instant, refusal, wanted
from tracker.web.filters import FILTER_NAMES
from tracker.web.pages.missing import no_such_case
from tracker.web.problems import HttpProblem

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = "PT1H"
COLOR = "firebrick"
MOST_ALARMS = 5
LONGEST_ALARM = timedelta(days=365)
Alarms = tuple[timedelta, ...]
_ALARM = re.compile(r"([1-9][0-9]{0,3})([dh])", re.ASCII)
_NO_ALARMS: Alarms = ()
LOOKS = ("alarms", "windows")
WINDOWS = ("whole", "end")
"""Whether a window is shown from its first day to its last, or on its last alone."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a calendar shows time limits; `asked` as the address says it."""

    alarms: Alarms
    is_end_alone: bool
    asked: Mapping[str, str]


_cache: PieceCache[bytes] = PieceCache(4096)
"""Events by what they show: a calendar of 1,000 cases takes 26 ms of CPU instead of 157."""
_whole: PieceCache[bytes] = PieceCache(8)
"""Calendars of all cases, each once a version of the record and hour; about 1 MB each: 1.6 ms of CPU
instead of 27."""
FILENAME = "ultimata.ics"


def forget() -> None:
    """Drop the calendars of all cases: for tests, whose records share version numbers."""
    _whole.pieces.clear()


@public_page(parameters=(*FILTER_NAMES, *LOOKS), refusing=refusal)
def calendar_feed(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The time limits of every case that meets the filters (2 to 6 queries; 1 while one of all is kept)."""
    look = _look(request)
    found = wanted(request, asked)
    if not asked.is_now or found.criteria or not found.front.is_fresh(asked.now):
        return feed(_calendar(found, asked, look), CONTENT_TYPE, FILENAME)
    # What is scheduled may have become known since, without a new version of the record.
    key = (found.front.version, f"{asked.now:%Y%m%d%H}", _place(asked, look))
    return feed(_whole.get(key, lambda: _calendar(found, asked, look)), CONTENT_TYPE, FILENAME)


def _calendar(found: Wanted, asked: AsOf, look: Look) -> bytes:
    listed = calendar_entries(found.phases, at=asked.at, is_narrow=bool(found.criteria))
    about = [_("Ultimatums and deadlines with their windows; each links to its case and its sources.")]
    if listed.is_cut:
        left_out = _(
            "Only {count} cases are here: those with a date ahead or none first, then those that ended last. "
            "The rest is in the same feed of a dossier, an actor or a status, as {address}."
        )
        example = absolute(reverse("calendar-feed"), {"dossier": listed.cases[-1].dossier})
        about.append(left_out.format(count=MOST_CASES, address=example))
    head = _head(
        found.title,
        " ".join(about),
        page_address=found.page_address,
        own_address=found.address("calendar-feed", **look.asked),
        cases=listed.cases,
    )
    return _body(head, listed.cases, asked, look)


@public_page(parameters=LOOKS, refusing=refusal)
def case_calendar(request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """The time limits of one case (1 query)."""
    look = _look(request)
    case = calendar_case(slug, at=asked.at)
    if case is None:
        problem = _("No published case had the name %(slug)s by then.") % {"slug": slug}
        raise no_such_case(slug, problem)
    query = {**instant(asked), **look.asked}
    head = _head(
        case.title,
        _("Every time limit of this case, where it stands now or where it stood last."),
        page_address=absolute(reverse("case", args=[slug]), instant(asked)),
        own_address=absolute(reverse("case-calendar", args=[slug]), query),
        cases=(case,),
    )
    return feed(_body(head, (case,), asked, look), CONTENT_TYPE, f"{slug}.ics")


def _place(asked: AsOf, look: Look) -> tuple[object, ...]:
    """All that an event depends on but for its case."""
    return (
        get_language(),
        permanent_ids.authority(),
        settings.SITE_URL,
        asked.as_of,
        look.alarms,
        look.is_end_alone,
    )


def _body(head: Iterable[str], cases: Iterable[CalendarCase], asked: AsOf, look: Look) -> bytes:
    place = _place(asked, look)
    events = [
        _cache.get((case.key, place), lambda case=case: ical.lines(_events(case, asked, look)))  # type: ignore[misc]  # a default that binds
        for case in cases
    ]
    return b"".join([ical.lines(head), *events, b"END:VCALENDAR\r\n"])


def _look(request: HttpRequest) -> Look:
    """How the calendar is asked to look; raises `HttpProblem`."""
    alarms = _alarms(request.GET.get("alarms"))
    windows = request.GET.get("windows") or WINDOWS[0]
    if windows not in WINDOWS:
        problem = _("%(name)s: %(value)s is not one of %(allowed)s.")
        told = {"name": "windows", "value": windows, "allowed": ", ".join(WINDOWS)}
        raise HttpProblem(400, _("No calendar can look like that"), [problem % told])
    asked = {name: value for name in LOOKS if (value := request.GET.get(name))}
    return Look(alarms, windows == "end", asked)


def _alarms(given: str | None) -> Alarms:
    """How long before the earliest expiry to ring, `30d,7d,1d,6h`; longest first. Raises `HttpProblem`."""
    if not given:
        return _NO_ALARMS
    found: set[timedelta] = set()
    problems: list[str] = []
    for item in given.split(","):
        match = _ALARM.fullmatch(item.strip())
        ahead = timedelta(**{{"d": "days", "h": "hours"}[match[2]]: int(match[1])}) if match else None
        if ahead is None or ahead > LONGEST_ALARM:
            problem = _(
                "alarms: %(item)s is not a number of days or hours from 1h to 365d; write 30d,7d,1d,6h."
            )
            problems.append(problem % {"item": f"“{item}”"})
        else:
            found.add(ahead)
    if len(found) > MOST_ALARMS:
        problem = _("alarms: at most %(count)s of them, not %(given)s.")
        problems.append(problem % {"count": MOST_ALARMS, "given": len(found)})
    if problems:
        raise HttpProblem(400, _("No calendar can ring like that"), problems)
    return tuple(sorted(found, reverse=True))


def _head(
    title: str, about: str, *, page_address: str, own_address: str, cases: Iterable[CalendarCase]
) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ultimata//Deadlines//EN", "CALSCALE:GREGORIAN")
    # Named twice: by RFC 7986, and as clients did before it.
    for name in ("NAME", "X-WR-CALNAME"):
        yield f"{name}:{ical.text(title)}"
    for name in ("DESCRIPTION", "X-WR-CALDESC"):
        yield f"{name}:{ical.text(about)}"
    yield f"URL:{ical.uri(page_address)}"
    yield f"SOURCE;VALUE=URI:{ical.uri(own_address)}"
    changed = max((case.changed_at for case in cases), default=None)
    if changed:
        yield f"LAST-MODIFIED:{ical.instant(changed)}"
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"
    yield f"X-PUBLISHED-TTL:{REFRESH}"
    yield f"COLOR:{COLOR}"


def _events(case: CalendarCase, asked: AsOf, look: Look) -> Iterator[str]:
    for limit in case.limits:
        yield from _event(case, limit, asked, look)
    for item in case.scheduled:
        yield from _scheduled(case, item, asked)


def _scheduled(case: CalendarCase, item: Scheduled[Event], asked: AsOf) -> Iterator[str]:
    """A summit, a vote, a hearing, until something became of it; where it is moved, it is the same."""
    yield from _begin(case, item.id)
    on, due = item.event.on, item.due
    if on.grain is Grain.INSTANT:
        yield f"DTSTART:{ical.instant(on.starts_at)}"
    else:
        yield from _days(on.first_day, on.last_day)
    word = label(item.event.kind, "eventkind")
    summary = _("Scheduled: {text}").format(text=item.event.text)
    yield f"SUMMARY:{ical.text(summary)}"
    address = absolute(reverse("case", args=[case.slug]), instant(asked))
    about = [case.title, *_sources(case.cited_by(item.event.sources)), address]
    yield f"DESCRIPTION:{ical.text(chr(10).join(about))}"
    yield f"URL:{ical.uri(address)}"
    yield f"STATUS:{'CONFIRMED' if due.earliest == due.latest else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"
    yield f"CATEGORIES:{ical.texts([label(case.kind), word])}"
    yield "END:VEVENT"


def _begin(case: CalendarCase, name: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{case.slug}.{name}@{permanent_ids.host()}"
    yield f"DTSTAMP:{ical.instant(case.changed_at)}"
    yield f"LAST-MODIFIED:{ical.instant(case.changed_at)}"
    yield f"SEQUENCE:{case.revision}"


def _event(case: CalendarCase, limit: Limit, asked: AsOf, look: Look) -> Iterator[str]:
    yield from _begin(case, limit.id)
    yield from _end(limit) if look.is_end_alone else _span(limit)
    yield f"SUMMARY:{ical.text(_summary(case, limit, look))}"
    address = absolute(reverse("case", args=[case.slug]), instant(asked))
    yield f"DESCRIPTION:{ical.text(chr(10).join([*_about(case, limit), address]))}"
    yield f"URL:{ical.uri(address)}"
    status = "CANCELLED" if limit.is_off else "CONFIRMED" if limit.is_certain else "TENTATIVE"
    yield f"STATUS:{status}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy on the day of somebody else's deadline
    words = [label(case.kind), *map(label, case.threat_types)]
    yield f"CATEGORIES:{ical.texts(words)}"
    yield from _rings(case, limit, look.alarms)
    yield "END:VEVENT"


def _span(limit: Limit) -> Iterator[str]:
    """Where it stands: an instant in UTC; days as they are on the sender's calendar, the end excluded."""
    due = limit.due
    if due is None:
        yield from _days(limit.since.first_day, limit.since.first_day)
    elif due.earliest.grain is Grain.INSTANT:
        yield f"DTSTART:{ical.instant(due.window.earliest_at)}"
        if due.window.latest_at not in (None, due.window.earliest_at):
            yield f"DTEND:{ical.instant(due.window.latest_at)}"
    else:
        yield from _days(due.earliest.first_day, (due.latest or due.earliest).first_day)


def _end(limit: Limit) -> Iterator[str]:
    """Where a window ends, and nothing of the time before; what is no window, as ever."""
    due = limit.due
    if due is None or due.latest is None or due.latest == due.earliest:
        yield from _span(limit)
    elif due.latest.grain is Grain.INSTANT and due.window.latest_at:
        yield f"DTSTART:{ical.instant(due.window.latest_at)}"
    else:
        last = due.latest.last_day
        yield from _days(last, last)


def _days(first: date, last: date) -> Iterator[str]:
    yield f"DTSTART;VALUE=DATE:{ical.day(first)}"
    yield f"DTEND;VALUE=DATE:{ical.day(last + timedelta(days=1))}"


def _summary(case: CalendarCase, limit: Limit, look: Look) -> str:
    sentence = _label(case, limit)
    if look.is_end_alone and sentence == _("Some time in this window"):
        sentence = _("End of the window")
    title = (
        _("{title} (step {number})").format(title=case.title, number=limit.number)
        if limit.number > 1
        else case.title
    )
    return _("{label}: {title}").format(label=sentence, title=title) if sentence else title


def _label(case: CalendarCase, limit: Limit) -> str:
    """What must be seen before the title; '' for a plain date whose outcome is open."""
    state = limit.state
    if state is LimitState.PROPOSED:
        return _("Proposed, never in force")
    if state is LimitState.WITHDRAWN:
        return pgettext("deadline", "Withdrawn")
    if state is LimitState.PASSED:
        return _("Passed; the outcome came later")
    outcome = names(tuple(label(headline) for headline in case.headlines), len(case.headlines))
    if outcome and case.resolved_on:
        return outcome
    return {
        LimitState.WINDOW: _("Some time in this window"),
        LimitState.OPEN_ENDED: _("From this day, no latest date"),
        LimitState.UNDATED: _("No date given"),
        LimitState.SUSPENDED: pgettext("deadline", "Suspended"),
    }.get(state, "")


def _about(case: CalendarCase, limit: Limit) -> Iterator[str]:
    """Lines of the description; nothing in them depends on the instant but through what was known."""
    yield f"{names(case.senders)} → {names(case.targets)}" if case.senders else names(case.targets)
    yield _("Said: “{words}”").format(words=limit.deadline.as_stated)
    yield _due_line(limit)
    if limit.struck:
        yield _("Before that: {dates}").format(dates="; ".join(map(due_text, limit.struck)))
    if limit.deadline.condition:
        yield _("Condition: {text}").format(text=limit.deadline.condition)
    for demand in case.demands:
        yield _("Demand: {text}").format(text=demand)
    for threat in case.threats:
        yield _("Threat: {text}").format(text=threat)
    for justification in case.justifications:
        yield _("Outcome: {text}").format(text=justification)
    yield from _sources(case.sources_of(limit))


def _sources(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        yield _("Source: {publisher}, {address}").format(publisher=source.publisher, address=source.url)


def _due_line(limit: Limit) -> str:
    if limit.due is None:
        return _("No date can be told from the words; it stands here at the day they were said.")
    if limit.state is LimitState.WITHDRAWN:
        return _("It was: {date}").format(date=due_text(limit.due))
    if limit.state is LimitState.PROPOSED:
        return _("Proposed: {date}").format(date=due_text(limit.due))
    return _("Until: {date}").format(date=due_text(limit.due))


def _rings(case: CalendarCase, limit: Limit, alarms: Alarms) -> Iterator[str]:
    """Alarms before the earliest expiry of what still runs.

    As instants: an all-day event begins in the zone of whoever reads it, its date ends in the sender's.
    """
    if limit.due is None or limit.is_off or limit.state is LimitState.PROPOSED:
        return
    earliest_at = limit.due.window.earliest_at
    if case.resolved_on or earliest_at <= case.from_at:
        return
    for ahead in alarms:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY")
        yield f"TRIGGER;VALUE=DATE-TIME:{ical.instant(earliest_at - ahead)}"
        yield f"DESCRIPTION:{ical.text(case.title)}"
        yield "END:VALARM"
