"""Writing: lossless, the same bytes every time, whole or not at all."""

import copy
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.case_format.conftest import HERE
from tests.case_format.test_seeds import contents
from tracker.case_format import ActorEntry, Batch, CannotWrite, CaseEntry, read_folder, write_folder
from tracker.case_format.style import case_text, entries_text
from tracker.case_format.yaml import parse
from tracker.domain.text import is_forbidden

SOUND = read_folder(HERE / "sound")
(CASE,) = SOUND.cases
TRICKY = [
    "NO",
    "on",
    "y",
    "~",
    "null",
    "2025",
    "2025-07-14",
    "17:00",
    "a: b",
    "a #b",
    "- a",
    "it's",
    "[a]",
    "{a}",
]
TRICKY += [
    "a,b",
    "&a",
    "*a",
    "!a",
    "%a",
    "@a",
    "`a`",
    '"a"',
    "'a'",
    "a:",
    "#a",
    "? a",
    "a  b",
    "=",
    "<<",
    "0x1F",
]
TRICKY += ["1e3", ".inf", "Ünïcode", "день", "🕊", "a\u00a0b", "\\n", "--- a", "... a", "a" * 130]
TEXTS = st.one_of(
    st.lists(st.sampled_from(TRICKY) | st.text(max_size=30), min_size=1, max_size=12).map(" ".join),
    st.lists(st.sampled_from(TRICKY), min_size=1, max_size=60).map(" ".join),
).map(lambda text: "".join(letter for letter in text if not is_forbidden(letter) and letter != "\t").strip())


def write(folder: Path, batch: Batch) -> None:
    write_folder(folder, batch.actors, batch.dossiers, batch.cases)


def with_document(**changes: object) -> Batch:
    document = {**copy.deepcopy(CASE.document), **changes}
    return replace(SOUND, cases=(CaseEntry(CASE.slug, document),))


@given(TEXTS, TEXTS, TEXTS)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_written_losslessly_and_reads_the_same_elsewhere(one: str, two: str, three: str) -> None:
    document: dict[str, Any] = copy.deepcopy(CASE.document)
    document["title"] = document["demands"][0]["text"] = document["threats"][0]["as_stated"] = one
    document["summary"] = document["deadlines"][0]["note"] = document["parties"][0]["label"] = two
    document["tags"], document["notes"] = [one, two], [three, one]
    document["deadlines"][0]["due"]["timezone"] = three
    written = case_text(document)
    parsed = parse(written.encode())
    assert parsed.findings == [] or not all([one, two, three])
    assert parsed.document == document
    assert yaml.safe_load(written) == document


@given(TEXTS)
def test_any_name_of_an_actor_is_written_losslessly(name: str) -> None:
    entries = {"alpha": {"name": name, "type": "group", "successor": ["NO", "SE"]}}
    assert yaml.safe_load(entries_text("actor", entries)) == entries


def test_same_values_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    write(tmp_path / "one", SOUND)
    document = dict(reversed(CASE.document.items()))
    shuffled = replace(SOUND, actors=SOUND.actors[::-1], cases=(CaseEntry(CASE.slug, document),))
    write(tmp_path / "two", shuffled)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_style_of_a_case_is_the_one_of_the_files(tmp_path: Path) -> None:
    write(tmp_path / "out", SOUND)
    assert contents(tmp_path / "out") == contents(HERE / "sound")


def test_folder_is_replaced_as_a_whole(tmp_path: Path, sound: Path) -> None:
    (sound / "cases" / "gone.yaml").write_text("a: b", encoding="utf-8")
    write(sound, SOUND)
    assert contents(sound) == contents(HERE / "sound")
    assert [entry.name for entry in tmp_path.iterdir()] == ["sound"]


def test_missing_folders_above_are_made(tmp_path: Path) -> None:
    write(tmp_path / "a" / "b", SOUND)
    assert read_folder(tmp_path / "a" / "b") == SOUND


