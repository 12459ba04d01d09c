"""Reporting an error in a case: the form, its answer, and the page of thanks."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.case_format.schema import NotAWebAddress, web_address
from tracker.queries.error_reports import Reported, reported_case
from tracker.services.cases.error_reports import Found, take_report
from tracker.services.rate_limit import check_all
from tracker.web.decorators import AsOf, parse_as_of
from tracker.web.pages.missing import no_such_case
from tracker.web.params import unknown_names
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.decorators import count_use, opening_stamp, private_page, was_filled_in
from tracker.web.subscriptions.forms import AddressField, StrangersForm, form_helper


class SourceField(forms.CharField):
    """The address of a page that others can read."""

    def __init__(self, **options: Any) -> None:
        attributes = {"type": "url", "inputmode": "url", "placeholder": "https://"}
        super().__init__(widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> str:
        """Raises `ValidationError` for what is no plain web address; says what it found."""
        text: str = super().clean(value)
        try:
            if text:
                web_address(text)
        except NotAWebAddress as error:
            problem = _(
                "Give the address of a page, beginning with https:// or http://; this is one %(found)s."
            )
            raise ValidationError(problem % {"found": error}, code="address") from error
        return text


class ReportForm(StrangersForm):
    """What is wrong, what would be right, and where that can be read."""

    shown = forms.CharField(
        label=gettext_lazy("What the page shows"),
        help_text=gettext_lazy("The date, name or sentence that is wrong, as it stands there."),
        max_length=500,
    )
    right = forms.CharField(label=gettext_lazy("What would be right"), max_length=500)
    source = SourceField(
        label=gettext_lazy("Where that can be read"),
        help_text=gettext_lazy("The closer to the fact the better: the text itself before a report of it."),
        max_length=1000,
    )
    note = forms.CharField(
        label=gettext_lazy("Anything else"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    address = AddressField(
        label=gettext_lazy("Your e-mail address"),
        required=False,
        help_text=gettext_lazy(
            "Only if we may ask you back. Editors alone see it; it is forgotten 30 days after they decide."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("note", "address"):
            field = self.fields[name]
            field.label = _("%(label)s (not needed)") % {"label": field.label}
        self.helper = form_helper("shown", "right", "source", "note", "address", *self.guards())

    def found(self, *, seen_as_of: str) -> Found:
        """What a valid form says."""
        data = self.cleaned_data
        address = data["address"]
        return Found(
            shown=data["shown"],
            right=data["right"],
            source_url=data["source"],
            note=data["note"],
            email=str(address) if address else "",
            seen_as_of=seen_as_of,
        )


@private_page()
def report(request: HttpRequest, now: datetime, slug: str) -> HttpResponse:
    """`/ultimatums/<slug>/report/`: GET shows the form (1 query), POST puts the report into the queue.

    `as_of` is the instant of the page that is wrong; it is kept with the report.
    """
    asked, case = _query(request, slug, now)
    if request.method != "POST":
        return _form(request, ReportForm(initial={"opened": opening_stamp(now)}), case, asked)
    count_use("report", request, now=now)
    form = ReportForm(request.POST)
    if not form.is_valid() or not was_filled_in(request, form, now=now):
        return _form(request, form, case, asked, status=422)
    # Whoever filled in the trap is answered like everybody, and nothing is kept.
    if not form.cleaned_data["website"]:
        check_all("report", now=now)
        take_report(case.pk, form.found(seen_as_of=asked.as_of or ""), now=now)
    return HttpResponseRedirect(_with_instant(reverse("report-thanks", args=[slug]), asked), status=303)


@private_page(methods=("GET", "HEAD"))
def thanks(request: HttpRequest, now: datetime, slug: str) -> HttpResponse:
    """`/ultimatums/<slug>/report/thanks/`: the one answer to every report (1 query)."""
    asked, case = _query(request, slug, now)
    return render(request, "pages/report_thanks.html", {**asked.context(), "case": case})


def _query(request: HttpRequest, slug: str, now: datetime) -> tuple[AsOf, Reported]:
    refused, _ignored = unknown_names(request.GET, ["as_of"])
    values = request.GET.getlist("as_of")
    if refused or len(values) > 1 or any("\0" in value or len(value) > 100 for value in values):
        problem = _("There is as_of here, once, and no other parameter.")
        raise HttpProblem(400, _("That address asks for something the page does not have"), [problem])
    asked = parse_as_of(values[0] if values else None, now=now)
    # No name holds a NUL, and PostgreSQL refuses to look for one.
    case = None if "\0" in slug else reported_case(slug, at=asked.at)
    if case is None:
        problem = _("No case of the name %(slug)s had been published and announced by then.")
        shown = slug[:100].replace("\0", "␀")
        raise no_such_case(slug, problem % {"slug": shown})
    return asked, case


def _with_instant(address: str, asked: AsOf) -> str:
    return f"{address}?as_of={asked.as_of.replace('+', '%2B')}" if asked.as_of else address


def _form(
    request: HttpRequest, form: ReportForm, case: Reported, asked: AsOf, *, status: int = 200
) -> HttpResponse:
    context = {
        **asked.context(),
        "form": form,
        "case": case,
        "action": request.get_full_path(),
    }
    return render(request, "pages/report.html", context, status=status)
