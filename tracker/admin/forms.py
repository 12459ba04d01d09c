"""The forms of a case and its parts. What one field can say is checked here, the rest in `entry`."""

import secrets
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.forms.models import BaseInlineFormSet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tracker.admin.actor_field import NamesActors
from tracker.admin.base import RecordForm
from tracker.admin.fields import CommaList, LanguageLines, LineList, OneLine, Quotes, SourcedLines
from tracker.admin.interpret import Shown, bound_of_stored
from tracker.admin.source_lookup import LookedUp
from tracker.admin.widgets import AddressInput, Choices, CitedSources, QuoteInputs
from tracker.case_format.schema import NotAWebAddress, web_address
from tracker.domain.case import LISTS, Criteria, Document, fields_of
from tracker.domain.dates.moments import NoSuchZone, zone
from tracker.domain.vocabulary import Role
from tracker.models import Actor, Threat, Ultimatum
from tracker.queries.actors import seat_of

if TYPE_CHECKING:
    from tracker.admin.case_document import SubmittedForms

    CaseModelForm = forms.ModelForm[Ultimatum]
    PartModelForm = forms.ModelForm[Any]
    PartModelFormSet = BaseInlineFormSet[Any, Ultimatum, Any]
else:
    CaseModelForm = PartModelForm = forms.ModelForm
    PartModelFormSet = BaseInlineFormSet

LONGEST_NAME = 80
JUDGED_BY = tuple(field.name for field in fields_of(Criteria))
"""The fields of the criteria, each of which has `criteria_` before it in the form."""


def _criterion(label: str, help_text: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})
    return forms.CharField(required=False, max_length=2000, label=label, help_text=help_text, widget=widget)


