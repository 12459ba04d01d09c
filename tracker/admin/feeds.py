"""Feeds: try one, add it, see how it does, let it be polled now, pause it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.timesince import timesince

from tracker.admin.base import RecordAdmin
from tracker.clock import utc_now
from tracker.domain.text import one_line
from tracker.models import Feed, FeedState, IntakeItem
from tracker.queries.intake import trouble_of
from tracker.services.http_clients import page_reader
from tracker.services.intake.engine import Rules
from tracker.services.intake.feed_preview import FeedPreview, NoPreview, preview_feed
from tracker.services.intake.poll import LONGEST_ADDRESS, pause, poll_now

if TYPE_CHECKING:
    FeedAdminBase = admin.ModelAdmin[Feed]
    FeedFormBase = forms.ModelForm[Feed]
else:
    FeedAdminBase = admin.ModelAdmin
    FeedFormBase = forms.ModelForm

TRY, POLL, PAUSE = "_try", "_poll", "_pause"
NEWEST = 20


class NewFeedForm(FeedFormBase):
    """The address of a feed, which was fetched and read before the form is looked at."""

    address = forms.CharField(
        max_length=LONGEST_ADDRESS,
        help_text="Of an RSS or Atom feed.",
        widget=AdminTextInputWidget({"size": 80}),
    )
    preview: FeedPreview | str = ""

    class Meta:
        model = Feed
        fields = ("address",)

    def clean_address(self) -> str:
        """The address where it leads for good; only of a feed that can be read now."""
        if isinstance(self.preview, str):
            raise ValidationError(self.preview)
        return self.preview.address


@admin.register(Feed)
class FeedAdmin(RecordAdmin, FeedAdminBase):
    """The feeds that are polled, with what is wrong with one."""

    change_form_template = "admin/tracker/feed/change_form.html"
    list_display = ("name", "state", "trouble", "polled", "newest", "articles")
    list_filter = ("state",)
    search_fields = ("title", "address")
    ordering = ("title", "address")
    show_full_result_count = False
    actions = ("poll_now", "pause")
    looked_at = (
        ("address",),
        ("state", "trouble"),
        ("polled_at", "next_poll_at", "interval"),
        ("failures", "last_error"),
        ("note",),
        ("articles", "last_item_at"),
        ("added_at", "added_by"),
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A form to add, which knows the preview; nothing to edit."""
        form: Any = super().get_form(request, obj, change, **({} if obj else {"form": NewFeedForm}), **kwargs)
        form.preview = getattr(request, "preview", "")
        return form

    def get_fields(self, request: HttpRequest, obj: Feed | None = None) -> Any:
        """The address to add; of one that is there all but what the worker needs for itself."""
        return self.looked_at if obj else ("address",)

    def get_readonly_fields(self, request: HttpRequest, obj: Feed | None = None) -> tuple[str, ...]:
        """All of one that is there."""
        rows = self.looked_at if obj else ()
        return tuple(name for row in rows for name in row)

    @admin.display(description="feed", ordering="title")
    def name(self, feed: Feed) -> str:
        """Its title, or its address."""
        return str(feed)

    @admin.display(description="what is wrong")
    def trouble(self, feed: Feed) -> str:
        """A sentence, or nothing."""
        return trouble_of(feed, now=utc_now()) or "–"

    @admin.display(description="polled", ordering="polled_at")
    def polled(self, feed: Feed) -> str:
        """How long ago it last answered."""
        return _ago(feed.polled_at)

    @admin.display(description="something new", ordering="last_item_at")
    def newest(self, feed: Feed) -> str:
        """How long ago it last brought something."""
        return _ago(feed.last_item_at)

    @admin.display(description="articles", ordering="found_count")
    def articles(self, feed: Feed) -> str:
        """How many came, and how many of them were worth fetching."""
        return f"{feed.found_count:,}, of which {feed.kept_count:,} passed the sieve"

    @admin.display(description="is polled every")
    def interval(self, feed: Feed) -> str:
        """Minutes or hours."""
        minutes = round(feed.interval_seconds / 60)
        return f"{minutes} minutes" if minutes < 120 else f"{minutes / 60:.1f} hours"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new feed that was tried keeps its address in the form."""
        return {**super().get_changeform_initial_data(request), "address": request.POST.get("address", "")}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """The form; what is posted is fetched before a transaction is open."""
        if request.method != "POST" or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        preview = cast("PreviewRequest", request).preview = _preview(request.POST.get("address", ""))
        if TRY not in request.POST:
            return super().add_view(request, form_url, extra_context)
        found = {"problem": preview} if isinstance(preview, str) else {"preview": preview}
        request.method = "GET"
        try:
            return super().add_view(request, form_url, {**(extra_context or {}), **found})
        finally:
            request.method = "POST"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the newest articles that came by it, and its own buttons alone."""
        items = IntakeItem.objects.filter(feed=int(object_id))[:NEWEST] if object_id.isdecimal() else []
        no_saving = dict.fromkeys(("show_save", "show_save_and_continue", "show_save_and_add_another"), False)
        context = {**(extra_context or {}), **no_saving, "items": items}
        return super().change_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """Add it, to be polled at once; of one that is there nothing is written."""
        if change:
            return
        now = utc_now()
        obj.title, obj.added_at, obj.next_poll_at = form.preview.title, now, now
        obj.added_by = User.objects.get_by_natural_key(request.user.get_username())
        obj.save()

    def response_change(self, request: HttpRequest, obj: Feed) -> HttpResponse:
        """The buttons do what they say and stay on the page."""
        if POLL not in request.POST and PAUSE not in request.POST:
            return super().response_change(request, obj)
        act = self.poll_now if POLL in request.POST else self.pause
        act(request, Feed.objects.filter(pk=obj.pk))
        return HttpResponseRedirect(request.path)

    @admin.action(description="Poll now", permissions=["change"])
    def poll_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        """Let the worker poll the chosen ones; those paused or gone are active again."""
        for feed in queryset:
            poll_now(feed, now=utc_now())
            self.log_change(request, feed, "Polled on demand.")
        count = queryset.count()
        words = f"{count} feed{'' if count == 1 else 's'} will be polled within seconds."
        self.message_user(request, words, messages.SUCCESS)

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        """Poll the chosen ones no more until somebody says so."""
        active = list(queryset.filter(state=FeedState.ACTIVE))
        for feed in active:
            pause(feed)
            self.log_change(request, feed, "Paused.")
        words = f"{len(active)} feed{'' if len(active) == 1 else 's'} paused."
        self.message_user(request, words, messages.SUCCESS if active else messages.WARNING)


def _ago(at: datetime | None) -> str:
    return f"{timesince(at, utc_now(), depth=1)} ago" if at else "never"


class PreviewRequest(HttpRequest):
    """A request that adds a feed: its preview, or why there is none."""

    preview: FeedPreview | str


def _preview(address: str) -> FeedPreview | str:
    address = one_line(address)
    if not address:
        return "Paste the address of a feed."
    if "://" not in address:
        address = f"https://{address}"
    now = utc_now()
    try:
        return preview_feed(address, pages=page_reader(), sieve=Rules(now).sieve, now=now)
    except NoPreview as error:
        return str(error)
