"""A folder of case files without a fault, to be spoiled by the tests."""

import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "seeds"
CASE = Path("cases/open-the-river.yaml")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """One case with its actors and its dossier."""
    folder = tmp_path / "sound"
    shutil.copytree(HERE / "sound", folder)
    return folder
