"""Where the pictures are fetched that others show beside a shared address."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.web.cards.drawing import case_card, png, site_card
from tracker.web.decorators import AsOf, public_page
from tracker.web.pages.embeds import row_at
from tracker.web.problems import HttpProblem, problem_details


@public_page(refusing=problem_details)
def card(_request: HttpRequest, asked: AsOf, slug: str) -> HttpResponse:
    """The card of a case, now or as of an instant, 1200 by 630 pixels (1 query)."""
    return _picture(case_card(row_at(slug, asked), at=asked.at, as_of=asked.as_of))


@public_page(refusing=problem_details)
def site(_request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The card of the record as a whole (no query)."""
    if asked.as_of:
        raise HttpProblem(400, _("That tells of no instant"), [_("as_of: leave it out here.")])
    return _picture(site_card())


def _picture(svg: str) -> HttpResponse:
    response = HttpResponse(png(svg), content_type="image/png")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
