"""What is remembered: tables, constraints and their QuerySets."""

from tracker.models.actors import Actor, Dossier
from tracker.models.alerts import Alert, AlertState, Delivery, DeliveryKind, Milestone
from tracker.models.board import (
    SHELF_OF,
    Board,
    DossierTally,
    Heartbeat,
    Phase,
    PhaseTally,
    Shelf,
)
from tracker.models.changes import Change
from tracker.models.corrections import Correction
from tracker.models.naming import Naming
from tracker.models.references import Reference, ReferenceCase
from tracker.models.reports import Report, ReportState
from tracker.models.sending import OPEN_STATES, DeliveryState, Sendable
from tracker.models.subscriptions import (
    Attempt,
    Cadence,
    SiteKey,
    Subscriber,
    Subscription,
    SubscriptionState,
    Suppression,
    SuppressionReason,
    Topic,
    TopicKind,
)
from tracker.models.ultimatums import (
    FACTS,
    Citation,
    Deadline,
    Demand,
    Event,
    Exposure,
    Outcome,
    Party,
    Publication,
    Relation,
    Source,
    Threat,
    Ultimatum,
)
from tracker.models.webhooks import Call, CallBudget, Endpoint, EndpointState, Occurrence, SwitchedOff

__all__ = [
    "FACTS",
    "OPEN_STATES",
    "SHELF_OF",
    "Actor",
    "Alert",
    "AlertState",
    "Attempt",
    "Board",
    "Cadence",
    "Call",
    "CallBudget",
    "Change",
    "Citation",
    "Correction",
    "Deadline",
    "Delivery",
    "DeliveryKind",
    "DeliveryState",
    "Demand",
    "Dossier",
    "DossierTally",
    "Endpoint",
    "EndpointState",
    "Event",
    "Exposure",
    "Heartbeat",
    "Milestone",
    "Naming",
    "Occurrence",
    "Outcome",
    "Party",
    "Phase",
    "PhaseTally",
    "Publication",
    "Reference",
    "ReferenceCase",
    "Relation",
    "Report",
    "ReportState",
    "Sendable",
    "Shelf",
    "SiteKey",
    "Source",
    "Subscriber",
    "Subscription",
    "SubscriptionState",
    "Suppression",
    "SuppressionReason",
    "SwitchedOff",
    "Threat",
    "Topic",
    "TopicKind",
    "Ultimatum",
]
