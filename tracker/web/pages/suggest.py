"""Suggesting a deadline that the record does not have: the form, its answer, and the page of thanks."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.services.intake.paste import HandedIn, suggest
from tracker.services.rate_limit import check_all
from tracker.web.pages.report_error import SourceField
from tracker.web.params import unknown_names
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.decorators import count_use, opening_stamp, private_page, was_filled_in
from tracker.web.subscriptions.forms import AddressField, StrangersForm, form_helper

LONGEST_TEXT = 20_000
NOT_NEEDED = ("note", "address")


class SuggestForm(StrangersForm):
    """Where it can be read, or the text itself; what it is about; who may be asked back."""

    source = SourceField(
        label=gettext_lazy("Address of the article"),
        required=False,
        help_text=gettext_lazy("A page that anybody can read. Where there is none, paste the text below."),
        max_length=1000,
    )
    text = forms.CharField(
        label=gettext_lazy("Or the text itself"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    note = forms.CharField(
        label=gettext_lazy("What it is about"),
        required=False,
        help_text=gettext_lazy("Who demands what from whom, and by when, in a sentence."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    address = AddressField(
        label=gettext_lazy("Your e-mail address"),
        required=False,
        help_text=gettext_lazy(
            "Only if we may ask you back. Editors alone see it; it is forgotten after 30 days."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in NOT_NEEDED:
            field = self.fields[name]
            field.label = _("%(label)s (not needed)") % {"label": field.label}
        self.helper = form_helper("source", "text", "note", "address", *self.guards())

    def clean(self) -> dict[str, Any]:
        """An address or a text."""
        data = super().clean() or self.cleaned_data
        if not (data.get("source") or data.get("text") or {"source", "text"} & self.errors.keys()):
            self.add_error("source", _("Give the address of an article, or paste the text below."))
        return data

    @property
    def handed_in(self) -> HandedIn:
        """What a valid form says."""
        data = self.cleaned_data
        email = str(data["address"]) if data["address"] else ""
        return HandedIn(text=data["text"], address=data["source"], note=data["note"], email=email)


@private_page()
def suggest_deadline(request: HttpRequest, now: datetime) -> HttpResponse:
    """`/suggest/`: GET shows the form (0 queries), POST hands it to the editors, to be read by the worker."""
    _check(request)
    if request.method != "POST":
        return _form(request, SuggestForm(initial={"opened": opening_stamp(now)}))
    count_use("suggest", request, now=now)
    form = SuggestForm(request.POST)
    if not form.is_valid() or not was_filled_in(request, form, now=now):
        return _form(request, form, status=422)
    # Whoever filled in the trap is answered like everybody, and nothing is kept.
    if not form.cleaned_data["website"]:
        check_all("suggest", now=now)
        suggest(form.handed_in, now=now)
    return HttpResponseRedirect(reverse("suggest-thanks"), status=303)


@private_page(methods=("GET", "HEAD"))
def thanks(request: HttpRequest, now: datetime) -> HttpResponse:  # noqa: ARG001 -- as the others
    """`/suggest/thanks/`: the one answer to every suggestion (0 queries)."""
    _check(request)
    return render(request, "pages/suggest_thanks.html")


def _check(request: HttpRequest) -> None:
    if unknown_names(request.GET, [])[0]:
        problem = _("There is no parameter here.")
        raise HttpProblem(400, _("That address asks for something the page does not have"), [problem])


def _form(request: HttpRequest, form: SuggestForm, *, status: int = 200) -> HttpResponse:
    return render(request, "pages/suggest.html", {"form": form}, status=status)
