"""A case in one form: entered, interpreted, checked as a whole, published and corrected."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms import Textarea
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from tracker.admin.base import SEEN
from tracker.admin.candidate_form import (
    decided_by_another,
    filled_form,
    named_reading,
    note_draft,
    point_at_words,
    refuse_decided,
    text_beside,
)
from tracker.admin.case_document import Aim, SubmittedForms
from tracker.admin.case_files import download_view, upload_view
from tracker.admin.case_list import CaseListAdmin
from tracker.admin.conflicts import TAKE, THEIRS, Conflicting, panel_of, posted_paths
from tracker.admin.forms import JUDGED_BY, CaseForm
from tracker.admin.history import LONGEST_HISTORY, change_words, published_by
from tracker.admin.inlines import INLINES, CorrectionInline
from tracker.admin.interpret import BOUND, PostedRow, Shown, interpret, posted_row_name, question
from tracker.admin.posted_case import posted_case, with_fresh_ids
from tracker.admin.preview import Previewed, preview_page
from tracker.admin.proposals import proposal_view, propose
from tracker.admin.review_notes import ShowsReviewNotes
from tracker.admin.source_lookup import look_up, posted_lookup
from tracker.admin.twins import twins_view
from tracker.admin.undo import own_publishing, undo_offer, undo_view
from tracker.admin.unsaved import FORM, KeepsUnsavedForms
from tracker.clock import utc_now
from tracker.domain.alerts import AlertKind
from tracker.domain.case import PARTS
from tracker.domain.merging import Path
from tracker.domain.vocabulary import Role
from tracker.models import AlertState, Proposal, Publication, Ultimatum
from tracker.queries.duplicates import entered_in, likely_twins
from tracker.queries.incoming import Reading
from tracker.services.alerts.corrections import has_readers_to_tell
from tracker.services.alerts.fan_out import audience
from tracker.services.cases.editing import NotReady, publish_case, remove_case, submit_case, withdraw_case
from tracker.services.cases.four_eyes import FourEyes
from tracker.services.cases.store import store_case
from tracker.services.intake.decide import AlreadyDecided

SCRIPTS = ("case_form", "sources", "twins", "autosave", "preview")
ROW = re.compile(rf"deadlines-([0-9]{{1,4}})-{BOUND}", re.ASCII)


class CaseRequest(HttpRequest):
    """A request to the form: its forms taken together, and the reading that was asked for."""

    entry: SubmittedForms
    is_preview: bool
    history: list[str]


@dataclass(frozen=True, slots=True)
class News:
    """What saving a case tells: a fact, to how many subscribers, and when the mails leave."""

    what: str
    readers: int
    leaves_at: datetime


class Foretold(Exception):
    """Undoes a saving that was only asked what it would tell."""

    def __init__(self, news: list[News]) -> None:
        self.news = news
        super().__init__("nothing was saved")


@admin.register(Ultimatum)
class CaseAdmin(ShowsReviewNotes, KeepsUnsavedForms, CaseListAdmin):
    """Cases in the admin: one form for all of a case."""

    form = CaseForm
    change_form_template = "admin/tracker/ultimatum/change_form.html"
    autocomplete_fields = ("dossier",)
    readonly_fields = ("publication", "published_at")
    formfield_overrides = {
        models.TextField: {"widget": Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}
    }
    actions = ("submit_for_review", "publish", "take_back")
    save_on_top = False

    class Media:
        js = [f"admin_tracker/{name}.js" for name in SCRIPTS]

    # -- the form ----------------------------------------------------------------------------------------

    def get_inlines(self, request: HttpRequest, obj: Ultimatum | None) -> Any:
        """A new case has nothing to correct."""
        return INLINES if obj else [each for each in INLINES if each is not CorrectionInline]

    def get_fieldsets(self, request: HttpRequest, obj: Ultimatum | None = None) -> Any:
        """The head; the reason only where there is something to correct."""
        is_public = obj is not None and obj.publication == Publication.PUBLISHED
        head = [FORM, "title", "summary", ("kind", "dossier", "review", "publication", "published_at")]
        shown = {"classes": ("collapse",), "fields": _READ_FIRST}
        beside = {"classes": ("collapse",), "fields": _MORE}
        languages = {"classes": ("collapse",), "fields": _BY_LANGUAGE}
        fieldsets: list[Any] = [
            (None, {"fields": head}),
            (_LANGUAGES, languages),
            (_READERS, shown),
            (_BESIDE, beside),
        ]
        if is_public:
            fieldsets.append(("This correction", {"fields": ["reason", "only_wording"]}))
        return self.with_seen(request, obj, fieldsets)

    def get_readonly_fields(self, request: HttpRequest, obj: Ultimatum | None = None) -> tuple[str, ...]:
        """The slug stays once somebody may have linked to it."""
        fixed = obj is not None and (obj.published_at is not None or obj.relations_from.exists())
        return (*self.readonly_fields, "slug") if fixed else self.readonly_fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form; without checks when only a reading is asked for."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.is_preview = cast("CaseRequest", request).is_preview
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """The rows; a new case begins with a sender and a target."""
        given: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if prefix in PARTS:
            given["is_preview"] = cast("CaseRequest", request).is_preview
        if prefix == "parties" and obj.pk is None:
            given["initial"] = [{"role": Role.SENDER}, {"role": Role.TARGET}]
        return given

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]  # not in its stubs
        parts = {each.prefix: each for each in formsets if each.prefix in PARTS}
        is_trial = not {"_foretell", "_preview"}.isdisjoint(request.POST)
        editor = None if is_trial else cast("Any", request.user)
        entry = SubmittedForms(parts, _aim(request, obj), editor, _taken(request))
        cast("CaseRequest", request).entry = entry
        sources = parts.get("sources")
        if sources is not None:
            sources.entry = entry
            for part in parts.values():
                part.sources = sources
        return formsets, inlines

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; of a new case perhaps with a text beside it, from which it is filled at first."""
        reading = named_reading(request) if object_id is None else None
        context = {**(extra_context or {}), **text_beside(reading)}
        if reading is None:
            return self._case_form(request, object_id, form_url, context)
        refused = refuse_decided(request, reading)
        if refused is not None:
            return refused
        if request.method == "GET":
            return self._filled_form(request, reading, form_url, context)
        try:
            return self._case_form(request, object_id, form_url, context)
        except AlreadyDecided as error:
            return decided_by_another(request, error)

    def _case_form(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any]
    ) -> HttpResponse:
        """The form; asked for a reading, or for what would be told, it comes back with that, unsaved."""
        kept = self.unsaved_forms(request, object_id)
        if isinstance(kept, HttpResponse):
            return kept
        extra_context = {**extra_context, **kept}
        if request.method == "POST" and object_id and object_id.isascii() and object_id.isdigit():
            stored = Ultimatum.objects.filter(pk=int(object_id)).first()
            if stored and request.POST.get(SEEN) != str(stored.revision):
                request.POST = with_fresh_ids(request.POST, stored)  # type: ignore[assignment]  # a QueryDict that stays
        row = posted_row_name(request.POST) if request.method == "POST" else None
        source = posted_lookup(request.POST) if request.method == "POST" else None
        is_taken_up = "taken_up" in kept
        cast("CaseRequest", request).is_preview = is_taken_up or row is not None or source is not None
        more: dict[str, Any]
        readings: dict[str, Shown] = {}
        if source is not None:
            looked_up = look_up(request.POST.get(f"sources-{source}-url", ""))
            request.POST = _filled(request.POST, f"sources-{source}-", looked_up.fields)  # type: ignore[assignment]  # a QueryDict that stays
            more = {"looked_up": {source: looked_up}}
        elif is_taken_up:
            more = {}
        elif row is None:
            readings = _questions(request.POST)
            try:
                if not readings:
                    return super().changeform_view(request, object_id, form_url, extra_context)
                more = {"readings": readings, "questions": [int(number) for number in readings]}
            except Foretold as foretold:
                more = {"foretold": foretold}
            except Previewed as previewed:
                return HttpResponse(previewed.page, headers={"X-Preview": "1"})
            cast("CaseRequest", request).is_preview = True
        else:
            readings = {row: interpret(PostedRow.posted(request.POST, row), server_zone=settings.TIME_ZONE)}
            more = {"readings": readings}
        for number, reading in readings.items():
            request.POST = _filled(request.POST, f"deadlines-{number}-", reading.fields)  # type: ignore[assignment]  # a QueryDict that stays
        return super().changeform_view(request, object_id, form_url, {**extra_context, **more})

    def _filled_form(
        self, request: HttpRequest, reading: Reading, form_url: str, context: dict[str, Any]
    ) -> HttpResponse:
        """The form of a new case as if what was read in a text had been typed, with its window read."""
        unsaved = self.unsaved_forms(request, None)
        filled = filled_form(request, reading)
        posted = filled.data
        for number, shown in filled.readings.items():
            posted = _filled(posted, f"deadlines-{number}-", shown.fields)
        _ = request.FILES  # Django reads what was posted, nothing here, when it is first asked for files
        request.method, request.POST = "POST", posted  # type: ignore[assignment]  # a QueryDict that stays
        cast("CaseRequest", request).is_preview = True
        try:
            more = {"readings": filled.readings, **cast("dict[str, Any]", unsaved)}
            return super().changeform_view(request, None, form_url, {**context, **more})
        finally:
            request.method = "GET"

    def both_versions(
        self,
        request: HttpRequest,
        conflicting: Conflicting,
        row: Ultimatum,
        form_url: str,
        context: dict[str, Any],
    ) -> HttpResponse:
        """The form as if what the two make together had been typed."""
        cast("CaseRequest", request).is_preview = True
        request.POST = posted_case(conflicting.merged.document, row, request.POST)  # type: ignore[assignment]  # a QueryDict that stays
        more = {"conflict": panel_of(conflicting, row)}
        return super().changeform_view(request, str(row.pk), form_url, {**context, **more})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the reading into its row; point at twins; say which buttons there are."""
        obj = kwargs.get("obj")
        if context.get("reading"):
            point_at_words(context["inline_admin_formsets"], context["reading"])
        if "readings" in context:
            _show(context["inline_admin_formsets"], "deadlines", context["readings"])
        elif "looked_up" in context:
            _show(context["inline_admin_formsets"], "sources", context["looked_up"])
        elif obj is not None and request.method == "GET" and obj.publication != Publication.PUBLISHED:
            self._point_at_twins(request, obj)
        context["proposal"] = (
            Proposal.objects.select_related("editor").filter(ultimatum=obj).first()
            if obj is not None
            else None
        )
        context["review_notes"] = self.open_notes(obj)
        context["can_submit"] = obj is None or obj.publication == Publication.DRAFT
        context["can_publish"] = obj is None or obj.publication != Publication.PUBLISHED
        if obj is not None and self.has_change_permission(request, obj):
            act = own_publishing(request, obj, now=utc_now())
            context["undoable"] = undo_offer(act) if act else None
        context["can_take_back"] = not context["can_publish"] and _is_superuser(request)
        return super().render_change_form(request, context, *args, **kwargs)

    # -- saving ------------------------------------------------------------------------------------------

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The head is right by itself; the parts are looked at with it from here on."""
        cast("CaseRequest", request).entry.form = form
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Ultimatum, form: Any, change: bool) -> None:
        """A new case gets its row, a draft whatever its review says, and a draft its new slug."""
        if not change or obj.slug != form.initial.get("slug", obj.slug):
            obj.updated_at = utc_now()
            obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Store the whole case as the loader would; corrections of published facts are logged."""
        for formset in formsets:
            formset.save(commit=False)  # notes for the history what changed, and saves nothing
        entry = cast("CaseRequest", request).entry
        for actor in entry.new_actors:
            actor.save()
            note = f"Made along with the case {entry.document['slug']}."
            self.log_addition(request, cast("Any", actor), note)
        if entry.is_proposal:
            self._propose(request, form.instance)
            return
        told_before = set(form.instance.alerts.values_list("pk", flat=True))
        now = utc_now()
        reason = form.cleaned_data.get("reason") or None
        editor, before = entry.editor, form.instance.document
        store_case(entry.document, now=now, reason=reason, editor=editor)
        form.instance.refresh_from_db()
        if "_preview" in request.POST:
            public = before if form.instance.publication == Publication.PUBLISHED else {}
            raise Previewed(preview_page(request, form.instance, public, now=now))
        done = self._move_on(request, form.instance)
        made = [f"New actor: {actor.name}." for actor in entry.new_actors]
        words = change_words(before, form.instance.document, reason)
        cast("CaseRequest", request).history = [*done, *words, *made]
        news = news_of(form.instance, told_before)
        if "_foretell" in request.POST:
            raise Foretold(news)
        if not change:
            note_draft(request, form.instance)
        self.forget_unsaved(request)
        for item in news:
            messages.info(request, f"{item.what}: {notified_words(item)}")
        act = own_publishing(request, form.instance, now=utc_now())
        if act is not None:
            messages.info(request, undo_offer(act))
        self._point_at_twins(request, form.instance)

    def _propose(self, request: HttpRequest, case: Ultimatum) -> None:
        """Under four eyes, what changes a public case waits for another editor."""
        entry = cast("CaseRequest", request).entry
        reason = cast("CaseForm", entry.form).cleaned_data.get("reason") or None
        words = propose(request, case, entry.document, reason=reason)
        done = self._move_on(request, case) if "_take_back" in request.POST else []
        cast("CaseRequest", request).history = [*done, *words]
        self.forget_unsaved(request)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What was done, in words."""
        return " ".join(cast("CaseRequest", request).history)[:LONGEST_HISTORY]

    def _move_on(self, request: HttpRequest, case: Ultimatum) -> list[str]:
        no_date = cast("CaseRequest", request).entry.no_date
        if "_foretell" in request.POST:
            publish_case(case, now=utc_now(), no_date=no_date)
        elif "_publish" in request.POST:
            publish_case(case, now=utc_now(), no_date=no_date, editor=cast("Any", request.user))
            messages.success(request, f"“{case}” is published.")
            return [published_by(case, cast("Any", request.user))]
        elif "_submit" in request.POST:
            submit_case(case, now=utc_now(), editor=cast("Any", request.user))
            messages.success(request, f"“{case}” waits for review.")
            return ["Submitted for review."]
        elif "_take_back" in request.POST and _is_superuser(request):
            withdraw_case(case, now=utc_now())
            messages.success(request, f"“{case}” is a draft again and off the site.")
            return ["Taken back to draft."]
        return []

    def _point_at_twins(self, request: HttpRequest, case: Ultimatum) -> None:
        twins = likely_twins(entered_in(case))
        if twins:
            links = format_html_join(
                ", ",
                '<a href="{}">{}</a> ({})',
                (
                    (reverse("admin:tracker_ultimatum_change", args=[each.pk]), each.title, each.publication)
                    for each in twins
                ),
            )
            text = "Perhaps the same case: {}. They have the same sender, target and sort of demand."
            messages.warning(request, format_html(text, links))

    # -- deleting ----------------------------------------------------------------------------------------

    def has_delete_permission(self, request: HttpRequest, obj: Ultimatum | None = None) -> bool:
        """What was ever published is deleted by a superuser alone, and when its readers know."""
        is_allowed = super().has_delete_permission(request, obj)
        if not is_allowed or obj is None or obj.published_at is None:
            return is_allowed
        return _is_superuser(request) and not has_readers_to_tell(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The case stands for all its parts."""
        return [str(obj) for obj in objs], {"cases": len(objs)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Ultimatum) -> None:
        """With its place on the public pages."""
        remove_case(obj, now=utc_now())

    def get_actions(self, request: HttpRequest) -> Any:
        """Cases are deleted one by one; only superusers take back what is published."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        if not _is_superuser(request):
            actions.pop("take_back", None)
        return actions

    def view_on_site(self, obj: Ultimatum) -> str | None:
        """The page of a published case."""
        return obj.get_absolute_url() if obj.publication == Publication.PUBLISHED else None

    # -- actions -----------------------------------------------------------------------------------------

    @admin.action(description="Submit for review", permissions=["change"])
    def submit_for_review(self, request: HttpRequest, queryset: QuerySet[Ultimatum]) -> None:
        """Hand in drafts."""
        submit = partial(submit_case, editor=cast("Any", request.user))
        self._each(request, queryset, submit, "waits for review or is published already")

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Ultimatum]) -> None:
        """Show cases to the public."""
        editor = cast("Any", request.user)
        publish = partial(publish_case, editor=editor)
        self._each(request, queryset, publish, "is published", lambda case: published_by(case, editor))

    @admin.action(description="Take back to draft", permissions=["change"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Ultimatum]) -> None:
        """Take cases off the public pages."""
        if not _is_superuser(request):
            raise PermissionDenied
        self._each(request, queryset, withdraw_case, "is a draft")

    def _each(
        self,
        request: HttpRequest,
        cases: QuerySet[Ultimatum],
        act: Any,
        done: str,
        logged: Callable[[Ultimatum], str] | None = None,
    ) -> None:
        """Do it to each case; `logged` words the entry of the log where `done` is not enough."""
        for case in cases:
            try:
                act(case, now=utc_now())
            except NotReady as error:
                messages.error(request, f"“{case}” has faults: {error}")
            except FourEyes as error:
                messages.error(request, f"“{case}”: {error}")
            else:
                self.log_change(request, case, logged(case) if logged else f"{case} {done}.")
                messages.success(request, f"“{case}” {done}.")

    # -- further pages -----------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        """Interpret, and case files in and out."""
        site = self.admin_site.admin_view
        own = [
            path("interpret/", site(self.interpret_view), name="tracker_ultimatum_interpret"),
            path("look-up/", site(self.look_up_view), name="tracker_ultimatum_look_up"),
            path("twins/", site(self.twins_view), name="tracker_ultimatum_twins"),
            path("upload/", site(upload_view(self)), name="tracker_ultimatum_upload"),
            path("<int:pk>/proposal/", site(proposal_view(self)), name="tracker_ultimatum_proposal"),
            path("<int:pk>/undo/", site(undo_view(self)), name="tracker_ultimatum_undo"),
            path("<int:pk>/case-file/", site(download_view(self)), name="tracker_ultimatum_case_file"),
        ]
        return own + super().get_urls()

    def interpret_view(self, request: HttpRequest) -> HttpResponse:
        """The posted case form in; the reading as HTML and the values for the row's fields out, as JSON."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        row = posted_row_name(request.POST)
        if row is None:
            return JsonResponse({"problem": "No deadline was named."}, status=400)
        reading = interpret(PostedRow.posted(request.POST, row), server_zone=settings.TIME_ZONE)
        html = render_to_string("admin/tracker/reading.html", {"reading": reading})
        return JsonResponse({"html": html, "fields": dict(reading.fields)})

    def twins_view(self, request: HttpRequest) -> HttpResponse:
        """What a form says so far in; cases that may be the same out."""
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        if not self.has_view_permission(request):
            raise PermissionDenied
        return twins_view(request)

    def look_up_view(self, request: HttpRequest) -> HttpResponse:
        """The address of a source in; what its page says of itself out, as HTML and the values, as JSON."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        found = look_up(request.POST.get("url", ""))
        html = render_to_string("admin/tracker/looked_up.html", {"looked_up": found})
        return JsonResponse({"html": html, "fields": dict(found.fields), "is_found": found.is_found})


