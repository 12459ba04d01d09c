"""The runs of `make test` leave nothing out between them."""

import pytest

from config.env import ROOT
from tests.thoroughness import WAITING
from tools.run_tests import passes

SERVER = "postgresql://localhost/postgres"


@pytest.mark.parametrize("is_all", [False, True])
def test_what_one_run_leaves_out_another_has_in_databases_of_its_own(is_all: bool) -> None:
    rest, waiting, *on_sqlite = passes([], SERVER, is_all=is_all)
    assert [each for each in rest.command if each.startswith("--ignore")] == [
        f"--ignore={each}" for each in WAITING
    ]
    assert waiting.command[-len(WAITING) :] == [*WAITING]
    assert all((ROOT / each).is_dir() for each in WAITING)
    names = [each.environment.get("TEST_DATABASE_NAME") for each in (rest, waiting)]
    assert len(set(names)) == len(names)
    assert not any("TEST_DATABASE_URL" in each.environment for each in on_sqlite)


@pytest.mark.parametrize("named", ["tests/faults", "tests/faults/test_leaving.py::test_a_row"])
def test_files_that_are_asked_for_run_whatever_they_wait_for(named: str) -> None:
    runs = passes(["-x", named], SERVER, is_all=False)
    assert all(named in each.command for each in runs)
    assert not any(word.startswith("--ignore") for each in runs for word in each.command)
    assert not any(each in run.command for run in runs for each in WAITING)
