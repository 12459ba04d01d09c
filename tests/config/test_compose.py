"""compose.yaml runs every kind of process, with settings that exist."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config import env

ROOT = Path(env.ROOT)
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SITE: dict[str, Any] = COMPOSE["x-site"]
PARSERS = (["docker-compose"], ["docker", "compose"], ["podman-compose"])


@pytest.mark.parametrize("left_out", [{"mail", "webhooks", "push"}, {"worker"}])
def test_its_workers_serve_every_queue(left_out: set[str]) -> None:
    """Those that start by themselves, and those by queue in the place of one of them."""
    services = {name: each for name, each in COMPOSE["services"].items() if name not in left_out}
    commands = [" ".join(each["command"]) for each in services.values() if "command" in each]
    served = {
        queue
        for command in commands
        if " worker " in command
        for queue in command.partition("--queues ")[2].split()[0].split(",")
    }
    assert served == {queue.name for queue in settings.CELERY_TASK_QUEUES}


def test_its_settings_and_secrets_exist() -> None:
    files = {f"{name}{env.IN_A_FILE}" for name in env.SECRETS}
    assert set(SITE["environment"]) <= {variable.name for variable in env.VARIABLES} | files
    named = {Path(value).name for name, value in SITE["environment"].items() if name in files}
    assert named == set(SITE["secrets"])
    given = {name for service in COMPOSE["services"].values() for name in service.get("secrets", ())}
    assert given == set(COMPOSE["secrets"])


def test_what_the_example_sets_is_asked_for() -> None:
    text = (ROOT / "compose.yaml").read_text("utf-8")
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    names = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert {name for name in names if f"${{{name}" not in text} == set()


def test_a_parser_of_its_kind_takes_it() -> None:
    parser = next((each for each in PARSERS if shutil.which(each[0]) and _answers(each)), None)
    if parser is None:
        pytest.skip("no Docker Compose on this machine")
    given = ["--env-file", str(ROOT / ".env.example"), "--file", str(ROOT / "compose.yaml")]
    done = subprocess.run([*parser, *given, "config"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    usual = {name for name, service in COMPOSE["services"].items() if "profiles" not in service}
    assert set(yaml.safe_load(done.stdout)["services"]) == usual


def _answers(command: list[str]) -> bool:
    return subprocess.run([*command, "version"], capture_output=True, check=False).returncode == 0
