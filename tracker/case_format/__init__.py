"""Case files: the interchange format of the tracker, read with every fault named, and written back.

The format is described in seeds/README.md; its JSON Schema is seeds/case.schema.json.
"""

from tracker.case_format.faults import Fault
from tracker.case_format.reader import (
    ActorEntry,
    Batch,
    CaseEntry,
    DossierEntry,
    Stored,
    plain_entry,
    read_files,
    read_folder,
)
from tracker.case_format.style import case_text
from tracker.case_format.writer import CannotWrite, write_folder

__all__ = [
    "ActorEntry",
    "Batch",
    "CannotWrite",
    "CaseEntry",
    "DossierEntry",
    "Fault",
    "Stored",
    "case_text",
    "plain_entry",
    "read_files",
    "read_folder",
    "write_folder",
]
