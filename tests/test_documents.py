"""The documents beside the code: one version, one licence of the record, links that lead somewhere."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client

from config.env import ROOT
from tests.web.reading import read
from tracker import __version__
from tracker.web import licence

LISTED = sorted(str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
NAMES = re.compile(r"`((?:tracker|config|tools|tests|templates|locale|seeds|docs)/[\w./-]*[\w/])`")


@pytest.mark.django_db
def test_the_version_is_the_same_wherever_it_is_said(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["info"]["version"] == __version__
    assert client.get("/api/v1/").json()["version"] == __version__
    assert f"Version of the software {__version__}" in read(client.get("/status/").content).text
    newest = re.search(r"^## \[(\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest
    assert newest[1] == __version__


@pytest.mark.django_db
def test_the_licence_of_the_record_is_the_same_wherever_it_is_said(client: Client) -> None:
    assert (ROOT / "seeds/LICENSE").read_text("utf-8") == licence.licence_file()
    info = client.get("/api/v1/openapi.json").json()["info"]
    assert info["license"] == {"name": licence.NAME, "url": licence.URL}
    page = client.get("/data/").content
    said = json.loads(page.partition(b'<script type="application/ld+json">')[2].partition(b"</script>")[0])
    assert said["license"] == licence.URL
    text = read(page).text
    assert all(str(sentence) in text for sentence in licence.SENTENCES)
    others = {
        found
        for path in [*LISTED, "tracker/web/data/dump.py"]
        for found in re.findall(r"\bCC[ -]BY\S* ?[\d.]*\d", (ROOT / path).read_text("utf-8"))
    }
    assert others == {"CC BY 4.0"}


@pytest.mark.parametrize("name", LISTED)
def test_links_and_names_of_files_lead_somewhere(name: str) -> None:
    path = ROOT / name
    text = path.read_text("utf-8")
    links = [
        target.partition("#")[0]
        for target in re.findall(r"\]\(([^)\s]+)\)", text)
        if not re.match(r"[a-z]+:|#", target)
    ]
    missing = [link for link in links if not (path.parent / link).exists()]
    missing += [each for each in NAMES.findall(text) if not (ROOT / each).exists()]
    assert missing == []


@pytest.mark.parametrize("name", LISTED)
def test_links_to_headings_lead_to_one(name: str) -> None:
    path = ROOT / name
    links = re.findall(r"\]\(([^)\s:]*)#([^)\s]+)\)", path.read_text("utf-8"))
    missing = [
        (target, anchor)
        for target, anchor in links
        if anchor not in _anchors(path.parent / target if target else path)
    ]
    assert missing == []


def _anchors(path: Path) -> set[str]:
    """Those of the headings, as the usual renderers make them."""
    heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}
