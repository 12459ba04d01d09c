"""The seeds are whole, stay in the one style, and say nothing before its time."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.case_format.conftest import SEEDS
from tracker.case_format import Batch, read_folder, write_folder
from tracker.case_format.reader import OTHER_FILES
from tracker.domain.status.record import Record


@pytest.fixture(scope="module")
def seeds() -> Batch:
    return read_folder(SEEDS)


def test_seeds_have_no_fault(seeds: Batch) -> None:
    assert seeds.faults == ()


def test_seeds_are_counted(seeds: Batch) -> None:
    assert (len(seeds.actors), len(seeds.dossiers), len(seeds.cases)) == (222, 73, 100)
    assert (seeds.deadline_count, seeds.source_count) == (177, 544)


def test_seeds_name_cases_by_their_files(seeds: Batch) -> None:
    assert [case.file for case in seeds.cases] == [
        f"cases/{case.document['slug']}.yaml" for case in seeds.cases
    ]


def test_seeds_are_records_of_the_domain(seeds: Batch) -> None:
    assert [Record.from_document(case.document).slug for case in seeds.cases] == [c.slug for c in seeds.cases]


def test_seeds_are_written_back_byte_for_byte(seeds: Batch, tmp_path: Path) -> None:
    target = tmp_path / "seeds"
    write_folder(target, seeds.actors, seeds.dossiers, seeds.cases)
    assert read_folder(target) == seeds
    assert contents(target) == {
        name: data for name, data in contents(SEEDS).items() if name not in OTHER_FILES
    }


def test_seeds_replace_themselves_and_keep_licence_readme_and_schema(seeds: Batch, tmp_path: Path) -> None:
    target = tmp_path / "seeds"
    shutil.copytree(SEEDS, target)
    write_folder(target, seeds.actors, seeds.dossiers, seeds.cases)
    assert contents(target) == contents(SEEDS)


def test_seeds_date_what_came_later(seeds: Batch) -> None:
    later = [
        (case.slug, part, item.get("id") or item["actor"], item["since"])
        for case in seeds.cases
        for part in ("parties", "demands", "threats")
        for item in case.document[part]
        if "since" in item
    ]
    assert later == [
        ("israel-lebanon-truce-2026", "demands", "m1", "2026-06-03"),
        ("us-cuba-make-a-deal-2026", "parties", "oil-suppliers-to-cuba", "2026-01-29"),
        ("us-cuba-make-a-deal-2026", "threats", "t2", "2026-01-29"),
        ("us-hamas-saturday-noon-2025-02", "parties", "israel", "2025-02-11"),
        ("us-hamas-saturday-noon-2025-02", "demands", "m2", "2025-02-11"),
        ("us-iran-hormuz-2026", "parties", "pakistan", "2026-04-07"),
        ("us-iran-hormuz-2026", "threats", "t2", "2026-04-05"),
        ("us-iran-mou-60-days-2026", "demands", "m1", "2026-06-15"),
        ("us-iran-mou-60-days-2026", "threats", "t1", "2026-06-15"),
        ("us-russia-50-days-2025", "parties", "india", "2025-08-06"),
        ("us-russia-50-days-2025", "threats", "t2", "2025-07-29"),
    ]


def test_seeds_keep_lines_within_the_width(seeds: Batch) -> None:
    long = [
        (case.slug, line)
        for case in seeds.cases
        for line in (SEEDS / case.file).read_text(encoding="utf-8").splitlines()
        if len(line) > 120 and not line.lstrip().startswith("url: ")
    ]
    assert long == []


def contents(folder: Path) -> dict[str, bytes]:
    files: list[Any] = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}