def test_permissions_are_those_of_other_new_folders(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    write(tmp_path / "out", SOUND)
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("name", ["thesis.txt", "cases/readme.txt", ".git", "more.yaml"])
def test_folder_with_files_of_others_is_refused_and_kept(sound: Path, name: str) -> None:
    (sound / name).write_text("mine", encoding="utf-8")
    before = contents(sound)
    with pytest.raises(
        CannotWrite, match=f"holds files that are no case files .{name}.; nothing was written"
    ):
        write(sound, SOUND)
    assert contents(sound) == before


def test_file_and_link_in_the_place_of_the_folder_are_refused(tmp_path: Path, sound: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(sound)
    for name in ("file", "link"):
        with pytest.raises(CannotWrite, match="is no folder of its own"):
            write(tmp_path / name, SOUND)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("slug", ["../escape", "a/b", "", "Upper", "line\n", ".hidden"])
def test_slug_that_is_no_file_name_is_refused_before_anything_is_written(tmp_path: Path, slug: str) -> None:
    with pytest.raises(CannotWrite, match="is no slug"):
        write(tmp_path / "out", replace(SOUND, cases=(CaseEntry(slug, CASE.document),)))
    assert list(tmp_path.iterdir()) == []


def test_slug_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="'open-the-river' is no slug, or is there twice"):
        write(tmp_path / "out", replace(SOUND, cases=(CASE, CASE)))


def test_what_could_not_be_loaded_again_is_not_written(tmp_path: Path, sound: Path) -> None:
    before = contents(sound)
    with pytest.raises(CannotWrite) as refused:
        write(sound, with_document(dossier="no-such-dossier", surprise="no-such-key"))
    assert [fault.path for fault in refused.value.faults] == ["surprise", "dossier"]
    assert contents(sound) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["sound"]


@pytest.mark.parametrize(
    ("held", "written", "name"),
    [
        ("Open\u2028the river", "Open the river", "U+2028 (LINE SEPARATOR)"),
        ("Open\x0bthe river", "Open the river", "U+000B"),
        ("Open \r\nthe river", "Open the river", "U+000D"),
        ("Open the\x07 river", "Open the river", "U+0007"),
        ("\ufeffOpen the river", "Open the river", "U+FEFF"),
        ("Open \u202ethe river", "Open the river", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
        ("Open the \ud800river", "Open the river", "U+D800"),
        (" Open the river", "Open the river", "blanks"),
    ],
)
def test_a_text_is_written_without_what_none_may_hold_and_is_named(
    tmp_path: Path, held: str, written: str, name: str
) -> None:
    batch = with_document(title=held, notes=["Fine.", held])
    batch = replace(batch, actors=(replace(SOUND.actors[0], name=held), *SOUND.actors[1:]))
    left_out = write_folder(tmp_path / "out", batch.actors, batch.dossiers, batch.cases)
    assert [(fault.file, fault.path) for fault in left_out] == [
        ("actors.yaml", f"{SOUND.actors[0].slug}.name"),
        ("cases/open-the-river.yaml", "title"),
        ("cases/open-the-river.yaml", "notes[1]"),
    ]
    assert all(name in fault.found for fault in left_out)
    back = read_folder(tmp_path / "out")
    assert (back.faults, back.cases[0].document["title"]) == ((), written)
    assert parse(case_text(batch.cases[0].document).encode()).findings == []


def test_failure_in_the_last_step_brings_the_old_folder_back(
    tmp_path: Path, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rename = contents(sound), Path.rename

    def fail_for_drafts(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_drafts)
    with pytest.raises(CannotWrite, match="no space left on device"):
        write(sound, replace(SOUND, actors=(*SOUND.actors, ActorEntry("gamma", "Gamma", "group"))))
    assert contents(sound) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["sound"]


def test_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    if os.access(tmp_path / "closed", os.W_OK):
        pytest.skip("this user writes everywhere")
    with pytest.raises(CannotWrite, match="permission denied"):
        write(tmp_path / "closed" / "out", SOUND)
