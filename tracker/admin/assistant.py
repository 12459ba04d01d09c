"""The question whether texts may be sent to a language model: asked once for each, answered by name."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from tracker.admin.base import RecordAdmin
from tracker.clock import utc_now
from tracker.models import AssistantConsent
from tracker.services.intake.assistant import answer_consent, chosen_assistant, is_allowed

if TYPE_CHECKING:
    ConsentAdminBase = admin.ModelAdmin[AssistantConsent]
    ConsentFormBase = forms.ModelForm[AssistantConsent]
else:
    ConsentAdminBase = admin.ModelAdmin
    ConsentFormBase = forms.ModelForm


class ConsentForm(ConsentFormBase):
    """One tick; without it the answer is no, and what was allowed before is no longer."""

    is_given = forms.BooleanField(label="Texts may be sent there", required=False)

    class Meta:
        model = AssistantConsent
        fields = ("is_given",)


@admin.register(AssistantConsent)
class ConsentAdmin(RecordAdmin, ConsentAdminBase):
    """The answers, the newest first. Nothing of them is edited: whoever takes one back answers anew."""

    list_display = ("answered_at", "answered_by", "is_given", "model", "address")
    list_select_related = ("answered_by",)
    form = ConsentForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where a model is set up is there something to answer."""
        return chosen_assistant() is not None and super().has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: they say who allowed what and when."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: AssistantConsent | None = None) -> Any:
        """With what exactly is asked."""
        assistant = chosen_assistant()
        if obj or assistant is None:
            return ((None, {"fields": self.list_display}),)
        asked = (
            f"The texts that come in and pass the sieve would leave this machine for {assistant.address} "
            f"(model {assistant.model}), up to {settings.ASSISTANT_DAILY} within a day. "
            "What comes back counts only as places in the text; an editor decides as before. "
            "Your name and the time are kept with the answer, which can be taken back by answering anew."
        )
        return ((None, {"fields": ("is_given",), "description": asked}),)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The answer that holds."""
        assistant = chosen_assistant()
        return {"is_given": assistant is not None and is_allowed(assistant)}

    def save_model(self, request: HttpRequest, obj: AssistantConsent, form: Any, change: bool) -> None:
        """Store the answer with who gave it."""
        assistant = chosen_assistant()
        if assistant is None:
            raise PermissionDenied
        editor = User.objects.get_by_natural_key(request.user.get_username())
        is_given = form.cleaned_data["is_given"]
        obj.pk = answer_consent(assistant, is_given=is_given, editor=editor, now=utc_now()).pk
        obj.refresh_from_db()
