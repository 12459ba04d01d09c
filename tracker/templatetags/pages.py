"""Addresses within pages: links that keep the instant shown, static files that never break an error page."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag(takes_context=True)
def keep(context: Context, url: str) -> str:
    """The address with the instant of this page: `as_of` from the context is put into its query."""
    as_of = context.get("as_of")
    if not as_of:
        return url
    parts = urlsplit(url)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "as_of"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("as_of", str(as_of))], safe=":")))


def case_address(as_of: str | None) -> Callable[[str], str]:
    """From the slugs of cases to their addresses that keep `as_of`: reversed once for a list of many."""
    before, after = reverse("case", args=["-"]).rsplit("-", 1)
    query = f"?{urlencode({'as_of': as_of}, safe=':')}" if as_of else ""
    return lambda slug: f"{before}{slug}{after}{query}"


@register.simple_tag
def absolute(path: str) -> str:
    """The address of this site as others need it."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file; the plain one where the manifest has none, so an error page comes out."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def page_address(query: QueryDict, page: int, step: int) -> str:
    """The address of a neighbouring page of a list: this query with another `page`; the first has none."""
    parameters = query.copy()
    parameters.pop("page", None)
    if page + step > 1:
        parameters["page"] = str(page + step)
    return f"?{parameters.urlencode(safe=':')}"


@register.simple_tag
def now_address(path: str, query: QueryDict) -> str:
    """The address of this page in the present: the same query without `as_of` and without a page number."""
    parameters = query.copy()
    for name in ("as_of", "page"):
        parameters.pop(name, None)
    text = parameters.urlencode(safe=":")
    return f"{path}?{text}" if text else path


@register.simple_tag
def with_parameters(url: str, query: str = "") -> str:
    """The address with this query, as `urlencode` writes one; nothing for no address."""
    return f"{url}?{query}" if url and query else url


@register.simple_tag(takes_context=True)
def table_address(context: Context, **filters: str) -> str:
    """The address of the table of all cases within these filters, at the instant of this page."""
    return keep(context, f"{reverse('all-cases')}?{urlencode(filters)}")


@register.simple_tag
def subscription(url: str) -> str:
    """The address of a calendar for a client that subscribes to it: `webcal:` and the name of the site."""
    site = urlsplit(settings.SITE_URL)
    return f"webcal://{site.netloc}{url}" if url else ""


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """This page in one language: its code, its own name for itself, and the address, absolute and not."""

    code: str
    name: str
    address: str
    absolute: str
    is_shown: bool


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[LanguageLink]:
    """This page in every language there is, with all it was asked; none where there is no request."""
    request = context.get("request")
    if request is None:
        return []
    shown = get_language() or settings.LANGUAGE_CODE
    bare = request.get_full_path()
    if shown != settings.LANGUAGE_CODE:
        bare = bare.removeprefix(f"/{shown}") or "/"
    links = []
    for code, name in settings.LANGUAGES:
        address = bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}"
        links.append(LanguageLink(code, name, address, f"{settings.SITE_URL}{address}", code == shown))
    return links
