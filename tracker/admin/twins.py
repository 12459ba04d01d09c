"""Cases that look like the one that is being entered, pointed out while it is typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string

from tracker.queries.duplicates import Entered, likely_dossier, likely_twins

MOST_ACTORS = 20


def twins_view(request: HttpRequest) -> HttpResponse:
    """What a form says so far in; cases that may be the same, as HTML, and the likely crisis out."""
    entered = entered_of(request.GET)
    dossier = likely_dossier(entered)
    answer: dict[str, Any] = {
        "html": render_to_string("admin/tracker/twins.html", {"twins": likely_twins(entered)}),
        "dossier": {"pk": dossier.pk, "title": dossier.title} if dossier else None,
    }
    return JsonResponse(answer)


def entered_of(asked: QueryDict) -> Entered:
    """What the address of a request says of a form; what is no number is left out."""
    case = _numbers(asked, "case")
    return Entered(
        _numbers(asked, "sender"),
        _numbers(asked, "target"),
        asked.getlist("demand")[:MOST_ACTORS],
        asked.getlist("announced")[:MOST_ACTORS],
        case[0] if case else None,
    )


def _numbers(asked: QueryDict, name: str) -> list[int]:
    texts = asked.getlist(name)[:MOST_ACTORS]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]
