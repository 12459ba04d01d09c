"""What surrounds the files: folders, links, pipes, sizes, and faults in many places at once."""

import os
import time
from pathlib import Path

import pytest

from tests.case_format.conftest import CASE, HERE, SEEDS
from tracker.case_format import Fault, read_folder


def faults(folder: Path) -> list[str]:
    return [str(fault) for fault in read_folder(folder).faults]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_sound_folder_has_no_fault() -> None:
    batch = read_folder(HERE / "sound")
    assert batch.faults == ()
    assert [case.slug for case in batch.cases] == ["open-the-river"]


def test_all_faults_of_a_run_appear_at_once(sound: Path) -> None:
    change(sound / "actors.yaml", "type: person", "type: human")
    change(sound / "dossiers.yaml", "ended: '2025-12'", "ended: '2024-12'")
    change(sound / CASE, "kind: ultimatum", "kind: threat")
    change(sound / CASE, "exposed: [alpha]", "exposed: [gamma]")
    change(sound / CASE, "latest: '2025-03-16'", "latest: '2025-02-30'")
    change(sound / CASE, "'on': '2025-03-12'", "on: 2025-03-12")
    (sound / "cases" / "second.yaml").write_bytes(b"\xff\xfe")
    assert [(fault.file, fault.path) for fault in read_folder(sound).faults] == [
        ("actors.yaml", "premier.type"),
        ("dossiers.yaml", "river.ended"),
        ("cases/open-the-river.yaml", "events[e1].on"),
        ("cases/open-the-river.yaml", "kind"),
        ("cases/open-the-river.yaml", "deadlines[d2].due.latest"),
        ("cases/open-the-river.yaml", "threats[t1].exposed[0]"),
        ("cases/second.yaml", "-"),
    ]


def test_fault_of_a_fault_is_not_told_twice(sound: Path) -> None:
    (sound / "actors.yaml").write_text("alpha: [", encoding="utf-8")
    assert [fault.file for fault in read_folder(sound).faults] == ["actors.yaml"]


def test_actor_does_not_speak_for_itself(sound: Path) -> None:
    change(sound / "actors.yaml", "represents: alpha", "represents: premier")
    assert faults(sound) == ["actors.yaml: premier.represents: found 'premier'; allowed: another actor"]


def test_missing_folder(tmp_path: Path) -> None:
    name = str(tmp_path / "nowhere")
    assert read_folder(tmp_path / "nowhere").faults[0] == Fault(
        name, "-", "no such file or directory", "a folder of case files"
    )


def test_file_instead_of_a_folder() -> None:
    first = read_folder(SEEDS / "actors.yaml").faults[0]
    assert (first.found, first.allowed) == ("not a directory", "a folder of case files")


def test_empty_folder_names_each_part_that_is_missing(tmp_path: Path) -> None:
    assert faults(tmp_path) == [
        "cases: -: found no such file or directory; allowed: a folder of case files",
        "actors.yaml: -: found no such file or directory; allowed: a file that can be read",
        "dossiers.yaml: -: found no such file or directory; allowed: a file that can be read",
    ]


def test_link_that_points_to_itself(sound: Path) -> None:
    (sound / "cases" / "loop.yaml").symlink_to("loop.yaml")
    assert faults(sound) == [
        "cases/loop.yaml: -: found too many levels of symbolic links; allowed: a file that can be read"
    ]


def test_link_to_a_case_is_read(sound: Path) -> None:
    (sound / CASE).rename(sound / "elsewhere")
    (sound / CASE).symlink_to("../elsewhere")
    assert faults(sound) == []


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_folder_and_pipe_are_no_case_files(sound: Path, make: object) -> None:
    assert callable(make)
    make(sound / "cases" / "odd.yaml")
    assert faults(sound) == [
        "cases/odd.yaml: -: found no regular file (a folder, a pipe or a device); allowed: a text file"
    ]


def test_file_that_may_not_be_read(sound: Path) -> None:
    (sound / CASE).chmod(0)
    if os.access(sound / CASE, os.R_OK):
        pytest.skip("this user reads every file")
    assert faults(sound) == [f"{CASE}: -: found permission denied; allowed: a file that can be read"]


def test_file_above_the_size_limit(sound: Path) -> None:
    with (sound / CASE).open("ab") as file:
        file.write(b"#" * 1024 * 1024)
    assert faults(sound) == [
        f"{CASE}: -: found more than 1,048,576 bytes; allowed: at most 1,048,576 bytes",
    ]


def test_hidden_files_are_left_alone(sound: Path) -> None:
    (sound / "cases" / ".open-the-river.yaml.swp").write_bytes(b"\0")
    assert faults(sound) == []


def test_name_with_a_line_break_stays_on_one_line(sound: Path) -> None:
    (sound / "cases" / "a\nb.yaml").write_bytes(b"")
    assert faults(sound) == [
        r"cases/a\nb.yaml: -: found an empty file; allowed: a mapping of keys to values",
    ]


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize(
    "text",
    [
        "exposed: [" + "zzz, " * 150_000 + "]",
        "threats:\n" + "  - {exposed: [gamma, delta, omega], sources: [s9, s9]}\n" * 15_000,
        "[" * 500_000,
        "{a: " * 200_000,
        "".join(f"key{number}: [x]\n" for number in range(60_000)),
        "tags: [" + "x, {}, " * 45_000 + "]",
        "- " * 500_000,
        "? " * 500_000,
        "'" * 1_000_000,
        "a: " + "x " * 500_000,
    ],
)
def test_hostile_file_costs_little_and_names_no_more_than_a_reader_reads(sound: Path, text: str) -> None:
    (sound / CASE).write_text(text, encoding="utf-8")
    started = time.process_time()
    found = read_folder(sound).faults
    assert time.process_time() - started < 20
    assert 1 <= len(found) <= 201
    assert max(len(str(fault)) for fault in found) < 1000
