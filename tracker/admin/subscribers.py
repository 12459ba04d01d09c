"""Subscribers and suppressions for operators: found by a whole address, never listed, never exported."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from tracker.admin.base import RecordAdmin
from tracker.clock import utc_now
from tracker.domain.alerts import WEEK_AHEAD, AlertKind, wished
from tracker.models import FactKind, Subscriber, Subscription, Suppression, SuppressionReason
from tracker.queries.subscriptions import half_hidden
from tracker.services import security
from tracker.services.subscriptions.subscribe import address_hashes, erase, suppress
from tracker.templatetags.labels import lead_time_text
from tracker.transports.email_addresses import Address, BadAddress, parse_address

if TYPE_CHECKING:
    SubscriberAdminBase = admin.ModelAdmin[Subscriber]
    SuppressionAdminBase = admin.ModelAdmin[Suppression]
    SubscriptionInlineBase = admin.TabularInline[Subscription, Subscriber]
    SuppressionFormBase = forms.ModelForm[Suppression]
else:
    SubscriberAdminBase = SuppressionAdminBase = admin.ModelAdmin
    SubscriptionInlineBase = admin.TabularInline
    SuppressionFormBase = forms.ModelForm


def _key(text: str) -> str | None:
    try:
        return parse_address(text).canonical
    except BadAddress:
        return None


class SubscriptionInline(SubscriptionInlineBase):
    """What an address follows, with the proof of its consent."""

    model = Subscription
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "topic",
        "wanted",
        "cadence",
        "state",
        "asked_at",
        "asked_from",
        "consent_text",
        "network",
        "confirmed_at",
        "ended_at",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: consent cannot be given for somebody else."""
        return False

    @admin.display(description="wants to hear of")
    def wanted(self, subscription: Subscription) -> str:
        """Its wishes in words."""
        words = [
            f"{lead_time_text(offset)} before" if kind is AlertKind.REMINDER else kind.value
            for kind, offset in wished(subscription.wishes)
        ]
        return ", ".join(words + (["the week ahead"] if subscription.wishes & WEEK_AHEAD else []))


@admin.register(Subscriber)
class SubscriberAdmin(RecordAdmin, SubscriberAdminBase):
    """One address; shown to whoever knows it. Deleting erases everything of it."""

    list_display = ("half_hidden_address", "created_at", "confirmed_at")
    search_fields = ("=address_key",)
    search_help_text = "A whole address. Nobody is listed without."
    show_full_result_count = False
    actions = None
    inlines = (SubscriptionInline,)
    fields = readonly_fields = (
        "address",
        "language",
        "zone",
        "quiet_from",
        "quiet_until",
        "created_at",
        "confirmed_at",
        "confirmation_sent_at",
        "daily_at",
        "weekly_at",
        "week_ahead_at",
        "bounced_on",
    )

    @admin.display(description="address")
    def half_hidden_address(self, subscriber: Subscriber) -> str:
        """Enough to know it again."""
        return half_hidden(subscriber.address)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Subscriber], search_term: str
    ) -> tuple[QuerySet[Subscriber], bool]:
        """The one subscriber with exactly that address, in any of its spellings; none without."""
        key = _key(search_term)
        return (queryset.filter(address_key=key) if key else queryset.none()), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never: an address is added by its owner."""
        return False

    def delete_model(self, request: HttpRequest, obj: Subscriber) -> None:
        """Erase, as its owner would."""
        reader = f"reader {obj.pk}"
        erase(obj)
        security.note(FactKind.ERASED, now=utc_now(), account=request.user.get_username(), about=reader)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """One line: with an address goes all that hangs on it, thousands of mails perhaps."""
        return [half_hidden(each.address) for each in objs], {}, set(), []

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """That somebody erased one, and not whom: the log would keep the address."""
        return [
            LogEntry.objects.create(
                user=User.objects.get_by_natural_key(request.user.get_username()),
                content_type=ContentType.objects.get_for_model(Subscriber),
                object_id=str(each.pk),
                object_repr="an address",
                action_flag=DELETION,
            )
            for each in queryset
        ]


class SuppressionForm(SuppressionFormBase):
    """An address not to be written to any more; it is kept as a hash."""

    address = forms.CharField(help_text="It is kept as a keyed hash: this list cannot be read back.")

    class Meta:
        model = Suppression
        fields = ("detail",)

    def clean_address(self) -> Address:
        """A mail address; not one that is on the list."""
        try:
            address = parse_address(self.cleaned_data["address"])
        except BadAddress as error:
            raise ValidationError(str(error)) from error
        if Suppression.objects.filter(address_hash__in=address_hashes(address.canonical)).exists():
            raise ValidationError("This address is on the list.")
        return address


@admin.register(Suppression)
class SuppressionAdmin(RecordAdmin, SuppressionAdminBase):
    """Addresses that are not written to. Deleting an entry lifts it; subscriptions stay as they are."""

    list_display = ("reason", "since_at", "until_at", "detail")
    list_filter = ("reason",)
    search_fields = ("=address_hash",)
    search_help_text = "A whole address."
    ordering = ("-since_at",)
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Suppression], search_term: str
    ) -> tuple[QuerySet[Suppression], bool]:
        """The entries of exactly that address; all without a search, for they tell no address."""
        if not search_term:
            return queryset, False
        key = _key(search_term)
        return (queryset.filter(address_hash__in=address_hashes(key)) if key else queryset.none()), False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """An address to add; nothing to edit."""
        return super().get_form(request, obj, change, **({} if obj else {"form": SuppressionForm}), **kwargs)

    def get_fields(self, request: HttpRequest, obj: Suppression | None = None) -> tuple[str, ...]:
        """Of an entry all but its hash."""
        return ("reason", "since_at", "until_at", "detail") if obj else ("address", "detail")

    def get_readonly_fields(self, request: HttpRequest, obj: Suppression | None = None) -> tuple[str, ...]:
        """Entries are not edited."""
        return self.list_display if obj else ()

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        """Suppress, and call back what is planned."""
        if change:
            return
        key = form.cleaned_data["address"].canonical
        suppress(key, SuppressionReason.MANUAL, now=utc_now(), detail=form.cleaned_data["detail"])
        obj.pk = Suppression.objects.values_list("pk", flat=True).get(address_hash__in=address_hashes(key))
        obj.refresh_from_db()
