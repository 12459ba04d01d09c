"""Taking back what one has just published: a page that says what it would undo, and the button."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tracker.admin.history import change_words
from tracker.clock import utc_now
from tracker.models import Publication, Publishing, Ultimatum
from tracker.services.cases.publishings import grace, to_take_back
from tracker.services.cases.undo import CannotTakeBack, take_back

if TYPE_CHECKING:
    CaseAdmin = admin.ModelAdmin[Ultimatum]
else:
    CaseAdmin = admin.ModelAdmin


def own_publishing(request: HttpRequest, case: Ultimatum, *, now: datetime) -> Publishing | None:
    """What this editor may take back of a case at this instant (1 query)."""
    act = to_take_back(case, now=now)
    may = act is not None and (act.editor_id == request.user.pk or cast("Any", request.user).is_superuser)
    return act if may else None


def undo_offer(act: Publishing) -> SafeString:
    """When it was published, the link to the page, and until when it is of use."""
    address = reverse("admin:tracker_ultimatum_undo", args=[act.ultimatum_id])
    told = 'Published at {} UTC. Until {} UTC it can be taken back: <a href="{}">take it back</a>.'
    return format_html(told, f"{act.at:%H:%M}", f"{act.at + grace():%H:%M}", address)


def undo_view(model_admin: CaseAdmin) -> Callable[..., HttpResponse]:
    """What would be undone, and undoing it."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        case = Ultimatum.objects.filter(pk=pk).first()
        if case is None:
            raise Http404("There is no such case.")
        if not model_admin.has_change_permission(request, case):
            raise PermissionDenied
        now = utc_now()
        if request.method == "POST":
            back = HttpResponseRedirect(reverse("admin:tracker_ultimatum_change", args=[pk]))
            try:
                now_is = take_back(case, editor=cast("Any", request.user), now=now)
            except CannotTakeBack as error:
                messages.error(request, str(error))
                return back
            words = ["Taken back what was published."]
            if now_is.publication == Publication.PUBLISHED:
                words += change_words(case.document, now_is.document, None)
                done = "The page is what it was before"
            else:
                done = f"The case is {now_is.get_publication_display().lower()} again and off the site"
            model_admin.log_change(request, now_is, " ".join(words))
            messages.success(request, f"{done}; mails that had not left do not leave.")
            return back
        act = own_publishing(request, case, now=now)
        is_edit = act is not None and act.publication == Publication.PUBLISHED
        context: dict[str, Any] = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": "Take back",
            "subtitle": case.title,
            "case": case,
            "act": act,
            "until": act.at + grace() if act else None,
            "undone": change_words(case.document, act.document, None) if act and is_edit else [],
            "stood": Publication(act.publication).label.lower() if act else "",
        }
        return TemplateResponse(request, "admin/tracker/ultimatum/undo.html", context)

    return view
