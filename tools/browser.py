"""Finds a browser for the tests: Chromium or Chrome of this machine, else Playwright's, else Debian's.

python -m tools.browser      prints the path of one, bringing it when allowed
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# What a headless browser does by itself and a test does not want.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
INSTALL_SECONDS = 600


def find() -> str | None:
    """The path of a browser that is here already; `TEST_BROWSER` in the environment goes first."""
    named = os.environ.get("TEST_BROWSER")
    if named:
        return shutil.which(named)
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    return installed or (str(MAC) if MAC.exists() else None) or _of_playwright()


def bring() -> str | None:
    """The path of a browser, if need be after installing one; None when that failed or was not allowed."""
    found = find()
    if found:
        return found
    print("No Chromium or Chrome found; trying to get one (once)", flush=True)
    _run(sys.executable, "-m", "playwright", "install", "chromium")
    found = find()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-q")
        _run("apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium")
        found = find()
    return found


def _of_playwright() -> str | None:
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    usual = [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    folders = [Path(home)] if home else usual
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    found = sorted(path for folder in folders for pattern in patterns for path in folder.glob(pattern))
    return str(found[-1]) if found else None


def _run(*command: str) -> None:
    """Run an installer quietly; what matters is whether there is a browser afterwards."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(command, env=environment, capture_output=True, timeout=INSTALL_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return


if __name__ == "__main__":
    path = bring()
    print(path or "no browser")
    raise SystemExit(0 if path else 1)
