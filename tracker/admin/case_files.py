"""Case files in the admin: one is downloaded, several are checked, tried and then loaded."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from tracker.admin.history import LONGEST_HISTORY, change_words, published_by
from tracker.case_format import (
    Batch,
    Fault,
    Stored,
    case_text,
    plain_entry,
    read_files,
)
from tracker.clock import utc_now
from tracker.models import Publication, Ultimatum
from tracker.queries.documents import dossier_documents, known_actor_documents
from tracker.services.cases.catalogue import CannotLoad, Loaded, load_catalogue
from tracker.services.cases.editing import rewritten_deadlines
from tracker.services.cases.store import Stored as Became
from tracker.services.cases.store import without_empty

if TYPE_CHECKING:
    CaseAdmin = admin.ModelAdmin[Ultimatum]
else:
    CaseAdmin = admin.ModelAdmin

MOST_FILES = 100
MOST_BYTES = 600_000
"""Of all files together: what was tried comes back with the confirmation, in one request of a megabyte."""

View = Callable[..., HttpResponse]
Files = list[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a load would do: nothing when there are faults."""

    faults: Sequence[Fault] = ()
    created: Sequence[str] = ()
    updated: Sequence[str] = ()
    unchanged: int = 0
    public: Sequence[str] = ()
    """Published cases that would change; the public log wants a reason."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to load."""
        return not (self.created or self.updated)


class TooMuch(ValueError):
    """More than one upload may hold; the message says how much is allowed."""


def download_view(model_admin: CaseAdmin) -> View:
    """One case as its file."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        case = Ultimatum.objects.filter(pk=pk).first()
        if case is None:
            raise Http404("There is no such case.")
        if not model_admin.has_view_permission(request, case):
            raise PermissionDenied
        headers = {"Content-Disposition": f'attachment; filename="{case.slug}.yaml"'}
        return HttpResponse(
            case_text(case.document), content_type="application/yaml; charset=utf-8", headers=headers
        )

    return view


def upload_view(model_admin: CaseAdmin) -> View:
    """Choose files, see what they would change and every fault, then load them."""

    def view(request: HttpRequest) -> HttpResponse:
        if not (model_admin.has_add_permission(request) and model_admin.has_change_permission(request)):
            raise PermissionDenied
        context: dict[str, Any] = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": "Upload case files",
            "most_files": MOST_FILES,
            "most_kilobytes": MOST_BYTES // 1000,
        }
        if request.method == "POST":
            done = _posted(request, context, model_admin)
            if done:
                return done
        return TemplateResponse(request, "admin/tracker/ultimatum/upload.html", context)

    return view


def _posted(request: HttpRequest, context: dict[str, Any], model_admin: CaseAdmin) -> HttpResponse | None:
    """Fill the context with the trial; a redirect once the files are loaded."""
    try:
        files = _chosen(request)
    except TooMuch as error:
        context["problem"] = str(error)
        return None
    if not files:
        context["problem"] = "Choose one or more case files first."
        return None
    batch = _read(files)
    trial = _tried(batch)
    reason = request.POST.get("reason", "").strip()[:1000]
    context |= {"trial": trial, "reason": reason}
    if trial.faults:
        return None
    context["carried"] = [(name, base64.b64encode(data).decode()) for name, data in files]
    if "_load" not in request.POST:
        return None
    if trial.public and not reason:
        context["problem"] = "Published cases would change: give the reason for the correction."
        return None
    before = {case.slug: case.document for case in _cases_of(batch)}
    loaded = _load(batch, reason=reason or "Loaded from case files.", editor=request.user)
    for case in _cases_of(batch):
        if case.slug in (*loaded.cases[Became.CREATED], *loaded.cases[Became.UPDATED]):
            is_new = case.slug not in before
            done = [published_by(case, cast("Any", request.user))] if is_new and _is_public(case) else []
            words = [*done, *change_words(before.get(case.slug, {}), case.document, reason or None)]
            model_admin.log_change(request, case, " ".join(["From a case file.", *words])[:LONGEST_HISTORY])
    messages.success(
        request,
        f"{loaded.changed} things were loaded: {', '.join(_named(loaded)) or 'all were as they are'}.",
    )
    return HttpResponseRedirect(reverse("admin:tracker_ultimatum_changelist"))


def _is_public(case: Ultimatum) -> bool:
    return case.publication == Publication.PUBLISHED


def _cases_of(batch: Batch) -> list[Ultimatum]:
    slugs = [entry.slug for entry in batch.cases]
    return list(Ultimatum.objects.filter(slug__in=slugs).select_related("written_by"))


def _chosen(request: HttpRequest) -> Files:
    """The uploaded files, or those of the trial that is confirmed."""
    uploads = request.FILES.getlist("files")
    carried = list(zip(request.POST.getlist("name"), request.POST.getlist("content"), strict=False))
    if len(uploads) > MOST_FILES or len(carried) > MOST_FILES:
        raise TooMuch(f"At most {MOST_FILES} files at once, please.")
    if sum(each.size or 0 for each in uploads) > MOST_BYTES:
        raise TooMuch(f"At most {MOST_BYTES // 1000} kB at once, please; load_cases takes more.")
    if uploads:
        return [(each.name or "", each.read()) for each in uploads]
    try:
        return [(name, base64.b64decode(text, validate=True)) for name, text in carried]
    except (binascii.Error, ValueError) as error:
        raise TooMuch("The files did not come through whole; choose them again.") from error


def _read(files: Files) -> Batch:
    slugs = set(Ultimatum.objects.values_list("slug", flat=True))
    stored = Stored(known_actor_documents(), dossier_documents(), slugs)
    return read_files(files, beside=stored)


def _tried(batch: Batch) -> Trial:
    """Load for the sake of the answer, and take everything back."""
    if batch.faults:
        return Trial(faults=batch.faults)
    before = {
        case.slug: case.document
        for case in Ultimatum.objects.filter(
            slug__in=[entry.slug for entry in batch.cases], publication=Publication.PUBLISHED
        )
    }
    try:
        with transaction.atomic():
            loaded = _load(batch, reason="trial", editor=None)
            transaction.set_rollback(True)
    except CannotLoad as error:
        return Trial(faults=[Fault("all files", "review", str(error), "verified or partial")])
    parts = (loaded.cases, loaded.actors, loaded.dossiers)
    return Trial(
        created=[slug for part in parts for slug in part[Became.CREATED]],
        updated=[slug for part in parts for slug in part[Became.UPDATED]],
        unchanged=sum(len(part[Became.UNCHANGED]) for part in parts),
        public=[
            slug + (" (a published deadline, too)" if rewritten_deadlines(before[slug], document) else "")
            for slug, document in ((entry.slug, entry.document) for entry in batch.cases)
            if slug in before and without_empty(before[slug]) != without_empty(document)
        ],
    )


def _load(batch: Batch, *, reason: str, editor: Any) -> Loaded:
    return load_catalogue(
        actors={entry.slug: plain_entry(entry) for entry in batch.actors},
        dossiers={entry.slug: plain_entry(entry) for entry in batch.dossiers},
        cases=[entry.document for entry in batch.cases],
        now=utc_now(),
        reason=reason,
        editor=cast("Any", editor),
    )


def _named(loaded: Loaded) -> list[str]:
    parts = (loaded.cases, loaded.actors, loaded.dossiers)
    return [slug for part in parts for how in (Became.CREATED, Became.UPDATED) for slug in part[how]][:20]
