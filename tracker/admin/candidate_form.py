"""What was read in a text, in the forms that editors enter cases with: filled in, and decided on by saving.

There is one way to enter a case and one to change it. `?candidate=<number>` at the address of the case form,
or of a dialog of a published case, fills it with what was read and shows the text beside it; `also=<number>`
of further texts that say the same brings their addresses as sources. Once the form is saved, the candidate is
decided.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

from tracker.admin.interpret import PostedRow, Shown, interpret
from tracker.admin.proposed_fields import LABELS, marked_text
from tracker.admin.source_lookup import usual_of_host
from tracker.clock import utc_now
from tracker.domain.case import PARTS
from tracker.domain.extraction.result import FoundActor
from tracker.domain.parsing import Assumption
from tracker.domain.vocabulary import ActorType, Change, EventKind, Kind, Review, Role
from tracker.intake.world import world_actors
from tracker.models import Actor, Ultimatum
from tracker.queries.incoming import FoldedSource, Reading, publisher_of, reading_of
from tracker.services.intake.decide import AlreadyDecided, added_to, decision_text, made_draft

CANDIDATE, ALSO = "candidate", "also"
LONGEST_TITLE, LONGEST_WORDS = 80, 160
DATED = (Change.EXTENDED, Change.SHORTENED, Change.CLARIFIED, Change.SET)
"""Changes that the dates say by themselves, so that the dialog need not be told."""
_FROM_BEFORE = Assumption.LENGTH_FROM_DEADLINE_BEFORE.value
"""Words that only tell by how much the date moves need to be told whether it comes later or sooner."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The form of a new case as if it had been typed, and the reading of its deadline."""

    data: QueryDict
    readings: Mapping[str, Shown]


def named_reading(request: HttpRequest) -> Reading | None:
    """The candidate that an address names; None where it names none. Raises `Http404`, `PermissionDenied`."""
    number = request.GET.get(CANDIDATE)
    if number is None:
        return None
    if not cast("Any", request.user).has_perm("tracker.change_candidate"):
        raise PermissionDenied
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    reading = reading_of(int(number)) if is_number else None
    if reading is None:
        raise Http404(f"There is no candidate {number[:20]}.")
    return reading


def page_of(reading: Reading) -> str:
    """The page of a candidate."""
    return reverse("admin:incoming_candidate", args=[reading.row.pk])


def refuse_decided(request: HttpRequest, reading: Reading) -> HttpResponse | None:
    """Where somebody decided before: say who, and lead back to the candidate."""
    told = decision_text(reading.row)
    if not told:
        return None
    messages.warning(request, told)
    return HttpResponseRedirect(page_of(reading))


def decided_by_another(request: HttpRequest, error: AlreadyDecided) -> HttpResponse:
    """Where somebody decided while the form was open: nothing was saved, and who it was is said."""
    messages.error(request, str(error))
    return HttpResponseRedirect(reverse("admin:incoming_candidate", args=[error.candidate.pk]))


def note_draft(request: HttpRequest, case: Ultimatum) -> None:
    """The form of a new case that was filled from a text is saved. Raises `AlreadyDecided`."""
    reading = named_reading(request)
    if reading is not None:
        made_draft(reading.row.pk, case, user=cast("Any", request.user), now=utc_now())


def note_added(request: HttpRequest, case: Ultimatum, *, is_move: bool) -> None:
    """A dialog that was filled from a text is saved. Raises `AlreadyDecided`."""
    reading = named_reading(request)
    if reading is not None:
        added_to(reading.row.pk, case, is_move=is_move, user=cast("Any", request.user), now=utc_now())


def text_beside(reading: Reading | None) -> dict[str, Any]:
    """What a template needs to show the text beside a form; nothing where there is no text."""
    if reading is None:
        return {}
    return {"reading": reading, "text": marked_text(reading), "labels": LABELS}


WORDS_OF = {
    "parties-0-actor": "sender",
    "parties-1-actor": "target",
    "demands-0-text": "demand",
    "threats-0-text": "threat",
    "deadlines-0-as_stated": "deadline",
    "deadlines-0-announced": "announced",
    "as_stated": "deadline",
    "announced": "announced",
    "change": "change",
}
"""The fields of forms that are filled, and the evidence that bears them."""


def point_at_words(formsets: Any, reading: Reading) -> None:
    """Say at the fields of the case form where in the text they came from."""
    for formset in formsets:
        for row in formset.formset.forms:
            for name in row.fields:
                _point(row[name], WORDS_OF.get(row.add_prefix(name)), reading)


def point_in_dialog(form: Any, reading: Reading) -> None:
    """The same in a dialog."""
    for name in form.fields:
        _point(form[name], WORDS_OF.get(name), reading)


def _point(field: Any, evidence: str | None, reading: Reading) -> None:
    marks = [each for each in reading.marks if each.field == evidence]
    if marks:
        text = reading.item.text
        links = format_html_join(
            ", ",
            '<a class="from-mark" href="#mark-{}">“{}”</a>',
            ((each.number, Truncator(text[each.start : each.end]).chars(80)) for each in marks),
        )
        field.help_text = format_html("{} From: {}", field.help_text, links)


def further_sources(request: HttpRequest, reading: Reading) -> list[FoldedSource]:
    """The other places of the same text that were ticked."""
    wanted = set(request.GET.getlist(ALSO))
    return [each for each in reading.folded if str(each.pk) in wanted]


# -- the form of a new case ------------------------------------------------------------------------------


