"""Makes .venv and installs the pinned packages. Standard library only: it runs before there is anything else.

    python3 tools/environment.py requirements.txt

Uses uv when it is on the PATH (faster), else pip. Does nothing when .venv has this very file installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


class CannotInstall(Exception):
    """One line that says what stands in the way and what would help."""


def main(arguments: Sequence[str]) -> int:
    """Install each requirements file named; exit status 1 and one clear line when that fails."""
    try:
        check_python(sys.version_info[:2])
        for name in arguments:
            bring(ROOT / name)
    except CannotInstall as error:
        print(f"ultimata: {error}", file=sys.stderr)
        return 1
    return 0


def check_python(version: tuple[int, int]) -> None:
    """Refuse a Python that is too old."""
    if version < OLDEST:
        found = ".".join(map(str, version))
        raise CannotInstall(
            f"Python 3.11 or newer is needed, this is {found}; try make PYTHON=python3.12 run"
        )


def bring(requirements: Path) -> None:
    """Install one requirements file unless it is installed already."""
    stamp = VENV / f".{requirements.name}.installed"
    mark = fingerprint(requirements)
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == mark:
        return
    if not PYTHON.exists():
        make_venv()
    print(f"Installing {requirements.name} into .venv", flush=True)
    run_installer(requirements)
    stamp.write_text(mark, encoding="ascii")


def fingerprint(requirements: Path) -> str:
    """Changes when the pins or the Python change."""
    version = ".".join(map(str, sys.version_info[:2]))
    return hashlib.sha256(requirements.read_bytes() + version.encode()).hexdigest()


def make_venv() -> None:
    """Make .venv with the running Python."""
    print(f"Making .venv with Python {sys.version.split()[0]}", flush=True)
    if not os.access(ROOT, os.W_OK):
        raise CannotInstall(f"{ROOT} cannot be written to, so there is no place for .venv")
    ready = [sys.executable, "-m", "venv", "--clear"]
    if shutil.which("uv"):
        ready.append("--without-pip")
    done = subprocess.run([*ready, str(VENV)], capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        if "ensurepip" in said:
            raise CannotInstall(
                "this Python cannot make virtual environments; on Debian or Ubuntu: apt install python3-venv"
            )
        raise CannotInstall(f"making .venv failed: {said.splitlines()[-1] if said else 'no reason given'}")


def run_installer(requirements: Path) -> None:
    """Install with uv or pip, showing nothing unless it fails."""
    uv = shutil.which("uv")
    if uv:
        command = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        if subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False).returncode:
            subprocess.run([str(PYTHON), "-m", "ensurepip"], capture_output=True, check=False)
    command += ["--require-hashes", "-r", str(requirements)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
        raise CannotInstall(explain(done.stdout))


def explain(output: str) -> str:
    """The most likely reason an installer failed, in one line."""
    version = ".".join(map(str, sys.version_info[:2]))
    if "Python.h" in output:
        return (
            f"a package has no ready-made wheel for Python {version} and could not be compiled: the header "
            f"Python.h is missing; on Debian or Ubuntu: apt install python3-dev gcc"
        )
    if (
        "command 'gcc' failed" in output
        or "command 'cc' failed" in output
        or "No such file or directory: 'gcc'" in output
    ):
        return f"a package has no wheel for Python {version} and there is no C compiler; apt install gcc"
    if (
        "Temporary failure in name resolution" in output
        or "dns error" in output
        or "Connection refused" in output
    ):
        return "the package index cannot be reached; check the network and run the command again"
    if "No space left on device" in output:
        return f"no space is left on the disk of {ROOT}"
    return "installing the packages failed; the lines above say why"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
