"""The fifty days by clock: every mail one subscriber gets, as golden files to be read.

After a change of words write them anew and read what changed:

    GOLDEN=write .venv/bin/python -m pytest tests/journeys/test_timeline_mails.py
"""

import os
import re
from pathlib import Path

import pytest
from pytest_django import Settings

from tools.timeline import as_text, play

GOLDEN = Path(__file__).parent / "timeline"
TOKEN = re.compile(r"(/subscriptions/\w+/)[^/\s]+/")
STORY = [
    "2025-07-14 20:00 confirmation",
    "2025-07-28 14:05 moved",
    "2025-07-29 14:05 moved",
    "2025-08-02 04:00 7 days",
    "2025-08-06 04:00 3 days",
    "2025-08-08 04:00 1 day",
    "2025-08-09 04:00 expiry",
    "2025-08-09 10:05 outcome",
]


@pytest.mark.django_db
def test_the_mails_of_the_fifty_days(settings: Settings) -> None:
    """One for each thing that matters, none for thirty days before, nothing after the outcome."""
    settings.SITE_URL = "https://ultimata.example"
    settings.DEFAULT_FROM_EMAIL = "Ultimata <news@ultimata.example>"
    mails = [TOKEN.sub(r"\1TOKEN/", as_text(at, mail)) for at, mail in play()]
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        for name, mail in zip(STORY, mails, strict=False):
            (GOLDEN / f"{name.replace(':', '').replace(' ', '-')}.txt").write_text(mail, "utf-8")
    assert [mail.split("\n")[0] for mail in mails] == [f"Sent: {name[:16]} UTC" for name in STORY]
    for name, mail in zip(STORY, mails, strict=True):
        assert mail == (GOLDEN / f"{name.replace(':', '').replace(' ', '-')}.txt").read_text("utf-8")
