"""Addresses within pages: links that keep the instant shown, static files that never break an error page."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import template
from django.conf import settings
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static

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
def asking(url: str, query: str = "") -> str:
    """The address with this query, as `urlencode` writes one; nothing for no address."""
    return f"{url}?{query}" if url and query else url


@register.simple_tag
def subscription(url: str) -> str:
    """The address of a calendar for a client that subscribes to it: `webcal:` and the name of the site."""
    site = urlsplit(settings.SITE_URL)
    return f"webcal://{site.netloc}{url}" if url else ""
