"""The form that registers a webhook: where to, about what, of which events."""

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.domain.alerts import OFFSETS
from tracker.domain.webhooks import NEWS_TYPES, EventType, event_bit
from tracker.templatetags.labels import lead_time_text
from tracker.transports.chats import IncompleteAddress, check
from tracker.transports.http_guard import LONGEST, BadCallee, read_callee
from tracker.web.subscriptions.about import AboutField
from tracker.web.subscriptions.forms import form_helper

EVENT_LABELS = {
    EventType.SET: gettext_lazy("A new deadline is set"),
    EventType.MOVED: gettext_lazy("A date is moved, suspended or withdrawn"),
    EventType.PROPOSED: gettext_lazy("A new date is proposed"),
    EventType.EVENT: gettext_lazy("Anything else happens"),
    EventType.OUTCOME: gettext_lazy("There is an outcome"),
    EventType.CORRECTION: gettext_lazy("We correct what we had written"),
    EventType.EXPIRED: gettext_lazy("The date passes"),
}


def event_texts(kinds: tuple[EventType, ...], offsets: tuple[timedelta, ...]) -> list[str]:
    """What an endpoint asked for, one phrase each."""
    before = ", ".join(lead_time_text(offset) for offset in offsets)
    told = [_("%(offsets)s before a date") % {"offsets": before}] if before else []
    return told + [str(EVENT_LABELS[kind]) for kind in kinds]


def hook_address(text: str) -> str:
    """One spelling of an address that may be called; raises `BadCallee` or `IncompleteAddress`."""
    url = str(read_callee(text, allow_local=settings.WEBHOOKS_LOCAL))
    check(url)
    return url


class HookForm(forms.Form):
    """Everything a webhook needs. Cleans to `url`, `topic` and `wishes`."""

    url = forms.CharField(
        label=gettext_lazy("Address to call"),
        max_length=LONGEST,
        widget=forms.TextInput(
            attrs={"type": "url", "inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=gettext_lazy(
            "https, a host by name, port 443 or 8443. Redirects are not followed. Chat and push services are "
            "known by their addresses."
        ),
    )
    about = AboutField(label=gettext_lazy("About"))
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Call when"),
        required=False,
        choices=list(EVENT_LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=[kind.value for kind in NEWS_TYPES],
    )
    offsets = forms.MultipleChoiceField(
        label=gettext_lazy("Call before a date"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_hook_%s", **options})
        self.fields["offsets"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (str(int(offset.total_seconds())), lead_time_text(offset)) for offset in OFFSETS
        ]

    @property
    def helper(self) -> FormHelper:
        """How it is drawn."""
        return form_helper(Field("url"), Field("about"), Field("kinds"), Field("offsets"))

    def clean_url(self) -> str:
        """One spelling of an address that may be called."""
        try:
            return hook_address(self.cleaned_data["url"])
        except (BadCallee, IncompleteAddress) as error:
            raise ValidationError(str(error), code="address") from error

    def clean(self) -> dict[str, Any]:
        """Add `wishes`, the set of bits; refuse an empty one."""
        data = self.cleaned_data
        offsets = (timedelta(seconds=int(text)) for text in data.get("offsets", ()))
        wishes = sum(event_bit(EventType.DUE, offset) for offset in offsets)
        wishes += sum(event_bit(EventType(word)) for word in data.get("kinds", ()))
        if not wishes and not {"offsets", "kinds"} & self.errors.keys():
            self.add_error("kinds", _("Choose at least one thing to be called for."))
        return {**data, "wishes": wishes}
