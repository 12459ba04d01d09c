"""A change of a public case that waits for another editor: looked at, published or discarded."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from tracker.admin.history import LONGEST_HISTORY, change_words, reviewed_by
from tracker.clock import utc_now
from tracker.domain.case import Document
from tracker.models import Proposal, Ultimatum
from tracker.services.cases.four_eyes import FourEyes
from tracker.services.cases.proposals import (
    CannotPublish,
    discard_proposal,
    propose_change,
    publish_proposal,
)

if TYPE_CHECKING:
    CaseAdmin = admin.ModelAdmin[Ultimatum]
else:
    CaseAdmin = admin.ModelAdmin


def propose(request: HttpRequest, case: Ultimatum, document: Document, *, reason: str | None) -> list[str]:
    """Let a change of a public case wait for another editor, and say so; what it is, for the log.

    Raises `CannotPublish` where another editor's change waits already.
    """
    propose_change(case, document, reason=reason, editor=cast("Any", request.user), now=utc_now())
    address = reverse("admin:tracker_ultimatum_proposal", args=[case.pk])
    told = 'The page is as it was: <a href="{}">your change</a> waits until another editor publishes it.'
    messages.info(request, format_html(told, address))
    return ["Proposed:", *change_words(case.document, document, reason)]


def proposal_view(model_admin: CaseAdmin) -> Callable[..., HttpResponse]:
    """What waits of a case; published or discarded by its buttons."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        case = Ultimatum.objects.filter(pk=pk).first()
        if case is None:
            raise Http404("There is no such case.")
        if not model_admin.has_change_permission(request, case):
            raise PermissionDenied
        proposal = Proposal.objects.select_related("editor").filter(ultimatum=case).first()
        if request.method == "POST" and proposal is not None:
            back = HttpResponseRedirect(reverse("admin:tracker_ultimatum_change", args=[pk]))
            words = change_words(case.document, proposal.document, proposal.reason or None)
            if "_discard" in request.POST:
                discard_proposal(case)
                told = f"Discarded what {proposal.editor.get_username()} proposed. {' '.join(words)}"
                messages.success(request, "What was proposed is discarded; the page is as it was.")
                model_admin.log_change(request, case, told)
                return back
            state, editor = request.POST.get("state", ""), cast("Any", request.user)
            try:
                publish_proposal(case, state=state, editor=editor, now=utc_now())
            except (CannotPublish, FourEyes) as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(request.get_full_path())
            told = reviewed_by(proposal.editor, editor)
            model_admin.log_change(request, case, " ".join([told, *words])[:LONGEST_HISTORY])
            messages.success(request, "What was proposed is published.")
            return back
        context: dict[str, Any] = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": "What waits to be published",
            "subtitle": case.title,
            "case": case,
            "proposal": proposal,
            "words": change_words(case.document, proposal.document, None) if proposal else [],
            "is_own": proposal is not None and proposal.editor_id == request.user.pk,
        }
        return TemplateResponse(request, "admin/tracker/ultimatum/proposal.html", context)

    return view
