"""Pages for what happens to a published case: they moved the date, something happened, we had it wrong."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.contrib.admin import AdminSite
from django.urls import URLPattern

from tracker.admin.case_pages import CaseEdit, SourcedForm, words_of
from tracker.case_format.rules import place_in_order
from tracker.domain.case import (
    PARTS,
    Document,
    Event,
    Value,
    fields_of,
    free_key,
    identity,
    place_of,
    read_due,
)
from tracker.domain.dates.distances import drift, is_same_date
from tracker.domain.dates.moments import NoSuchZone, NotADate, When, zone
from tracker.domain.dates.windows import Due, ImpossibleWindow, Precision
from tracker.domain.parsing import Unreadable, direction, moved, read
from tracker.domain.scheduled import scheduled_in
from tracker.domain.status.record import Record
from tracker.domain.status.steps import steps
from tracker.domain.vocabulary import Change, EventKind, Role
from tracker.models import Actor
from tracker.queries.actors import seat_of
from tracker.queries.case import names_in
from tracker.services.cases.editing import UNDATED
from tracker.templatetags.differences import differences_of, name_of_fact
from tracker.templatetags.labels import label
from tracker.templatetags.times import drift_text, due_text

PRECISIONS = [("", "Choose"), *((item.value, item.value.capitalize()) for item in Precision)]
WINDOW = ("earliest", "latest", "precision", "timezone")


def placed(part: str, items: Sequence[Document], item: Document) -> list[Document]:
    """The entries of a part with a new one before the first that is surely later."""
    at = place_in_order(place_of(part, item), (place_of(part, other) for other in items))
    return [*items[:at], item, *items[at:]]


def _a_date(text: str) -> str:
    try:
        return When(text).text if text else ""
    except NotADate as error:
        raise forms.ValidationError(f"{error}.") from error


class MovedForm(SourcedForm):
    """What was said, when and by whom; the window is read from the words, or typed with the reason why."""

    as_stated = forms.CharField(
        max_length=160, label="The words", help_text="As they were said, at most ten: until 8 August."
    )
    announced = forms.CharField(max_length=40, label="Said on", help_text="2025-07-28, or with the hour.")
    language = forms.CharField(max_length=3, initial="en", help_text="Of the words, as en or uk.")
    stated_by = forms.ChoiceField(required=False, label="Said by")
    change = forms.ChoiceField(
        required=False,
        label="What it does",
        choices=[("", "As the dates say"), *words_of(Change)[1:]],
        help_text="Left open, a later date is an extension and an earlier one a shortening.",
    )
    earliest = forms.CharField(required=False, max_length=40, help_text="Empty: read from the words.")
    latest = forms.CharField(required=False, max_length=40)
    precision = forms.ChoiceField(required=False, choices=PRECISIONS)
    timezone = forms.CharField(required=False, max_length=64, label="Time zone", help_text="As Europe/Kyiv.")
    overruled = forms.CharField(
        required=False,
        max_length=2000,
        label="Why not as the words read",
        help_text="Where you typed a window. Readers see it.",
    )
    FIELD_OF: ClassVar[Mapping[str, str]] = {**SourcedForm.FIELD_OF, "due": "earliest"}

    def __init__(self, document: Document, *args: Any, **kwargs: Any) -> None:
        super().__init__(document, *args, **kwargs)
        self.summary = ""
        named = {each for item in document["deadlines"] if (each := item.get("stated_by"))}
        named |= {party["actor"] for party in document["parties"]}
        named |= {each for party in document["parties"] if (each := party.get("stated_by"))}
        speakers = Actor.objects.filter(slug__in=named) | Actor.objects.filter(represents__slug__in=named)
        field = cast("forms.ChoiceField", self.fields["stated_by"])
        field.choices = [("", "–"), *speakers.order_by("name").distinct().values_list("slug", "name")]

    @property
    def proposed(self) -> str:
        """What the words that a form opens with would do, from old to new; empty if they cannot be read."""
        if self.is_bound or not self.initial.get("as_stated"):
            return ""
        trial = MovedForm(self.document, self.initial)
        trial.full_clean()
        if (
            "due" not in trial.cleaned_data
            or {*WINDOW, "as_stated", "announced", "change"} & trial.errors.keys()
        ):
            return ""
        return _effect_of(trial.cleaned_data, self.document)[2]

    def clean_announced(self) -> str:
        """A date that exists."""
        return _a_date(str(self.cleaned_data["announced"]))

    def clean_timezone(self) -> str:
        """An IANA zone, or empty."""
        name = str(self.cleaned_data["timezone"])
        try:
            return zone(name).key if name else ""
        except NoSuchZone as error:
            raise forms.ValidationError(f"{error}.") from error

    def clean(self) -> dict[str, Any]:
        """With the window under `due`: the typed one, else the one that the words say."""
        data = super().clean()
        if {"as_stated", "announced", "timezone"} & self.errors.keys():
            return data
        if data.get("change") in UNDATED and not any(data.get(name) for name in WINDOW):
            data["due"] = None
        elif any(data.get(name) for name in ("earliest", "latest", "precision")):
            self._typed(data)
        else:
            self._read(data)
        return data

    def _typed(self, data: dict[str, Any]) -> None:
        due = {name: data.get(name) or None for name in WINDOW}
        due["timezone"] = due["timezone"] or self._seat()
        missing = [name for name in ("earliest", "precision", "timezone") if not due[name]]
        for name in missing:
            self.add_error(name, "Needed for a window that is typed.")
        if not missing:
            try:
                data["due"] = {**due, "timezone_assumed": not data.get("timezone")}
                read_due(data["due"])
            except (NotADate, NoSuchZone, ImpossibleWindow) as error:
                self.add_error("earliest", f"{error}.")

    def _read(self, data: dict[str, Any]) -> None:
        if self._moves(data):
            return
        typed = data.get("timezone", "")
        where = typed or self._seat()
        if not where:
            self.add_error("timezone", "The sender has none: enter that of the words.")
            return
        try:
            words, announced = data["as_stated"], When(data["announced"])
            language = data.get("language") or "en"
            found = read(
                words, announced=announced, zone_name=where, given_zone=bool(typed), language=language
            ).due
        except Unreadable as error:
            text = str(error)
            self.add_error(
                "as_stated", f"{text[:1].upper()}{text[1:]} Or type the window below, with the reason."
            )
            return
        data["due"] = _as_data(found)

    def _moves(self, data: dict[str, Any]) -> bool:
        """Whether the words only tell by how much the date in force moves: 'by two weeks', 'another week'."""
        before = _in_force(self.document)
        if before is None or before[1] is None or (data.get("language") or "en") != "en":
            return False
        words, change = data["as_stated"], data.get("change")
        is_later = (
            change == Change.EXTENDED if change in (Change.EXTENDED, Change.SHORTENED) else direction(words)
        )
        due = moved(words, before[1], is_later=is_later is not False)
        if due is None:
            return False
        if is_later is None:
            self.add_error(
                "change", "The words tell by how much the date moves: say here in which direction."
            )
        else:
            data["due"] = _as_data(due)
        return True

    def _seat(self) -> str:
        parties = self.document["parties"]
        return seat_of([party["actor"] for party in parties if party["role"] == Role.SENDER])


def _as_data(due: Due) -> dict[str, object]:
    return {
        "earliest": due.earliest.text,
        "latest": due.latest.text if due.latest else None,
        "precision": due.precision.value,
        "timezone": due.timezone,
        "timezone_assumed": due.timezone_assumed,
    }


class Moved(CaseEdit):
    """`<pk>/move/`: a new announcement that moves, keeps or takes back the date."""

    name, title, button = "move", "They moved the date", "Add the announcement"
    done = "Announcement added."
    template = "admin/tracker/case_dialog.html"
    form_class = MovedForm
    groups = (
        ("What was said", ("as_stated", "announced", "stated_by", "language", "change")),
        ("Who says so", SourcedForm.OF_SOURCE),
        ("The window, where the words do not say it", (*WINDOW, "overruled")),
    )

    def changed(self, form: MovedForm, document: dict[str, Any]) -> dict[str, Any]:
        """With the announcement at its place in time; it changes the one in force."""
        data = form.cleaned_data
        before, change, form.summary = _effect_of(data, document)
        added: dict[str, Any] = {
            "id": free_key("deadlines", [item["id"] for item in document["deadlines"]]),
            "announced": data["announced"],
            **({"stated_by": data["stated_by"]} if data["stated_by"] else {}),
            "as_stated": data["as_stated"],
            "language": data["language"],
            "due": data["due"],
            **({"overruled": data["overruled"]} if data["overruled"] else {}),
            "change": change.value,
        }
        if before and change not in (Change.SET, Change.STAGED, Change.PROPOSED):
            added["replaces"] = before[0]
        form.cite(added, document)
        document["deadlines"] = placed("deadlines", document["deadlines"], added)
        return document


def _effect_of(
    data: Mapping[str, Any], document: Document
) -> tuple[tuple[str, Due | None] | None, Change, str]:
    """What an announcement does: the one in force before it, the change, and from old to new in words."""
    before, due = _in_force(document), read_due(data["due"])
    change = Change(data["change"]) if data["change"] else proposed_change(before, due)
    return before, change, summary_of(before[1] if before else None, due, change)


def _in_force(document: Document) -> tuple[str, Due | None] | None:
    """The newest announcement of the newest step: its id and its window."""
    opened = steps(Record.from_document(document).deadlines)
    if not opened:
        return None
    newest = opened[-1].newest
    return newest.id, newest.due


def proposed_change(before: tuple[str, Due | None] | None, after: Due | None) -> Change:
    """What the dates say that an announcement does to the one in force."""
    if before is None:
        return Change.SET
    if before[1] is None or after is None or is_same_date(before[1], after):
        return Change.CLARIFIED
    old, new = before[1].window, after.window
    is_later = new.latest_at is None or (old.latest_at is not None and new.latest_at > old.latest_at)
    if old.latest_at == new.latest_at:
        is_later = new.earliest_at > old.earliest_at
    return Change.EXTENDED if is_later else Change.SHORTENED


def summary_of(before: Due | None, after: Due | None, change: Change) -> str:
    """Old → new, how far it moved, and what that is called."""
    dates = " → ".join(due_text(due) if due else "no date" for due in (before, after))
    moved = drift_text(drift(before, after))
    return f"{dates}{f' ({moved})' if moved else ''}: {label(change, 'change')}."


class HappenedForm(SourcedForm):
    """One event."""

    text = forms.CharField(
        max_length=2000,
        label="What happened",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One or two neutral sentences.",
    )
    on = forms.CharField(max_length=40, label="Day", help_text="2025-07-23, 2025-07 or an instant.")
    kind = forms.ChoiceField(label="Sort", choices=words_of(EventKind))
    scheduled = forms.CharField(
        required=False,
        max_length=40,
        label="Scheduled since",
        help_text="Only for what lies ahead (a summit, a vote, a hearing): the day it was announced.",
    )
    follows = forms.ChoiceField(
        required=False,
        label="What became of",
        help_text="The scheduled event that took place, was dropped or, with a new day, was moved.",
    )

    def __init__(self, document: Document, *args: Any, **kwargs: Any) -> None:
        super().__init__(document, *args, **kwargs)
        events: list[Event] = [Event.read(item) for item in document["events"]]
        ahead = [item.event for item in scheduled_in(events)]
        if not ahead:
            del self.fields["follows"]
            return
        field = cast("forms.ChoiceField", self.fields["follows"])
        field.choices = [("", "–"), *((event.id, f"{event.on}: {event.text}"[:160]) for event in ahead)]

    def clean_scheduled(self) -> str:
        """A date that exists, or empty."""
        return _a_date(str(self.cleaned_data["scheduled"]))

    def clean_on(self) -> str:
        """A date that exists."""
        return _a_date(str(self.cleaned_data["on"]))


class Happened(CaseEdit):
    """`<pk>/event/`: something happened."""

    name, title, button = "event", "Something happened", "Add the event"
    done = "Event added."
    template = "admin/tracker/case_dialog.html"
    form_class = HappenedForm
    groups = (
        ("What happened, or is scheduled", ("text", "on", "kind", "scheduled", "follows")),
        ("Who says so", SourcedForm.OF_SOURCE),
    )

    def changed(self, form: HappenedForm, document: dict[str, Any]) -> dict[str, Any]:
        """With the event at its place in time."""
        data = form.cleaned_data
        values = {name: data[name] for name in ("on", "kind", "text")}
        values |= {name: data[name] for name in ("scheduled", "follows") if data.get(name)}
        event = {"id": free_key("events", [item["id"] for item in document["events"]]), **values}
        form.cite(event, document)
        document["events"] = placed("events", document["events"], event)
        return document


class CorrectedForm(SourcedForm):
    """One text or day of the case, as it should have been, and why it was wrong."""

    fact = forms.ChoiceField(label="What was wrong")
    now = forms.CharField(
        max_length=2000,
        label="What is right",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The whole of it, as it should read.",
    )

    def __init__(self, document: Document, *args: Any, **kwargs: Any) -> None:
        super().__init__(document, *args, **kwargs)
        for name in self.OF_SOURCE:
            self.fields.pop(name, None)
        self.fields["reason"].required = True
        cast("forms.ChoiceField", self.fields["fact"]).choices = correctable(document)

    def corrects(self, document: Document) -> bool:
        """Always."""
        return True

    def clean(self) -> dict[str, Any]:
        """No source is asked for: those of the fact stay."""
        return self.cleaned_data


def correctable(document: Document) -> list[tuple[str, str]]:
    """The texts and days of a case: where each is, and what it says."""
    found = [("title", f"Title: {document['title']}"), ("summary", f"Summary: {document['summary']}")]
    parts = ("demands", "threats", "deadlines", "events", "outcomes")
    names = names_in(item for part in parts for item in document[part])
    for part in parts:
        for item in document[part]:
            where = f"{part}[{identity(part, item)}]"
            fact = name_of_fact(where, item, names)
            for field in fields_of(PARTS[part]):
                value = item.get(field.name)
                if value and field.value in (Value.TEXT, Value.DATE) and field.name != "language":
                    (row,) = differences_of(where, {field.name: value}, {field.name: ""}, names)
                    name = f"{where}.{field.name}"
                    found.append((name, f"{fact}, {row.field.lower()}: {row.before}"[:160]))
    return found


class Corrected(CaseEdit):
    """`<pk>/correct/`: we had a text or a day wrong."""

    name, title, button = "correct", "Correct a mistake", "Correct it"
    done = "Corrected."
    template = "admin/tracker/case_dialog.html"
    form_class = CorrectedForm
    groups = (("What was wrong", ("fact", "now", "reason")),)

    def changed(self, form: CorrectedForm, document: dict[str, Any]) -> dict[str, Any]:
        """With the other value in its place; deadlines and events stay in the order of their days."""
        fact, now = form.cleaned_data["fact"], form.cleaned_data["now"]
        where, _, field = fact.rpartition(".")
        if not where:
            document[fact] = now
            return document
        part, _, key = where.removesuffix("]").partition("[")
        for item in document[part]:
            if identity(part, item) == key:
                item[field] = now
        return document


PAGES: tuple[type[CaseEdit], ...] = (Moved, Happened, Corrected)


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses of these pages."""
    return [page(site).pattern() for page in PAGES]
