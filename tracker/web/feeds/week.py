"""The week ahead as an Atom feed: an entry for each Monday at 08:00 UTC, as the record stood then."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tracker.domain.dates.hours import DIGEST_HOUR
from tracker.domain.dates.moments import utc_text, zone
from tracker.models import Phase
from tracker.queries.calendar import CalendarEntry, Mark
from tracker.queries.week_ahead import DAYS, WeekAhead, week_ahead
from tracker.templatetags.emails import days_of, range_text
from tracker.templatetags.labels import names
from tracker.templatetags.local_names import local
from tracker.templatetags.months import day_name
from tracker.templatetags.times import due_text, when_text
from tracker.web.decorators import AsOf, public_page
from tracker.web.feeds import atom
from tracker.web.feeds.forms import ATOM, Form
from tracker.web.feeds.params import absolute, feed, instant, refusal

WEEKS = 4
UTC_ZONE = zone("UTC")


@public_page(refusing=refusal)
def week_feed(request: HttpRequest, asked: AsOf, form: Form = ATOM) -> HttpResponse:  # noqa: ARG001 -- as the others
    """The newest four weeks (4 queries; 2 more for each without a date)."""
    newest = _monday(asked.at)
    mondays = [newest - timedelta(weeks=back) for back in range(WEEKS)]
    weeks = [(monday, _week(monday)) for monday in mondays]
    entries = [
        form.entry(_entry(monday, week)) for monday, week in weeks if week.total or week.following is not None
    ]
    here = reverse(form.address_of("week"))
    body = form.feed(
        f"{get_language()}{reverse('week-feed')}",
        title=_("Ultimata: the week ahead"),
        subtitle=_("What falls due or is scheduled in the coming seven days, on Mondays at 08:00 UTC."),
        updated=newest,
        own_address=absolute(here, instant(asked)),
        page_address=absolute(reverse("week"), instant(asked)),
        entries=entries,
    )
    return feed(body, form.content_type, f"ultimata-week.{form.ending}")


def _monday(at: datetime) -> datetime:
    """The last Monday at 08:00 UTC by an instant."""
    day = at.astimezone(UTC).date()
    found = datetime.combine(day - timedelta(days=day.weekday()), DIGEST_HOUR, UTC)
    return found if found <= at else found - timedelta(weeks=1)


def _week(monday: datetime) -> WeekAhead:
    last = monday.date() + timedelta(days=DAYS - 1)
    return week_ahead(Phase.objects.at(monday), at=monday, last=last, where=UTC_ZONE)


def _entry(monday: datetime, week: WeekAhead) -> atom.FeedEntry:
    words = ngettext("%(count)s date", "%(count)s dates", week.total) % {"count": week.total}
    span = range_text(week.first, week.last, monday)
    year, number, _day = monday.isocalendar()
    return atom.FeedEntry(
        tag=f"week/{year}-W{number:02}",
        title=_("The week ahead, {span}: {words}").format(span=span, words=words),
        published=monday,
        updated=monday,
        address=absolute(reverse("week"), {"as_of": utc_text(monday)}),
        html=atom.paragraphs(_lines(week, monday)),
        terms=(("week", _("The week ahead")),),
        sources=(),
    )


def _lines(week: WeekAhead, at: datetime) -> Iterator[str]:
    for day, entries in week.days:
        yield from (f"{day_name(day)}: {_line(entry)}" for entry in entries)
    for entry in week.already_open:
        yield _("On any day: {what}").format(what=_line(entry))
    if week.following:
        title, day_words = local(week.following.case.title), days_of(week.following.due, at)
        yield _("Nothing falls due. The next date is {day}: {title}").format(day=day_words, title=title)


def _line(entry: CalendarEntry) -> str:
    case = entry.case
    who = " → ".join(filter(None, (names(case.senders), names(case.targets))))
    if entry.mark is Mark.SCHEDULED and entry.event:
        what = _("Scheduled for {day}").format(day=when_text(entry.event.on)) + f": {entry.event.text}"
    else:
        what = due_text(entry.due)
    return ". ".join(filter(None, (local(case.title), who, what)))
