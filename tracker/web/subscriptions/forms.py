"""The forms: what to follow and how, how to be written to, where to send a link."""

import json
import re
from collections.abc import Container, Mapping
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tracker.domain.alerts import NEWS, OFFSETS, WEEK_AHEAD, AlertKind, wish_bit, wished
from tracker.domain.dates.moments import AREAS, RENAMED, NoSuchZone, zone, zone_today
from tracker.models import LONGEST_NOTE, Cadence
from tracker.services.subscriptions.subscribe import Profile
from tracker.templatetags.labels import lead_time_text
from tracker.templatetags.local_names import place_in_alphabet
from tracker.templatetags.times import cities
from tracker.transports.email_addresses import Address, BadAddress, parse_address

NEWS_LABELS = {
    AlertKind.EXPIRY: gettext_lazy("The date passes"),
    AlertKind.MOVED: gettext_lazy("A date is moved, suspended or withdrawn"),
    AlertKind.OUTCOME: gettext_lazy("There is an outcome"),
    AlertKind.SET: gettext_lazy("A new deadline is set"),
    AlertKind.EVENT: gettext_lazy("Anything else happens"),
}
CADENCE_LABELS = {
    Cadence.AT_ONCE: gettext_lazy("At once"),
    Cadence.DAILY: gettext_lazy("Together once a day, at 08:00"),
    Cadence.WEEKLY: gettext_lazy("Together once a week, on Monday at 08:00"),
}
UNFIT_FOR_NOTES = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ue000\ue001\ufffe\uffff]"
)
"""Control characters, those that turn the direction of text, halves of characters, and marks of mails."""
FIRST_OFFSETS = (timedelta(days=7), timedelta(days=3), timedelta(days=1))
FIRST_NEWS = (AlertKind.EXPIRY, AlertKind.MOVED, AlertKind.OUTCOME, AlertKind.SET)


def wishes_text(wishes: int) -> list[str]:
    """What a set of wishes asks for, one phrase each."""
    chosen = wished(wishes)
    offsets = [lead_time_text(offset) for kind, offset in chosen if kind is AlertKind.REMINDER]
    told = [_("%(offsets)s before a date") % {"offsets": ", ".join(offsets)}] if offsets else []
    told += [str(NEWS_LABELS[kind]) for kind, _offset in chosen if kind is not AlertKind.REMINDER]
    return told + ([_("The week ahead, on Mondays")] if wishes & WEEK_AHEAD else [])


