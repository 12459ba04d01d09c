"""What each word of the vocabularies means, in one plain sentence: the glossary at `/about/words/`."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.domain.statistics.conduct import Result
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


class General(StrEnum):
    """Words of the record that are no values of a vocabulary."""

    TIME_LIMIT = "time-limit"
    WINDOW = "window"
    MOVED = "moved"
    KEPT = "kept"
    AS_OF = "as-of"
    CRISIS = "crisis"
    SCHEDULED = "scheduled"
    CONTESTED = "contested"
    CORRECTION = "correction"
    INTERVAL = "interval"
    TIES = "ties"
    CAMEO = "cameo"


DEFINITIONS: dict[type[StrEnum], dict[StrEnum, Promise]] = {
    General: {
        General.TIME_LIMIT: _("How long there is from the announcement to the date."),
        General.WINDOW: _(
            "The time between the earliest and the latest moment at which a deadline expires, where its "
            "words name no single one."
        ),
        General.MOVED: _(
            "A date moved when another one took its place while the matter was open; naming it again or more "
            "exactly is no move."
        ),
        General.KEPT: _("A date is kept when it came and had never moved."),
        General.AS_OF: _("What the public could know at an instant, and nothing that came later."),
        General.CRISIS: _("A conflict or a matter to which several cases belong."),
        General.SCHEDULED: _(
            "An event that is announced for a day ahead, such as a summit, a vote or a hearing."
        ),
        General.CONTESTED: _("Another source says something else; both readings stand with their sources."),
        General.CORRECTION: _("We had something wrong and put it right; a date that somebody moved is none."),
        General.INTERVAL: _(
            "What a share could be if as many cases were drawn by chance: 95 of 100 such intervals would "
            "hold the true share (Wilson's method)."
        ),
        General.TIES: _(
            "Threat and Imposition of Economic Sanctions, version 4.0: a data set of research that numbers "
            "threats and how they ended."
        ),
        General.CAMEO: _(
            "Conflict and Mediation Event Observations: a code book that numbers acts between states and "
            "groups; an ultimatum is its number 139, “Give ultimatum”."
        ),
    },
    Kind: {
        Kind.ULTIMATUM: _(
            "Somebody demands something of somebody else by a date, and threatens what happens otherwise."
        ),
        Kind.REQUEST: _("A demand with a date and without a threat."),
        Kind.LEGAL_DEADLINE: _("A date set by a law, a treaty, a court or an authority."),
        Kind.TRUCE_EXPIRY: _("The date on which a truce or a pause ends unless it is prolonged."),
        Kind.EXPIRY: _("The date on which a treaty, a mandate or a measure ends by itself."),
        Kind.SELF_IMPOSED: _("A date that somebody sets for what they themselves will do."),
        Kind.REVIEW_DATE: _(
            "A date on which something is looked at again, without a demand that anybody would enforce."
        ),
    },
    Status: {
        Status.RUNNING: _("There is a date, and its earliest moment lies ahead."),
        Status.OPEN: _("The earliest moment of the window is over and the latest is not: it may expire now."),
        Status.PASSED: _("The time is up, and what came of it is not known for every target."),
        Status.RESOLVED: _("What came of it is known for every target."),
        Status.UNDATED: _("The words name no date that could be worked out."),
        Status.SUSPENDED: _("The time limit is halted; no date holds until it is set again."),
        Status.WITHDRAWN: _("The time limit was taken back, and no outcome is on record yet."),
    },
    Headline: {
        Headline.PENDING: _("It is not known yet what came of it."),
        Headline.SETTLED: _("Both sides gave something and agreed."),
        Headline.COMPLIED: _("The target did in full what was demanded."),
        Headline.ENFORCED: _("The sender carried out the threat in full."),
        Headline.PARTLY_ENFORCED: _("The sender carried out a part of the threat."),
        Headline.PARTLY_COMPLIED: _(
            "The target did a part of what was demanded, and the threat was not carried out."
        ),
        Headline.WITHDRAWN: _("The sender took the threat back."),
        Headline.SUPERSEDED: _("The sender took another step instead of the one that was threatened."),
        Headline.MOOT: _("Somebody else removed what the threat rested on, so that nothing was left to do."),
        Headline.HELD: _(
            "The sender neither carried out the threat nor gave it up, and keeps it in reserve."
        ),
        Headline.ROLLED_OVER: _("The term ran out and was continued for a further one."),
        Headline.LAPSED: _(
            "The date passed, the target did not comply, and the sender did not carry out the threat."
        ),
        Headline.EXPIRED: _("The treaty, mandate or measure came to its end."),
        Headline.UNKNOWN: _("Nobody could find out what came of it."),
    },
    Result: {
        Result.ENFORCED: _("In statistics: enforced, wholly or in part."),
        Result.COMPLIED: _("In statistics: complied, wholly or in part."),
        Result.SETTLED: _("In statistics: both sides gave something and agreed."),
        Result.DROPPED: _("In statistics: withdrawn, superseded or lapsed."),
        Result.OTHER: _("In statistics: moot, held in reserve, rolled over, expired or not known."),
    },
    Response: {
        Response.FULL: _("The target did all that was demanded."),
        Response.PARTIAL: _("The target did some of what was demanded."),
        Response.NONE: _("The target did nothing of what was demanded."),
        Response.COUNTER: _("The target answered with a threat or an act of its own."),
        Response.UNKNOWN: _("No source says what the target did."),
    },
    FollowThrough: {
        FollowThrough.IMPOSED: _("The sender did what it had threatened."),
        FollowThrough.PARTLY_IMPOSED: _("The sender did some of what it had threatened."),
        FollowThrough.NOT_IMPOSED: _("The sender let the date pass and did nothing of it."),
        FollowThrough.WITHDRAWN: _("The sender said that the threat no longer holds."),
        FollowThrough.SUPERSEDED: _("The sender did something else than it had threatened."),
        FollowThrough.MOOT: _("A third party, such as a court, removed what the threat rested on."),
        FollowThrough.HELD: _("The threat stands, and the sender has not acted on it."),
        FollowThrough.ROLLED_OVER: _("A term that was to end ran on for a further one."),
        FollowThrough.UNKNOWN: _("No source says what the sender did with the threat."),
    },
    Change: {
        Change.SET: _("A time limit is announced for the first time."),
        Change.EXTENDED: _("The date is put off."),
        Change.SHORTENED: _("The date is brought forward."),
        Change.CLARIFIED: _("The same date is named more exactly; that is no move."),
        Change.REINSTATED: _("A time limit that was halted or taken back holds again."),
        Change.SUSPENDED: _("The time limit is halted without another date."),
        Change.WITHDRAWN: _("The time limit is taken back."),
        Change.STAGED: _("A further step of the same threat gets a date of its own; that is no move."),
        Change.PROPOSED: _("A date was proposed and never came into force."),
    },
    DemandType: {
        DemandType.WITHDRAW_FORCES: _("Take troops, ships or police out of a place."),
        DemandType.END_HOSTILITIES: _("Stop fighting, attacks or violence."),
        DemandType.SURRENDER: _("Lay down arms and give oneself up."),
        DemandType.SIGN_AGREEMENT: _("Conclude or accept a treaty, a deal or a plan."),
        DemandType.RATIFY: _("Approve by parliament what has been signed."),
        DemandType.RELEASE_PERSONS: _("Let hostages, prisoners or detainees go."),
        DemandType.ACCEPT_PERSONS: _("Let people in or take them back."),
        DemandType.LEAVE_OFFICE: _("Resign, or leave the country or the seat of power."),
        DemandType.REINSTATE_GOVERNMENT: _("Give power back to those who were deposed."),
        DemandType.DISARM: _("Give up weapons, or programmes to make them."),
        DemandType.INSPECTIONS: _("Let inspectors or observers in."),
        DemandType.EXTRADITE: _("Hand a person over to another state or a court."),
        DemandType.CEDE_TERRITORY: _("Give up land or the claim to it."),
        DemandType.TRADE_CONCESSION: _("Open a market, lower duties or buy goods."),
        DemandType.POLICY_CHANGE: _("Change a law, a decision or a conduct that fits no other type."),
        DemandType.OPEN_PASSAGE: _("Let ships, aid or people through."),
        DemandType.DIVEST: _("Sell a company or a share in one."),
        DemandType.CLARIFY_POSITION: _("Say publicly where one stands."),
        DemandType.OTHER: _("A demand that fits none of the other types."),
    },
    ThreatType: {
        ThreatType.UNSPECIFIED: _("Consequences are announced without saying which."),
        ThreatType.TOTAL_EMBARGO: _("All trade is stopped."),
        ThreatType.PARTIAL_EMBARGO: _("Trade in some goods is stopped."),
        ThreatType.IMPORT_RESTRICTION: _("Tariffs, duties or quotas on what is imported."),
        ThreatType.EXPORT_RESTRICTION: _("Limits on what may be sold to the target."),
        ThreatType.SECONDARY_MEASURES: _("Measures against third parties that deal with the target."),
        ThreatType.BLOCKADE: _("Ports, borders or ways are closed by force."),
        ThreatType.ASSET_FREEZE: _("Money and property of the target are blocked."),
        ThreatType.AID_TERMINATION: _("Aid, loans or supplies end."),
        ThreatType.TRAVEL_BAN: _("Persons may not enter."),
        ThreatType.AGREEMENT_SUSPENSION: _("An agreement with the target is not applied for a time."),
        ThreatType.SANCTIONS: _("Sanctions without saying which."),
        ThreatType.MULTILATERAL_SANCTIONS: _("Sanctions that many states or a world body impose together."),
        ThreatType.FORCE: _("An attack, an invasion or another use of arms."),
        ThreatType.BREAK_RELATIONS: _("Diplomatic relations end, or diplomats are expelled."),
        ThreatType.TREATY_WITHDRAWAL: _("The sender leaves a treaty or an organisation."),
        ThreatType.LEGAL_MEASURE: _("A law, a decree or a case before a court."),
        ThreatType.BAN: _("A company, a product or a group is forbidden."),
        ThreatType.FINE: _("Money is to be paid as a penalty."),
        ThreatType.OTHER: _("A threat that fits none of the other types."),
    },
    EventKind: {
        EventKind.TALKS: _("The sides, or others for them, met or negotiated."),
        EventKind.STATEMENT: _("Somebody said something in public that bears on the case."),
        EventKind.RESPONSE: _("The target answered the demand."),
        EventKind.COUNTER_MOVE: _("The target threatened or did something in return."),
        EventKind.ENFORCEMENT: _("The sender did something of what it had threatened."),
        EventKind.AGREEMENT: _("The sides agreed on something."),
        EventKind.RULING: _("A court, a parliament or another body decided."),
        EventKind.VIOLENCE: _("People were attacked, hurt or killed."),
        EventKind.OTHER: _("Something that fits none of the other kinds."),
    },
    Role: {
        Role.SENDER: _("Who demands."),
        Role.TARGET: _("Of whom it is demanded."),
        Role.PARTY: _("Who is bound by a treaty or a term that nobody sends."),
        Role.THIRD_PARTY: _("Who would be hit without being addressed."),
        Role.MEDIATOR: _("Who goes between the sides."),
        Role.GUARANTOR: _("Who stands for what the sides agreed."),
        Role.ADVOCATE: _("Who urges that the date be kept and is no sender."),
        Role.MODERATOR: _("Who leads talks and stands for nobody in them."),
    },
    ActorType: {
        ActorType.STATE: _("A state that exists today."),
        ActorType.HISTORICAL_STATE: _("A state that exists no more."),
        ActorType.ORGANISATION: _("A body with members or staff, such as the United Nations."),
        ActorType.GROUP_OF_STATES: _("States that act together without a body of their own."),
        ActorType.GOVERNMENT: _("Those who govern a state, where they and not the state are meant."),
        ActorType.ARMED_GROUP: _("A group that fights and is no army of a state."),
        ActorType.DE_FACTO_AUTHORITY: _("Those who rule a country or a part of it without being recognised."),
        ActorType.SUBNATIONAL: _("The authority of a region or a city."),
        ActorType.COMPANY: _("A company."),
        ActorType.PERSON: _("One human being."),
        ActorType.GROUP: _("People who act together without arms, such as a party, a union or a movement."),
    },
    Quality: {
        Quality.PRIMARY: _("The text itself: a letter, a law, a resolution, a transcript."),
        Quality.WIRE: _("A report of a news agency."),
        Quality.SECONDARY: _("A newspaper, a book or a site that tells what others said."),
        Quality.WEAK: _("A source that gives no origin, or is known to err."),
    },
    Review: {
        Review.VERIFIED: _("Somebody compared every fact with its sources."),
        Review.PARTIAL: _("Some facts were compared; the notes name the others."),
        Review.DRAFT: _("Nobody compared the facts yet; drafts are not public."),
    },
}
"""Every word of `labels.LABELS` and of results has its sentence (tests/web/test_words.py)."""
