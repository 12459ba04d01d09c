"""What addresses say: the language of a page, the page of a list."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from tracker.web.problems import HttpProblem

HIGHEST_PAGE = 10_000


def language_of(path: str) -> str:
    """The language an address is written for: that of its first part, else the usual one."""
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def below(name: str) -> str:
    """What the addresses of a kind of pages begin with, to be looked up once for a list of many slugs."""
    return f"{settings.SITE_URL}{reverse(name, args=['-'])}".removesuffix("-/")


def page_number(text: str | None) -> int:
    """The page of a list that an address asks for; the first one without. Raises `HttpProblem`."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_PAGE):
        problem = _("page: %(text)s is not a whole number from 1 to 10000.") % {"text": text}
        raise HttpProblem(404, _("There is no such page"), [problem])
    return int(text)