_BESIDE = "Address, tags, notes, related cases, your time zone"
_LANGUAGES = "In other languages"
_BY_LANGUAGE = ["titles", "summaries"]
_MORE = ["slug", "tags", "notes", "related_cases", "editor_zone"]
_READERS = "Background, how it will be judged"
_READ_FIRST = ["background", *(f"criteria_{name}" for name in JUDGED_BY)]


def news_of(case: Ultimatum, told_before: set[int]) -> list[News]:
    """What is planned to be told of a case beside what was planned before."""
    planned = case.alerts.filter(state=AlertState.PLANNED).exclude(pk__in=told_before).order_by("pk")
    return [News(f"{KINDS[each.kind]} ({each.key})", audience(each), each.release_at) for each in planned]


def notified_words(news: News) -> str:
    """How many are told, and until when that can be called back."""
    if not news.readers:
        return "no subscriber asked to be told."
    who = "1 subscriber is" if news.readers == 1 else f"{news.readers} subscribers are"
    return f"{who} told at {news.leaves_at:%H:%M} UTC; until then it can be called back under Alerts."


KINDS: dict[str, str] = {
    AlertKind.SET: "Date set",
    AlertKind.MOVED: "Date moved",
    AlertKind.EVENT: "Event",
    AlertKind.OUTCOME: "Outcome",
    AlertKind.EXPIRY: "Date passed",
    AlertKind.CORRECTION: "Correction of what was told",
}


