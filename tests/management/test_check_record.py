"""`check_record` lists what is doubtful in a folder or the database; its status says how bad it is."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import NOW, a_case, an_event, load
from tests.filled import SEEDS
from tests.management.test_load_cases import BROKEN
from tracker.models import Ultimatum

pytestmark = pytest.mark.django_db
AHEAD = an_event("e1", "2190-01-01")


def check(*arguments: object) -> tuple[str, int]:
    """What it prints, and its status."""
    out = StringIO()
    try:
        call_command("check_record", *map(str, arguments), stdout=out)
    except SystemExit as ended:
        return out.getvalue(), int(str(ended.code))
    return out.getvalue(), 0


def test_nothing_in_the_seeds_is_worse_than_a_note() -> None:
    said, status = check(SEEDS)
    assert said.splitlines()[:2] == ["grave: 0", "warning: 0"]
    assert status == 0


def test_a_grave_fault_of_the_record_is_told_with_its_case_and_place_and_kept_for_the_desk() -> None:
    load(a_case("sound"), a_case("ahead", events=[AHEAD]), a_case("part", review="partial"))
    Ultimatum.objects.update(doubts=[], gravity=0)
    said, status = check("--json")
    assert status == 2
    rows = [row for row in json.loads(said) if row["severity"] != "note"]
    assert [(row["case"], row["rule"], row["place"]) for row in rows[:1]] == [
        ("ahead", "happened-ahead", "events[e1].on")
    ]
    assert dict(Ultimatum.objects.values_list("slug", "gravity")) == {"sound": 0, "ahead": 3, "part": 2}


def test_a_warning_ends_with_one_and_a_folder_with_faults_is_refused() -> None:
    load(a_case("part", review="partial"), now=NOW)
    said, status = check()
    assert (status, "part notes: none; right would be a note on what is uncertain" in said) == (1, True)
    broken = sorted(path for path in Path(BROKEN).iterdir() if path.is_dir())[0]
    with pytest.raises(CommandError) as refused:
        check(broken)
    assert refused.value.returncode == 3
