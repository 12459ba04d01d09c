"""One case as entered: from the forms to a document of the case format, and the faults back to the fields."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import chain
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from tracker.admin.actor_field import settle_new_actors
from tracker.admin.conflicts import Conflicting
from tracker.admin.forms import JUDGED_BY, CaseForm, PartForm, PartFormSet
from tracker.case_format.faults import Finding, Place, name_of
from tracker.case_format.rules import CITING, REPLACING, place_in_order
from tracker.domain.case import KEY_PREFIXES, LISTS, PARTS, Field, Value, document_of_part, place_of
from tracker.domain.merging import Merged, Path, merge, with_theirs
from tracker.domain.vocabulary import Change
from tracker.models import Actor, Proposal, Publication
from tracker.queries.case import names_in
from tracker.queries.documents import given, slug_or_none
from tracker.services.cases.editing import (
    case_findings,
    draft_findings,
    free_slug,
    known_names,
    public_findings,
)
from tracker.services.cases.four_eyes import FourEyes, check_four_eyes
from tracker.services.cases.proposals import waits_already
from tracker.services.cases.readings import windows_not_read
from tracker.services.cases.store import facts_of, is_wording, without_empty
from tracker.templatetags.differences import name_of_fact

IN_ORDER = ("deadlines", "events")
"""Parts that are kept in the order of their dates; rows that no date parts stay as they were entered."""
FIELD_OF = {
    "criteria": "criteria_until",
    "id": "key",
    "replaces": "replaces_key",
    "exposed": "exposed_actors",
    "related": "related_cases",
}
DUE = ("earliest", "latest", "precision")
APPEND_ONLY = (
    "This deadline is published and stays as it was announced. When they moved the date, add a new deadline "
    "with the change extended, shortened, withdrawn or the like. When we had it wrong, give the reason for "
    "the correction at the top."
)

WHICH = (
    "Public texts were changed. Say here that only their wording was mended and nothing they said was wrong; "
    "else give the reason for the correction, which is shown to the public."
)

EMPTY = ("null", "''", "a list of 0 ", "a mapping of 0 ")
NEEDED = {
    "dossier": "the crisis it belongs to",
    "parties": "a sender and a target",
    "deadlines": "at least one, with the words as they were said",
    "sources": "at least one source",
}

Document = dict[str, Any]
Row = tuple[PartForm, Document]


class Aim(StrEnum):
    """What a saving is for; the further it goes, the more a case must have."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLIC = "public"


