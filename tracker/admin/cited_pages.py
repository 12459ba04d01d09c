"""The pages that public cases cite: how they stand, and what an editor decides about one."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import flatten
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tracker.admin.base import RecordAdmin
from tracker.admin.case_pages import way_back
from tracker.admin.deliveries import OnlyLookedAt
from tracker.clock import utc_now
from tracker.models import Page
from tracker.queries.cited_pages import gone_words, pages_to_mend
from tracker.services.pages.decide import accept_page, lead_to_copy, look_again

if TYPE_CHECKING:
    PageAdminBase = admin.ModelAdmin[Page]
    FilterBase = admin.SimpleListFilter
else:
    PageAdminBase, FilterBase = admin.ModelAdmin, admin.SimpleListFilter

AGAIN, FINE, COPY = "look-again", "fine", "copy"
DECISIONS = (AGAIN, FINE, COPY)


def decide_on_page(page: Page, decision: str) -> str:
    """Do what an editor decided; what to tell them."""
    now = utc_now()
    if decision == AGAIN:
        look_again(page, now=now)
        if settings.CHECK_PAGES:
            return f"{page.address} is looked at within a minute or two."
        return (
            f"Pages are not checked here (ULTIMATA_CHECK_PAGES): {page.address} is looked at once they are."
        )
    if decision == FINE:
        accept_page(page, now=now)
        return f"{page.address} stands as it should; the same is no alarm any more."
    if lead_to_copy(page, now=now):
        return f"Readers are led to the copy of {page.address}."
    return f"No copy of {page.address} is known; nothing was changed."


class NeedsEditorFilter(FilterBase):
    """Pages without the words we quote, dead or doubtful; and those with a copy, or without."""

    title = "what there is to see to"
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The choices."""
        return [
            ("editor", "Needs an editor"),
            ("gone-words", "Quoted words gone"),
            ("doubtful", "Doubtful"),
            ("no-copy", "Without a copy"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that are meant."""
        match self.value():
            case "editor":
                return queryset.filter(pk__in=pages_to_mend().values("pk"))
            case "gone-words":
                return queryset.filter(quotes_gone_at__isnull=False)
            case "doubtful":
                return queryset.filter(~Q(doubt=""))
            case "no-copy":
                return queryset.filter(archived_address="")
        return queryset


@admin.register(Page)
class PageAdmin(OnlyLookedAt, RecordAdmin, PageAdminBase):
    """Every cited page, what was last found there, and its copy."""

    list_display = ("shown", "state", "quotes", "archived", "checked")
    list_filter = ("state", NeedsEditorFilter, "copy_state")
    search_fields = ("address",)
    ordering = ("address",)
    show_full_result_count = False
    actions = ("look_again", "accept", "lead_to_copy")
    fields = (
        "address",
        "cited_by",
        ("state", "status", "failures"),
        "reason",
        "final_address",
        ("checked_at", "next_check_at", "first_failed_at"),
        ("doubt", "doubted_at"),
        ("text_length", "quotes", "quotes_gone_at"),
        "gone",
        ("copy_link", "archived_on", "leads_to_copy"),
        ("copy_state", "copy_next_at", "copy_reason"),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of them."""
        return tuple(flatten(self.fields))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Page], search_term: str
    ) -> tuple[QuerySet[Page], bool]:
        """By the address as it is written."""
        return admin.ModelAdmin.get_search_results(self, request, queryset, search_term)

    @admin.display(description="page", ordering="address")
    def shown(self, page: Page) -> SafeString:
        """Its address, and what there is to say of the last answer."""
        return format_html('{}<span class="quiet reason">{}</span>', page.address, page.reason)

    @admin.display(ordering="archived_on")
    def archived(self, page: Page) -> str:
        """The day of its copy."""
        return f"{page.archived_on}" if page.archived_on else "–"

    @admin.display(ordering="checked_at")
    def checked(self, page: Page) -> str:
        """The day it was last asked for."""
        return f"{page.checked_at:%Y-%m-%d}" if page.checked_at else "–"

    @admin.display(description="quotes found")
    def quotes(self, page: Page) -> str:
        """How many of how many stood there when it was last read."""
        total = page.quotes_found + page.quotes_missing
        return f"{page.quotes_found} of {total}" if total else "–"

    @admin.display(description="quoted words that are gone")
    def gone(self, page: Page) -> str:
        """The words."""
        return "; ".join(f"“{words}”" for words in gone_words(page)) or "–"

    @admin.display(description="copy")
    def copy_link(self, page: Page) -> SafeString | str:
        """A link to the copy."""
        if not page.archived_address:
            return "–"
        return format_html(
            '<a href="{}" rel="noopener noreferrer nofollow external">{}</a>',
            page.archived_address,
            page.archived_address,
        )

    @admin.display(description="cited by")
    def cited_by(self, page: Page) -> SafeString:
        """The cases, each leading to its form."""
        cases = {source.ultimatum for source in page.sources.select_related("ultimatum")}
        rows = ((reverse("admin:tracker_ultimatum_change", args=[case.pk]), case.title) for case in cases)
        return format_html_join(", ", '<a href="{}">{}</a>', rows)

    @admin.action(description="Look again now", permissions=["change"])
    def look_again(self, request: HttpRequest, queryset: QuerySet[Page]) -> None:
        """Have the chosen pages asked for."""
        self._decide(request, queryset, AGAIN)

    @admin.action(description="All is well: the words stand there", permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Page]) -> None:
        """Accept the chosen pages as they are."""
        self._decide(request, queryset, FINE)

    @admin.action(description="Lead readers to the archived copy", permissions=["change"])
    def lead_to_copy(self, request: HttpRequest, queryset: QuerySet[Page]) -> None:
        """Lead to the copies of the chosen pages."""
        self._decide(request, queryset, COPY)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Page], decision: str) -> None:
        for page in queryset:
            told = decide_on_page(page, decision)
            self.log_change(request, page, told)
            self.message_user(request, told, messages.SUCCESS)


class DecidePage:
    """`tracker/page/<pk>/decide/`: one decision about a page by one press."""

    def __init__(self, site: AdminSite) -> None:
        self.model_admin = site.get_model_admin(Page)

    def __call__(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide and go back."""
        if not self.model_admin.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        decision = request.POST.get("decision", "")
        if decision not in DECISIONS:
            return HttpResponseBadRequest(f"Needed: decision, one of {', '.join(DECISIONS)}.")
        page = get_object_or_404(Page, pk=pk)
        told = decide_on_page(page, decision)
        self.model_admin.log_change(request, page, told)
        messages.success(request, told)
        return redirect(way_back(request))


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses of these pages."""
    return [
        path("tracker/page/<int:pk>/decide/", site.admin_view(DecidePage(site)), name="tracker_page_decide")
    ]
