"""Which case leads the front page: one is put there, for good or until an instant, and taken off."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from tracker.admin.base import RecordAdmin, RecordForm
from tracker.clock import utc_now
from tracker.models import Lead, Publication
from tracker.services.cases.leads import put_on_top, set_end, take_off

if TYPE_CHECKING:
    LeadAdminBase = admin.ModelAdmin[Lead]
    LeadFormBase = forms.ModelForm[Lead]
else:
    LeadAdminBase = admin.ModelAdmin
    LeadFormBase = forms.ModelForm


class LeadForm(RecordForm, LeadFormBase):
    """The case, and until when."""

    class Meta:
        model = Lead
        fields = ("ultimatum", "until_at")

    def clean_ultimatum(self) -> Any:
        """A case that readers see."""
        case = self.cleaned_data["ultimatum"]
        if case.publication != Publication.PUBLISHED:
            raise ValidationError("This case is not published: readers would not see it. Publish it first.")
        return case

    def clean_until_at(self) -> datetime | None:
        """An instant ahead, or none: what the front page showed stays as it was."""
        until: datetime | None = self.cleaned_data["until_at"]
        if until is not None and until <= utc_now():
            raise ValidationError(
                "This lies in the past. Give an instant ahead; to take the case off at once, "
                "use “Take it off now” in the list."
            )
        return until


@admin.register(Lead)
class LeadAdmin(RecordAdmin, LeadAdminBase):
    """The leads there are and were. They are not deleted: the front page of a past day shows them."""

    form = LeadForm
    list_display = ("ultimatum", "from_at", "until_at", "holds")
    list_select_related = ("ultimatum",)
    autocomplete_fields = ("ultimatum",)
    actions = ("take_off_now",)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Lead | None = None) -> tuple[str, ...]:
        """Of a lead that is there its end alone can be changed; of one that is over nothing."""
        if obj is None:
            return ()
        return ("ultimatum", "from_at") if _holds(obj) else ("ultimatum", "from_at", "until_at")

    def has_delete_permission(self, request: HttpRequest, obj: Lead | None = None) -> bool:
        """Nobody: a past day would show another page than it did."""
        return False

    def save_model(self, request: HttpRequest, obj: Lead, form: Any, change: bool) -> None:
        """Save it with all that depends on it."""
        if change:
            set_end(obj, obj.until_at)
        else:
            put_on_top(obj, now=utc_now())

    @admin.display(boolean=True, description="leads now")
    def holds(self, lead: Lead) -> bool:
        """Whether it leads."""
        return _holds(lead)

    @admin.action(permissions=["change"], description="Take it off now")
    def take_off_now(self, request: HttpRequest, queryset: QuerySet[Lead]) -> None:
        """End those that hold; what follows is the next ultimatum."""
        ended = [lead for lead in queryset if take_off(lead, now=utc_now())]
        for lead in ended:
            self.log_change(request, lead, "Taken off the front page.")
        if ended:
            messages.success(request, "Taken off: " + "; ".join(lead.ultimatum.title for lead in ended))
        else:
            messages.warning(request, "None of these leads the front page now.")


def _holds(lead: Lead) -> bool:
    return lead.until_at is None or lead.until_at > utc_now()
