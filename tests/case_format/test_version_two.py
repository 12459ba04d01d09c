"""What version 2 of the case format brought: its rules. The other files here are of version 1 and valid."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.case_format.conftest import CASE
from tracker.case_format import read_folder
from tracker.domain.status.record import Record
from tracker.domain.vocabulary import Kind, Role

REQUEST = {"kind": "request", "threats": []}
JUDGED = {"criteria": {"complied": "They open it.", "until": "2190-01"}}


def found(folder: Path, **changes: Any) -> list[str]:
    """The faults of the sound case with these changes."""
    file = folder / CASE
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump({**document, **changes}, allow_unicode=True), encoding="utf-8")
    return [str(fault) for fault in read_folder(folder).faults]


def test_a_request_needs_no_threat_and_takes_none(sound: Path) -> None:
    threats = yaml.safe_load((sound / CASE).read_text(encoding="utf-8"))["threats"]
    cited = [{"text": "It was shut before.", "sources": ["s1", "s2"]}]
    assert found(sound, **REQUEST, background=cited) == []
    (case,) = read_folder(sound).cases
    assert Record.from_document(case.document).kind is Kind.REQUEST
    (told,) = found(sound, kind="request", threats=threats)
    assert "kind: found a request with a threat; allowed: an ultimatum, or no threat" in told
    told = " ".join(found(sound, **REQUEST, demands=[]))
    assert "a request without a demand; allowed: a request with a sender, a target and a demand" in told


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"criteria": {}}, "criteria: found"),
        ({"titles": {"ukr1": "Відкрити річку"}}, "titles"),
        ({"titles": {"uk": "Ні"}}, "titles.uk: found 'Ні'"),
        ({"titles": {}}, "titles: found"),
        ({"summaries": {"uk": "Коротко."}}, "summaries.uk: found"),
        ({"criteria": {"until": "1999"}}, "criteria.until: found '1999'; allowed: 20"),
        ({"criteria": {"until": "soon"}}, "criteria.until: found 'soon'"),
        ({"background": [{"text": "It was shut.", "sources": []}]}, "background"),
        (
            {"background": [{"text": "It was shut.", "sources": ["s9"]}]},
            "found 's9'; allowed: a source of this file",
        ),
    ],
)
def test_what_cannot_be_is_named_with_its_place(sound: Path, changes: dict[str, Any], words: str) -> None:
    (told, *_) = found(sound, **changes)
    assert words in told


def test_a_term_rolls_over_and_an_ultimatum_does_not(sound: Path) -> None:
    outcome = {
        "response": "unknown",
        "follow_through": "rolled-over",
        "settled": False,
        "on": "2025-06-01",
        "justification": "It runs for another year.",
        "contested": "The other side says that it ended.",
        "sources": ["s1"],
    }
    assert found(sound, kind="expiry", outcomes=[outcome]) == []
    (told,) = found(sound, kind="ultimatum", outcomes=[outcome])
    assert "follow_through: found 'rolled-over'; allowed: a case of kind expiry" in told


def test_who_presses_for_a_date_and_who_leads_talks_have_roles(sound: Path) -> None:
    document = yaml.safe_load((sound / CASE).read_text(encoding="utf-8"))
    actors = sorted(yaml.safe_load((sound / "actors.yaml").read_text(encoding="utf-8")))
    added = [{"actor": actors[0], "role": role} for role in ("advocate", "moderator")]
    assert found(sound, parties=[*document["parties"], *added], **JUDGED) == []
    (case,) = read_folder(sound).cases
    assert len(Record.from_document(case.document).actors_in(Role.ADVOCATE, Role.MODERATOR)) == 1
