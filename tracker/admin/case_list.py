"""The list of cases: what it shows, how it sorts, what finds a case, and that it remembers its filters."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.db import models
from django.db.models import Case, F, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from tracker.admin.base import RecordAdmin
from tracker.clock import utc_now
from tracker.domain.dates.moments import When as Day
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Standing, Status, standing
from tracker.domain.vocabulary import Role
from tracker.models import Party, Phase, Ultimatum

if TYPE_CHECKING:
    CaseAdminBase = admin.ModelAdmin[Ultimatum]
else:
    CaseAdminBase = admin.ModelAdmin

UNFILTERED = "all"
"""The parameter of an address that asks for the list without the filters it remembers."""
REMEMBERED = "case_list_filters"
"""In the session: the query of the list as it was last looked at."""
NOT_REMEMBERED = ("p", UNFILTERED, ERROR_FLAG)
ORDER_OF_STATUS = (
    Status.OPEN,
    Status.RUNNING,
    Status.PASSED,
    Status.WITHDRAWN,
    Status.SUSPENDED,
    Status.UNDATED,
    Status.RESOLVED,
)
"""What presses most comes first."""


class NullsLast(OrderBy):
    """An order in which what has no value comes last, whichever way round."""

    def __init__(self, expression: Any) -> None:
        super().__init__(expression, nulls_last=True)

    def reverse_ordering(self) -> "NullsLast":
        """The other way round; what has no value stays last."""
        self.descending = not self.descending
        return self


def _current() -> QuerySet[Phase]:
    return Phase.objects.filter(ultimatum=OuterRef("pk"), is_current=True).order_by()


def _next_expiry() -> NullsLast:
    running = _current().filter(status__in=[Status.RUNNING, Status.OPEN])
    return NullsLast(Subquery(running.values("sort_at")[:1]))


def _status() -> NullsLast:
    places = [When(status=status, then=Value(at)) for at, status in enumerate(ORDER_OF_STATUS)]
    placed = _current().annotate(place=Case(*places, output_field=models.IntegerField()))
    return NullsLast(Subquery(placed.values("place")[:1]))


class StatusFilter(admin.SimpleListFilter):
    """Where a published case stands now, as of the last tick."""

    title = "status now"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every status."""
        return [(item.value, item.value.capitalize()) for item in Status]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ultimatum]) -> QuerySet[Ultimatum]:
        """The cases whose current phase has it."""
        if self.value() is None:
            return queryset
        return queryset.filter(phases__is_current=True, phases__status=self.value())


class CaseChangeList(ChangeList):
    """The list, whose filters are menus above it and can be taken off though they are remembered."""

    def get_filters(self, request: HttpRequest) -> Any:
        """Each shown as a menu."""
        found = super().get_filters(request)
        for spec in found[0]:
            spec.template = "admin/tracker/filter_menu.html"
        return found

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """An address without any filter says so."""
        query = super().get_query_string(new_params, remove)
        return query if query != "?" else f"?{UNFILTERED}=1"


class CaseListAdmin(RecordAdmin, CaseAdminBase):
    """What `CaseAdmin` has of the list."""

    change_list_template = "admin/tracker/ultimatum/change_list.html"
    search_fields = ("slug",)
    case_path = "pk"
    search_help_text = (
        "Words of the case and its events, people and actors, the crisis, sources and their hosts."
    )
    list_display = (
        "title",
        "between",
        "status_now",
        "next_expiry",
        "last_change",
        "last_check",
        "newest_source",
        "review",
        "publication",
    )
    list_filter = ("publication", StatusFilter, "kind", "review", "dossier")
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[CaseChangeList]:
        """Ours."""
        return CaseChangeList

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ultimatum]:
        """With the parties and their actors in two queries."""
        parties = Party.objects.select_related("actor").order_by("position", "id")
        return super().get_queryset(request).prefetch_related(Prefetch("parties", parties))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list; without a query as it was last looked at, in this session."""
        is_looked_at = request.method == "GET" and "_popup" not in request.GET
        remembered = request.session.get(REMEMBERED, "")
        if is_looked_at and not request.GET and remembered:
            return HttpResponseRedirect(f"{request.path}?{remembered}")
        query = urlencode([pair for pair in request.GET.items() if pair[0] not in NOT_REMEMBERED])
        if UNFILTERED in request.GET:
            given: Any = request.GET.copy()
            del given[UNFILTERED]
            request.GET = given
        response = super().changelist_view(request, extra_context)
        if is_looked_at and response.status_code == 200 and query != remembered:
            request.session[REMEMBERED] = query
        return response

    @admin.display(description="sender → target")
    def between(self, case: Ultimatum) -> str:
        """Who demands of whom."""
        return f"{_names(case, Role.SENDER)} → {_names(case, Role.TARGET, Role.PARTY)}"

    @admin.display(description="status now", ordering=_status())
    def status_now(self, case: Ultimatum) -> str:
        """Where it stands at this instant, published or not."""
        at = _standing(case)
        return at.status.value.capitalize() if at else "-"

    @admin.display(description="next expiry (UTC)", ordering=_next_expiry())
    def next_expiry(self, case: Ultimatum) -> str:
        """When it expires next; empty when nothing runs."""
        at = _standing(case)
        if at is None or at.window is None or at.status not in (Status.RUNNING, Status.OPEN):
            return "-"
        instant = at.window.earliest_at if at.status is Status.RUNNING else at.window.latest_at
        return f"{instant:%Y-%m-%d %H:%M}" if instant else "open-ended"

    @admin.display(description="last change", ordering="updated_at")
    def last_change(self, case: Ultimatum) -> str:
        """When it was last edited."""
        return f"{case.updated_at:%Y-%m-%d}"

    @admin.display(description="last check", ordering=NullsLast(F("checked_at")))
    def last_check(self, case: Ultimatum) -> str:
        """When an editor last looked and found that it still holds."""
        return f"{case.checked_at:%Y-%m-%d}" if case.checked_at else "-"

    @admin.display(description="newest source")
    def newest_source(self, case: Ultimatum) -> str:
        """The day of its newest source, where any is dated."""
        days = [
            Day(day) for item in case.document.get("sources", {}).values() if (day := item.get("published"))
        ]
        return max(days, key=lambda day: day.last_day).text if days else "-"


def _standing(case: Ultimatum) -> Standing | None:
    return standing(Record.from_document(case.document), utc_now()) if case.document else None


def _names(case: Ultimatum, *roles: Role) -> str:
    return ", ".join(party.actor.name for party in case.parties.all() if party.role in roles) or "-"
