"""The sources beside a fact: a mark of their quality and the publisher, leading to the list below.

Written here and not in a template: a case page has dozens of these lines, and they are half of it.
"""

from collections.abc import Sequence
from html import escape
from typing import Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from tracker.domain.vocabulary import Quality
from tracker.templatetags.labels import label

register = template.Library()

_FILLS = {
    Quality.PRIMARY: '<circle class="fill" cx="5" cy="5" r="4.4"/>',
    Quality.WIRE: '<path class="fill" d="M5 5V.6A4.4 4.4 0 1 1 .6 5z"/>',
    Quality.SECONDARY: '<path class="fill" d="M5 .6a4.4 4.4 0 0 1 0 8.8z"/>',
    Quality.WEAK: "",
}
"""Fuller is closer to the fact."""


class Source(Protocol):
    """Where a fact is from."""

    @property
    def key(self) -> str:
        """Its name within the case."""

    @property
    def publisher(self) -> str:
        """Who published it."""

    @property
    def quality(self) -> Quality:
        """How close it is to the fact."""


@register.simple_tag
def quality_mark(quality: Quality) -> SafeString:
    """A small disc, fuller the closer a source is to the fact; its name says the same."""
    words, fill = escape(label(quality)), _FILLS[quality]
    return mark_safe(  # noqa: S308 -- one escaped string
        f'<svg class="quality" width="10" height="10" viewBox="0 0 10 10" role="img" aria-label="{words}">'
        f'<circle class="ring" cx="5" cy="5" r="4.4"/>{fill}</svg>'
    )


@register.simple_tag
def cites(sources: Sequence[Source]) -> SafeString:
    """The sources of one fact; nothing where there are none."""
    marks = {quality: quality_mark(quality) for quality in {source.quality for source in sources}}
    links = [_link(source, marks[source.quality]) for source in sources]
    if not links:
        return SafeString("")
    items = mark_safe("".join(links))  # noqa: S308 -- escaped above
    return format_html('<ul class="cites" aria-label="{}">{}</ul>', gettext("Sources"), items)


class FarSource(Protocol):
    """Where a fact is from, on a page without a list of its sources."""

    @property
    def url(self) -> str:
        """Its address."""

    @property
    def publisher(self) -> str:
        """Who published it."""

    @property
    def language(self) -> str:
        """Its language, where it is known."""

    @property
    def quality(self) -> Quality:
        """How close it is to the fact."""


@register.simple_tag
def cites_out(sources: Sequence[FarSource]) -> SafeString:
    """The sources of one fact, each leading to where it was published; nothing where there are none."""
    links = [
        format_html(
            '<li><a href="{}" rel="noopener nofollow external"{}>{}{}</a></li>',
            source.url,
            format_html(' hreflang="{}"', source.language) if source.language else "",
            quality_mark(source.quality),
            source.publisher,
        )
        for source in sources
    ]
    if not links:
        return SafeString("")
    items = mark_safe("".join(links))  # noqa: S308 -- escaped above
    return format_html('<ul class="cites" aria-label="{}">{}</ul>', gettext("Sources"), items)


def _link(source: Source, mark: str) -> str:
    return f'<li><a href="#source-{escape(source.key)}">{mark}{escape(source.publisher)}</a></li>'
