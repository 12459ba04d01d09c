"""The dashboard's filters: a form over the phases of the record, with its state in the address."""

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.domain.status.standing import Status
from tracker.domain.text import plain
from tracker.domain.vocabulary import ThreatType
from tracker.models import SECTION_OF, Phase, Section
from tracker.models.phases import PhaseQuerySet
from tracker.queries.actors import actors_named
from tracker.queries.dashboard import Facet, Front, Sort
from tracker.queries.filters import narrow
from tracker.templatetags.labels import LABELS
from tracker.templatetags.local_names import local, named_in_order
from tracker.web.decorators import AsOf
from tracker.web.widgets import Choose, NameInput

WITHIN = (1, 3, 7, 14, 30, 90, 365)
PARAMETERS = ("q", "sender", "target", "actor", "dossier", "threat", "status", "within", "sort", "page")
STANDING = ("status", "within", "section", "outcome")
"""The filters that speak of where a case stands."""
FILTER_NAMES = ("q", "sender", "target", "actor", "dossier", "threat", "status", "within")


MOST_CHOICES = 200
"""The lists of a form hold so many names together, the shortest list first, so that a page stays small. Where
there are more, a name is typed, and those that fit are looked up meanwhile."""
NAMES_AT = {"sender": "api-actors", "target": "api-actors", "dossier": "api-dossiers"}
"""What can be filtered by that has a name, and the operation of the API that looks names up."""


def slug_of(typed: str, known: Sequence[Facet]) -> str:
    """The slug that is meant by a slug or by a name or alias in any case and accents; what fits none stays.

    1 query where it is neither a slug nor a name.
    """
    if any(each.slug == typed for each in known):
        return typed
    found = next((each.slug for each in known if plain(each.name) == plain(typed)), None)
    if found is None:
        slugs = {each.slug for each in known}
        found = next((actor.slug for actor in actors_named(typed) if actor.slug in slugs), typed)
    return found


class DashboardFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """Narrows phases that hold one instant; `asked` says which, `front` what there is to choose from."""

    names: tuple[str, ...] = FILTER_NAMES
    """The parameters that may hide cases."""
    q = django_filters.CharFilter(label=_("Search"))
    sender = django_filters.ChoiceFilter(widget=Choose, label=_("Sender"), empty_label=_("Any"))
    target = django_filters.ChoiceFilter(widget=Choose, label=_("Target"), empty_label=_("Any"))
    actor = django_filters.CharFilter(label=_("Sender, target or party"))
    dossier = django_filters.ChoiceFilter(widget=Choose, label=_("Crisis"), empty_label=_("Any"))
    threat = django_filters.ChoiceFilter(widget=Choose, label=_("Threat"), empty_label=_("Any"))
    status = django_filters.ChoiceFilter(widget=Choose, label=_("Status"), empty_label=_("Any"))
    within = django_filters.ChoiceFilter(widget=Choose, label=_("Due within"), empty_label=_("Any time"))
    sort = django_filters.ChoiceFilter(widget=Choose, label=_("Sort by"), empty_label=None)
    as_of = django_filters.CharFilter(label=_("As of"))

    class Meta:
        model = Phase
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, *, queryset: PhaseQuerySet, asked: AsOf, front: Front) -> None:
        self.asked, self._front = asked, front
        data = data.copy()
        if not data.get("sort"):
            data["sort"] = Sort.EXPIRY
        offered = {facet: front.choices(facet, asked.at) for facet in NAMES_AT}
        for facet, known in offered.items():
            if typed := data.get(facet):
                data[facet] = slug_of(typed, known)
        super().__init__(data, queryset=queryset)
        for facet, known in offered.items():
            self._offer(facet, named_in_order((each.slug, each.name) for each in known))
        self.offer()
        self.filters["actor"].extra["validators"] = [self._check_actor]
        form = self.form
        room = MOST_CHOICES
        for facet, known in sorted(offered.items(), key=lambda each: len(each[1])):
            if facet not in form.fields:
                continue
            room -= len(known)
            if room < 0:
                names = {each.slug: each.name for each in known}
                form.fields[facet].widget = NameInput(names, names_at=reverse(NAMES_AT[facet]))
        if not data.get("actor"):  # it comes with links; whoever fills in the form has sender and target
            form.fields["actor"].widget = forms.HiddenInput(attrs={"disabled": True})
        is_day = asked.as_of is None or len(asked.as_of) == len("2025-07-24")
        form.fields["as_of"].widget = (
            forms.DateInput(attrs={"type": "date"}) if is_day else forms.HiddenInput()
        )

    def offer(self) -> None:
        """The words there are to choose from."""
        self._offer("threat", list(LABELS[ThreatType].items()))
        self._offer("status", list(LABELS[Status].items()))
        days_text = [ngettext("%(count)s day", "%(count)s days", days) % {"count": days} for days in WITHIN]
        self._offer("within", list(zip(map(str, WITHIN), days_text, strict=True)))
        sorts = {Sort.EXPIRY: _("Next expiry"), Sort.NEWEST: _("Latest change"), Sort.TITLE: _("Title")}
        self._offer("sort", list(sorts.items()))

    def _offer(self, field: str, choices: list[tuple[Any, Any]]) -> None:
        # A page with fewer filters leaves some of them out.
        if field in self.filters:
            self.filters[field].extra["choices"] = choices

    def _check_actor(self, slug: str) -> None:
        if not narrow(self.queryset, {"actor": slug}, at=self.asked.at).exists():
            problem = _("no case known by then has %(value)s there.")
            raise forms.ValidationError(problem, params={"value": slug})

    @property
    def narrowed(self) -> dict[str, str]:
        """The filters that are set and may hide cases, by parameter."""
        found = self.form.cleaned_data
        return {name: str(found[name]) for name in self.names if found.get(name)}

    @property
    def in_words(self) -> str:
        """The filters that are set, as headings say them: `United States → Russia, Threat: Tariffs`."""
        words = {name: self._in_words(name, value) for name, value in self.narrowed.items()}
        sides = [words.pop("sender"), words.pop("target")] if {"sender", "target"} <= words.keys() else []
        named = [" → ".join(sides)] if sides else []
        named += [words.pop("actor")] if "actor" in words else []
        return ", ".join(
            [*named, *(f"{self.form.fields[name].label}: {text}" for name, text in words.items())]
        )

    def _in_words(self, name: str, value: str) -> str:
        if name == "actor":
            known = (self._front.choices(side, self.asked.at) for side in ("sender", "target"))
            return next((local(each.name) for each in chain(*known) if each.slug == value), value)
        return str(dict(getattr(self.form.fields[name], "choices", ())).get(value, value))

    @property
    def section(self) -> Section | None:
        """The one shelf a filter leaves, None for all."""
        if status := self.form.cleaned_data.get("status"):
            return SECTION_OF[Status(status)]
        return Section.LIVE if self.form.cleaned_data.get("within") else None

    def problems(self) -> list[str]:
        """What is wrong with the parameters, one sentence each."""
        labels = {name: field.label for name, field in self.form.fields.items()}
        return [
            f"{labels.get(name, name)}: {text}" for name, texts in self.form.errors.items() for text in texts
        ]

    def filter_queryset(self, queryset: PhaseQuerySet) -> PhaseQuerySet:
        """All criteria at once: the same rules a saved filter follows."""
        return narrow(queryset, self.narrowed, at=self.asked.at)


