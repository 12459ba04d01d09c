"""The queue of reported errors: read, accept or decline, say why. Nothing a reader wrote is edited."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tracker.admin.base import RecordAdmin, RecordForm
from tracker.admin.deliveries import OnlyLookedAt
from tracker.clock import utc_now
from tracker.models import Report, ReportState
from tracker.services.cases.error_reports import decide

if TYPE_CHECKING:
    ReportAdminBase = admin.ModelAdmin[Report]
    ReportFormBase = forms.ModelForm[Report]
else:
    ReportAdminBase = admin.ModelAdmin
    ReportFormBase = forms.ModelForm


def _user(request: HttpRequest) -> User:
    return User.objects.get_by_natural_key(request.user.get_username())


class ReportForm(RecordForm, ReportFormBase):
    """What an editor adds: the decision and a remark."""

    class Meta:
        model = Report
        fields = ("state", "remark")


@admin.register(Report)
class ReportAdmin(OnlyLookedAt, RecordAdmin, ReportAdminBase):
    """What readers found wrong, the newest first; open ones are chosen with the filter."""

    form = ReportForm
    list_display = ("received_at", "state", "case", "shown", "right", "decided_by")
    list_filter = ("state",)
    list_select_related = ("ultimatum", "decided_by")
    search_fields = ("shown", "right")
    case_path = "ultimatum"
    ordering = ("-received_at", "-id")
    show_full_result_count = False
    actions = ("accept", "decline")
    fields = (
        "case",
        "seen_as_of",
        "shown",
        "right",
        "source",
        "note",
        "email",
        "received_at",
        "state",
        "remark",
        "decided_at",
        "decided_by",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Report], search_term: str
    ) -> tuple[QuerySet[Report], bool]:
        """By words of its case, folded, and by what the reader wrote, as it was written."""
        folded, doubled = super().get_search_results(request, queryset, search_term)
        as_written, _ = admin.ModelAdmin.get_search_results(self, request, queryset, search_term)
        return folded | as_written, doubled

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All but the decision and the remark."""
        return tuple(name for name in self.fields if name not in ReportForm.Meta.fields)

    @admin.display(description="case", ordering="ultimatum__title")
    def case(self, report: Report) -> SafeString:
        """Its title, leading to the case in the admin."""
        address = reverse("admin:tracker_ultimatum_change", args=[report.ultimatum_id])
        return format_html('<a href="{}">{}</a>', address, report.ultimatum.title)

    @admin.display(description="where that can be read")
    def source(self, report: Report) -> SafeString:
        """The address; the form took http and https alone."""
        return format_html(
            '<a href="{}" rel="noopener noreferrer nofollow external">{}</a>',
            report.source_url,
            report.source_url,
        )

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        """Keep the remark, and a decision with who made it and when."""
        Report.objects.filter(pk=obj.pk).update(remark=obj.remark)
        decide([obj], ReportState(obj.state), who=_user(request), now=utc_now())
        obj.refresh_from_db()

    @admin.action(description="Accept: the case has been or will be corrected", permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Mark the chosen reports as right."""
        self._decide(request, queryset, ReportState.ACCEPTED)

    @admin.action(description="Decline: the case stays as it is", permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Mark the chosen reports as not right, or not shown to be."""
        self._decide(request, queryset, ReportState.DECLINED)

    def _decide(self, request: HttpRequest, queryset: QuerySet[Report], state: ReportState) -> None:
        chosen = list(queryset)
        count = decide(chosen, state, who=_user(request), now=utc_now())
        for report in chosen:
            self.log_change(request, report, f"{state.label}.")
        self.message_user(request, f"{count} reports: {state.label.lower()}.", messages.SUCCESS)
