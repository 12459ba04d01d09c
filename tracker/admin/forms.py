"""The forms of a case and its parts. What one field can say is checked here, the rest in `entry`."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget, AutocompleteSelectMultiple
from django.forms.models import BaseInlineFormSet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tracker.admin.actor_field import NamesActors
from tracker.admin.base import RecordForm
from tracker.admin.fields import CommaList, LineList, OneLine
from tracker.admin.interpret import Shown, bound_of_stored, seat_of
from tracker.case_format.schema import NotAWebAddress, web_address
from tracker.domain.dates.moments import NoSuchZone, zone
from tracker.domain.vocabulary import Role
from tracker.models import Actor, Threat, Ultimatum

if TYPE_CHECKING:
    from tracker.admin.case_document import Entry

    CaseModelForm = forms.ModelForm[Ultimatum]
    PartModelForm = forms.ModelForm[Any]
    PartModelFormSet = BaseInlineFormSet[Any, Ultimatum, Any]
else:
    CaseModelForm = PartModelForm = forms.ModelForm
    PartModelFormSet = BaseInlineFormSet

PARTS = ("parties", "demands", "threats", "deadlines", "events", "outcomes", "sources")


class CaseForm(RecordForm, CaseModelForm):
    """The head of a case, and what concerns this one saving: the reason and the editor's zone."""

    is_preview = False
    """True when only a reading is asked for: then nothing is checked and nothing can be saved."""

    title = forms.CharField(
        max_length=80,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="A headline of at most 80 characters that does not tell the outcome.",
    )
    slug = forms.SlugField(
        required=False,
        max_length=80,
        help_text=(
            "Permanent name in addresses, such as us-russia-50-days-2025. Empty: made of sender, target, "
            "matter and year."
        ),
    )
    tags = CommaList(required=False, help_text="Free tags in lower case, such as tariffs, ceasefire.")
    notes = LineList(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="One sentence a line: what sources disagree about, what rests on memory.",
    )
    related_cases = forms.ModelMultipleChoiceField(
        Ultimatum.objects.all(),
        required=False,
        widget=AutocompleteSelectMultiple(Ultimatum._meta.get_field("related"), admin.site),
        help_text="Neighbouring cases a reader may want to see; type a part of their title.",
    )
    reason = forms.CharField(
        required=False,
        max_length=1000,
        label="Reason for the correction",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=(
            "Why what we wrote was wrong. It is shown to the public beside the earlier version. Needed when "
            "something we said changes. When they moved the date, add a new deadline instead."
        ),
    )
    only_wording = forms.BooleanField(
        required=False,
        label="Only the wording was mended",
        help_text="Spelling and style: nothing we said was wrong. The public log of corrections is silent.",
    )
    editor_zone = forms.CharField(
        required=False,
        max_length=64,
        label="Your time zone",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Interpret shows the window in it, too; it is not stored.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.instance
        self.initial["editor_zone"] = settings.TIME_ZONE
        if case.pk:
            self.initial["related_cases"] = [item.other_id for item in case.relations.all()]

    def full_clean(self) -> None:
        """Check, unless only a reading was asked for."""
        super().full_clean()
        if self.is_preview:
            self._errors = forms.utils.ErrorDict()

    def clean_editor_zone(self) -> str:
        """An IANA zone, or empty."""
        name = str(self.cleaned_data["editor_zone"])
        try:
            return zone(name).key if name else ""
        except NoSuchZone as error:
            raise forms.ValidationError(f"{error}.") from error


class PartForm(NamesActors, PartModelForm):
    """A row of the case form. Its uniqueness and its dates are checked with the case as a whole."""

    bound_field_class = OneLine

    def __init__(
        self,
        *args: Any,
        document: Mapping[str, Any],
        is_preview: bool,
        seat: Callable[[], str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_preview, self.seat = is_preview, seat
        self.fill_from(document)

    def fill_from(self, document: Mapping[str, Any]) -> None:
        """Set what the stored document knows of this row and the table does not."""

    def full_clean(self) -> None:
        """Check, unless only a reading was asked for."""
        super().full_clean()
        if self.is_preview:
            self._errors = forms.utils.ErrorDict()

    def clean(self) -> dict[str, Any]:
        """No rules of the tables here: those of the case format say more, and name their place."""
        return self.cleaned_data

    @property
    def is_entered(self) -> bool:
        """Whether the row holds something that is to be stored."""
        return bool(self.instance.pk) or self.has_changed()


class PartyForm(PartForm):
    """An actor in its role."""


class SourceForm(PartForm):
    """A source; its key stays what it was."""

    url = forms.URLField(
        max_length=2000,
        assume_scheme="https",
        widget=AdminURLFieldWidget(),
        label="Address",
        help_text="Address of the page, starting with https://.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False
        self.fields["key"].disabled = bool(self.instance.pk)
        self.fields["key"].help_text = "Facts cite it by this key, such as s1. Empty: the next free one."

    def clean_url(self) -> str:
        """An address that a page may link to."""
        address = str(self.cleaned_data["url"])
        try:
            web_address(address)
        except NotAWebAddress as error:
            raise forms.ValidationError(f"Found an address {error}.") from error
        return address


class FactForm(PartForm):
    """A fact with the keys of the sources it rests on."""

    part = ""
    sources = CommaList(
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"size": 24}),
        help_text="Keys of the sources it rests on, such as s1, s2. Empty in a case of one source: that one.",
    )

    def fill_from(self, document: Mapping[str, Any]) -> None:
        """The cited sources; the key is fixed once it is stored."""
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].disabled = bool(self.instance.pk)
            self.fields["key"].help_text = "Its name in the record. Empty: the next free one."
        if self.instance.pk:
            for item in document.get(self.part, ()):
                if self.is_announced_by(item):
                    self.fill_fact(item)

    def is_announced_by(self, item: Mapping[str, Any]) -> bool:
        """Whether this entry of the document is this row."""
        return bool(item["id"] == self.instance.key)

    def fill_fact(self, item: Mapping[str, Any]) -> None:
        """What the entry tells beside the columns of the row."""
        self.initial["sources"] = list(item["sources"])


class DemandForm(FactForm):
    """What is demanded."""

    part = "demands"


class ThreatForm(FactForm):
    """What is threatened."""

    part = "threats"
    exposed_actors = forms.ModelMultipleChoiceField(
        Actor.objects.all(),
        required=False,
        widget=AutocompleteSelectMultiple(Threat._meta.get_field("exposed"), admin.site),
        label="Exposed",
        help_text="Actors that the threat would hit though they are not the target.",
    )

    def fill_fact(self, item: Mapping[str, Any]) -> None:
        """Sources, and who is exposed."""
        super().fill_fact(item)
        self.initial["exposed_actors"] = [each.actor_id for each in self.instance.exposures.all()]


class WordsInput(forms.TextInput):
    """The words of a deadline with the Interpret button beside them and, once pressed, the reading below."""

    reading: Shown | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The input, the button and the place of the reading."""
        row = name.removesuffix("as_stated")
        context = {
            "input": super().render(name, value, attrs, renderer),
            "button": f"{row}interpret",
            "reading": self.reading,
        }
        return render_to_string("admin/tracker/words_input.html", context)


class DeadlineForm(FactForm):
    """One announcement of a time limit."""

    part = "deadlines"
    replaces_key = forms.CharField(
        required=False,
        max_length=8,
        label="Replaces",
        widget=forms.TextInput(attrs={"size": 6}),
        help_text="Key of the deadline it changes, such as d1. Empty for a change: the one before it.",
    )

    no_date = forms.BooleanField(
        required=False,
        label="No date can be derived from these words",
        help_text="A deadline without a window is published only when this is on.",
    )
    read_from = forms.CharField(required=False, widget=forms.HiddenInput)

    def fill_fact(self, item: Mapping[str, Any]) -> None:
        """Sources, the deadline it changes, and what its window was read from."""
        super().fill_fact(item)
        self.initial["replaces_key"] = item.get("replaces", "")
        bound = bound_of_stored(self.instance, self.seat())
        self.initial["read_from"] = bound.text if bound else ""
        self.initial["no_date"] = bound is None and self.instance.ultimatum.published_at is not None

    def clean(self) -> dict[str, Any]:
        """A window and the answer that there is none exclude each other."""
        data = super().clean()
        if data.get("no_date") and any(data.get(name) for name in ("earliest", "latest", "precision")):
            self.add_error("no_date", "There is a window above: empty it, or take this back.")
        return data

    def show(self, reading: Shown) -> None:
        """Redisplay the row with a reading of its words."""
        widget = self.fields["as_stated"].widget
        assert isinstance(widget, WordsInput)
        widget.reading = reading


class EventForm(FactForm):
    """Something that happened."""

    part = "events"


class OutcomeForm(FactForm):
    """What came of it."""

    part = "outcomes"

    def is_announced_by(self, item: Mapping[str, Any]) -> bool:
        """Outcomes have no key: one a target, or one for all."""
        target = self.instance.target
        return item.get("target") == (target.slug if target else None)


class PartFormSet(PartModelFormSet):
    """The rows of one part."""

    is_preview = False
    _seat: str | None = None

    def __init__(self, *args: Any, is_preview: bool = False, **kwargs: Any) -> None:
        self.is_preview = is_preview
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """What each row is told: the document as stored, and whether only a reading is asked for."""
        more = {"document": self.instance.document, "is_preview": self.is_preview, "seat": self.seat}
        return {**super().get_form_kwargs(index), **more}

    def seat(self) -> str:
        """The zone of the stored case's sender; empty for none (2 queries, once)."""
        if self._seat is None:
            senders = self.instance.parties.filter(role=Role.SENDER) if self.instance.pk else ()
            self._seat = seat_of([party.actor_id for party in senders])
        return self._seat

    def clean(self) -> None:
        """Nothing by itself: the case is checked as a whole (`entry.Entry.is_sound`)."""

    def entered(self) -> list[PartForm]:
        """The rows that are to be stored, in their order."""
        return [form for form in self.forms if form.is_entered and not form.cleaned_data.get("DELETE")]


class SourceFormSet(PartFormSet):
    """The last part: when it and all before are right by themselves, the case is checked as a whole."""

    entry: "Entry | None" = None

    def is_valid(self) -> bool:
        """Whether the sources and the whole case are right; never when only a reading is asked for."""
        return not self.is_preview and super().is_valid() and (self.entry is None or self.entry.is_sound())
