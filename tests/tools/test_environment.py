"""What `make setup` says when it cannot go on: one clear line."""

from pathlib import Path

import pytest

from tools import environment


@pytest.mark.parametrize("version", [(2, 7), (3, 9), (3, 10)])
def test_an_old_python_is_refused(version: tuple[int, int]) -> None:
    found = ".".join(map(str, version))
    with pytest.raises(environment.CannotInstall, match=f"Python 3.11 or newer is needed, this is {found}"):
        environment.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_a_new_python_is_welcome(version: tuple[int, int]) -> None:
    environment.check_python(version)


@pytest.mark.parametrize(
    ("output", "wanted"),
    [
        ("src/x.c:1:10: fatal error: Python.h: No such file or directory", "the header Python.h is missing"),
        ("error: command 'gcc' failed: No such file or directory", "there is no C compiler"),
        ("Temporary failure in name resolution", "the package index cannot be reached"),
        ("OSError: [Errno 28] No space left on device", "no space is left on the disk"),
        ("something new", "the lines above say why"),
    ],
)
def test_the_reason_of_a_failed_install_is_one_line(output: str, wanted: str) -> None:
    line = environment.explain(output)
    assert wanted in line
    assert "\n" not in line


def test_nothing_is_installed_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("", encoding="ascii")
    venv = tmp_path / "venv"
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "PYTHON", venv / "bin" / "python")
    environment.bring(wanted)
    stamp = venv / ".requirements.txt.installed"
    first = stamp.stat().st_mtime_ns
    environment.bring(wanted)
    assert stamp.stat().st_mtime_ns == first
    wanted.write_text("# changed\n", encoding="ascii")
    environment.bring(wanted)
    assert stamp.stat().st_mtime_ns > first
