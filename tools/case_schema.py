"""`python -m tools.case_schema`: write seeds/case.schema.json, the copy of the schema for other programs."""

import json
from pathlib import Path

from tracker.case_format.definition import schema

FILE = Path(__file__).resolve().parent.parent / "seeds" / "case.schema.json"


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
