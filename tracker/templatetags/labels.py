"""Words of the vocabularies as readers see them, in their language."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from tracker.domain.statistics.comparison import Measure
from tracker.domain.statistics.conduct import Limit, Result
from tracker.domain.statistics.track_record import Drift, Where
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import (
    ActorType,
    Change,
    DemandType,
    EventKind,
    FollowThrough,
    Kind,
    Quality,
    Response,
    Review,
    Role,
    ThreatType,
)
from tracker.templatetags.local_names import local_all

register = template.Library()

LABELS: dict[type[StrEnum], dict[StrEnum, Promise]] = {
    Kind: {
        Kind.ULTIMATUM: _("Ultimatum"),
        Kind.REQUEST: pgettext_lazy("kind", "Request with a date"),
        Kind.LEGAL_DEADLINE: _("Legal deadline"),
        Kind.TRUCE_EXPIRY: _("End of a truce"),
        Kind.EXPIRY: _("Expiry"),
        Kind.SELF_IMPOSED: _("Self-imposed deadline"),
        Kind.REVIEW_DATE: _("Review date"),
    },
    Status: {
        Status.RUNNING: _("Running"),
        Status.OPEN: _("Window open"),
        Status.PASSED: _("Passed, outcome open"),
        Status.RESOLVED: _("Resolved"),
        Status.UNDATED: _("No date given"),
        Status.SUSPENDED: _("Suspended"),
        Status.WITHDRAWN: pgettext_lazy("status", "Withdrawn"),
    },
    Headline: {
        Headline.PENDING: _("Pending"),
        Headline.SETTLED: _("Settled"),
        Headline.COMPLIED: _("Complied"),
        Headline.ENFORCED: _("Enforced"),
        Headline.PARTLY_ENFORCED: _("Partly enforced"),
        Headline.PARTLY_COMPLIED: _("Partly complied"),
        Headline.WITHDRAWN: pgettext_lazy("outcome", "Withdrawn"),
        Headline.SUPERSEDED: pgettext_lazy("outcome", "Superseded"),
        Headline.MOOT: pgettext_lazy("outcome", "Moot"),
        Headline.HELD: pgettext_lazy("outcome", "Held"),
        Headline.ROLLED_OVER: _("Rolled over"),
        Headline.LAPSED: _("Lapsed"),
        Headline.EXPIRED: _("Expired"),
        Headline.UNKNOWN: pgettext_lazy("outcome", "Not known"),
    },
    Review: {
        Review.VERIFIED: _("Checked against its sources"),
        Review.PARTIAL: _("Checked in part; the notes say what is not"),
        Review.DRAFT: _("Draft, not yet checked"),
    },
    ActorType: {
        ActorType.STATE: _("State"),
        ActorType.HISTORICAL_STATE: _("Historical state"),
        ActorType.ORGANISATION: _("Organisation"),
        ActorType.GROUP_OF_STATES: _("Group of states"),
        ActorType.GOVERNMENT: _("Government"),
        ActorType.ARMED_GROUP: _("Armed group"),
        ActorType.DE_FACTO_AUTHORITY: _("De facto authority"),
        ActorType.SUBNATIONAL: _("Subnational authority"),
        ActorType.COMPANY: _("Company"),
        ActorType.PERSON: _("Person"),
        ActorType.GROUP: _("Group"),
    },
    Role: {
        Role.SENDER: _("Sender"),
        Role.TARGET: _("Target"),
        Role.PARTY: pgettext_lazy("role", "Party"),
        Role.THIRD_PARTY: _("Third party"),
        Role.MEDIATOR: _("Mediator"),
        Role.GUARANTOR: _("Guarantor"),
        Role.ADVOCATE: _("Presses for the date"),
        Role.MODERATOR: _("Moderator"),
    },
    DemandType: {
        DemandType.WITHDRAW_FORCES: _("Withdraw forces"),
        DemandType.END_HOSTILITIES: _("End hostilities"),
        DemandType.SURRENDER: _("Surrender"),
        DemandType.SIGN_AGREEMENT: _("Sign an agreement"),
        DemandType.RATIFY: _("Ratify"),
        DemandType.RELEASE_PERSONS: _("Release persons"),
        DemandType.ACCEPT_PERSONS: _("Accept persons"),
        DemandType.LEAVE_OFFICE: _("Leave office"),
        DemandType.REINSTATE_GOVERNMENT: _("Reinstate a government"),
        DemandType.DISARM: _("Disarm"),
        DemandType.INSPECTIONS: _("Admit inspections"),
        DemandType.EXTRADITE: _("Extradite"),
        DemandType.CEDE_TERRITORY: _("Cede territory"),
        DemandType.TRADE_CONCESSION: _("Trade concession"),
        DemandType.POLICY_CHANGE: _("Change of policy"),
        DemandType.OPEN_PASSAGE: _("Open passage"),
        DemandType.DIVEST: _("Divest"),
        DemandType.CLARIFY_POSITION: _("Clarify a position"),
        DemandType.OTHER: pgettext_lazy("demand", "Other demand"),
    },
    ThreatType: {
        ThreatType.UNSPECIFIED: _("Unspecified threat"),
        ThreatType.TOTAL_EMBARGO: _("Total embargo"),
        ThreatType.PARTIAL_EMBARGO: _("Partial embargo"),
        ThreatType.IMPORT_RESTRICTION: _("Tariffs or import limits"),
        ThreatType.EXPORT_RESTRICTION: _("Export limits"),
        ThreatType.SECONDARY_MEASURES: _("Secondary measures"),
        ThreatType.BLOCKADE: _("Blockade"),
        ThreatType.ASSET_FREEZE: _("Asset freeze"),
        ThreatType.AID_TERMINATION: _("End of aid"),
        ThreatType.TRAVEL_BAN: _("Travel ban"),
        ThreatType.AGREEMENT_SUSPENSION: _("Suspension of an agreement"),
        ThreatType.SANCTIONS: _("Sanctions"),
        ThreatType.MULTILATERAL_SANCTIONS: _("Multilateral sanctions"),
        ThreatType.FORCE: _("Use of force"),
        ThreatType.BREAK_RELATIONS: _("Break of relations"),
        ThreatType.TREATY_WITHDRAWAL: _("Withdrawal from a treaty"),
        ThreatType.LEGAL_MEASURE: _("Legal measure"),
        ThreatType.BAN: pgettext_lazy("threat", "Ban"),
        ThreatType.FINE: pgettext_lazy("threat", "Fine"),
        ThreatType.OTHER: pgettext_lazy("threat", "Other threat"),
    },
    Change: {
        Change.SET: _("Deadline set"),
        Change.EXTENDED: _("Extended"),
        Change.SHORTENED: _("Shortened"),
        Change.CLARIFIED: _("Clarified"),
        Change.REINSTATED: _("Reinstated"),
        Change.SUSPENDED: pgettext_lazy("change", "Suspended"),
        Change.WITHDRAWN: pgettext_lazy("change", "Withdrawn"),
        Change.STAGED: _("Further step"),
        Change.PROPOSED: _("Proposed, never in force"),
    },
    EventKind: {
        EventKind.TALKS: _("Talks"),
        EventKind.STATEMENT: _("Statement"),
        EventKind.RESPONSE: _("Response"),
        EventKind.COUNTER_MOVE: _("Counter-move"),
        EventKind.ENFORCEMENT: _("Enforcement"),
        EventKind.AGREEMENT: _("Agreement"),
        EventKind.RULING: _("Ruling"),
        EventKind.VIOLENCE: _("Violence"),
        EventKind.OTHER: pgettext_lazy("event", "Event"),
    },
    Response: {
        Response.FULL: _("Complied in full"),
        Response.PARTIAL: _("Complied in part"),
        Response.NONE: _("Did not comply"),
        Response.COUNTER: _("Answered with a move of its own"),
        Response.UNKNOWN: _("Response not known"),
    },
    FollowThrough: {
        FollowThrough.IMPOSED: _("Carried out the threat"),
        FollowThrough.PARTLY_IMPOSED: _("Carried out the threat in part"),
        FollowThrough.NOT_IMPOSED: _("Did not carry out the threat"),
        FollowThrough.WITHDRAWN: _("Withdrew the threat"),
        FollowThrough.SUPERSEDED: _("Replaced it by another step"),
        FollowThrough.MOOT: _("Its base was removed by others"),
        FollowThrough.HELD: _("Kept the threat in reserve"),
        FollowThrough.ROLLED_OVER: _("Let it run for a further term"),
        FollowThrough.UNKNOWN: _("Follow-through not known"),
    },
    Quality: {
        Quality.PRIMARY: _("primary source"),
        Quality.WIRE: _("news agency"),
        Quality.SECONDARY: _("secondary source"),
        Quality.WEAK: _("weak source"),
    },
}
"""Each vocabulary's words; every word has one (tests/templatetags/test_labels.py)."""

