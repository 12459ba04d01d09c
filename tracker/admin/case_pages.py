"""Pages of their own for one thing that an editor does to a published case: what is right then, and no more.

`CaseEdit` is the base of those that change the case by a small form: a subclass names its form and writes
`changed`. It is stored, logged and told as by the form of the whole case, on what the case is at that
instant, so that nobody's work is undone and none has to be typed again.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst

from tracker.admin.candidate_form import (
    ALSO,
    decided_by_another,
    dialog_values,
    named_reading,
    note_added,
    point_in_dialog,
    refuse_decided,
    text_beside,
)
from tracker.admin.cases import KINDS, Foretold, news_of, notified_words
from tracker.admin.fields import OneLine
from tracker.admin.history import LONGEST_HISTORY, change_words
from tracker.admin.proposals import propose
from tracker.admin.source_lookup import look_up, usual_of_host
from tracker.admin.undo import own_publishing, undo_offer
from tracker.case_format.faults import Finding, name_of
from tracker.case_format.schema import NotAWebAddress, web_address
from tracker.clock import utc_now
from tracker.domain.alerts import AlertKind
from tracker.domain.case import Document, free_key
from tracker.domain.vocabulary import FollowThrough, Quality, Response, Role
from tracker.models import Actor, Publication, Ultimatum
from tracker.queries.case import names_in
from tracker.queries.incoming import FoldedSource
from tracker.queries.work_queues import stands_now
from tracker.services.alerts.fan_out import ClockMail, clock_audiences
from tracker.services.cases.editing import check_case, public_findings
from tracker.services.cases.proposals import CannotPublish
from tracker.services.cases.store import facts_of, store_case, without_empty
from tracker.services.intake.decide import AlreadyDecided
from tracker.templatetags.differences import name_of_fact
from tracker.templatetags.labels import label, lead_time_text

LONGEST_GIVEN = 2000
EMPTY = ("", "Choose")


def words_of(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    """A choice of a vocabulary in the words of the public pages, with none to begin with."""
    return [EMPTY, *((item.value, capfirst(label(item))) for item in vocabulary)]


class SourcedForm(forms.Form):
    """A fact to be entered and the sources it rests on: those of the case, and perhaps a new one.

    `reason` is there where the case says something else so far.
    """

    bound_field_class = OneLine
    cited = forms.MultipleChoiceField(
        required=False, label="Sources of the case", widget=forms.CheckboxSelectMultiple
    )
    url = forms.URLField(
        required=False,
        max_length=2000,
        assume_scheme="https",
        label="Address of a new source",
        help_text="The page that says so; the rest is fetched. Leave it empty where a source above does.",
    )
    publisher = forms.CharField(required=False, max_length=200)
    source_title = forms.CharField(required=False, max_length=500, label="Title of the page")
    published = forms.CharField(
        required=False, max_length=40, label="Day of publication", help_text="Such as 2026-11-25, if known."
    )
    quality = forms.ChoiceField(required=False, choices=words_of(Quality))
    quote = forms.CharField(
        required=False,
        max_length=1000,
        label="What it says",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The sentence that says so, as it stands there; readers see it beside the source.",
    )
    also = forms.MultipleChoiceField(
        required=False, label="The same text stands at", widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        required=False,
        max_length=1000,
        label="Reason for the correction",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why what we wrote was wrong. It is shown to the public beside the earlier version.",
    )
    OF_SOURCE = ("cited", "url", "publisher", "source_title", "published", "quality", "quote", "also")
    FIELD_OF: ClassVar[Mapping[str, str]] = {"title": "source_title"}
    problem = ""
    """What came of fetching the page of a new source, where that was not all."""

    def __init__(
        self, document: Document, *args: Any, folded: Sequence[FoldedSource] = (), **kwargs: Any
    ) -> None:
        self.document, self.folded = document, folded
        super().__init__(*args, **kwargs)
        if folded:
            also = cast("forms.MultipleChoiceField", self.fields["also"])
            also.choices = [(str(each.pk), f"{each.publisher}: {each.title or each.url}") for each in folded]
        else:
            del self.fields["also"]
        sources = document["sources"]
        field = cast("forms.MultipleChoiceField", self.fields["cited"])
        field.choices = [(key, f"{item['publisher']}: {item['title']}") for key, item in sources.items()]
        if not self.corrects(document):
            del self.fields["reason"]

    def corrects(self, document: Document) -> bool:
        """Whether what is entered here takes the place of something that is public."""
        return False

    def clean_url(self) -> str:
        """An address that a page may link to."""
        address = str(self.cleaned_data["url"])
        try:
            if address:
                web_address(address)
        except NotAWebAddress as error:
            raise forms.ValidationError(f"Found an address {error}.") from error
        return address

    def clean(self) -> dict[str, Any]:
        """At least one source; a new one with what a source must have."""
        data = super().clean() or self.cleaned_data
        if self.problem:
            self.add_error("url", self.problem)
        for name in ("publisher", "source_title", "quality"):
            if data.get("url") and not data.get(name):
                self.add_error(name, "Needed for a new source.")
            elif data.get(name) and not data.get("url") and "url" not in self.errors:
                self.add_error("url", "Needed for a new source; or empty what is below.")
        if not (data.get("cited") or data.get("url") or "url" in self.errors or "cited" in self.errors):
            self.add_error("cited", "At least one source is needed: tick one, or give the address of a new.")
        if data.get("quote") and not data.get("url") and len(data.get("cited") or ()) > 1:
            self.add_error("quote", "Which source says so? Tick that one alone, or add the sentence later.")
        return data

    def cite(self, entry: dict[str, Any], document: dict[str, Any]) -> None:
        """Let an entry of the document rest on the sources, with what the one that is quoted says."""
        entry["sources"] = keys = self.with_sources(document)
        if self.cleaned_data.get("quote"):
            by_address = {item["url"]: key for key, item in document["sources"].items()}
            key = by_address.get(self.cleaned_data["url"], keys[0])
            entry["quotes"] = {key: self.cleaned_data["quote"]}

    def with_sources(self, document: dict[str, Any]) -> list[str]:
        """Add the new source to a document, where there is one; the keys of all that are cited."""
        data = self.cleaned_data
        keys = list(data["cited"])
        new = [_source_entry(data | {"title": data["source_title"]})] if data["url"] else []
        new += [_folded_entry(each) for each in self.folded if str(each.pk) in data.get("also", ())]
        for entry in new:
            known = {item["url"]: key for key, item in document["sources"].items()}
            key = known.get(entry["url"]) or free_key("sources", document["sources"])
            document["sources"].setdefault(key, entry)
            keys += [key] * (key not in keys)
        return keys

    def show(self, findings: Iterable[Finding], document: Document) -> None:
        """Put what the rules of the record say beside the field it is about, else on top."""
        for finding in findings:
            last = str(finding.place[-1]) if finding.place else ""
            name = self.FIELD_OF.get(last, last)
            text = f"Found {finding.found}. Allowed: {finding.allowed}."
            if name in self.fields:
                self.add_error(name, text)
            else:
                self.add_error(None, f"{name_of(finding.place, document)}: {text}")


def _source_entry(values: Mapping[str, str]) -> dict[str, str]:
    """A source as documents have it, without a day where none is known."""
    names = ("url", "publisher", "title", "published", "quality")
    return {name: values[name] for name in names if values[name] or name != "published"}


def _folded_entry(folded: FoldedSource) -> dict[str, str]:
    usual = usual_of_host(folded.url)
    return _source_entry(
        {
            "url": folded.url,
            "publisher": usual["publisher"] or folded.publisher,
            "title": folded.title or folded.publisher,
            "published": folded.published[:10],
            "quality": usual["quality"],
        }
    )


def with_source(posted: QueryDict) -> tuple[QueryDict, str]:
    """The posted form with what the page of a new source says of itself, where its address alone was given.

    And what is to be said of that. Another machine is asked: call it outside of transactions.
    """
    asked = {"publisher": "publisher", "title": "source_title", "published": "published"}
    names = [*asked.values(), "quality"]
    if not posted.get("url", "").strip() or any(posted.get(name) for name in names):
        return posted, ""
    found = look_up(str(posted.get("url", "")))
    data = posted.copy()
    for key, name in {**asked, "quality": "quality", "url": "url"}.items():
        if key in found.fields:
            data[name] = found.fields[key]
    return data, "" if "title" in found.fields else " ".join(found.sentences)


class CasePage:
    """A page of a case inside the admin, for whoever may edit it."""

    name: ClassVar[str]
    """In its address, and in that of its URL pattern, `admin:tracker_ultimatum_<name>`."""
    title: ClassVar[str]
    template: ClassVar[str]

    def __init__(self, site: AdminSite) -> None:
        self.site = site
        self.model_admin = site.get_model_admin(Ultimatum)

    def pattern(self) -> URLPattern:
        """Its address."""
        address = f"tracker/ultimatum/<int:pk>/{self.name}/"
        return path(address, self.site.admin_view(self), name=f"tracker_ultimatum_{self.name}")

    def __call__(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Look whether the user may, and whether there is such a published case."""
        if not self.model_admin.has_change_permission(request):
            raise PermissionDenied
        case = get_object_or_404(Ultimatum, pk=pk)
        if not self.model_admin.has_change_permission(request, case):
            raise PermissionDenied
        if case.publication != Publication.PUBLISHED:
            messages.warning(request, f"“{case}” is not public: change it in its form.")
            return redirect("admin:tracker_ultimatum_change", case.pk)
        return self.answer(request, case)

    def answer(self, request: HttpRequest, case: Ultimatum) -> HttpResponse:
        """What the page does."""
        raise NotImplementedError

    def page(self, request: HttpRequest, case: Ultimatum, **more: Any) -> HttpResponse:
        """The page."""
        context = {
            **self.site.each_context(request),
            "title": self.title,
            "subtitle": case.title,
            "case": case,
            "back": way_back(request),
            "row": stands_now(case, now=utc_now()),
            **more,
        }
        return TemplateResponse(request, self.template, context)


