"""oEmbed 1.0: what consumers put in the place of the address of a case, crisis, actor or the dashboard."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.sax.saxutils import escape as escape_xml

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.services.local_names import speaking
from tracker.templatetags.local_names import local
from tracker.web.addresses import language_of
from tracker.web.decorators import LONGEST_VALUE, AsOf, parse_as_of, public_page
from tracker.web.feeds.params import Wanted, instant, wanted_by
from tracker.web.filters import FILTER_NAMES
from tracker.web.headers import open_to_all
from tracker.web.pages.embeds import BADGE_HEIGHT, CARD_SIZE, SIZES, THEMES, plates, row_at
from tracker.web.pages.list_embeds import LIST_WIDTH, ROWS, USUAL_ROWS, list_height
from tracker.web.params import Others
from tracker.web.problems import HttpProblem, problem_details
from tracker.web.snippets import absolute, badge_html, frame
from tracker.web.some_cases import PAGES, title_of

LEAST_WIDTH = 240
"""How narrow a card may become; in less room there is a badge, and in still less a link."""
MOST_PIXELS = 100_000
LONGEST_URL = 500
FRESH_SECONDS = 60
"""How long a consumer may keep an answer: its words hold to the minute."""
Found = dict[str, object]


@dataclass(frozen=True, slots=True)
class Room:
    """How much room a consumer has, and the theme it asks for."""

    widest: int
    highest: int
    theme: Mapping[str, str]


@public_page(
    parameters=("url", "maxwidth", "maxheight", "format", "theme"),
    longest={"url": LONGEST_URL},
    others=Others.IGNORED,
    refusing=problem_details,
)
def oembed(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The answer for an address, as JSON or XML and in its language (1 query; up to 4 for a list).

    Type `rich`: the largest card or longest list that keeps within `maxwidth` and `maxheight`, of a case in
    less room the badge; where not even that fits, type `link`, which takes none. A `theme` that is not ours
    is left to the system. The picture is for consumers that allow no frames.
    """
    form = request.GET.get("format") or "json"
    if form not in ("json", "xml"):
        raise HttpProblem(501, _("That format is not spoken here"), [_("format: there are json and xml.")])
    room = _room(request.GET)
    match, query = _page_at(request.GET.get("url", ""))
    at = parse_as_of(query["as_of"], now=asked.now) if "as_of" in query else asked
    with speaking(language_of(urlsplit(request.GET["url"]).path)):
        if match.url_name == "case":
            found = _of_case(str(match.kwargs["slug"]), at, room)
        else:
            found = _of_list(match, query, at, room)
    found = {
        "version": "1.0",
        "type": "link",
        "provider_name": "Ultimata",
        "provider_url": settings.SITE_URL,
        "cache_age": FRESH_SECONDS,
        **found,
    }
    response = _as_xml(found) if form == "xml" else JsonResponse(found)
    return open_to_all(response)


def _of_case(slug: str, at: AsOf, room: Room) -> Found:
    row = row_at(slug, at)
    title, as_of = local(row.title), instant(at)
    thumbnail = _thumbnail(absolute(reverse("card", args=[slug]), as_of), room)
    path = reverse("embed", args=[slug])
    for size, (wide, height) in SIZES.items():
        # A card may be narrower than it is drawn, as on a phone; the full one not by half.
        least = wide if size == "full" else LEAST_WIDTH
        if least <= room.widest and height <= room.highest:
            width = min(wide, room.widest)
            html = frame(absolute(path, {"size": size, **room.theme, **as_of}), title, width, height)
            return {"title": title, **_rich(width, height, html), **thumbnail}
    width = plates(row)["whole"]
    if width <= room.widest and room.highest >= BADGE_HEIGHT:
        case_url = absolute(reverse("case", args=[slug]), as_of)
        html = badge_html(case_url, absolute(reverse("badge", args=[slug]), as_of), title)
        return {"title": title, **_rich(width, BADGE_HEIGHT, html)}
    return {"title": title}