REGIONS = {
    "Africa": gettext_lazy("Africa"),
    "America": gettext_lazy("America"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
    "Asia": gettext_lazy("Asia"),
    "Atlantic": gettext_lazy("Atlantic Ocean"),
    "Australia": gettext_lazy("Australia"),
    "Europe": gettext_lazy("Europe"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Pacific": gettext_lazy("Pacific Ocean"),
}


@cache
def zone_choices(language: str = "en") -> list[tuple[str, Any]]:
    """Every zone of a place by its name of today, by region, and UTC; in the order of the alphabet."""
    named = cities(language)
    names = sorted(available_timezones() - RENAMED.keys())
    groups = [
        (
            str(REGIONS[region]),
            sorted(
                (
                    (name, named.get(name) or name.partition("/")[2].replace("_", " "))
                    for name in names
                    if name.startswith(f"{region}/")
                ),
                key=lambda choice: place_in_alphabet(choice[1]),
            ),
        )
        for region in AREAS
    ]
    return [("UTC", "UTC"), *groups]


class AddressField(forms.CharField):
    """An address as people type them; cleans to an `Address`, to None where none is needed nor given."""

    def __init__(self, **options: Any) -> None:
        attributes = {
            "type": "email",
            "autocomplete": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        super().__init__(widget=forms.TextInput(attrs=attributes), **options)

    def clean(self, value: Any) -> Address | None:
        """Raises `ValidationError` in the words of `BadAddress`."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_address(text)
        except BadAddress as error:
            raise ValidationError(str(error), code="address") from error


def _zones_there() -> list[tuple[str, Any]]:
    return zone_choices(get_language() or "en")


class ZoneField(forms.CharField):
    """An IANA zone; any of them, though only those of places are offered. Cleans to its name of today."""

    def __init__(self, **options: Any) -> None:
        # For the script that chooses the zone a browser names.
        attributes = {"data-renamed": json.dumps(RENAMED)}
        widget = forms.Select(attributes, CallableChoiceIterator(_zones_there))
        super().__init__(widget=widget, max_length=64, **options)

    def prepare_value(self, value: Any) -> Any:
        """What is chosen in the list."""
        return zone_today(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        """Raises `ValidationError` for a name that is no zone."""
        name: str = super().clean(value)
        try:
            zone(name)
        except NoSuchZone as error:
            raise ValidationError(str(error), code="zone") from error
        return zone_today(name)


def form_helper(*layout: Any) -> FormHelper:
    """A helper that draws fields alone: the template writes the form tag."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*layout)
    return helper


class NoteField(forms.CharField):
    """A reader's own note: plain text, cleaned to one line, for a mail has no room for more."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=gettext_lazy(
                "Plain text, up to 500 characters. It is printed in your mails about this "
                "and shown to nobody else."
            ),
            **options,
        )

    def to_python(self, value: Any) -> str:
        """Without control characters, each run of blanks as one."""
        text: str = super().to_python(value) or ""
        return " ".join(UNFIT_FOR_NOTES.sub(" ", text).split())


class WishesForm(forms.Form):
    """Of what to hear, how long before, how soon. At least one thing."""

    offsets = forms.MultipleChoiceField(
        label=gettext_lazy("Remind me before a date"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Counted back from the instant it expires; a day is 24 hours."),
    )
    news = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me when"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cadence = forms.TypedChoiceField(
        label=gettext_lazy("How soon"),
        coerce=lambda text: Cadence(int(text)),
        choices=list(CADENCE_LABELS.items()),
        widget=forms.RadioSelect,
    )
    week_ahead = forms.BooleanField(
        label=gettext_lazy("Send me the week ahead as well, on Mondays at 08:00"),
        required=False,
        help_text=gettext_lazy(
            "All that falls due or is scheduled in the coming seven days, in one mail of its own."
        ),
    )
    note = NoteField(label=gettext_lazy("A note of your own (not needed)"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["offsets"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (str(int(offset.total_seconds())), lead_time_text(offset)) for offset in OFFSETS
        ]
        self.fields["news"].choices = [(kind.value, NEWS_LABELS[kind]) for kind in NEWS_LABELS]  # type: ignore[attr-defined]  # as above

    def ask_browser(self) -> None:
        """Leave out what mails alone have: how soon, the week ahead, a note."""
        for name in ("cadence", "week_ahead", "note"):
            self.fields.pop(name, None)

    @staticmethod
    def initial_of(wishes: int, cadence: int) -> dict[str, Any]:
        """The form's values for a subscription."""
        chosen = wished(wishes)
        reminders = [offset for kind, offset in chosen if kind is AlertKind.REMINDER]
        return {
            "offsets": [str(int(offset.total_seconds())) for offset in reminders],
            "news": [kind.value for kind, _ in chosen if kind in NEWS],
            "cadence": int(cadence),
            "week_ahead": bool(wishes & WEEK_AHEAD),
        }

    @property
    def helper(self) -> FormHelper:
        """How it is drawn."""
        return form_helper(*wishes_layout(self.fields))

    def clean(self) -> dict[str, Any]:
        """Add `wishes`, the set of bits; refuse an empty one."""
        data = self.cleaned_data
        offsets = (timedelta(seconds=int(text)) for text in data.get("offsets", ()))
        wishes = sum(wish_bit(AlertKind.REMINDER, offset) for offset in offsets)
        wishes += sum(wish_bit(AlertKind(word)) for word in data.get("news", ()))
        wishes += WEEK_AHEAD if data.get("week_ahead") else 0
        if not wishes and not {"offsets", "news"} & self.errors.keys():
            self.add_error("offsets", _("Choose at least one thing to be told."))
        return {**data, "wishes": wishes}


def wishes_layout(fields: Container[str]) -> tuple[Any, ...]:
    """Of what to hear, how soon, and the note, as far as the form has it."""
    names = ("offsets", "news", "cadence", "week_ahead", "note")
    return tuple(Field(name) for name in names if name in fields)


class ProfileForm(forms.Form):
    """How an address wants to be written to."""

    zone = ZoneField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "Dates in mails are shown in it, beside UTC; digests and quiet hours follow it."
        ),
    )
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].initial = get_language()

    @property
    def helper(self) -> FormHelper:
        """How it is drawn."""
        return form_helper(*profile_layout())

    def clean(self) -> dict[str, Any]:
        """Quiet hours have both ends or none; one of them alone or both alike is a slip."""
        data = self.cleaned_data
        ends = data.get("quiet_from"), data.get("quiet_until")
        if not {"quiet_from", "quiet_until"} & self.errors.keys():
            if (ends[0] is None) != (ends[1] is None):
                missing = "quiet_until" if ends[1] is None else "quiet_from"
                self.add_error(
                    missing, _("Quiet hours need both a beginning and an end; or leave both empty.")
                )
            elif ends[0] is not None and ends[0] == ends[1]:
                self.add_error("quiet_until", _("Quiet hours that end when they begin would never be quiet."))
        return data

    @property
    def profile(self) -> Profile:
        """What was chosen."""
        names = ("language", "zone", "quiet_from", "quiet_until")
        return Profile(**{name: self.cleaned_data[name] for name in names})