def way_back(request: HttpRequest) -> str:
    """Where the user came from, as the page itself said; the front page where it said nothing of ours."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_ours and address.startswith("/") else reverse("admin:index")


class CaseEdit(CasePage):
    """A small form that changes a published case."""

    template = "admin/tracker/case_edit.html"
    form_class: ClassVar[type[SourcedForm]]
    groups: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]]
    """Headings and the names of the fields below them; what a form does not have is left out."""
    button: ClassVar[str]
    done: ClassVar[str]
    """What was done, as a sentence, for the log and the user."""

    def changed(self, form: Any, document: dict[str, Any]) -> dict[str, Any]:
        """The document with what the form says; `document` is the caller's own to change."""
        raise NotImplementedError

    def answer(self, request: HttpRequest, case: Ultimatum) -> HttpResponse:
        """The form; posted, the change or what is wrong with it."""
        reading = named_reading(request)
        refused = refuse_decided(request, reading) if reading else None
        if refused is not None:
            return refused
        beside = {"folded": reading.folded if reading else ()}
        text = text_beside(reading)
        if request.method != "POST":
            given = {name: value[:LONGEST_GIVEN] for name, value in request.GET.items() if name != "next"}
            initial = {
                **(dialog_values(reading) if reading else {}),
                **given,
                "also": request.GET.getlist(ALSO),
            }
            form = self.form_class(case.document, initial=initial, **beside)
            return self.form_page(request, case, form, **text)
        posted, problem = with_source(request.POST)
        try:
            with transaction.atomic():
                case = Ultimatum.objects.select_for_update().get(pk=case.pk)
                form = self.form_class(case.document, posted, **beside)
                form.problem = problem
                is_stored = form.is_valid() and self.store(request, case, form)
                if is_stored:
                    case.refresh_from_db()
                    note_added(request, case, is_move=self.name == "move")
        except Foretold as foretold:
            return self.form_page(request, case, form, foretold=foretold, **text)
        except AlreadyDecided as error:
            return decided_by_another(request, error)
        return redirect(way_back(request)) if is_stored else self.form_page(request, case, form, **text)

    def form_page(
        self, request: HttpRequest, case: Ultimatum, form: SourcedForm, **more: Any
    ) -> HttpResponse:
        """The page with the form, its errors listed on top."""
        if "reading" in more:
            point_in_dialog(form, more["reading"])
        groups = [
            (heading, [form[name] for name in names if name in form.fields]) for heading, names in self.groups
        ]
        if not form.is_bound:
            next(field for _, fields in groups for field in fields).field.widget.attrs["autofocus"] = True
        faults = [
            (form[name].label, form[name].auto_id, text)
            for name, texts in form.errors.items()
            if name in form.fields
            for text in texts
        ]
        context = {
            "form": form,
            "groups": [group for group in groups if group[1]],
            "faults": faults,
            "button": self.button,
        }
        return self.page(request, case, **context, **more)

    def store(self, request: HttpRequest, case: Ultimatum, form: SourcedForm) -> bool:
        """Store, log and tell it; False where it cannot be so, with the reason in the form.

        Raises `Foretold`, which undoes it, where it was only asked who would be told.
        """
        before, now = case.document, utc_now()
        document = self.changed(form, deepcopy(dict(before)))
        reason = form.cleaned_data.get("reason") or None
        form.show(_findings(before, document), document)
        if not reason and not form.errors:
            _refuse_silent(form, before, document)
        if form.errors:
            return False
        if without_empty(before) == without_empty(document):
            messages.warning(request, "Nothing was changed: the case says so already.")
            return True
        is_trial = "_foretell" in request.POST
        if settings.FOUR_EYES and not is_trial:
            return self.propose(request, case, form, document)
        planned = set(case.alerts.values_list("pk", flat=True))
        editor = None if is_trial else cast("Any", request.user)
        store_case(document, now=now, reason=reason, editor=editor)
        case.refresh_from_db()
        news = news_of(case, planned)
        if is_trial:
            raise Foretold(news)
        words = [self.done, *change_words(before, case.document, reason)]
        self.model_admin.log_change(request, case, " ".join(words)[:LONGEST_HISTORY])
        messages.success(request, f"“{case}”: {self.done}")
        for item in news:
            messages.info(request, f"{item.what}: {notified_words(item)}")
        act = own_publishing(request, case, now=utc_now())
        if act is not None:
            messages.info(request, undo_offer(act))
        return True

    def propose(self, request: HttpRequest, case: Ultimatum, form: SourcedForm, document: Document) -> bool:
        """Under four eyes the change waits for another editor; False where another change waits already."""
        try:
            words = propose(request, case, document, reason=form.cleaned_data.get("reason") or None)
        except CannotPublish as error:
            form.add_error(None, str(error))
            return False
        self.model_admin.log_change(request, case, " ".join(words)[:LONGEST_HISTORY])
        return True