def with_classes(form: forms.Form) -> forms.Form:
    """The form, its controls with the classes of our style sheet: crispy forms take 2 ms more."""
    for field in form.fields.values():
        is_select = isinstance(field.widget, forms.Select)
        field.widget.attrs["class"] = "form-select" if is_select else "form-control"
    return form


class FilterRequest:
    """What a request asks of the board. A request without filters, as most are, never builds their form:
    that costs as much as reading the rows. `form_of` are the filters of the page."""

    def __init__(
        self,
        data: QueryDict,
        *,
        queryset: PhaseQuerySet,
        asked: AsOf,
        front: Front,
        form_of: type[DashboardFilter] = DashboardFilter,
    ) -> None:
        self._phases = queryset
        self._is_plain = not any(data.get(name) for name in (*form_of.names, "sort"))
        self._build: Callable[[], DashboardFilter] = lambda: form_of(
            data, queryset=queryset, asked=asked, front=front
        )
        self.narrowed: dict[str, str] = {} if self._is_plain or self.problems() else self._filter.narrowed

    @cached_property
    def _filter(self) -> DashboardFilter:
        return self._build()

    @property
    def form(self) -> Any:
        """The form, for the page."""
        return with_classes(self._filter.form)

    def problems(self) -> list[str]:
        """What is wrong with the parameters, one sentence each."""
        return [] if self._is_plain or self._filter.is_valid() else self._filter.problems()

    @property
    def in_words(self) -> str:
        """The filters that are set, as headings say them."""
        return self._filter.in_words if self.narrowed else ""

    @property
    def folded(self) -> int:
        """How many filters are set besides the search."""
        return len(self.narrowed.keys() - {"q"})

    @property
    def leaves_all_sections(self) -> bool:
        """Whether no filter speaks of where cases stand."""
        return self.narrowed.keys().isdisjoint(STANDING)

    @property
    def phases(self) -> PhaseQuerySet:
        """The phases that are left."""
        found: PhaseQuerySet = self._phases if self._is_plain else self._filter.qs
        return found

    @property
    def section(self) -> Section | None:
        """The one shelf that is left, None for all."""
        return None if self._is_plain else self._filter.section

    @property
    def sort(self) -> Sort:
        """How the main list is ordered."""
        return Sort.EXPIRY if self._is_plain else Sort(self.form.cleaned_data["sort"])