def profile_layout() -> tuple[Any, ...]:
    """Zone, language and quiet hours."""
    hint = Div(Field("quiet_from"), Field("quiet_until"), css_class="quiet-hours")
    return (
        Field("zone"),
        Fieldset(_("Quiet hours, in which mails wait"), hint, css_class="mb-3"),
        Field("language"),
    )


class StrangersForm(forms.Form):
    """What guards a form that anybody can send: `website` is a trap for programs, which people do not see;
    `opened` says since when the form lay open (decorators.opening_stamp)."""

    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def guards() -> tuple[Any, ...]:
        """How both are drawn; the trap stands where styles hide it and says so to whoever finds it."""
        return Div(Field("website"), css_class="trap", aria_hidden="true"), Field("opened")


class SubscribeForm(StrangersForm, ProfileForm, WishesForm):
    """Everything a stranger is asked for."""

    address = AddressField(label=gettext_lazy("Your e-mail address"))

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        if not self.is_bound:
            self.fields["zone"].widget.attrs["data-guess-zone"] = "yes"
        self.fields["offsets"].initial = [str(int(offset.total_seconds())) for offset in FIRST_OFFSETS]
        self.fields["news"].initial = [kind.value for kind in FIRST_NEWS]
        self.fields["cadence"].initial = int(Cadence.AT_ONCE)

    def clean(self) -> dict[str, Any]:
        """The rules of both parts."""
        self.cleaned_data = ProfileForm.clean(self)
        return WishesForm.clean(self)

    @property
    def helper(self) -> FormHelper:
        """How it is drawn."""
        return form_helper(
            Field("address"),
            *wishes_layout(self.fields),
            *profile_layout(),
            *self.guards(),
        )


class LinkForm(forms.Form):
    """Where to send the link to one's own page."""

    address = AddressField(label=gettext_lazy("Your e-mail address"))

    @property
    def helper(self) -> FormHelper:
        """How it is drawn."""
        return form_helper(Field("address"))