def filled_form(request: HttpRequest, reading: Reading) -> FilledForm:
    """What was read, in the fields of the case form; empty where nothing was found."""
    data = QueryDict(mutable=True)
    data["form_token"] = secrets.token_hex(16)
    data["editor_zone"] = settings.TIME_ZONE
    data["kind"], data["review"] = Kind.ULTIMATUM.value, Review.DRAFT.value
    data["title"] = _short(reading.item.title, LONGEST_TITLE)
    keys = _add_sources(data, request, reading)
    _add_parties(data, reading)
    _add_facts(data, reading, keys)
    for part in PARTS:
        rows = {name.split("-")[1] for name in data if name.startswith(f"{part}-")}
        data[f"{part}-INITIAL_FORMS"] = "0"
        data[f"{part}-TOTAL_FORMS"] = str(len(rows) or int(part not in ("events", "outcomes")))
    readings = {}
    if data.get("deadlines-0-as_stated") and data.get("deadlines-0-announced"):
        shown = interpret(PostedRow.posted(data, "0"), server_zone=settings.TIME_ZONE)
        readings = {"0": shown}
    return FilledForm(data, readings)


def _short(text: str, longest: int) -> str:
    """As many whole words as fit."""
    words = " ".join(text.split())
    return words if len(words) <= longest else words[: longest + 1].rpartition(" ")[0] or words[:longest]


def _add_sources(data: QueryDict, request: HttpRequest, reading: Reading) -> list[str]:
    """The text itself, then others that say the same; their keys, the first for quotes."""
    keys = []
    values = [source_values(reading), *map(_folded_values, further_sources(request, reading))]
    for at, fields in enumerate(values):
        data[f"sources-{at}-key"] = f"s{at + 1}"
        for name, value in fields.items():
            data[f"sources-{at}-{name}"] = value
        keys.append(f"s{at + 1}")
    return keys


def source_values(reading: Reading) -> dict[str, str]:
    """The fields of a source for the text that was read; of one without an address what is known."""
    item = reading.item
    return _source(item.url, item.title, publisher_of(item), item.published, item.language)


def _folded_values(folded: FoldedSource) -> dict[str, str]:
    return _source(folded.url, folded.title, folded.publisher, folded.published, "")


def _source(url: str, title: str, publisher: str, published: str, language: str) -> dict[str, str]:
    usual = usual_of_host(url) if url else {}
    return {
        "url": url,
        "title": title,
        "publisher": usual.get("publisher") or publisher,
        "published": published[:10] if url else "",
        "quality": usual.get("quality", ""),
        "language": "" if language == "en" else language,
    }


def _add_parties(data: QueryDict, reading: Reading) -> None:
    for at, (role, found) in enumerate(
        ((Role.SENDER, reading.found.sender), (Role.TARGET, reading.found.target))
    ):
        data[f"parties-{at}-role"] = role.value
        if found is not None:
            _add_actor(data, f"parties-{at}-actor", found)


def _add_actor(data: QueryDict, name: str, found: FoundActor) -> None:
    """The actor of the record; one that only the table of the world has is named, to be made."""
    actor = Actor.objects.filter(slug=found.slug).first()
    if actor is not None:
        data[name] = str(actor.pk)
        return
    known = next((each for each in world_actors() if each.slug == found.slug), None)
    data[f"{name}-name"] = found.name
    data[f"{name}-type"] = (known.type if known else ActorType.STATE).value
    data[f"{name}-timezone"] = known.timezone if known else ""


def _add_facts(data: QueryDict, reading: Reading, keys: list[str]) -> None:
    found = reading.found
    if found.demand is not None:
        facts = {"text": found.demand.text, "type": found.demand.type or ""}
        _add_fact(data, "demands", facts, reading.sentence_of("demand"), keys)
    if found.threat is not None:
        facts = {"text": found.threat.text, "type": next(iter(found.threat.types), ""), "explicit": "on"}
        _add_fact(data, "threats", facts, reading.sentence_of("threat"), keys)
    if found.deadline is not None:
        facts = {
            "as_stated": _short(found.deadline.as_stated, LONGEST_WORDS),
            "announced": found.deadline.announced,
            "language": "en",
            "timezone_assumed": "on",
            "change": Change.SET.value,
        }
        _add_fact(data, "deadlines", facts, reading.sentence_of("deadline"), keys)


def _add_fact(data: QueryDict, part: str, facts: Mapping[str, str], quote: str, keys: list[str]) -> None:
    for name, value in facts.items():
        data[f"{part}-0-{name}"] = str(value)
    data.setlist(f"{part}-0-sources", list(keys))
    if quote:
        data[f"{part}-0-quotes-{keys[0]}"] = quote


# -- the dialogs of a published case ---------------------------------------------------------------------


def dialog_values(reading: Reading) -> dict[str, str]:
    """What was read, by the names of the fields of all dialogs; each takes those that it has."""
    found, source = reading.found, source_values(reading)
    is_length = found.deadline is not None and _FROM_BEFORE in found.deadline.notes
    change = found.change.value if is_length or found.change not in DATED else ""
    values = {
        "url": source["url"],
        "source_title": source["title"],
        "publisher": source["publisher"],
        "published": source["published"],
        "quality": source["quality"],
        "quote": reading.sentence_of("change") or reading.sentence_of("deadline"),
        "kind": EventKind.STATEMENT.value,
        "on": reading.item.published[:10],
        "language": "en",
        "change": change,
    }
    if found.deadline is not None:
        values["as_stated"] = _short(found.deadline.as_stated, LONGEST_WORDS)
        values["announced"] = values["on"] = found.deadline.announced
        values["quote"] = reading.sentence_of("deadline")
    if not source["url"]:
        for name in ("source_title", "publisher", "published", "quality"):
            del values[name]
    return {name: value for name, value in values.items() if value}
