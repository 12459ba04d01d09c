"""The ledger: every alert and mail with its state; operators call back and send again. Nothing is typed."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from tracker.admin.base import RecordAdmin
from tracker.clock import utc_now
from tracker.models import STUCK_STATES, Alert, Delivery, DeliveryState, FactKind
from tracker.queries.subscriptions import half_hidden
from tracker.services import security
from tracker.services.outbox.operators import cancel_alerts, send_again

if TYPE_CHECKING:
    AlertAdminBase = admin.ModelAdmin[Alert]
    DeliveryAdminBase = admin.ModelAdmin[Delivery]
else:
    AlertAdminBase = DeliveryAdminBase = admin.ModelAdmin


class OnlyLookedAt:
    """Rows that nobody adds, edits or deletes here; whoever may change them may use the actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of them."""
        return tuple(self.fields)  # type: ignore[attr-defined]  # a ModelAdmin


@admin.register(Alert)
class AlertAdmin(OnlyLookedAt, RecordAdmin, AlertAdminBase):
    """One thing worth a mail; with how far its mails have come."""

    list_display = ("what", "case", "due_at", "release_at", "state", "reason")
    list_filter = ("state", "kind")
    list_select_related = ("ultimatum",)
    search_fields = ("ultimatum__slug",)
    case_path = "ultimatum"
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("cancel_alerts",)
    fields = (
        "ultimatum",
        ("kind", "key", "offset_seconds"),
        ("due_at", "release_at", "not_after"),
        ("state", "reason"),
        "mails",
        "failures",
        ("fanned_to", "created_at"),
        "was",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of it; to editors, who may look at alerts and not at mails, without what servers answered."""
        may_see_mails = request.user.has_perm("tracker.view_delivery")
        return [name for name in self.fields if name != "failures" or may_see_mails]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of them."""
        return tuple(name for row in self.fields for name in ([row] if isinstance(row, str) else row))

    @admin.display(description="alert")
    def what(self, alert: Alert) -> str:
        """Its kind and the fact, a reminder with its offset."""
        hours = alert.offset_seconds // 3600
        before = f", {hours // 24} d before" if hours >= 24 else f", {hours} h before" if hours else ""
        return f"{alert.kind} {alert.key}{before}"

    @admin.display(description="case", ordering="ultimatum__title")
    def case(self, alert: Alert) -> str:
        """The title of its case."""
        return alert.ultimatum.title

    @admin.display(description="mails by state")
    def mails(self, alert: Alert) -> str:
        """How many of its deliveries stand where (1 query)."""
        counts = alert.deliveries.order_by("state").values_list("state").annotate(count=Count("pk"))
        lines = [(DeliveryState(state).label, count) for state, count in counts]
        if alert.pruned:
            lines.append(("No longer kept", alert.pruned))
        return format_html_join("", "<div>{}: {}</div>", lines) or "none"

    @admin.display(description="why mails failed")
    def failures(self, alert: Alert) -> str:
        """What mail servers answered and how often (1 query); their answers may hold addresses."""
        errors = alert.deliveries.filter(state__in=STUCK_STATES).exclude(error="")
        reasons = errors.order_by("error").values_list("error").annotate(count=Count("pk"))[:20]
        return format_html_join("", "<div>{}: {}</div>", reasons) or "none"

    def has_call_back_permission(self, request: HttpRequest) -> bool:
        """Operators, and editors: they know best when what they entered must not leave."""
        user = request.user
        return self.has_change_permission(request) or user.has_perm("tracker.change_ultimatum")

    @admin.action(description="Call back what has not left yet", permissions=["call_back"])
    def cancel_alerts(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        """Withdraw the chosen alerts and their mails."""
        chosen = list(queryset)
        alerts, mails = cancel_alerts([alert.pk for alert in chosen], who=request.user.get_username())
        for alert in chosen:
            self.log_change(request, alert, "Called back.")
        security.note(
            FactKind.CALLED_BACK,
            now=utc_now(),
            account=request.user.get_username(),
            about=", ".join(dict.fromkeys(f"case {alert.ultimatum.slug}" for alert in chosen)),
            detail=f"{alerts} alerts, {mails} mails",
        )
        self.message_user(
            request,
            f"{alerts} alerts withdrawn, {mails} mails called back; what had left stays sent.",
            messages.SUCCESS,
        )


@admin.register(Delivery)
class DeliveryAdmin(OnlyLookedAt, RecordAdmin, DeliveryAdminBase):
    """One mail to one subscriber. The address is half hidden; it is found by the whole of it."""

    list_display = ("id", "kind", "about", "to", "state", "attempts", "next_at", "sent_at", "error")
    list_filter = ("state", "kind")
    list_select_related = ("alert__ultimatum", "subscriber")
    search_fields = ("=subscriber__address_key",)
    search_help_text = "A whole address, in small letters."
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        "kind",
        "about",
        "to",
        "state",
        "error",
        "attempts",
        "uncertain",
        "next_at",
        "not_after",
        "lease_until",
        "sent_at",
    )

    @admin.display(description="about")
    def about(self, delivery: Delivery) -> str:
        """The alert and its case."""
        alert = delivery.alert
        return f"{alert.kind} {alert.key}: {alert.ultimatum.title}" if alert else "-"

    @admin.display(description="to")
    def to(self, delivery: Delivery) -> str:
        """The address, half hidden."""
        return half_hidden(delivery.subscriber.address)

    @admin.action(description="Send again", permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Make the chosen mails due, where they are stuck and still of use."""
        chosen = list(queryset)
        count = send_again([row.pk for row in chosen], now=utc_now())
        for row in chosen:
            self.log_change(request, row, "Asked to send again.")
        left = len(chosen) - count
        told = f"{count} mails are due again."
        if left:
            told += f" {left} were left: they are not stuck, are too late, or their reader has gone."
        self.message_user(request, told, messages.SUCCESS if count else messages.WARNING)
