"""Persons who spoke for somebody, and two senders or persons side by side."""

from typing import Any
from urllib.parse import urlencode

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.queries.dashboard import Facet
from tracker.queries.persons import Comparison, comparable, comparison, person_lines
from tracker.queries.track_record import Known
from tracker.templatetags.local_names import named_in_order
from tracker.web.decorators import AsOf, public_page
from tracker.web.filters import MOST_CHOICES, slug_of
from tracker.web.pages.track_record import known_at
from tracker.web.problems import HttpProblem
from tracker.web.widgets import Choose, NameInput


@public_page()
def persons(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/persons/`: who spoke for how many, and what came of them (1 query; 3 where the record changed)."""
    holds, found = known_at(asked)
    context = {
        **asked.context(),
        "section": "actors",
        "canonical": f"{settings.SITE_URL}{reverse('persons')}",
        "lines": lambda: person_lines(found),
        "has_any": bool(found.cases),
        "key": f"{holds.version} {found.at.isoformat()}",
    }
    return render(request, "pages/persons.html", context)


class CompareForm(forms.Form):
    """Whom to compare: chosen from lists, or typed by name where there are too many for one."""

    a = forms.CharField(label=gettext_lazy("One of them"), required=False)
    b = forms.CharField(label=gettext_lazy("The other"), required=False)

    def __init__(self, data: Any, *, offered: list[tuple[str, str]], as_of: str | None) -> None:
        super().__init__(initial=data)
        choices = [("", _("Choose")), *named_in_order(offered)]
        for name in ("a", "b"):
            self.fields[name].widget = (
                Choose(choices=choices)
                if 2 * len(offered) <= 2 * MOST_CHOICES
                else NameInput(dict(offered), names_at=reverse("api-actors"))
            )
            css = "form-select" if isinstance(self.fields[name].widget, Choose) else "form-control"
            self.fields[name].widget.attrs["class"] = css
        if as_of:
            self.fields["as_of"] = forms.CharField(initial=as_of, widget=forms.HiddenInput())
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


@public_page(parameters=("a", "b"))
def compare(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/compare/?a=…&b=…`: two of them by the same shares (1 query; 3 where the record changed, 1 a name)."""
    _holds, found = known_at(asked)
    offered = comparable(found)
    a, b = (_slug(request.GET.get(name, ""), name, found, offered) for name in ("a", "b"))
    chosen = f"?{urlencode({'a': a, 'b': b})}" if a and b else ""
    context = {
        **asked.context(),
        "section": "actors",
        "canonical": f"{settings.SITE_URL}{reverse('compare')}{chosen}",
        "form": CompareForm({"a": a, "b": b}, offered=_with(offered, found, (a, b)), as_of=asked.as_of),
        "compared": _compared(found, a, b),
    }
    return render(request, "pages/compare.html", context)


def _slug(typed: str, name: str, found: Known, offered: list[tuple[str, str]]) -> str:
    """The slug that is meant by a slug or a name; empty for none. Raises `HttpProblem`."""
    if not typed or typed in found.actors:
        return typed
    slug = slug_of(typed, [Facet(slug, name) for slug, name in offered])
    if slug not in found.actors:
        problem = _("%(name)s: the record has no actor %(slug)s.") % {"name": name, "slug": typed}
        raise _refused(problem)
    return slug


def _compared(found: Known, a: str, b: str) -> Comparison | None:
    if not a or not b:
        return None
    if a == b:
        raise _refused(_("a and b are the same; choose two."))
    return comparison(found, a, b)


def _refused(problem: str) -> HttpProblem:
    links = [(reverse("compare"), _("Choose two to compare"))]
    return HttpProblem(400, _("These two cannot be compared"), [problem], links)


def _with(offered: list[tuple[str, str]], found: Known, chosen: tuple[str, str]) -> list[tuple[str, str]]:
    """With those chosen, who may have none at the instant shown."""
    there = {slug for slug, _name in offered}
    return [*offered, *((slug, found.actors[slug].name) for slug in chosen if slug and slug not in there)]
