"""What may be asked, as types: ninja reads addresses by these, and so does the OpenAPI document."""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from tracker.domain.dates.moments import WHEN_PATTERN
from tracker.domain.parsing import LONGEST
from tracker.domain.status.changes import ChangeKind
from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import ActorType, EventKind, Kind, ThreatType
from tracker.queries.dashboard import Sort
from tracker.web.decorators import LONGEST_VALUE

LONGEST_CURSOR = 600
MOST_DAYS = 3660
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
DATE = re.sub(r"\?P<\w+>", "", f"^{WHEN_PATTERN.pattern}$")
"""A date as exactly as it is known, in the words of ECMA-262, which has no named groups of this form."""
Nothing = SkipJsonSchema[None]
"""Left out; no address can say null."""
Slug = Annotated[str, Field(pattern=SLUG, max_length=80, examples=["russia"])]
Words = Annotated[str, Field(pattern=r"\S", max_length=LONGEST_VALUE)]
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]
Limit = Annotated[int, Field(ge=1, le=100)]
Cursor = Annotated[str, Field(min_length=1, max_length=LONGEST_CURSOR)]


class AsOfParameter(Schema):
    """What every address takes."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    # The pattern is for the document alone: `public_page` has read the instant, and takes a space for a plus.
    as_of: (
        Annotated[
            str,
            Field(
                min_length=1,
                max_length=LONGEST_VALUE,
                json_schema_extra={"pattern": DATE, "examples": ["2025-07-24"]},
            ),
        ]
        | Nothing
    ) = None
    """Answer with what was known then: 2025, 2025-07, 2025-07-24 or an instant such as 2025-07-24T12:00:00Z;
    a period counts to its last moment. Left out: now."""


class OfCases(AsOfParameter):
    """Narrows by what a case is about."""

    q: Words | Nothing = None
    """Words that are all in the title, a demand, a threat or the name of a party."""
    sender: Slug | Nothing = None
    """Slug of the actor who demands."""
    target: Slug | Nothing = None
    """Slug of the actor of whom it is demanded."""
    actor: Slug | Nothing = None
    """Slug of a sender, a target or a party."""
    dossier: Slug | Nothing = None
    """Slug of the crisis."""
    threat: ThreatType | Nothing = None
    """What is threatened."""

    narrowing: ClassVar[tuple[str, ...]] = ("q", "sender", "target", "actor", "dossier", "threat")

    @property
    def criteria(self) -> Mapping[str, str]:
        """The filters that are set, as `queries.filters.narrow` takes them."""
        values = {name: getattr(self, name) for name in self.narrowing}
        return {name: str(value) for name, value in values.items() if value is not None}


class Filters(OfCases):
    """Every filter of the dashboard."""

    kind: Kind | Nothing = None
    """What sort of deadline it is."""
    status: Status | Nothing = None
    """Where it stands at the instant."""
    within: Days | Nothing = None
    """Falls due within so many days, or its window is open."""

    narrowing: ClassVar[tuple[str, ...]] = (*OfCases.narrowing, "kind", "status", "within")


class Paged(Schema):
    """A list in pages."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    limit: Limit = 50
    """How many at the most."""
    cursor: Cursor | Nothing = None
    """`next_cursor` of the page before. It belongs to the same question: another one is refused."""


class ListOfCases(Paged, Filters):
    """What a list of cases is asked for."""

    sort: Sort = Sort.EXPIRY
    """expiry: what runs, soonest first, then what passed and what was resolved, latest first; newest: by the
    instant a case came to stand where it stands; title: by title."""


class Window(Paged, AsOfParameter):
    """What a list of some days is asked for."""

    days: Days = 30
    """How many days ahead, or back."""


class ListOfActors(Paged, AsOfParameter):
    """What the list of actors is asked for."""

    q: Words | Nothing = None
    """A part of the name, of another name it is known by, of the slug or the code, in any case."""
    type: ActorType | Nothing = None


class ListOfDossiers(Paged, AsOfParameter):
    """What the list of crises is asked for."""

    q: Words | Nothing = None
    """A part of the title or the slug, in any case."""


class OfFacts(OfCases):
    """Narrows by the case as well."""

    case: Slug | Nothing = None
    """Slug of the case."""

    narrowing: ClassVar[tuple[str, ...]] = (*OfCases.narrowing, "case")


class ListOfEvents(Paged, OfFacts):
    """What the list of events is asked for."""

    kind: EventKind | Nothing = None
    """What sort of thing happened."""


class Stream(OfFacts):
    """What the stream of changes is asked for."""

    kind: ChangeKind | Nothing = None
    """What sort of change it is."""
    limit: Limit = 50
    """How many at the most; what was entered ahead of its day comes on top of that, on its day."""
    cursor: Cursor | Nothing = None
    """`cursor` of the answer before; left out: from the beginning."""


class Interpret(AsOfParameter):
    """Words of a time limit, and what they are read by."""

    words: Annotated[str, Field(pattern=r"\S", max_length=LONGEST, examples=["within 50 days"])]
    """The words of the time limit, as they were said."""
    announced: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_VALUE,
            json_schema_extra={"pattern": DATE, "examples": ["2025-07-14T18:00Z"]},
        ),
    ]
    """When they were said: 2025-07-14, an instant such as 2025-07-14T18:00:00Z, or a month or a year."""
    zone: Annotated[str, Field(min_length=1, max_length=LONGEST_VALUE, examples=["America/New_York"])]
    """The IANA time zone of the sender's seat: days are counted in it, and hours read unless the words name
    another."""
    language: Annotated[str, Field(min_length=2, max_length=LONGEST_VALUE, examples=["uk"])] = "en"
    """The language of the words: de, en, es, fr, ru or uk."""
