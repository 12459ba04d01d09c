"""Every case in one table, and the same as a CSV file."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.domain.status.outcomes import Headline
from tracker.domain.vocabulary import DemandType, Kind
from tracker.models import Phase
from tracker.queries.all_cases import (
    DESCENDING,
    ORDERS,
    USUAL,
    AllCases,
    Column,
    all_cases,
    speakers,
    stored_rows,
)
from tracker.queries.dashboard import DashboardRow, PageNotFound, front
from tracker.queries.filters import Stands
from tracker.templatetags.labels import LABELS
from tracker.templatetags.local_names import named_in_order
from tracker.web.addresses import below, page_number
from tracker.web.data.files import cell
from tracker.web.decorators import AsOf, public_page
from tracker.web.filters import FILTER_NAMES, DashboardFilter, FilterRequest
from tracker.web.pages.counted import COUNTED, Counted
from tracker.web.problems import HttpProblem
from tracker.web.widgets import Choose

COLUMNS: dict[Column, Promise] = {
    Column.TITLE: gettext_lazy("Case"),
    Column.STATUS: gettext_lazy("Status"),
    Column.KIND: gettext_lazy("Kind"),
    Column.SENDER: gettext_lazy("Sender"),
    Column.TARGET: gettext_lazy("Target"),
    Column.ANNOUNCED: gettext_lazy("Announced"),
    Column.DUE: gettext_lazy("Due"),
    Column.MOVED: gettext_lazy("Moved"),
    Column.OUTCOME: gettext_lazy("Outcome"),
}
SECTIONS = {
    Stands.LIVE: gettext_lazy("Running or without a date"),
    Stands.DATED: pgettext_lazy("cases", "Running"),
    Stands.UNDATED: gettext_lazy("Without a date"),
    Stands.PASSED: gettext_lazy("Passed, outcome still open"),
    Stands.RESOLVED: gettext_lazy("Resolved"),
}
MIXED = "mixed"
DAYS = ("announced_from", "announced_to", "due_from", "due_to")
NAMES = (*FILTER_NAMES, "section", "kind", "speaker", "outcome", "demand", *DAYS)
PARAMETERS = (*NAMES, *COUNTED, "sort", "page")
CSV_HEADER = (
    *("slug", "title", "status", "kind", "senders", "targets", "announced", "due_earliest", "due_latest"),
    *("precision", "timezone", "moves", "outcomes", "resolved_on", "url"),
)


def _day(label: Any) -> Any:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, widget=widget, input_formats=["%Y-%m-%d"])


class AllCasesFilter(DashboardFilter):
    """What the table can be narrowed to. Days are whole days in UTC, both of them among what is left."""

    names = NAMES
    section = django_filters.ChoiceFilter(
        widget=Choose, label=gettext_lazy("Stands"), empty_label=gettext_lazy("Any")
    )
    kind = django_filters.ChoiceFilter(
        widget=Choose, label=gettext_lazy("Kind"), empty_label=gettext_lazy("Any")
    )
    speaker = django_filters.ChoiceFilter(
        widget=Choose, label=gettext_lazy("Who spoke"), empty_label=gettext_lazy("Any")
    )
    outcome = django_filters.ChoiceFilter(
        widget=Choose, label=gettext_lazy("Outcome"), empty_label=gettext_lazy("Any")
    )
    demand = django_filters.ChoiceFilter(
        widget=Choose, label=gettext_lazy("Demand"), empty_label=gettext_lazy("Any")
    )
    announced_from = _day(gettext_lazy("Announced from"))
    announced_to = _day(gettext_lazy("Announced until"))
    due_from = _day(gettext_lazy("Due from"))
    due_to = _day(gettext_lazy("Due until"))

    def __init__(self, data: QueryDict, **given: Any) -> None:
        data = data.copy()
        data["sort"] = data.get("sort") or USUAL
        super().__init__(data, **given)
        # The order is chosen in the head of the table, and stays.
        self.form.fields["sort"].widget = forms.HiddenInput()

    def offer(self) -> None:
        """With what only this form has (2 queries)."""
        super().offer()
        self._offer("section", list(SECTIONS.items()))
        self._offer("kind", list(LABELS[Kind].items()))
        self._offer("demand", list(LABELS[DemandType].items()))
        self._offer("outcome", [*LABELS[Headline].items(), (MIXED, _("Not the same for all targets"))])
        self._offer("speaker", named_in_order((each.slug, each.name) for each in speakers(self.queryset)))
        self._offer("sort", [(each, each) for each in ORDERS])


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its name, the address that sorts by it, how it is sorted now (`aria-sort`)."""

    column: Column
    name: Promise
    address: str
    sorted: str


