"""What problems programs meet: the page their types (RFC 9457) lead to."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.web.decorators import AsOf, public_page
from tracker.web.problems import Problem

EXPLAINED = {
    Problem.BAD_REQUEST: (400, _("The request cannot be read. Send it as a browser would.")),
    Problem.UNKNOWN_PARAMETER: (
        400,
        _(
            "The address has a parameter that nothing here takes, and that may be a filter mistyped. What is "
            "taken stands in the answer."
        ),
    ),
    Problem.WRONG_VALUE: (
        400,
        _(
            "A parameter has a value that is not of its type, names what no case has, is empty or is given "
            "twice. Each is named in the answer with what would be right."
        ),
    ),
    Problem.NOT_AN_INSTANT: (
        400,
        _("as_of is no date. Write 2025, 2025-07, 2025-07-24 or an instant with its offset."),
    ),
    Problem.INSTANT_AHEAD: (
        400,
        _("as_of lies ahead. The record can be seen as of any instant up to now."),
    ),
    Problem.WRONG_CURSOR: (
        400,
        _(
            "The cursor was made for another question, or not here. Leave it out to start anew, and follow "
            "the cursors of the answers."
        ),
    ),
    Problem.FORBIDDEN: (403, _("This is not for everybody.")),
    Problem.NOT_FOUND: (
        404,
        _("There is nothing by that name, or it was not known yet at the instant that was asked about."),
    ),
    Problem.READ_ONLY: (405, _("The record can only be read: GET, HEAD and OPTIONS.")),
    Problem.TAKEN_BACK: (
        410,
        _("The case was public and has been taken back. Delete your copy of it."),
    ),
    Problem.TOO_MANY_REQUESTS: (
        429,
        _("Your network has asked too often. Retry-After says when the next request will be answered."),
    ),
    Problem.FAULT: (500, _("Something broke on our side. It is noted; ask again later.")),
    Problem.UNKNOWN_FORMAT: (501, _("The format asked for is not spoken here.")),
}


@public_page()
def problems(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/developers/problems/`: every sort of problem and what to do about it (no query)."""
    context = {
        **asked.context(),
        "section": "developers",
        "problems": [(kind.value, *EXPLAINED[kind]) for kind in Problem],
        "canonical": f"{settings.SITE_URL}{reverse('problems')}",
    }
    return render(request, "pages/problems.html", context)