def _findings(before: Document, document: Document) -> list[Finding]:
    """What the rules find wrong that was not so before: this page asks for nothing else to be put right."""
    known = public_findings(before, no_date=())
    return [found for found in public_findings(document, no_date=()) if found not in known]


def _refuse_silent(form: SourcedForm, before: Document, document: Document) -> None:
    """What is public changes with a reason alone."""
    old, new = facts_of(before), facts_of(document)
    changed = [path for path in old if without_empty(old[path]) != without_empty(new.get(path))]
    if changed:
        names = names_in(old[path] for path in changed)
        which = ", ".join(name_of_fact(path, old[path], names) for path in changed)
        field = "reason" if "reason" in form.fields else None
        form.add_error(field, f"Needed, because this is public and was changed: {which}.")


class OutcomeForm(SourcedForm):
    """What came of it: the two axes, the day, why, and who says so."""

    target = forms.ChoiceField(
        required=False, label="For", help_text="One target, where the targets ended differently."
    )
    response = forms.ChoiceField(label="What the target did", choices=words_of(Response))
    follow_through = forms.ChoiceField(
        label="What the sender did with the threat", choices=words_of(FollowThrough)
    )
    settled = forms.BooleanField(
        required=False, label="Settled by agreement", help_text="Both sides gave something and agreed."
    )
    on = forms.CharField(
        max_length=40,
        label="Day",
        help_text="When it was so, as exactly as it is known: 2026-11-25, 2026-11 or an instant.",
    )
    justification = forms.CharField(
        max_length=2000,
        label="Why it reads so",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences: what happened, and why the two answers above follow.",
    )

    def __init__(self, document: Document, *args: Any, **kwargs: Any) -> None:
        super().__init__(document, *args, **kwargs)
        roles = (Role.TARGET, Role.PARTY)
        slugs = list(dict.fromkeys(item["actor"] for item in document["parties"] if item["role"] in roles))
        if len(slugs) < 2:
            del self.fields["target"]
            return
        names = dict(Actor.objects.filter(slug__in=slugs).values_list("slug", "name"))
        field = cast("forms.ChoiceField", self.fields["target"])
        field.choices = [("", "All targets"), *((slug, names[slug]) for slug in slugs)]

    def corrects(self, document: Document) -> bool:
        """Whether the case has an outcome already, such as one that nobody could find."""
        return bool(document["outcomes"])


