"""An actor in the case form: chosen from the list, or named, and made new where nobody bears the name.

The field is one select, found by any name, and beside it what works without JavaScript: a name, and what the
actor is if it is to be a new one. A name that somebody bears is that actor. A name that nobody bears is
refused until the editor has said what it is; the actor is then made when the case is saved, and only then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

from tracker.case_format.rules import ROLES_ALONE
from tracker.case_format.schema import entry_shape
from tracker.domain.text import one_line, plain
from tracker.domain.vocabulary import ActorType, Role
from tracker.models import Actor
from tracker.queries.actors import actors_named, taken_actor_slugs

if TYPE_CHECKING:
    ActorChoiceField = forms.ModelChoiceField[Actor]
    PartModelForm = forms.ModelForm[Any]
else:
    ActorChoiceField = forms.ModelChoiceField
    PartModelForm = forms.ModelForm

SEATED = (ActorType.STATE, ActorType.HISTORICAL_STATE)
"""What is not made without the time zone of its capital."""


@dataclass(frozen=True, slots=True)
class NamedActor:
    """What was typed in the place of a choice; `type` and `timezone` are empty unless it is to be new."""

    name: str
    type: str = ""
    timezone: str = ""


class ActorInput(AutocompleteSelect):
    """The select with its autocomplete, and below it the name; the name counts where both are given."""

    may_add = False
    may_be_empty = True

    def __init__(self, db_field: Any, *, may_add: bool) -> None:
        self.may_add = may_add
        super().__init__(db_field, admin.site, attrs={"data-tags": "true"} if may_add else None)

    @property
    def media(self) -> forms.Media:
        """The autocomplete of the admin, and what offers to make a new actor of what was typed there."""
        own = forms.Media(
            css={"all": ["admin_tracker/actor_field.css"]},
            js=["admin/js/autocomplete.js", "admin_tracker/actor_field.js"],  # in this order
        )
        return super().media + own

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        """As the admin has them; what is needed offers no cross to empty it."""
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        return attrs | ({} if self.may_be_empty else {"data-allow-clear": "false"})

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """The key of the chosen actor, or what was typed."""
        typed = {part: one_line(data.get(f"{name}-{part}") or "") for part in ("name", "type", "timezone")}
        return NamedActor(**typed) if typed["name"] else super().value_from_datadict(data, files, name)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Both, the second folded away until it is used."""
        typed = value if isinstance(value, NamedActor) else None
        context = {
            "select": super().render(name, None if typed else value, attrs, renderer),
            "name": name,
            "id": (attrs or {}).get("id") or f"id_{name}",
            "typed": typed,
            "types": [(item.value, item.value.replace("-", " ").capitalize()) for item in ActorType],
            "may_add": self.may_add,
        }
        return render_to_string("admin/tracker/actor_input.html", context)


class ActorField(ActorChoiceField):
    """A choice of an actor that may be named; the value of a new one has no key yet (`settle_new_actors`)."""

    widget: ActorInput

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser would insist on a choice where a name was typed, and choose the first that is offered.
        self.widget.is_required = False
        self.widget.may_be_empty = not self.required

    def has_changed(self, initial: Any, data: Any) -> bool:
        """What is typed is a change, whoever it turns out to be."""
        return isinstance(data, NamedActor) or super().has_changed(initial, data)

    def to_python(self, value: Any) -> Actor | None:
        """The actor that is chosen or bears the name; a new one, not saved, where its type is given."""
        if not isinstance(value, NamedActor):
            chosen: Actor | None = super().to_python(value)
            return chosen
        found = actors_named(value.name)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"{actor.name} ({actor.slug})" for actor in found)
            raise forms.ValidationError(
                f"Found “{value.name}”, which several actors are called: {names}. "
                "Allowed: one of them, chosen from the list or by the word in brackets.",
                code="several",
            )
        return self._new(value)

    def _new(self, value: NamedActor) -> Actor:
        told = f"Found “{value.name}”, a name that no actor bears."
        if not self.widget.may_add:
            raise forms.ValidationError(f"{told} Allowed: an actor of the list.", code="unknown")
        if value.type not in list(ActorType):
            raise forms.ValidationError(
                f"{told} To make it a new actor along with this case, say below what it is.", code="unknown"
            )
        if value.type in SEATED and not value.timezone:
            raise forms.ValidationError(
                f"{told} A new state needs the time zone of its capital, such as Europe/Oslo.", code="seat"
            )
        entry = {"name": value.name, "type": value.type}
        entry |= {"timezone": value.timezone} if value.timezone else {}
        if faults := entry_shape("actor", "new", entry):
            raise forms.ValidationError(
                [f"Found {item.found}. Allowed: {item.allowed}." for item in faults], code="case-format"
            )
        return Actor(name=value.name, type=value.type, timezone=value.timezone)


def actor_field(db_field: ForeignKey[Any, Any], *, may_add: bool) -> ActorField:
    """The field for a column that names an actor."""
    return ActorField(
        Actor.objects.all(),
        required=not db_field.blank,
        label=str(db_field.verbose_name).capitalize(),
        help_text=db_field.help_text,
        blank=db_field.blank,
        widget=ActorInput(db_field, may_add=may_add),
    )


class NamesActors(PartModelForm):
    """A row whose actors may be new: they have no key yet, and the table need not hear of them."""

    def _get_validation_exclusions(self) -> Any:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in its stubs
        return excluded | {name for name, _ in new_in(self.cleaned_data)}


def new_in(data: Mapping[str, Any]) -> list[tuple[str, Actor]]:
    """The new actors in the values of a row, each with its field."""
    return [(name, value) for name, value in data.items() if isinstance(value, Actor) and value._state.adding]


def settle_new_actors(parties: Iterable[forms.BaseForm], others: Iterable[forms.BaseForm]) -> list[Actor]:
    """The new actors of a case, each with its slug and, of a person, whom it speaks for; one for each name.

    The values of the rows are replaced accordingly. A person speaks for the party of its row, in other rows
    for the first sender, and for nobody where it mediates or leads the talks itself; without one its field
    gets an error.
    """
    parties = list(parties)
    rows = [*parties, *others]
    made: dict[str, Actor] = {}
    for row in rows:
        for field, actor in new_in(row.cleaned_data):
            known = made.setdefault(plain(actor.name), actor)
            row.cleaned_data[field] = known
    _name(made.values())
    senders = [row for row in parties if row.cleaned_data.get("role") == Role.SENDER]
    for row in rows:
        for field, actor in new_in(row.cleaned_data):
            is_alone = field == "actor" and row.cleaned_data.get("role") in ROLES_ALONE
            if actor.type == ActorType.PERSON and actor.represents is None and not is_alone:
                principals = [row] if row in parties and field != "actor" else senders
                speaks_for = next((each.cleaned_data.get("actor") for each in principals), None)
                if speaks_for is None or speaks_for is actor:
                    problem = "A person speaks for somebody: name the sender, and the person under stated by."
                    row.add_error(field, forms.ValidationError(problem, code="represents"))
                else:
                    actor.represents = speaks_for
    return sorted(made.values(), key=lambda actor: actor.represents is not None)


def _name(actors: Iterable[Actor]) -> None:
    taken: set[str] = set()
    for actor in actors:
        base = slugify(actor.name)[:70].strip("-") or actor.type
        taken |= taken_actor_slugs(base)
        actor.slug = next(
            slug for slug in chain([base], (f"{base}-{at}" for at in count(2))) if slug not in taken
        )
        taken.add(actor.slug)
