"""`load_cases` checks, loads all or nothing and reports; `export_cases` writes the same files back."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.filled import SEEDS
from tracker.models import Correction, SiteState, Ultimatum

pytestmark = pytest.mark.django_db

BROKEN = Path(__file__).parents[1] / "case_format" / "broken"
SOUND = Path(__file__).parents[1] / "case_format" / "sound"
CASE = Path("cases/open-the-river.yaml")


def run(command: str, *arguments: object, **options: object) -> list[str]:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, stderr=out, **options)
    return out.getvalue().splitlines()


def faults(command: str, *arguments: object) -> tuple[list[str], CommandError]:
    errors = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(command, *map(str, arguments), stdout=StringIO(), stderr=errors)
    return errors.getvalue().splitlines(), refused.value


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One sound case in a folder of its own."""
    return Path(shutil.copytree(SOUND, tmp_path / "files"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_check_counts_the_seeds_and_stores_nothing() -> None:
    (line,) = run("load_cases", "--check", SEEDS)
    assert line.startswith("100 cases, 177 deadlines, 571 sources, ")
    assert line.endswith("no fault.")
    assert Ultimatum.objects.count() == 0


def test_seeds_are_the_folder_when_none_is_named() -> None:
    assert run("load_cases", "--check") == run("load_cases", "--check", SEEDS)


def test_load_tells_what_it_did_and_a_second_load_that_nothing_changed(folder: Path) -> None:
    assert run("load_cases", folder)[-1] == "cases: 1 created, 0 updated, 0 unchanged"
    version = SiteState.objects.get().version
    assert run("load_cases", folder)[-1] == "cases: 0 created, 0 updated, 1 unchanged"
    assert SiteState.objects.get().version == version


def test_changed_file_updates_its_case_and_is_named(folder: Path) -> None:
    run("load_cases", folder)
    title = Ultimatum.objects.get().title
    change(folder / CASE, title, "Close the river instead")
    lines = run("load_cases", folder, "--reason", "The headline was wrong.")
    assert lines[-2:] == ["cases: 0 created, 1 updated, 0 unchanged", "  updated open-the-river"]
    assert Correction.objects.values_list("path", "reason", "before").get() == (
        "title",
        "The headline was wrong.",
        title,
    )


def test_changed_actor_is_named(folder: Path) -> None:
    run("load_cases", folder)
    actors = (folder / "actors.yaml").read_text(encoding="utf-8")
    name = actors.split("name: ")[1].split(",")[0]
    change(folder / "actors.yaml", f"name: {name}", "name: Omega")
    slug = actors.split(":")[0]
    assert f"  updated {slug}" in run("load_cases", folder)


def test_quiet_load_says_nothing(folder: Path) -> None:
    assert run("load_cases", folder, verbosity=0) == []
    assert Ultimatum.objects.count() == 1


def test_all_faults_are_named_and_nothing_is_stored(folder: Path) -> None:
    shutil.copy(folder / CASE, folder / "cases" / "second.yaml")
    change(folder / CASE, "kind: ultimatum", "kind: wish")
    change(folder / "dossiers.yaml", "summary:", "summery:")
    lines, error = faults("load_cases", folder)
    assert error.returncode == 1
    assert str(error) == f"{len(lines)} faults in {folder}; nothing was stored."
    for file in ("cases/open-the-river.yaml: kind: ", "dossiers.yaml: ", "cases/second.yaml: "):
        assert [line for line in lines if line.startswith(file)] != []
    assert (Ultimatum.objects.count(), SiteState.objects.count()) == (0, 0)


@pytest.mark.matrix(every=6)
@pytest.mark.parametrize("name", sorted(each.name for each in BROKEN.iterdir() if each.is_dir()))
def test_broken_files_are_refused_and_leave_what_was_stored(name: str, folder: Path) -> None:
    run("load_cases", folder)
    before = Ultimatum.objects.values().get()
    shutil.copytree(BROKEN / name, folder, dirs_exist_ok=True)
    for arguments in ((), ("--check",)):
        lines, error = faults("load_cases", folder, *arguments)
        assert (error.returncode, len(lines) > 0) == (1, True)
        assert "Traceback" not in " ".join(lines)
    assert Ultimatum.objects.values().get() == before


def test_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    lines, error = faults("load_cases", tmp_path / "nowhere")
    assert error.returncode == 1
    assert lines[0].startswith(f"{tmp_path / 'nowhere'}: ")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.yaml"))}


def test_export_of_the_seeds_is_the_seeds_and_loads_again_without_change(tmp_path: Path) -> None:
    run("load_cases", SEEDS)
    (line,) = run("export_cases", tmp_path / "out")
    assert line.startswith("100 cases, ")
    assert contents(tmp_path / "out") == contents(SEEDS)
    _, actors, dossiers, cases = run("load_cases", tmp_path / "out")
    assert cases == "cases: 0 created, 0 updated, 100 unchanged"
    for line in (actors, dossiers):
        assert ": 0 created, 0 updated, " in line


def test_export_over_an_export_writes_the_same(folder: Path, tmp_path: Path) -> None:
    run("load_cases", folder)
    for _ in range(2):
        run("export_cases", tmp_path / "out")
    assert contents(tmp_path / "out") == contents(folder)


def test_export_to_where_it_cannot_write_is_one_clear_line(folder: Path, tmp_path: Path) -> None:
    run("load_cases", folder)
    (tmp_path / "file").write_text("in the way")
    _, error = faults("export_cases", tmp_path / "file")
    assert str(error).startswith(f"{tmp_path / 'file'}: ")
    assert str(error).endswith("; nothing was written.")


def test_cases_may_rest_on_what_the_database_holds(folder: Path, tmp_path: Path) -> None:
    run("load_cases", folder)
    second = tmp_path / "second"
    shutil.copytree(folder / "cases", second / "cases")
    file = (second / CASE).rename(second / "cases" / "close-the-river.yaml")
    change(file, "slug: open-the-river", "slug: close-the-river")
    change(file, "review:", "related: [open-the-river]\nreview:")
    assert run("load_cases", second)[-1] == "cases: 1 created, 0 updated, 0 unchanged"
    actor = file.read_text(encoding="utf-8").split("actor: ")[1].split(",")[0]
    person = f"a-new-person: {{name: A New Person, type: person, represents: {actor}}}\n"
    (second / "actors.yaml").write_text(person, encoding="utf-8")
    assert "actors: 1 created, 0 updated, 0 unchanged" in run("load_cases", second)
    change(file, f"actor: {actor}", "actor: nobody-known")
    lines, _ = faults("load_cases", second)
    assert len(lines) >= 1
    assert all(line.startswith("cases/close-the-river.yaml: ") for line in lines)
    Ultimatum.objects.all().delete()
    lines, _ = faults("load_cases", second, "--check")
    assert any("related" in line for line in lines)


def test_an_empty_list_is_no_change(folder: Path) -> None:
    run("load_cases", folder)
    file = folder / CASE
    before = Ultimatum.objects.values("revision", "updated_at", "document").get()
    assert "notes" not in before["document"]
    file.write_text(file.read_text(encoding="utf-8") + "notes: []\nrelated: []\n", encoding="utf-8")
    for _ in range(2):
        assert run("load_cases", folder)[-1] == "cases: 0 created, 0 updated, 1 unchanged"
    assert Ultimatum.objects.values("revision", "updated_at", "document").get() == before
    assert not Correction.objects.exists()


def test_a_published_case_does_not_become_a_draft(folder: Path) -> None:
    run("load_cases", folder)
    text = (folder / CASE).read_text(encoding="utf-8")
    review = text.split("review: ")[1].split("\n")[0]
    change(folder / CASE, f"review: {review}", "review: draft")
    _, error = faults("load_cases", folder)
    assert "the review draft of what is published (open-the-river)" in str(error)
    assert Ultimatum.objects.get().review == review
