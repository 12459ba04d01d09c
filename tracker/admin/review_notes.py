"""Notes of reviewers beside the case form: left, read and done with by editors alone."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from tracker.clock import utc_now
from tracker.models import ReviewNote, Ultimatum
from tracker.services.cases.review_notes import add_note, close_note

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    Base = ModelAdmin[Ultimatum]
else:
    Base = object


class ShowsReviewNotes(Base):
    """An admin of cases with notes."""

    def get_urls(self) -> list[URLPattern]:
        """With the address to which a note is sent."""
        note = self.admin_site.admin_view(self.note_view)
        return [path("<int:pk>/note/", note, name="tracker_ultimatum_note"), *super().get_urls()]

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave a note (`text`), or be done with one (`done`)."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        case = Ultimatum.objects.filter(pk=pk).first()
        if case is None:
            raise Http404("There is no such case.")
        if not self.has_change_permission(request, case):
            raise PermissionDenied
        done = request.POST.get("done", "")
        now = utc_now()
        if done.isascii() and done.isdigit() and len(done) < 19:
            close_note(case, int(done), now=now)
        else:
            try:
                add_note(case, request.POST.get("text", ""), editor=cast("Any", request.user), now=now)
            except ValueError as error:
                messages.error(request, str(error))
        return HttpResponseRedirect(reverse("admin:tracker_ultimatum_change", args=[pk]))

    def open_notes(self, case: Ultimatum | None) -> list[ReviewNote]:
        """The notes of a case that nobody is done with (1 query)."""
        return list(case.review_notes.filter(done_at=None).select_related("editor")) if case else []