class SubmittedForms:
    """The forms of one request, taken together."""

    def __init__(
        self,
        parts: Mapping[str, PartFormSet],
        aim: Aim,
        editor: User | None,
        taken: Sequence[Path] | None = None,
    ) -> None:
        self.parts = parts
        self.aim = aim
        self.editor = editor
        self.taken = taken
        """The fields that are to be as they are stored, where only that is asked for."""
        self.form: CaseForm | None = None
        self.document: Document = {}
        self.new_actors: list[Actor] = []
        self._rows: dict[str, list[Row]] = {}
        self._verdict: bool | None = None

    def is_sound(self) -> bool:
        """Whether the case as a whole follows the rules of the case format; faults go to their fields, once.

        Raises `Conflicting` where somebody else saved the case since the form was opened.

        True as long as a form has faults of its own: those come first.
        """
        if self._verdict is None:
            self._verdict = self._check()
        return self._verdict

    def _check(self) -> bool:
        if self.form is None or not all(each.is_valid() for each in self._others()):
            return True
        rows = {part: self.parts[part].entered() for part in LISTS}
        parties, others = rows.pop("parties"), list(chain.from_iterable(rows.values()))
        self.new_actors = settle_new_actors(parties, others)
        if any(row.errors for row in [*parties, *others]):
            return False
        self._read(self.form)
        theirs = self.form.instance.document
        if self.form.seen is not None:
            raise Conflicting(merge(self.form.seen, self.document, theirs), theirs)
        if self.taken is not None:
            raise Conflicting(Merged(with_theirs(self.document, theirs, self.taken), (), ()), theirs)
        findings = self._findings()
        for finding in findings:
            self._tell(finding)
        refused = self._refuse_silent_corrections(self.form) or self._refuse_own_publishing(self.form)
        return not findings and not refused

    def _findings(self) -> list[Finding]:
        assert self.form is not None
        case = self.form.instance
        public = case.document if case.published_at else None
        names = known_names(new_actors=[actor.slug for actor in self.new_actors])
        if self.aim is not Aim.PUBLIC:
            check = draft_findings if self.aim is Aim.DRAFT else case_findings
            found = check(self.document, names)
            is_asked = public is not None and not any(item.place[:1] == ("deadlines",) for item in found)
            return [*found, *(windows_not_read(self.document, public) if is_asked else ())]
        return public_findings(self.document, names, no_date=self.no_date, public=public)

    @property
    def no_date(self) -> list[str]:
        """The ids of the deadlines whose words, an editor says, bear no date."""
        return [item["id"] for row, item in self._rows["deadlines"] if row.cleaned_data.get("no_date")]

    def _others(self) -> list[PartFormSet]:
        return [part for name, part in self.parts.items() if name != "sources"]

    def _read(self, form: CaseForm) -> None:
        keys = {part: self._keys(part) for part in KEY_PREFIXES}
        self._rows = {part: self._read_part(part) for part in PARTS}
        sources = self._rows["sources"]
        only = [keys["sources"][sources[0][0]]] if len(sources) == 1 else []
        for part in CITING:
            for row, item in self._rows[part]:
                cited = row.cleaned_data["sources"] or list(only)
                item["sources"] = _in_stored_order(row.initial.get("sources", ()), cited)
                if part in keys:
                    item["id"] = keys[part][row]
                if "exposed" in item:
                    kept = (
                        [each.actor.slug for each in row.instance.exposures.all()] if row.instance.pk else ()
                    )
                    item["exposed"] = _in_stored_order(kept, item["exposed"])
            if part in IN_ORDER:
                self._rows[part] = _ordered(self._rows[part], part)
        _fill_replaces(self._rows["deadlines"])
        self.document = {
            **_head(form),
            **{part: [item for _, item in self._rows[part]] for part in LISTS},
            "sources": {keys["sources"][row]: item for row, item in sources},
        }
        if not self.document["slug"] or _is_proposed(form):
            own = form.instance.slug
            self.document["slug"] = form.instance.slug = free_slug(self.document, own=own)

    def _read_part(self, part: str) -> list[Row]:
        return [(row, _entry(part, row.cleaned_data)) for row in self.parts[part].entered()]

    def _keys(self, part: str) -> dict[PartForm, str]:
        """The key of each row: as posted, else, or where another row has it, the next free number."""
        rows = self.parts[part].entered()
        posted = [row.cleaned_data["key"] for row in rows]
        typed = ["" if key in posted[:at] else key for at, key in enumerate(posted)]
        taken = {int(key[1:]) for key in typed if key[1:].isdigit()}
        following = max(taken, default=0)
        keys = {}
        for row, key in zip(rows, typed, strict=True):
            following += not key
            keys[row] = key or f"{KEY_PREFIXES[part]}{following}"
        return keys

    def _tell(self, finding: Finding) -> None:
        """Put a finding beside its field, else on its row, else on top with its path."""
        text = _in_words(finding)
        row, rest = self._row_at(finding.place)
        form: forms.BaseForm | None = row
        part = str(finding.place[0]) if finding.place else ""
        if form is None and part in self.parts and len(finding.place) == 1:
            self.parts[part].non_form_errors().append(text)
            return
        if form is None and part not in self.parts:
            form, rest = self.form, finding.place
        if form is None:
            _add(self.form, None, f"{name_of(finding.place, self.document)}: {text}")
            return
        field = _field_at(rest, form)
        _add(form, field, text)

    def _row_at(self, place: Place) -> tuple[PartForm | None, Place]:
        part = place[0] if place else None
        if len(place) < 2 or not isinstance(part, str) or part not in self._rows:
            return None, ()
        rows, at = self._rows[part], place[1]
        if part == "sources":
            at = list(self.document["sources"]).index(str(at)) if at in self.document["sources"] else -1
        return (rows[at][0], place[2:]) if isinstance(at, int) and 0 <= at < len(rows) else (None, ())

    @property
    def is_proposal(self) -> bool:
        """Whether this is a change of a public case that another editor is to publish."""
        case = self.form.instance if self.form else None
        is_public = case is not None and case.publication == Publication.PUBLISHED
        return bool(settings.FOUR_EYES and self.editor and is_public and self._is_changed)

    @property
    def _is_changed(self) -> bool:
        stored = self.form.instance.document if self.form else {}
        return bool(without_empty(stored) != without_empty(self.document))

    def _refuse_own_publishing(self, form: CaseForm) -> bool:
        """Whether the editor would publish what they wrote last, or propose beside what waits already."""
        case = form.instance
        if not settings.FOUR_EYES or self.editor is None:
            return False
        if self.is_proposal:
            waiting = Proposal.objects.filter(ultimatum=case).exclude(editor=self.editor).first()
            if waiting:
                _add(form, None, waits_already(waiting))
            return waiting is not None
        if self.aim is not Aim.PUBLIC or case.publication == Publication.PUBLISHED:
            return False
        try:
            check_four_eyes(self.editor if self._is_changed else case.written_by, self.editor)
        except FourEyes as error:
            _add(form, None, str(error))
            return True
        return False

    def _refuse_silent_corrections(self, form: CaseForm) -> bool:
        """Whether something public was changed without saying why, or that only its wording was mended."""
        case, data = form.instance, form.cleaned_data
        if case.publication != Publication.PUBLISHED or data["reason"] or "_preview" in form.data:
            return False
        now = facts_of(self.document)
        changed = {
            path: (old, now.get(path))
            for path, old in facts_of(case.document).items()
            if without_empty(old) != without_empty(now.get(path))
        }
        facts = [path for path, (old, new) in changed.items() if not is_wording(path, old, new)]
        for row, item in self._rows["deadlines"]:
            if f"deadlines[{item['id']}]" in facts:
                _add(row, None, APPEND_ONLY)
        if facts:
            names = names_in(value for pair in changed.values() for value in pair)
            told = ", ".join(name_of_fact(path, changed[path][0], names) for path in facts)
            _add(form, "reason", f"Needed, because this is public and was changed: {told}.")
        is_silent = bool(changed) and not facts and not data["only_wording"]
        if is_silent:
            _add(form, "only_wording", WHICH)
        return bool(facts) or is_silent


