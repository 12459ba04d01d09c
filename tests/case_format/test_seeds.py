"""The seeds are whole, stay in the one style, and say nothing before its time."""

import re
import shutil
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.case_format.conftest import SEEDS
from tests.named_twice import NAMED_TWICE
from tracker.case_format import Batch, read_folder, write_folder
from tracker.case_format.reader import OTHER_FILES
from tracker.domain.aliases import Alias, AliasKind, read_all
from tracker.domain.status.record import Record
from tracker.domain.text import plain

UKRAINIAN = re.compile(r"[А-ЩЬЮЯҐЄІЇа-щьюяґєії]")


@pytest.fixture(scope="module")
def seeds() -> Batch:
    return read_folder(SEEDS)


def test_seeds_have_no_fault(seeds: Batch) -> None:
    assert seeds.faults == ()


def test_seeds_are_counted(seeds: Batch) -> None:
    assert (len(seeds.actors), len(seeds.dossiers), len(seeds.cases)) == (222, 73, 100)
    assert sum(len(case.document["deadlines"]) for case in seeds.cases) == 177
    assert sum(len(case.document["sources"]) for case in seeds.cases) == 571


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


def test_all_have_a_ukrainian_name_and_states_a_demonym_and_a_capital(seeds: Batch) -> None:
    own_names_alone = {"mol", "bytedance"}
    names = {entry.slug: entry.names for entry in seeds.actors}
    names |= {entry.slug: entry.names for entry in seeds.dossiers}
    for slug, by_language in names.items():
        assert UKRAINIAN.search(by_language["uk"]) or slug in own_names_alone, slug
    for actor in seeds.actors:
        if actor.type == "state":
            kinds = {alias.kind for alias in read_all(actor.aliases)}
            assert kinds >= {AliasKind.DEMONYM, AliasKind.CAPITAL}, actor.slug


def test_no_name_is_that_of_two_at_a_time(seeds: Batch) -> None:
    bearers: dict[str, list[tuple[str, Alias]]] = defaultdict(list)
    for actor in seeds.actors:
        for alias in [*map(Alias, (actor.name, *actor.names.values())), *read_all(actor.aliases)]:
            if alias.kind is not AliasKind.LEADER:  # leaders are actors of their own, too
                bearers[plain(alias.name)].append((actor.slug, alias))
    for name, found in bearers.items():
        for (one, alias), (other, its) in combinations(found, 2):
            is_known = {one, other} <= NAMED_TWICE.get(name, set())
            assert one == other or is_known or alias.until or its.until, (name, one, other)