def _of_list(match: ResolverMatch, query: Mapping[str, str], at: AsOf, room: Room) -> Found:
    found = _wanted(match, query, at)
    title = title_of(found)
    rows = [number for number in ROWS[: int(USUAL_ROWS)] if list_height(int(number)) <= room.highest]
    if not rows or room.widest < LEAST_WIDTH:
        return {"title": title}
    width, height = min(LIST_WIDTH, room.widest), list_height(int(rows[-1]))
    asked = {**found.criteria, "rows": rows[-1], **room.theme, **instant(at)}
    html = frame(absolute(reverse("embed-cases"), asked), title, width, height)
    thumbnail = _thumbnail(absolute(reverse("site-card"), {}), room)
    return {"title": title, **_rich(width, height, html), **thumbnail}


def _wanted(match: ResolverMatch, query: Mapping[str, str], at: AsOf) -> Wanted:
    """The cases of a crisis, an actor or filters; raises `HttpProblem` with 404 where there are none such."""
    name = str(match.url_name)
    criteria = {name: str(match.kwargs["slug"])} if name in PAGES else query
    try:
        return wanted_by(criteria, at, FILTER_NAMES)
    except HttpProblem as refused:
        raise HttpProblem(404, _("There is nothing to embed at that address"), refused.problems) from refused


def _page_at(url: str) -> tuple[ResolverMatch, dict[str, str]]:
    """The page that has this address, and the query it keeps; raises `HttpProblem`."""
    if not url:
        raise HttpProblem(400, _("The address is missing"), [_("url: give the address of a case.")])
    try:
        parts = urlsplit(url)
        with translation.override(language_of(parts.path)):
            match = resolve(parts.path or "/")
    except (ValueError, Resolver404):
        match = None
    if match is None or not _is_ours(parts.netloc) or match.url_name not in ("case", "dashboard", *PAGES):
        example = f"{settings.SITE_URL}/ultimatums/…/"
        problem = _(
            "url: that is no address of the dashboard, a crisis, an actor or a case, like %(example)s."
        ) % {"example": example}
        raise HttpProblem(404, _("There is nothing to embed at that address"), [problem])
    given = QueryDict(parts.query).items()
    return match, {name: str(value) for name, value in given if value and len(value) <= LONGEST_VALUE}


def _is_ours(host: str) -> bool:
    return host == urlsplit(settings.SITE_URL).netloc


def _rich(width: int, height: int, html: str) -> Found:
    return {"type": "rich", "width": width, "height": height, "html": html}


def _thumbnail(address: str, room: Room) -> Found:
    """The picture, where it keeps within the room, as the specification asks of it too."""
    width, height = CARD_SIZE
    if width > room.widest or height > room.highest:
        return {}
    return {"thumbnail_url": address, "thumbnail_width": width, "thumbnail_height": height}


def _room(asked: QueryDict) -> Room:
    named = str(asked.get("theme"))
    theme = {"theme": named} if named in THEMES else {}
    return Room(_pixels(asked, "maxwidth"), _pixels(asked, "maxheight"), theme)


def _pixels(asked: QueryDict, name: str) -> int:
    """How much room there is that way; without end where nothing was said. Raises `HttpProblem`."""
    text = asked.get(name)
    if not text:
        return MOST_PIXELS
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        problem = _("%(name)s: %(text)s is not a whole number of pixels, 1 or more.")
        raise HttpProblem(400, _("That size cannot be"), [problem % {"name": name, "text": text}])
    return min(int(text), MOST_PIXELS)


def _as_xml(found: Mapping[str, object]) -> HttpResponse:
    lines = "".join(f"<{name}>{escape_xml(str(value))}</{name}>" for name, value in found.items())
    body = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{lines}</oembed>'
    return HttpResponse(body, content_type="text/xml; charset=utf-8")