@public_page(parameters=PARAMETERS)
def all_cases_page(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/ultimatums/`: every case, now or as of an instant (5 queries; 7 with a name typed)."""
    filters, counted = _filters(request, asked)
    sort = request.GET.get("sort") or USUAL
    context = {
        **asked.context(),
        "section": "all-cases",
        "canonical": f"{settings.SITE_URL}{reverse('all-cases')}",
        "found": _found(filters, asked, sort, page_number(request.GET.get("page"))),
        "heads": heads(request.GET, sort),
        "filter": filters,
        "is_filtered": bool(filters.narrowed or counted.given),
        "what": ", ".join(filter(None, (filters.in_words, counted.in_words))),
        "with_running": filters.leaves_all_sections and not counted.given,
        "carried": counted.given.items(),
        "csv": _address(request.GET, reverse("all-cases-csv"), page=None),
        "query": request.GET,
    }
    return render(request, "pages/all_cases.html", context)


@public_page(parameters=tuple(name for name in PARAMETERS if name != "page"))
def all_cases_csv(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """`/ultimatums.csv`: all that the table shows with these parameters, in its order (4 queries)."""
    filters, _counted = _filters(request, asked)
    rows = stored_rows(filters.phases, sort=request.GET.get("sort") or USUAL)
    name = f"ultimata-cases-{asked.at:%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_csv(rows), content_type="text/csv; charset=utf-8; header=present", headers=headers)


def _filters(request: HttpRequest, asked: AsOf) -> tuple[FilterRequest, Counted]:
    known = front(now=asked.now)
    counted = Counted.read(request.GET, front=known, at=asked.at, is_now=asked.is_now)
    phases = (
        Phase.objects.current() if asked.is_now and known.is_fresh(asked.now) else Phase.objects.at(asked.at)
    )
    phases = counted.of(phases)
    filters = FilterRequest(request.GET, queryset=phases, asked=asked, front=known, form_of=AllCasesFilter)
    if problems := filters.problems():
        raise HttpProblem(400, _("The cases cannot be narrowed like that"), problems)
    return filters, counted


def _found(filters: FilterRequest, asked: AsOf, sort: str, page: int) -> AllCases:
    try:
        return all_cases(filters.phases, at=asked.at, sort=sort, page=page)
    except PageNotFound as error:
        raise HttpProblem(404, _("There is no such page"), [str(error)]) from error


def heads(query: QueryDict, sort: str) -> list[Head]:
    """The head of the table: a column that is sorted by turns its order round."""
    found = []
    for column, name in COLUMNS.items():
        is_down = sort == f"{DESCENDING}{column}"
        is_up = sort == column
        wanted = f"{DESCENDING}{column}" if is_up else str(column)
        address = _address(query, reverse("all-cases"), page=None, sort=wanted)
        found.append(Head(column, name, address, "descending" if is_down else "ascending" if is_up else ""))
    return found


def _address(query: QueryDict, path: str, **changes: str | None) -> str:
    changed = query.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value is not None:
            changed[name] = value
    text = changed.urlencode(safe=":")
    return f"{path}?{text}" if text else path


def _csv(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(CSV_HEADER)
    pages = below("case")
    writer.writerows([cell(value) for value in stored_values(status, row, pages)] for status, row in rows)
    return text.getvalue().encode()


def stored_values(status: str, row: Mapping[str, Any], pages: str) -> tuple[object, ...]:
    """A case as a line of `CSV_HEADER`, of what a phase stores; `pages`: below which address cases are."""
    due = row["due"] or {}
    return (
        *(row["slug"], row["title"], status, row["kind"], row["senders"], row["targets"]),
        *(
            row["announced"],
            due.get("earliest"),
            due.get("latest"),
            due.get("precision"),
            due.get("timezone"),
        ),
        *(row["moves"], row["headlines"] or row["unknown"], row["resolved_on"], f"{pages}{row['slug']}/"),
    )


def csv_values(row: DashboardRow) -> tuple[object, ...]:
    """The same of a row that was read."""
    due = row.due
    return (
        *(row.slug, row.title, row.status.value, row.kind.value, row.senders, row.targets),
        row.announced.text if row.announced else None,
        due.earliest.text if due else None,
        due.latest.text if due and due.latest else None,
        due.precision.value if due else None,
        due.timezone if due else None,
        row.moves,
        [word.value for word in row.headlines],
        row.resolved_on.text if row.resolved_on else None,
        f"{settings.SITE_URL}{reverse('case', args=[row.slug])}",
    )
