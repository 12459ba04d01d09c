"""The page for developers: each example on it is run as it is written, against a running site."""

import configparser
import csv
import json
import shutil
import subprocess
import sys
import urllib.request
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.public_site import public_site
from tests.web.reading import read
from tracker.models import Change, Phase
from tracker.web.pages.problem_types import EXPLAINED
from tracker.web.problems import OF_STATUS, Problem

__all__ = ["public_site"]
pytestmark = pytest.mark.django_db


class Examples(HTMLParser):
    """The texts of all code with an id."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = dict(attrs).get("id")
        self.open = name if tag == "code" and name else ""

    def handle_endtag(self, tag: str) -> None:
        self.open = "" if tag == "code" else self.open

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[self.open] = self.found.get(self.open, "") + data


@pytest.fixture
def examples(public_site: str, client: Client, settings: Settings) -> dict[str, str]:
    """Those of the page, for the running site."""
    settings.SITE_URL = public_site
    parser = Examples()
    parser.feed(client.get("/developers/").content.decode())
    return parser.found


def run(example: str, folder: Path) -> str:
    """What the example prints, run in an empty folder."""
    shell = ["bash", "-eu", "-c", example]
    command = [sys.executable, "-c", example] if example.startswith("import") else shell
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_examples_for_curl_work_as_written(examples: dict[str, str], tmp_path: Path) -> None:
    running = json.loads(run(examples["curl-list"], tmp_path))
    assert {row["status"] for row in running["items"]} == {"running"}
    past = json.loads(run(examples["curl-past"], tmp_path))
    assert (past["as_of"], past["status"], past["complete"]) == ("2025-07-24", "running", False)
    run(examples["curl-csv"], tmp_path)
    with (tmp_path / "resolved.csv").open(newline="") as file:
        assert {row["status"] for row in csv.DictReader(file)} == {"resolved"}
    run(examples["curl-again"], tmp_path)
    first = (tmp_path / "next.json").read_text()
    assert json.loads(first)["items"] != []
    run(examples["curl-again"], tmp_path)
    assert (tmp_path / "next.json").read_text() == first


def test_examples_for_python_work_as_written(examples: dict[str, str], tmp_path: Path) -> None:
    lines = run(examples["python-list"], tmp_path).splitlines()
    assert len(lines) == Phase.objects.current().count()
    first = run(examples["python-changes"], tmp_path).splitlines()
    assert len(first) == Change.objects.count() > 100
    assert run(examples["python-changes"], tmp_path) == ""


def test_example_for_a_calendar_names_the_calendar_there_is(examples: dict[str, str]) -> None:
    if "calendar-client" not in examples:
        return
    config = configparser.ConfigParser()
    config.read_string(examples["calendar-client"])
    address = config["storage ultimata_site"]["url"].strip('"')
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.read().startswith(b"BEGIN:VCALENDAR")


def test_page_says_what_the_limits_are(client: Client, settings: Settings) -> None:
    page = read(client.get("/developers/").content)
    assert f"may ask {settings.API_REQUESTS_A_MINUTE} times in 60 seconds" in page.text
    assert {"/developers/api/", "/api/v1/openapi.json", "/data/"} <= set(page.links)


def test_reference_has_every_address_and_every_shape(client: Client) -> None:
    text = read(client.get("/developers/api/").content).text
    document = client.get("/api/v1/openapi.json").json()
    for path in document["paths"]:
        assert f"GET {path}" in text
    for name, shape in document["components"]["schemas"].items():
        for field in shape.get("properties", ()):
            assert f"{field} " in text, (name, field)


@pytest.mark.parametrize("address", ["/developers/", "/developers/api/", "/data/"])
def test_links_between_these_pages_keep_the_instant(client: Client, address: str) -> None:
    page = read(client.get(f"{address}?as_of=2025-08-01").content)
    ours = [link for link in page.inner if link.startswith(("/developers/", "/data/", "/api/"))]
    assert [link for link in ours if "as_of=2025-08-01" not in link] == [address]  # the way back to now
    assert len(ours) > 1


@pytest.mark.parametrize("prefix", ["", "/uk"])
def test_every_type_of_problem_is_explained_where_it_leads(client: Client, prefix: str) -> None:
    page = client.get(f"{prefix}/developers/problems/").content.decode()
    assert [kind for kind in Problem if f'<div id="{kind.value}">' not in page] == []
    assert set(EXPLAINED) == set(Problem)
    assert [kind for kind in OF_STATUS.values() if EXPLAINED[kind][0] not in OF_STATUS] == []
    assert f"{prefix}/developers/problems/" in read(client.get(f"{prefix}/developers/").content).links
