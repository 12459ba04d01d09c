"""What addresses of lists have in common."""

from django.utils.translation import gettext as _

from tracker.web.refusals import Refused

HIGHEST_PAGE = 10_000


def page_number(text: str | None) -> int:
    """The page of a list that an address asks for; the first one without. Raises `Refused`."""
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_PAGE):
        problem = _("page: %(text)s is not a whole number from 1 to 10000.") % {"text": text}
        raise Refused(404, _("There is no such page"), [problem])
    return int(text)
