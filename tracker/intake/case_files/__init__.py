"""Case files: the interchange format of the tracker, read with every fault named, and written back.

The format is described in seeds/README.md; its JSON Schema is seeds/case.schema.json.
"""

from tracker.intake.case_files.faults import Fault
from tracker.intake.case_files.reading import (
    ActorEntry,
    Batch,
    CaseEntry,
    DossierEntry,
    Stored,
    read_files,
    read_folder,
)
from tracker.intake.case_files.style import case_text
from tracker.intake.case_files.writing import CannotWrite, write_folder

__all__ = [
    "ActorEntry",
    "Batch",
    "CannotWrite",
    "CaseEntry",
    "DossierEntry",
    "Fault",
    "Stored",
    "case_text",
    "read_files",
    "read_folder",
    "write_folder",
]
