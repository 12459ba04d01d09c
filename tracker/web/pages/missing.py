"""A case that is not there: never was, is not known yet, or was taken back."""

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.queries.changes import is_retracted
from tracker.web.problems import HttpProblem


def no_such_case(slug: str, problem: str) -> HttpProblem:
    """410 Gone where a case of that name was public and taken back, else 404 with the problem (1 query)."""
    if "\0" in slug or not is_retracted(slug):
        return HttpProblem(404, _("There is no such case"), [problem])
    told = _(
        "The case %(slug)s was public here and has been taken back. What the record told of it is void; "
        "whoever keeps a copy is asked to delete it. When that was stands in the feed of what changed."
    )
    links = [(f"{reverse('changes-feed')}?case={slug}", _("What changed of it, as a feed"))]
    return HttpProblem(410, _("This case was taken back"), [told % {"slug": slug}], links)