TITLES: dict[type[StrEnum], Promise] = {
    Kind: _("Kinds of case"),
    Status: _("Where a case stands"),
    Role: _("Roles"),
    DemandType: _("Demands"),
    ThreatType: _("Threats"),
    Change: _("Announcements of a date"),
    EventKind: _("Events"),
    Response: _("What the target did"),
    FollowThrough: _("What the sender did with the threat"),
    Headline: _("Outcomes in one word"),
    Quality: _("Sources"),
    ActorType: _("Actors"),
    Review: _("How far a case was checked"),
}
"""What each vocabulary describes, in the order a reader needs them."""

COUNTED: dict[type[StrEnum], dict[StrEnum, Promise]] = {
    Result: {
        Result.ENFORCED: pgettext_lazy("result", "Enforced"),
        Result.COMPLIED: pgettext_lazy("result", "Complied with"),
        Result.SETTLED: pgettext_lazy("result", "Settled"),
        Result.DROPPED: pgettext_lazy("result", "Dropped"),
        Result.OTHER: pgettext_lazy("result", "Moot or held"),
    },
    Measure: {
        Measure.IN_TIME: _("Carried out within 30 days of expiry"),
        Measure.KEPT: pgettext_lazy("of dates that came", "Date kept"),
        Measure.MOVED: _("Date moved"),
    },
    Limit: {
        Limit.DAYS: _("Up to 3 days"),
        Limit.WEEKS: _("More than 3, up to 14 days"),
        Limit.MONTHS: _("More than 14, up to 92 days"),
        Limit.LONGER: _("More than 92 days"),
    },
    Drift: {
        Drift.EARLIER: _("Earlier in the end"),
        Drift.SAME: _("Back to the same date"),
        Drift.WEEK: _("Up to 7 days later"),
        Drift.MONTH: _("More than 7, up to 31 days later"),
        Drift.QUARTER: _("More than 31, up to 92 days later"),
        Drift.LONGER: _("More than 92 days later"),
    },
    Where: {
        Where.RESOLVED: pgettext_lazy("ultimatums that are", "Resolved"),
        Where.UNRESOLVED: pgettext_lazy("ultimatums that are", "Not resolved yet"),
        Where.PENDING: pgettext_lazy("ultimatums that are", "Passed, outcome open"),
        Where.RAN_OUT: pgettext_lazy("ultimatums whose", "Time was up before the outcome"),
        Where.EARLY: pgettext_lazy("ultimatums with an", "Outcome before the expiry"),
        Where.ALL: pgettext_lazy("ultimatums that are", "Resolved or not"),
    },
}
"""The words of what is counted of cases: no part of their format."""