def _is_proposed(form: CaseForm) -> bool:
    """Whether a draft still has the name that was proposed for it, and is to get that of what it says now."""
    case = form.instance
    stored = form.initial.get("slug")
    if not case.pk or not stored or form.cleaned_data.get("slug") != stored:
        return False
    return bool(free_slug(case.document, own=stored) == stored)


def _in_words(finding: Finding) -> str:
    """What is wrong; of what is empty only that it is missing, for the form shows that it is."""
    if finding.is_gap and finding.found.startswith(EMPTY):
        wanted = NEEDED.get(str(finding.place[-1]), finding.allowed)
        return f"Missing. Needed: {wanted}."
    return f"Found {finding.found}. Allowed: {finding.allowed}."


def _add(form: forms.BaseForm | None, field: str | None, text: str) -> None:
    if form is not None:
        form.add_error(field, ValidationError(text, code="case-format"))


def _field_at(place: Place, form: forms.BaseForm) -> str | None:
    """The field of a form that holds a place of its entry; None when it has no such field."""
    if not place:
        return None
    name = place[1] if place[0] == "due" and len(place) > 1 else "earliest" if place[0] == "due" else place[0]
    if place[0] == "archived":
        name = "archived_on" if place[-1] == "on" else "archived_address"
    field = FIELD_OF.get(str(name), str(name))
    return field if field in form.fields else None


def _ordered(rows: Sequence[Row], part: str) -> list[Row]:
    """The rows in the order of a date; those that it does not surely part keep their places."""
    placed: list[Row] = []
    for row in rows:
        at = place_in_order(place_of(part, row[1]), (place_of(part, other) for _, other in placed))
        placed.insert(at, row)
    return placed


def _fill_replaces(rows: Iterable[Row]) -> None:
    """A new deadline that must change another and names none changes the one before it."""
    before: str | None = None
    for row, item in rows:
        if item["change"] in REPLACING and "replaces" not in item and before and not row.instance.pk:
            item["replaces"] = before
        if item["change"] != Change.PROPOSED:
            before = item["id"]


def _in_stored_order(kept: Iterable[str], chosen: Iterable[str]) -> list[str]:
    """What was chosen: first what was there before, in its order, then what is new."""
    names = list(chosen)
    old = [name for name in kept if name in names]
    return old + [name for name in names if name not in old]


def _head(form: CaseForm) -> Document:
    data, case = form.cleaned_data, form.instance
    chosen = [other.slug for other in data["related_cases"]]
    related = _in_stored_order(case.document.get("related", ()), chosen)
    return {
        "slug": data.get("slug") or case.slug,
        "title": data["title"],
        **given(titles=dict(data["titles"])),
        "summary": data["summary"],
        **given(summaries=dict(data["summaries"])),
        **given(background=list(data["background"])),
        "kind": data["kind"],
        "dossier": data["dossier"].slug if data["dossier"] else None,
        "tags": list(data["tags"]),
        **given(related=related),
        "review": data["review"],
        **given(criteria=given(**{name: data[f"criteria_{name}"] for name in JUDGED_BY})),
        **given(notes=list(data["notes"])),
    }


def _entry(part: str, data: Mapping[str, Any]) -> Document:
    """An entry of a part from the cleaned values of its form; its id and its sources are given later."""
    return document_of_part(PARTS[part], lambda field: _value(field, data))


def _value(field: Field, data: Mapping[str, Any]) -> Any:  # noqa: PLR0911 -- one line for each kind of value
    match field.value:
        case Value.KEY:
            return ""
        case Value.SOURCES:
            return []
        case Value.QUOTES:
            return dict(data["quotes"])
        case Value.ACTOR:
            return slug_or_none(data[field.name])
        case Value.ACTORS:
            return [actor.slug for actor in data[FIELD_OF[field.name]]]
        case Value.DUE:
            return _due(data)
        case Value.COPY:
            address, on = data["archived_address"], data["archived_on"]
            return {"url": address, "on": on} if address or on else None
        case _:
            return data[FIELD_OF.get(field.name, field.name)]


def _due(data: Mapping[str, Any]) -> Document | None:
    if not any(data[name] for name in DUE):
        return None
    return {
        "earliest": data["earliest"],
        "latest": data["latest"] or None,
        **{name: data[name] for name in ("precision", "timezone", "timezone_assumed")},
    }
