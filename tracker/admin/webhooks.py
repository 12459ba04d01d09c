"""Webhooks for editors and operators: register an endpoint, see every call with its answers, send again."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html_join

from tracker.admin.base import RecordAdmin
from tracker.admin.deliveries import OnlyLookedAt
from tracker.clock import utc_now
from tracker.domain.alerts import OFFSETS
from tracker.domain.webhooks import NEWS_TYPES, EventType, chosen, event_bit
from tracker.models import Call, Endpoint, Subscriber, SwitchedOff, TopicKind
from tracker.queries.subscriptions import half_hidden
from tracker.queries.topics import followed
from tracker.services.webhooks.endpoints import (
    NotPossible,
    register,
    rotate,
    send_again,
    send_challenge,
    send_test,
    switch_off,
    switch_on,
)
from tracker.templatetags.labels import lead_time_text
from tracker.transports.chats import IncompleteAddress, Service, check, service_of
from tracker.transports.email_addresses import Address, BadAddress, parse_address
from tracker.transports.http_guard import BadCallee, read_callee

if TYPE_CHECKING:
    EndpointAdminBase = admin.ModelAdmin[Endpoint]
    CallAdminBase = admin.ModelAdmin[Call]
    EndpointFormBase = forms.ModelForm[Endpoint]
else:
    EndpointAdminBase = CallAdminBase = admin.ModelAdmin
    EndpointFormBase = forms.ModelForm


ADDRESS_HELP = (
    f"https, a host by name. Known by their addresses, and sent messages for people: {', '.join(Service)}. "
    "Every other address gets signed JSON."
)


class EndpointForm(EndpointFormBase):
    """A new endpoint. Its secret is shown once it is saved, and never again."""

    url = forms.CharField(label="Address to call", max_length=500, help_text=ADDRESS_HELP)
    contact = forms.CharField(help_text="A mail address: whom to tell when it is switched off.")
    topic_kind = forms.ChoiceField(
        label="About", choices=[(kind.value, kind.label) for kind in TopicKind], initial=TopicKind.EVERYTHING
    )
    topic_key = forms.CharField(
        label="Which",
        required=False,
        max_length=500,
        help_text="A slug, or the query of the dashboard; empty for everything.",
    )
    kinds = forms.MultipleChoiceField(
        label="Call when",
        required=False,
        choices=[(kind.value, kind.value) for kind in NEWS_TYPES],
        initial=[kind.value for kind in NEWS_TYPES],
        widget=forms.CheckboxSelectMultiple,
    )
    offsets = forms.MultipleChoiceField(
        label="Call before a date",
        required=False,
        choices=[(str(at), f"{lead_time_text(offset)} before") for at, offset in enumerate(OFFSETS)],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Endpoint
        fields = ("url",)

    def clean_url(self) -> str:
        """One spelling of an address that may be called."""
        try:
            url = str(read_callee(self.cleaned_data["url"], allow_local=settings.WEBHOOKS_LOCAL))
            check(url)
        except (BadCallee, IncompleteAddress) as error:
            raise ValidationError(str(error)) from error
        return url

    def clean_contact(self) -> Address:
        """A mail address."""
        try:
            return parse_address(self.cleaned_data["contact"])
        except BadAddress as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """Add `wishes`; what is followed must be there, and it must follow something."""
        data = self.cleaned_data
        kind, key = data.get("topic_kind", ""), data.get("topic_key", "").strip()
        if kind:
            if (kind == TopicKind.EVERYTHING) != (key == ""):
                self.add_error("topic_key", "Empty for everything, and for nothing else.")
            elif not followed([(kind, key)])[kind, key].is_known:
                self.add_error("topic_key", f"The record has nothing of the name {key}.")
        wishes = sum(event_bit(EventType(word)) for word in data.get("kinds", ()))
        wishes += sum(event_bit(EventType.DUE, OFFSETS[int(at)]) for at in data.get("offsets", ()))
        if not wishes and not {"kinds", "offsets"} & self.errors.keys():
            self.add_error("kinds", "Choose at least one thing to be called for.")
        return {**data, "topic_key": key, "wishes": wishes}


@admin.register(Endpoint)
class EndpointAdmin(RecordAdmin, EndpointAdminBase):
    """An address that is called. Not edited: removed and registered anew."""

    list_display = (
        "address",
        "format",
        "topic",
        "owner",
        "state",
        "off_why",
        "failures",
        "failing_since",
        "created_at",
    )
    list_filter = ("state", "off_why")
    list_select_related = ("topic", "subscriber", "editor")
    search_fields = ("=url", "=subscriber__address_key")
    search_help_text = "The whole address that is called, or the whole mail address of its owner."
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("test", "challenge", "new_secret", "off", "on")
    looked_at = (
        ("address", "format"),
        "topic",
        "wants",
        "owner",
        ("state", "verified_at", "off_why", "off_at"),
        ("failures", "failing_since", "resting_until"),
        ("busy_until", "served_at"),
        ("previous_until", "created_at"),
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A form to add; nothing to edit."""
        return super().get_form(request, obj, change, **({} if obj else {"form": EndpointForm}), **kwargs)

    def get_fields(self, request: HttpRequest, obj: Endpoint | None = None) -> Any:
        """Never the secret."""
        return self.looked_at if obj else ("url", "contact", "topic_kind", "topic_key", "kinds", "offsets")

    def get_readonly_fields(self, request: HttpRequest, obj: Endpoint | None = None) -> tuple[str, ...]:
        """All of one that is there."""
        rows = self.looked_at if obj else ()
        return tuple(name for row in rows for name in ([row] if isinstance(row, str) else row))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Whoever registers it is whom to tell."""
        return {"contact": getattr(request.user, "email", ""), **super().get_changeform_initial_data(request)}

    @admin.display(description="address that is called")
    def address(self, endpoint: Endpoint) -> str:
        """The whole of it where an editor registered it; a reader's may hold a secret, so its host alone."""
        return endpoint.url if endpoint.editor else str(endpoint)

    @admin.display(description="format")
    def format(self, endpoint: Endpoint) -> str:
        """Which service its address is of, or JSON."""
        return service_of(endpoint.url) or "JSON"

    @admin.display(description="owner")
    def owner(self, endpoint: Endpoint) -> str:
        """The address, half hidden, and the editor who registered it."""
        address = half_hidden(endpoint.subscriber.address)
        return f"{endpoint.editor.get_username()} ({address})" if endpoint.editor else address

    @admin.display(description="called for")
    def wants(self, endpoint: Endpoint) -> str:
        """Its wishes in words."""
        kinds, offsets = chosen(endpoint.wishes)
        return ", ".join(
            [*(kind.value for kind in kinds), *(f"{lead_time_text(offset)} before" for offset in offsets)]
        )

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form; what cannot be registered now is left, and said."""
        try:
            return super().add_view(request, form_url, extra_context)
        except NotPossible as error:
            why = {
                "most": "that owner has as many webhooks as there can be",
                "twice": "that owner has this one already",
                "challenges": "its owner or its host had as many challenges as are sent within an hour",
            }
            self.message_user(request, f"Not added: {why[error.why]}.", messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Endpoint, form: Any, change: bool) -> None:
        """Register it and show the secret, once."""
        if change:
            return
        data, now = form.cleaned_data, utc_now()
        address: Address = data["contact"]
        owner, _ = Subscriber.objects.get_or_create(
            address_key=address.canonical, defaults={"address": str(address), "created_at": now}
        )
        made = register(
            owner,
            url=data["url"],
            topic_kind=data["topic_kind"],
            topic_key=data["topic_key"],
            wishes=data["wishes"],
            now=now,
            editor=User.objects.get_by_natural_key(request.user.get_username()),
        )
        obj.pk = made.pk
        obj.refresh_from_db()
        if service := service_of(made.url):
            words = f"The address is one of {service}: it is sent messages as {service} takes them."
            self.message_user(request, words, messages.INFO)
        else:
            self._show_secret(request, made, made.secret)

    def _show_secret(self, request: HttpRequest, endpoint: Endpoint, secret: str) -> None:
        self.message_user(
            request, f"The secret of {endpoint.url}, shown this once: {secret}", messages.WARNING
        )

    @admin.action(description="Send a test", permissions=["change"])
    def test(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Plan a test event for each."""
        planned = 0
        for endpoint in queryset:
            try:
                send_test(endpoint, now=utc_now())
            except NotPossible:
                continue
            planned += 1
        words = f"{planned} tests are on their way; those switched off, or tested too often, were left."
        self.message_user(request, words, messages.SUCCESS if planned else messages.WARNING)

    @admin.action(description="Send the challenge again", permissions=["change"])
    def challenge(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Plan a challenge for each that has not answered one."""
        planned = 0
        for endpoint in queryset:
            try:
                send_challenge(endpoint, now=utc_now())
            except NotPossible:
                continue
            planned += 1
        words = f"{planned} challenges are on their way; those that answered, or had too many, were left."
        self.message_user(request, words, messages.SUCCESS if planned else messages.WARNING)

    @admin.action(description="Give a new secret", permissions=["change"])
    def new_secret(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Only where an editor registered it: of others, only the owner is to know it."""
        for endpoint in queryset:
            if endpoint.editor is None:
                words = f"{endpoint}: only its owner can be given a new secret."
                self.message_user(request, words, messages.WARNING)
                continue
            try:
                secret = rotate(endpoint, now=utc_now())
            except NotPossible:
                words = f"{endpoint}: it has as many secrets in use as there can be; wait for the oldest."
                self.message_user(request, words, messages.WARNING)
                continue
            self._show_secret(request, endpoint, secret)
            self.log_change(request, endpoint, "New secret.")

    @admin.action(description="Switch off", permissions=["change"])
    def off(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Call them no more."""
        for endpoint in queryset:
            switch_off(endpoint, SwitchedOff.OPERATOR, now=utc_now())
            self.log_change(request, endpoint, "Switched off.")

    @admin.action(description="Switch on", permissions=["change"])
    def on(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Call them again."""
        for endpoint in queryset:
            switch_on(endpoint, now=utc_now())
            self.log_change(request, endpoint, "Switched on.")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """One line each: with an endpoint goes its log, thousands of calls perhaps."""
        return [str(each) for each in objs], {}, set(), []


@admin.register(Call)
class CallAdmin(OnlyLookedAt, RecordAdmin, CallAdminBase):
    """One call of one endpoint, with its newest attempts."""

    list_display = ("id", "what", "endpoint", "state", "attempts", "next_at", "sent_at", "error")
    list_filter = ("state", "occurrence__kind")
    list_select_related = ("occurrence__ultimatum", "endpoint")
    search_fields = ("=endpoint__url", "=occurrence__ultimatum__slug")
    ordering = ("-id",)
    show_full_result_count = False
    actions = ("send_again",)
    fields = (
        "what",
        "endpoint",
        "state",
        "error",
        "attempts",
        "uncertain",
        "next_at",
        "not_after",
        "lease_until",
        "sent_at",
        "log",
        "body",
    )

    @admin.display(description="event")
    def what(self, call: Call) -> str:
        """Its type and its case."""
        case = call.occurrence.ultimatum
        return f"{call.occurrence.kind}: {case.title}" if case else call.occurrence.kind

    @admin.display(description="attempts, the newest last")
    def log(self, call: Call) -> str:
        """When, status, time and first words of each."""
        rows = (
            (each["at"], each["status"] or "no answer", each["ms"], each["answer"]) for each in call.tries
        )
        return format_html_join("", "<div>{}: {}, {} ms {}</div>", rows) or "none"

    @admin.display(description="body")
    def body(self, call: Call) -> str:
        """What is sent, but for chat and push services, whose messages are made of it."""
        return call.occurrence.body

    @admin.action(description="Send again", permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Call]) -> None:
        """Make the chosen calls anew, where they are done and their endpoint is on."""
        count = 0
        for call in queryset.select_related("endpoint"):
            try:
                send_again(call.endpoint, call.pk, now=utc_now())
            except NotPossible:
                continue
            self.log_change(request, call, "Asked to send again.")
            count += 1
        told = f"{count} calls are due again; those on their way, or of endpoints switched off, were left."
        self.message_user(request, told, messages.SUCCESS if count else messages.WARNING)
