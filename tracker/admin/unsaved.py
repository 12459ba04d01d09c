"""Forms keep themselves: what was typed and not saved is offered again, to its editor alone."""

import re
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.urls import URLPattern, path

from tracker.clock import utc_now
from tracker.models import Ultimatum, UnsavedForm
from tracker.services.cases.unsaved import drop_form, keep_form

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    Base = ModelAdmin[Ultimatum]
else:
    Base = object

FORM = "form_token"
SHAPE = re.compile(r"[0-9a-f]{32}")
NOT_STORED = re.compile(r"csrfmiddlewaretoken|_[a-z_]+|deadlines-\d+-interpret|sources-\d+-look_up")
"""Buttons, and what belongs to one answer alone."""


class KeepsUnsavedForms(Base):
    """An admin of cases whose forms are kept while they are typed (autosave.js)."""

    def get_urls(self) -> list[URLPattern]:
        """With the address to which a form is kept."""
        keep = self.admin_site.admin_view(self.keep_view)
        return [path("keep/", keep, name="tracker_ultimatum_keep"), *super().get_urls()]

    def keep_view(self, request: HttpRequest) -> HttpResponse:
        """A form in, as it stands and unchecked; when it was kept out, as JSON."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        number = request.GET.get("case", "")
        is_number = number.isascii() and number.isdigit() and len(number) < 19
        case = Ultimatum.objects.filter(pk=int(number)).first() if is_number else None
        allowed = self.has_change_permission(request, case) if case else self.has_add_permission(request)
        if not allowed or (number and case is None):
            raise PermissionDenied
        token = request.POST.get(FORM, "")
        if not SHAPE.fullmatch(token):
            return JsonResponse({"problem": "The form has no name of its own."}, status=400)
        now = utc_now()
        keep_form(cast("Any", request.user), token, _pairs(request.POST), case=case, now=now)
        return JsonResponse({"kept_at": now.isoformat()})

    def unsaved_forms(self, request: HttpRequest, object_id: str | None) -> HttpResponse | dict[str, Any]:
        """What the form's page has to show of kept forms; puts one in the place of what was posted.

        A response where the page is to be opened anew: the form was discarded, or is gone.
        """
        number = int(object_id) if object_id and object_id.isascii() and object_id.isdigit() else None
        rows = UnsavedForm.objects.filter(editor=cast("Any", request.user), ultimatum=number)
        if request.method != "POST":
            return {"unsaved": list(rows.defer("pairs"))}
        wanted = request.POST.get("_take_up") or request.POST.get("_discard")
        if not wanted:
            return {}
        row = rows.filter(token=wanted).first()
        if row is None or "_discard" in request.POST:
            rows.filter(token=wanted).delete()
            return HttpResponseRedirect(request.get_full_path())
        request.POST = _posted(row)  # type: ignore[assignment]  # a QueryDict that stays
        return {"taken_up": row}

    def forget_unsaved(self, request: HttpRequest) -> None:
        """The form was saved: nothing of it is to be offered again."""
        token = request.POST.get(FORM, "")
        if SHAPE.fullmatch(token):
            drop_form(cast("Any", request.user), token)


def _pairs(data: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in data.lists()
        if not NOT_STORED.fullmatch(name) and "__prefix__" not in name
        for value in values
    ]


def _posted(row: UnsavedForm) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in row.pairs:
        data.appendlist(name, value)
    return data