_ALL = {**LABELS, **COUNTED}
VOCABULARIES = {vocabulary.__name__.lower(): vocabulary for vocabulary in _ALL}


@register.filter
def label(word: str, vocabulary: str = "") -> str:
    """The label of a vocabulary's word, given as that enum or as text with the vocabulary's name.

    `{{ row.kind|label }}`, `{{ "force"|label:"threattype" }}`. Raises ValueError for a word or a vocabulary
    nobody knows: templates name vocabularies literally, and words come from constrained columns.
    """
    known = word_of(word, vocabulary)
    return str(_ALL[type(known)][known])


def word_of(word: str, vocabulary: str = "") -> StrEnum:
    """The word itself, given as `label` takes it. Raises ValueError as that does."""
    if isinstance(word, StrEnum):
        return word
    if vocabulary not in VOCABULARIES:
        raise ValueError(f"{vocabulary!r} is no vocabulary; there are {', '.join(sorted(VOCABULARIES))}")
    return VOCABULARIES[vocabulary](word)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a vocabulary as data and as readers see it."""

    value: StrEnum
    label: str


@register.simple_tag
def vocabulary_words(vocabulary: str) -> tuple[Word, ...]:
    """The words of the vocabulary of that name, in its order."""
    return tuple(Word(word, str(_ALL[kind][word])) for kind in [VOCABULARIES[vocabulary]] for word in kind)


@register.filter
def names(actors: tuple[str, ...], at_most: int = 3) -> str:
    """Names in a row: all of them up to `at_most`, else all but the rest: 'Denmark, Norway and 6 others'."""
    actors = local_all(actors)
    if len(actors) <= at_most:
        return ", ".join(actors)
    rest = len(actors) - at_most + 1
    shown = ", ".join(actors[: at_most - 1])
    sentence = ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", rest)
    return sentence % {"names": shown, "count": rest}


def lead_time_text(offset: timedelta) -> str:
    """`7 days`, `6 hours`."""
    if offset >= timedelta(days=1):
        return ngettext("%(n)s day", "%(n)s days", offset.days) % {"n": offset.days}
    hours = int(offset.total_seconds() // 3600)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