def _aim(request: HttpRequest, case: Ultimatum | None) -> Aim:
    """What the pressed button is for; what is public stays whole whatever is pressed."""
    is_public = case is not None and case.publication == Publication.PUBLISHED
    if is_public or "_publish" in request.POST or "_foretell" in request.POST:
        return Aim.PUBLIC
    return Aim.REVIEW if "_submit" in request.POST or "_preview" in request.POST else Aim.DRAFT


def _taken(request: HttpRequest) -> list[Path] | None:
    """The fields that are to be as somebody else saved them, where that button was pressed."""
    return posted_paths(request.POST.getlist(THEIRS)) if TAKE in request.POST else None


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _filled(data: QueryDict, row: str, fields: Mapping[str, str | bool]) -> QueryDict:
    """The posted form with other values in the fields of a row."""
    filled = data.copy()
    for name, value in fields.items():
        if isinstance(value, str):
            filled[f"{row}{name}"] = value
        elif value:
            filled[f"{row}{name}"] = "on"
        else:
            filled.pop(f"{row}{name}", None)
    return filled


def _questions(data: QueryDict) -> dict[str, Shown]:
    """The rows of a posted form whose windows were read from other words than they have now."""
    asked = {}
    for name in data:
        row = ROW.fullmatch(name)
        if row and data[name] and f"deadlines-{row[1]}-DELETE" not in data:
            found = question(PostedRow.posted(data, row[1]), server_zone=settings.TIME_ZONE)
            if found:
                asked[row[1]] = found
    return asked


def _show(formsets: Any, part: str, found: Mapping[str, Any]) -> None:
    """Put what was asked for a row, by its number, into the row."""
    for formset in formsets:
        if formset.formset.prefix == part:
            for at, form in enumerate(formset.formset.forms):
                if str(at) in found:
                    form.show(found[str(at)])
