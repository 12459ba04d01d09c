"""`make image`: builds the image of `Containerfile`, also where no daemon runs and nothing can be pulled.

    python -m tools.image [--tag NAME]

podman or docker builds it where one answers. Else, as root on Debian, buildah does on a base that mmdebstrap
makes of Debian's packages and that is kept for a month. Beside the image there is a list of what is in it
(`dist/ultimata.cdx.json`, CycloneDX 1.6).
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools import sbom

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
STORE = DIST / "containers"
TAG = "ultimata:latest"
PACKAGES = ("python3", "python3-venv", "ca-certificates", "tzdata")
SUITE = "trixie"
CERTIFICATES = Path("/etc/ssl/certs")


class CannotBuild(Exception):
    """What is missing on this machine, in one line."""


def main(arguments: Sequence[str]) -> int:
    """Build, and say how long it took and how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--tag", default=TAG)
    tag = parser.parse_args(arguments).tag
    began = time.monotonic()
    try:
        what = build(tag)
    except CannotBuild as error:
        print(f"ultimata: {error}", file=sys.stderr)
        return 1
    print(f"{tag} was built by {what} in {time.monotonic() - began:.0f} s")
    return 0


def build(tag: str = TAG) -> str:
    """Build the image by whatever can; the name of what did. Raises `CannotBuild`."""
    DIST.mkdir(exist_ok=True)
    for daemon in ("podman", "docker"):
        if shutil.which(daemon) and _answers(daemon):
            _run([daemon, "build", "--tag", tag, "--file", "Containerfile", "."])
            return daemon
    missing = missing_tools()
    if missing:
        raise CannotBuild(
            f"no podman or docker answers, and {' and '.join(missing)} cannot be found; as root on Debian: "
            "apt-get install buildah mmdebstrap"
        )
    base = _base()
    certificates = f"{CERTIFICATES}:{CERTIFICATES}:ro"  # a network may have a proxy with one of its own
    buildah(
        "build",
        "--isolation",
        "chroot",
        "--format",
        "docker",
        "--pull-never",
        "--quiet",
        *(
            "--build-arg",
            f"BASE={base}",
            "--volume",
            certificates,
            "--tag",
            tag,
            "--file",
            "Containerfile",
            ".",
        ),
    )
    archive = DIST / "ultimata.tar"
    archive.unlink(missing_ok=True)
    buildah("push", "--quiet", tag, f"docker-archive:{archive}:{tag}")
    sbom.write(DIST / "ultimata.cdx.json", packages=_system_packages(tag))
    sizes = (archive.stat().st_size / 1e6, _compressed(archive) / 1e6)
    print("{}: {:.0f} MB, {:.0f} MB compressed".format(archive.relative_to(ROOT), *sizes))
    return "buildah"


def missing_tools() -> list[str]:
    """What is not there of that which builds and runs an image without a daemon."""
    missing = [name for name in ("buildah", "mmdebstrap") if shutil.which(name) is None]
    return missing if os.geteuid() == 0 else [*missing, "the rights of root"]


def buildah(*arguments: str) -> str:
    """Run buildah on the store of this folder; what it printed."""
    return _run(["buildah", *storage(), *arguments])


def storage() -> tuple[str, ...]:
    """Where buildah keeps images: in a folder of ours, by the one driver that needs no rights of a kernel."""
    return ("--root", str(STORE), "--runroot", str(STORE / "run"), "--storage-driver", "vfs")


def _answers(daemon: str) -> bool:
    return subprocess.run([daemon, "info"], capture_output=True, check=False).returncode == 0


def _base() -> str:
    """The base image, made of Debian's packages once a month."""
    name = f"localhost/ultimata-base:{time.strftime('%Y-%m')}"
    if name in buildah("images", "--format", "{{.Name}}:{{.Tag}}").split():
        return name
    archive = DIST / "base.tar"
    _run(
        [
            "mmdebstrap",
            "--quiet",
            "--mode=root",
            "--variant=minbase",
            f"--include={','.join(PACKAGES)}",
            SUITE,
            str(archive),
        ]
    )
    container = buildah("from", "scratch").strip()
    buildah("add", "--quiet", container, str(archive), "/")
    buildah("commit", "--quiet", container, name)
    buildah("rm", container)
    archive.unlink()
    return name


def _system_packages(tag: str) -> list[tuple[str, str]]:
    """Name and version of each of Debian's packages in the image."""
    container = buildah("from", "--pull-never", tag).strip()
    try:
        command = ["dpkg-query", "--show", "--showformat", "${Package} ${Version}\\n"]
        listed = buildah("run", "--isolation", "chroot", container, "--", *command)
    finally:
        buildah("rm", container)
    return [(name, version) for name, _, version in (line.partition(" ") for line in listed.splitlines())]


def _compressed(archive: Path) -> int:
    """How many bytes it has when it is pulled."""
    done = subprocess.run(["gzip", "-6", "--stdout", str(archive)], stdout=subprocess.PIPE, check=True)
    return len(done.stdout)


def _run(command: Sequence[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "without a word").splitlines()[-1]
        raise CannotBuild(f"{command[0]} failed ({done.returncode}): {last}")
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
