"""What is remembered: tables, constraints and their QuerySets."""

from tracker.models.actors import Actor, Dossier
from tracker.models.board import SHELF_OF, Board, Heartbeat, Phase, Shelf
from tracker.models.corrections import Correction
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

__all__ = [
    "FACTS",
    "SHELF_OF",
    "Actor",
    "Board",
    "Citation",
    "Correction",
    "Deadline",
    "Demand",
    "Dossier",
    "Event",
    "Exposure",
    "Heartbeat",
    "Outcome",
    "Party",
    "Phase",
    "Publication",
    "Relation",
    "Shelf",
    "Source",
    "Threat",
    "Ultimatum",
]
