"""Single files, checked beside what is stored already."""

from tests.case_format.conftest import HERE
from tracker.case_format import Stored, case_text, read_files, read_folder

SOUND = HERE / "sound"
CASE = "open-the-river.yaml"


def stored(*cases: str) -> Stored:
    """What the sound folder holds, as a record would tell it."""
    batch = read_folder(SOUND)
    return Stored(
        {entry.slug: {"name": entry.name, "type": entry.type} for entry in batch.actors},
        {entry.slug: {"title": entry.title, "summary": entry.summary} for entry in batch.dossiers},
        cases,
    )


def content(name: str) -> bytes:
    return (SOUND / name).read_bytes()


def test_case_alone_is_read_as_in_its_folder() -> None:
    batch = read_files([(CASE, content(f"cases/{CASE}"))], beside=stored())
    assert batch.faults == ()
    assert batch.cases == read_folder(SOUND).cases
    assert (batch.actors, batch.dossiers) == ((), ())


def test_case_may_name_what_comes_with_it_and_what_is_stored() -> None:
    document = {**read_folder(SOUND).cases[0].document, "related": ["one-more", "on-record"]}
    more = {**document, "slug": "one-more", "related": ["open-the-river"]}
    files = [(f"{each['slug']}.yaml", case_text(each).encode()) for each in (document, more)]
    assert read_files(files, beside=stored("on-record")).faults == ()
    assert [fault.path for fault in read_files(files, beside=stored()).faults] == ["related[1]"]


def test_actors_that_come_along_are_known_to_the_case() -> None:
    files = [("actors.yaml", content("actors.yaml")), (CASE, content(f"cases/{CASE}"))]
    beside = Stored({}, stored().dossiers, ())
    batch = read_files(files, beside=beside)
    assert batch.faults == ()
    assert batch.actors == read_folder(SOUND).actors
    assert read_files(files[1:], beside=beside).faults != ()


def test_unreadable_actors_bring_one_fault_and_no_guess_about_the_case() -> None:
    files = [("actors.yaml", b"\xff"), (CASE, content(f"cases/{CASE}"))]
    assert [fault.file for fault in read_files(files, beside=stored()).faults] == ["actors.yaml"]


def test_two_files_with_one_slug_and_a_strange_name_are_named() -> None:
    text = content(f"cases/{CASE}")
    batch = read_files([(CASE, text), (CASE, text), ("notes.txt", b"a: b")], beside=stored())
    assert {(fault.file, fault.path) for fault in batch.faults} >= {(CASE, "slug"), ("notes.txt", "-")}