class CaseForm(RecordForm, CaseModelForm):
    """The head of a case, and what concerns this one saving: the reason and the editor's zone."""

    is_preview = False
    """True when only a reading is asked for: then nothing is checked and nothing can be saved."""
    parts = LISTS

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
    titles = LanguageLines(
        required=False,
        label="Title in other languages",
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text=(
            "One language a line behind its code, as uk: Припинити війну. Pages and mails in that language "
            "show it; where there is none they show the English title."
        ),
    )
    summaries = LanguageLines(
        required=False,
        label="Summary in other languages",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="One language a line behind its code. It says no more than the English summary.",
    )
    background = SourcedLines(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=(
            "Two or three sentences for someone who knows nothing of it, one a line, each with the keys of "
            "its sources: They met in Paris. [s1, s2]"
        ),
    )
    criteria_complied = _criterion("What would count as complied", "In one sentence, before the date.")
    criteria_enforced = _criterion("What would count as carried out", "In one sentence, before the date.")
    criteria_decided_by = _criterion("Which source decides", "Such as: the Official Journal of the Union.")
    criteria_until = forms.CharField(
        required=False,
        max_length=40,
        label="Evidence counts until",
        help_text="2027-01-31, or 2027-01: what is only known later changes nothing.",
    )
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

    form_token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = self.instance
        self.initial["form_token"] = secrets.token_hex(16)
        self.initial["editor_zone"] = settings.TIME_ZONE
        for name in JUDGED_BY:
            self.initial.setdefault(f"criteria_{name}", case.criteria.get(name, ""))
        if case.pk:
            self.initial["related_cases"] = [item.other_id for item in case.relations.all()]

    def full_clean(self) -> None:
        """Check, unless only a reading was asked for."""
        super().full_clean()
        if self.is_preview:
            self._errors = forms.utils.ErrorDict()

    def document_of(self, row: Ultimatum) -> Document:
        """The whole case, its parts among it."""
        document: Document = row.document
        return document

    def put_together(self, stored: Ultimatum) -> None:
        """That is done once the parts are read, too (`case_document.SubmittedForms`)."""

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
    beside: frozenset[str] = frozenset()
    """Fields that the page fills by itself: they alone make no row."""

    def __init__(
        self,
        *args: Any,
        document: Mapping[str, Any],
        is_preview: bool,
        formset: "PartFormSet",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_preview, self.formset = is_preview, formset
        self.fill_from(document)

    def has_changed(self) -> bool:
        """Whether somebody entered something."""
        return not self.beside.issuperset(self.changed_data)

    def fill_from(self, document: Mapping[str, Any]) -> None:
        """Set what the stored document knows of this row and the table does not."""

    def full_clean(self) -> None:
        """Check, unless only a reading was asked for."""
        super().full_clean()
        if self.is_preview:
            self._errors = forms.utils.ErrorDict()

    def clean_key(self) -> str:
        """The key of a stored row stays what it is."""
        return str(self.instance.key if self.instance.pk else self.cleaned_data["key"])

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
    """A source; its key, by which facts cite it, is given by the page and stays what it was."""

    beside = frozenset({"key"})
    url = forms.URLField(
        max_length=2000,
        assume_scheme="https",
        widget=AddressInput(attrs={"placeholder": "https://…"}),
        label="Address",
        help_text="Paste the address of the page and fetch what it says of itself, or type it.",
    )
    archived_address = forms.URLField(
        required=False,
        max_length=2100,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        label="Archived copy",
        help_text="Only where you know a better copy than the one that is found by itself.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = self.fields["key"]
        key.required, key.widget = False, forms.HiddenInput()
        self.fields["publisher"].widget.attrs["size"] = 24

    def clean_url(self) -> str:
        """An address that a page may link to."""
        address = str(self.cleaned_data["url"])
        try:
            web_address(address)
        except NotAWebAddress as error:
            raise forms.ValidationError(f"Found an address {error}.") from error
        return address

    @property
    def choice(self) -> tuple[str, str]:
        """Its key, and what people know it by."""
        publisher, title, url = (str(self[name].value() or "") for name in ("publisher", "title", "url"))
        name = ": ".join(filter(None, (publisher, title))) or url.partition("://")[2]
        return str(self["key"].value() or ""), name[:LONGEST_NAME]

    def show(self, looked_up: LookedUp) -> None:
        """Redisplay the row with what became of looking its page up."""
        widget = self.fields["url"].widget
        assert isinstance(widget, AddressInput)
        widget.looked_up = looked_up


class FactForm(PartForm):
    """A fact with the sources it rests on."""

    part = ""
    beside = frozenset({"sources"})
    sources = CommaList(
        required=False,
        max_length=200,
        widget=CitedSources(),
        help_text="Where it says so. With one source in the case that one needs no tick.",
    )
    quotes = Quotes(
        required=False,
        widget=QuoteInputs(),
        label="Quoted",
        help_text="What each of these sources says of it, as it stands there; readers see it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sources", "quotes"):
            widget = self.fields[name].widget
            assert isinstance(widget, CitedSources | QuoteInputs)
            widget.sources = self.formset.citable

    def fill_from(self, document: Mapping[str, Any]) -> None:
        """The cited sources; the key is given by us and fixed once it is stored."""
        if "key" in self.fields:
            key = self.fields["key"]
            key.required, key.widget = False, forms.HiddenInput()
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
        self.initial["quotes"] = dict(item.get("quotes", {}))


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
        max_length=12,
        label="Changes which",
        widget=forms.Select(),
        help_text="The deadline it changes. Empty for a change: the one before it.",
    )

    no_date = forms.BooleanField(
        required=False,
        label="No date can be derived from these words",
        help_text="A deadline without a window is published only when this is on.",
    )
    read_from = forms.CharField(required=False, widget=forms.HiddenInput)
    beside = frozenset({"sources", "read_from"})

    def fill_from(self, document: Mapping[str, Any]) -> None:
        """The other deadlines, of which it may change one."""
        super().fill_from(document)
        own = self.instance.key
        others = [item for item in document.get("deadlines", ()) if item["id"] != own]
        replaces: Any = self.fields["replaces_key"].widget
        names = [(item["id"], f"“{item['as_stated']}” ({item['announced'][:10]})") for item in others]
        replaces.choices = [("", "–"), *names]

    def fill_fact(self, item: Mapping[str, Any]) -> None:
        """Sources, the deadline it changes, and what its window was read from."""
        super().fill_fact(item)
        self.initial["replaces_key"] = item.get("replaces", "")
        bound = bound_of_stored(self.instance, self.formset.seat())
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
    sources: "SourceFormSet | None" = None
    _seat: str | None = None

    def __init__(self, *args: Any, is_preview: bool = False, **kwargs: Any) -> None:
        self.is_preview = is_preview
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """What each row is told: the document as stored, and whether only a reading is asked for."""
        more = {"document": self.instance.document, "is_preview": self.is_preview, "formset": self}
        return {**super().get_form_kwargs(index), **more}

    def seat(self) -> str:
        """The zone of the stored case's sender; empty for none (2 queries, once)."""
        if self._seat is None:
            senders = self.instance.parties.filter(role=Role.SENDER) if self.instance.pk else ()
            self._seat = seat_of([party.actor_id for party in senders], by="pk")
        return self._seat

    def citable(self) -> Choices:
        """The sources that the form has, entered or about to be."""
        return self.sources.choices() if self.sources is not None else ()

    def clean(self) -> None:
        """Nothing by itself: the case is checked as a whole (`case_document.SubmittedForms.is_sound`)."""

    def entered(self) -> list[PartForm]:
        """The rows that are to be stored, in their order."""
        return [form for form in self.forms if form.is_entered and not form.cleaned_data.get("DELETE")]


class SourceFormSet(PartFormSet):
    """The last part: when it and all before are right by themselves, the case is checked as a whole."""

    entry: "SubmittedForms | None" = None

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """A new row has the next free key from the start, so that facts can cite it before it is saved."""
        more = super().get_form_kwargs(index)
        if index is not None and index >= self.initial_form_count():
            number = self._last_key() + index - self.initial_form_count() + 1
            more["initial"] = {"key": f"s{number}"}
        return more

    def _last_key(self) -> int:
        keys = self.instance.document.get("sources", {})
        return max((int(key[1:]) for key in keys), default=0)

    def choices(self) -> Choices:
        """Each source by its key and the name people know it by."""
        rows = [form.choice for form in self.forms if f"{form.prefix}-DELETE" not in (form.data or {})]
        return [(key, name or f"Source {at}") for at, (key, name) in enumerate(rows, 1) if key]

    def is_valid(self) -> bool:
        """Whether the sources and the whole case are right; never when only a reading is asked for."""
        return not self.is_preview and super().is_valid() and (self.entry is None or self.entry.is_sound())
