"""The parts of a case as inlines of its form."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.html import format_html_join

from tracker.admin.actor_field import actor_field
from tracker.admin.forms import (
    DeadlineForm,
    DemandForm,
    EventForm,
    OutcomeForm,
    PartForm,
    PartFormSet,
    PartyForm,
    SourceForm,
    SourceFormSet,
    ThreatForm,
    WordsInput,
)
from tracker.models import (
    Actor,
    Correction,
    Deadline,
    Demand,
    Event,
    Outcome,
    Party,
    Publication,
    Source,
    Threat,
    Ultimatum,
)
from tracker.queries.case import names_in
from tracker.templatetags.differences import differences_of, name_of_fact

if TYPE_CHECKING:
    Stacked = admin.StackedInline[Any, Ultimatum]
    Tabular = admin.TabularInline[Any, Ultimatum]
else:
    Stacked, Tabular = admin.StackedInline, admin.TabularInline

FEW_LINES: Mapping[Any, Mapping[str, Any]] = {
    models.TextField: {"widget": Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}
}
DETAILS = ("collapse",)


class PartInline(Stacked):
    """One row after the other, with a first empty one in a new case."""

    formset = PartFormSet
    formfield_overrides = FEW_LINES
    first_rows = 1

    def get_extra(self, request: HttpRequest, obj: Ultimatum | None = None, **kwargs: Any) -> int:
        """Empty rows to begin with where there is none; later ones are added with the link below the rows."""
        part = self.model._meta.verbose_name_plural
        is_empty = obj is None or not obj.document.get(str(part))
        return self.first_rows if is_empty else 0

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """An actor is chosen, named or made in place."""
        if isinstance(db_field, models.ForeignKey) and db_field.related_model is Actor:
            return actor_field(db_field, may_add=request.user.has_perm("tracker.add_actor"))
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PartyInline(PartInline):
    """Who demands, and of whom: a sender and a target to begin with."""

    model = Party
    form: type[PartForm] = PartyForm
    first_rows = 2

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With the actors, whose names head the rows."""
        return super().get_queryset(request).select_related("actor")

    fieldsets = (
        (None, {"fields": (("role", "actor", "stated_by"),)}),
        ("More", {"classes": DETAILS, "fields": (("label", "since"),)}),
    )


class DemandInline(PartInline):
    """What is demanded."""

    model = Demand
    form = DemandForm
    fieldsets = (
        (None, {"fields": ("text", "type", "sources", "key")}),
        ("More", {"classes": DETAILS, "fields": (("target", "since"), "quotes")}),
    )


class ThreatInline(PartInline):
    """What is threatened."""

    model = Threat
    form = ThreatForm
    fieldsets = (
        (None, {"fields": ("text", "type", "sources", "key")}),
        (
            "More",
            {
                "classes": DETAILS,
                "fields": (("explicit", "automatic"), ("as_stated", "since"), "exposed_actors", "quotes"),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With who is exposed."""
        return super().get_queryset(request).prefetch_related("exposures__actor")


class DeadlineInline(PartInline):
    """The announcements of the time limit."""

    model = Deadline
    form = DeadlineForm
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("announced", "language"),
                    "as_stated",
                    ("earliest", "latest", "precision"),
                    ("timezone", "timezone_assumed", "read_from"),
                    ("change", "replaces_key", "stated_by"),
                    "sources",
                    "key",
                )
            },
        ),
        ("The words say another date, or none", {"classes": DETAILS, "fields": ("overruled", "no_date")}),
        (
            "More",
            {
                "classes": DETAILS,
                "fields": ("public_since", "clock_start", "condition", "contested", "note", "quotes"),
            },
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The words get the Interpret button."""
        if db_field.name == "as_stated":
            kwargs["widget"] = WordsInput(attrs={"class": "vTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was announced in a published case cannot be unsaid."""
        is_public = isinstance(obj, Ultimatum) and obj.publication == Publication.PUBLISHED
        return not is_public and super().has_delete_permission(request, obj)


class EventInline(PartInline):
    """What happened."""

    model = Event
    form = EventForm
    first_rows = 0
    fieldsets = (
        (None, {"fields": ("text", ("on", "kind"), "sources", "key")}),
        ("More", {"classes": DETAILS, "fields": (("scheduled", "follows"), "contested", "quotes")}),
    )


class OutcomeInline(PartInline):
    """What came of it."""

    model = Outcome
    form = OutcomeForm
    first_rows = 0
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("response", "follow_through", "settled"),
                    "on",
                    "justification",
                    "sources",
                )
            },
        ),
        (
            "More",
            {
                "classes": DETAILS,
                "fields": (("target", "enforced_by", "lifted"), "contested", "note", "quotes"),
            },
        ),
    )


class SourceInline(PartInline):
    """Where the facts are from."""

    model = Source
    form = SourceForm
    formset = SourceFormSet
    fieldsets = (
        (None, {"fields": ("url", "title", ("publisher", "published", "quality"), "key")}),
        (
            "More",
            {
                "classes": DETAILS,
                "fields": (("language", "title_is_descriptive"), ("archived_address", "archived_on")),
            },
        ),
    )


class CorrectionInline(Tabular):
    """The public log of what we had wrong: to read, never to edit."""

    model = Correction
    fields = readonly_fields = ("made_at", "what", "reason", "editor")
    extra = 0
    verbose_name_plural = "corrections (public log)"

    @admin.display(description="what was corrected")
    def what(self, correction: Correction) -> str:
        """The fact, and each of its fields before and after."""
        path, before, after = correction.path, correction.before, correction.after
        names = names_in([before, after])
        fact = name_of_fact(path, before or after, names)
        rows = (
            (f"{fact}{', ' * bool(item.field)}{item.field}", item.before or "–", item.after or "–")
            for item in differences_of(path, before, after, names)
        )
        return format_html_join("", "<div>{}: <s>{}</s> → {}</div>", rows)

    def has_add_permission(self, request: HttpRequest, obj: Ultimatum | None = None) -> bool:
        """Corrections are logged by saving."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Append-only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Append-only."""
        return False


INLINES = (
    PartyInline,
    DemandInline,
    ThreatInline,
    DeadlineInline,
    EventInline,
    OutcomeInline,
    SourceInline,
    CorrectionInline,
)
