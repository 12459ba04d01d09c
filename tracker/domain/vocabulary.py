"""The controlled words of the case format, version 2: each value as files and URLs spell it."""

from enum import StrEnum


class Kind(StrEnum):
    """What sort of deadline a case is. Only ultimatums enter success rates.

    A request has a demand and a date and no threat; a review date, an expiry and the like have no demand
    that anybody would enforce.
    """

    ULTIMATUM = "ultimatum"
    REQUEST = "request"
    LEGAL_DEADLINE = "legal-deadline"
    TRUCE_EXPIRY = "truce-expiry"
    EXPIRY = "expiry"
    SELF_IMPOSED = "self-imposed"
    REVIEW_DATE = "review-date"


class Review(StrEnum):
    """How far the facts of a case were checked."""

    VERIFIED = "verified"
    PARTIAL = "partial"
    DRAFT = "draft"


class ActorType(StrEnum):
    """What an actor is."""

    STATE = "state"
    HISTORICAL_STATE = "historical-state"
    ORGANISATION = "organisation"
    GROUP_OF_STATES = "group-of-states"
    GOVERNMENT = "government"
    ARMED_GROUP = "armed-group"
    DE_FACTO_AUTHORITY = "de-facto-authority"
    SUBNATIONAL = "subnational"
    COMPANY = "company"
    PERSON = "person"
    GROUP = "group"


class Role(StrEnum):
    """What a party is to the case."""

    SENDER = "sender"
    TARGET = "target"
    PARTY = "party"
    THIRD_PARTY = "third-party"
    MEDIATOR = "mediator"
    GUARANTOR = "guarantor"
    ADVOCATE = "advocate"
    MODERATOR = "moderator"


IN_A_LEAD = (Role.SENDER, Role.TARGET, Role.PARTY)
"""The roles in which a case is an actor's own."""


class DemandType(StrEnum):
    """What is demanded."""

    WITHDRAW_FORCES = "withdraw-forces"
    END_HOSTILITIES = "end-hostilities"
    SURRENDER = "surrender"
    SIGN_AGREEMENT = "sign-agreement"
    RATIFY = "ratify"
    RELEASE_PERSONS = "release-persons"
    ACCEPT_PERSONS = "accept-persons"
    LEAVE_OFFICE = "leave-office"
    REINSTATE_GOVERNMENT = "reinstate-government"
    DISARM = "disarm"
    INSPECTIONS = "inspections"
    EXTRADITE = "extradite"
    CEDE_TERRITORY = "cede-territory"
    TRADE_CONCESSION = "trade-concession"
    POLICY_CHANGE = "policy-change"
    OPEN_PASSAGE = "open-passage"
    DIVEST = "divest"
    CLARIFY_POSITION = "clarify-position"
    OTHER = "other"


class ThreatType(StrEnum):
    """What is threatened. The first eleven and `sanctions` have a code in TIES 4.0, variable 16."""

    UNSPECIFIED = "unspecified"
    TOTAL_EMBARGO = "total-embargo"
    PARTIAL_EMBARGO = "partial-embargo"
    IMPORT_RESTRICTION = "import-restriction"
    EXPORT_RESTRICTION = "export-restriction"
    SECONDARY_MEASURES = "secondary-measures"
    BLOCKADE = "blockade"
    ASSET_FREEZE = "asset-freeze"
    AID_TERMINATION = "aid-termination"
    TRAVEL_BAN = "travel-ban"
    AGREEMENT_SUSPENSION = "agreement-suspension"
    SANCTIONS = "sanctions"
    MULTILATERAL_SANCTIONS = "multilateral-sanctions"
    FORCE = "force"
    BREAK_RELATIONS = "break-relations"
    TREATY_WITHDRAWAL = "treaty-withdrawal"
    LEGAL_MEASURE = "legal-measure"
    BAN = "ban"
    FINE = "fine"
    OTHER = "other"


class Change(StrEnum):
    """What an announcement does to the deadline before it."""

    SET = "set"
    EXTENDED = "extended"
    SHORTENED = "shortened"
    CLARIFIED = "clarified"
    REINSTATED = "reinstated"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    STAGED = "staged"
    PROPOSED = "proposed"


class EventKind(StrEnum):
    """What sort of thing happened."""

    TALKS = "talks"
    STATEMENT = "statement"
    RESPONSE = "response"
    COUNTER_MOVE = "counter-move"
    ENFORCEMENT = "enforcement"
    AGREEMENT = "agreement"
    RULING = "ruling"
    VIOLENCE = "violence"
    OTHER = "other"


class Response(StrEnum):
    """What the target did: the first axis of an outcome."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"
    COUNTER = "counter"
    UNKNOWN = "unknown"


class FollowThrough(StrEnum):
    """What the sender did with the threat: the second axis of an outcome."""

    IMPOSED = "imposed"
    PARTLY_IMPOSED = "partly-imposed"
    NOT_IMPOSED = "not-imposed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    MOOT = "moot"
    HELD = "held"
    ROLLED_OVER = "rolled-over"
    UNKNOWN = "unknown"


class Quality(StrEnum):
    """How close a source is to the fact."""

    PRIMARY = "primary"
    WIRE = "wire"
    SECONDARY = "secondary"
    WEAK = "weak"