class RecordOutcome(CaseEdit):
    """`<pk>/outcome/`: what came of a case whose date has passed."""

    name, title, button = "outcome", "Record the outcome", "Record the outcome"
    done = "Outcome recorded."
    form_class = OutcomeForm
    groups = (
        ("What came of it", ("target", "response", "follow_through", "settled", "on", "justification")),
        ("Who says so", SourcedForm.OF_SOURCE),
        ("This correction", ("reason",)),
    )

    def changed(self, form: OutcomeForm, document: dict[str, Any]) -> dict[str, Any]:
        """With the outcome, in the place of the one for the same target where there is one."""
        data = form.cleaned_data
        target = data.get("target") or None
        outcome = {
            **({"target": target} if target else {}),
            **{name: data[name] for name in ("response", "follow_through", "settled", "on", "justification")},
        }
        form.cite(outcome, document)
        outcomes = document["outcomes"]
        at = next((at for at, item in enumerate(outcomes) if item.get("target") == target), len(outcomes))
        outcomes[at : at + 1] = [outcome]
        return document


class Notified(CasePage):
    """`<pk>/notified/`: who would be told what, and when, as the clock of the case goes on; only to read."""

    name, title = "notified", "Who would be told"
    template = "admin/tracker/notified.html"

    def answer(self, request: HttpRequest, case: Ultimatum) -> HttpResponse:
        """The next mails with how many subscribers would get each."""
        mails = [
            (_mail_words(mail), mail.due_at, mail.readers) for mail in clock_audiences(case, now=utc_now())
        ]
        return self.page(request, case, mails=mails)


def _mail_words(mail: ClockMail) -> str:
    if mail.kind is AlertKind.REMINDER:
        return f"Reminder, {lead_time_text(mail.offset)} before"
    return KINDS[mail.kind]


class LookedAt(CasePage):
    """`<pk>/checked/`: an editor looked today and found that the case still holds, by one press."""

    name, title = "checked", "Looked today"
    template = ""

    def answer(self, request: HttpRequest, case: Ultimatum) -> HttpResponse:
        """Note it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        now = utc_now()
        check_case(case, now=now)
        self.model_admin.log_change(request, case, "Looked at: it still holds.")
        messages.success(request, f"“{case}”: {checked_words(now)}")
        return redirect(way_back(request))


def checked_words(now: datetime) -> str:
    """What readers see of it."""
    return f"looked at today. Readers see “checked on {now.day} {now:%B %Y}”."


PAGES: tuple[type[CasePage], ...] = (RecordOutcome, Notified, LookedAt)


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses of these pages."""
    return [page(site).pattern() for page in PAGES]
