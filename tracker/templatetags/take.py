"""What pages can be taken along as: the files of a chart, and a calendar for each program."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext

from tracker.templatetags.pages import keep, subscription

register = template.Library()

GOOGLE = "https://calendar.google.com/calendar/r"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"
OUTLOOK_AT_WORK = "https://outlook.office.com/calendar/0/addfromweb"


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file to fetch: its name and its address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class CalendarLink:
    """A way to take a calendar: its name, what will come of it, and its address."""

    name: str
    note: str
    address: str
    is_file: bool = False


@register.simple_tag
def calendar_links(path: str, title: str = "") -> tuple[CalendarLink, ...]:
    """A calendar for each program that subscribes to one, and as a file; none where there is no `path`."""
    if not path:
        return ()
    webcal = subscription(path)
    on_the_web = urlencode(
        {"url": f"{settings.SITE_URL}{path}", "name": title or "Ultimata"}, quote_via=quote
    )
    of_outlook = gettext("Subscribes in Outlook on the web, which looks again every few hours.")
    return (
        CalendarLink(
            gettext("Google Calendar"),
            gettext("Subscribes. Google looks again about once a day and leaves out alarms."),
            f"{GOOGLE}?{urlencode({'cid': webcal})}",
        ),
        CalendarLink(
            gettext("Apple Calendar and others"),
            gettext(
                "Opens your calendar program, which subscribes and looks again by itself, often each hour."
            ),
            webcal,
        ),
        CalendarLink(gettext("Outlook.com"), of_outlook, f"{OUTLOOK}?{on_the_web}"),
        CalendarLink(gettext("Outlook at work or school"), of_outlook, f"{OUTLOOK_AT_WORK}?{on_the_web}"),
        CalendarLink(
            gettext("File (.ics)"),
            gettext("The dates as they stand now. One that moves later does not move in it."),
            path,
            is_file=True,
        ),
    )


@register.inclusion_tag("charts/take.html", takes_context=True)
def chart_links(
    context: Context, chart: str, *args: str, what: str = "", query: QueryDict | str = ""
) -> dict[str, Any]:
    """The formats of a chart at the instant of this page; `what` names it for those who hear links alone."""
    text = query.urlencode(safe=":") if isinstance(query, QueryDict) else query

    def address(form: str, theme: str = "") -> str:
        path = reverse(f"chart-{chart}", args=[*args, form])
        pairs = "&".join(filter(None, [text, theme and f"theme={theme}"]))
        return keep(context, f"{path}?{pairs}" if pairs else path)

    links = [
        FileLink("SVG", address("svg")),
        FileLink(gettext("SVG, dark"), address("svg", "dark")),
        FileLink("PNG", address("png")),
        FileLink(gettext("PNG, dark"), address("png", "dark")),
        FileLink("CSV", address("csv")),
    ]
    return {"links": links, "what": what}
