"""The image is built and run as whoever deploys it does it; in `make test-all`."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.thoroughness import IS_THOROUGH
from tools import image

MISSING = image.missing_tools()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not IS_THOROUGH, reason="make test-all builds the image"),
    pytest.mark.skipif(bool(MISSING), reason=f"the image cannot be built without {' and '.join(MISSING)}"),
]
USER = 10001
PAGES = (
    "/",
    "/timeline/",
    "/calendar/",
    "/record/",
    "/dossiers/",
    "/actors/",
    "/status/",
    "/about/",
    "/ultimatums/us-russia-50-days-2025/",
    "/uk/",
    "/api/v1/ultimatums",
    "/admin/login/",
)


@pytest.fixture(scope="module")
def container() -> Iterator[str]:
    """A container of the image, built anew; processes in it share the network of this machine."""
    image.build()
    name = image.buildah("from", "--pull-never", image.TAG).strip()
    yield name
    image.buildah("rm", name)


@contextmanager
def running(container: str, volume: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The container's own command, as its own user, on a volume."""
    options = (
        "--isolation",
        "chroot",
        "--user",
        f"{USER}:{USER}",
        "--volume",
        f"{volume}:/kept",
    )  # buildah keeps /data for itself
    given = ("--env", f"PORT={port}", "--env", "DATA_DIR=/kept")
    process = subprocess.Popen(
        ["buildah", *image.storage(), "run", *options, *given, container, "--", "python", "manage.py", "up"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)


def answer(port: int, path: str) -> int:
    """The status of a page, 0 while nobody listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def wait_until_ready(port: int) -> None:
    until = time.monotonic() + 180
    while answer(port, "/healthz") != 200:
        assert time.monotonic() < until, "it did not become healthy"
        time.sleep(0.2)
    assert answer(port, "/readyz") == 200


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_the_image_runs_as_its_user_serves_its_pages_and_goes_on_with_its_volume(
    container: str, tmp_path: Path
) -> None:
    volume, port = tmp_path / "data", free_port()
    volume.mkdir(mode=0o700)
    os.chown(volume, USER, USER)
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    with running(container, volume, port):
        wait_until_ready(port)
        assert {path: answer(port, path) for path in PAGES} == dict.fromkeys(PAGES, 200)
        check = ("python", "-m", "config.healthcheck")
        image.buildah("run", "--isolation", "chroot", "--env", f"PORT={port}", container, "--", *check)
        owners = {path.stat().st_uid for path in volume.rglob("*")}
    key = (volume / "secret-key").read_text(encoding="ascii")
    with running(container, volume, port):
        wait_until_ready(port)
    assert owners == {USER}
    assert (volume / "secret-key").read_text(encoding="ascii") == key


def test_what_is_in_the_image_is_listed(container: str) -> None:
    assert container
    listed = (image.DIST / "ultimata.cdx.json").read_text("utf-8")
    assert '"pkg:pypi/django@' in listed
    assert '"pkg:deb/debian/python3@' in listed
