"""Downloads: what is in them, that spreadsheets take nothing for a formula, and that they read back."""

import csv
import io
import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from frictionless import Package
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import ACTORS, DOSSIERS, a_case, a_deadline, a_due, load
from tests.filled import SEEDS, seeds
from tests.present import NOW
from tests.web.api.requests import ask
from tracker.case_format import read_folder
from tracker.models import SiteState, Ultimatum
from tracker.web.data.files import COLUMNS, FORMULA, cell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
CAST: dict[str, Any] = {"actors": seeds().actors | ACTORS, "dossiers": seeds().dossiers | DOSSIERS}
FILES = ("/data/ultimatums.csv", "/data/ultimatums.jsonl", "/data/ultimatums.yaml", "/data/ultimata.zip")


def content(client: Client, address: str) -> bytes:
    """The bytes of a download that succeeded."""
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer)


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    """Those of the CSV."""
    text = content(client, f"/data/ultimatums.csv{query}").decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_csv_holds_each_case_in_a_line_and_says_what_it_is(client: Client) -> None:
    answer = client.get("/data/ultimatums.csv?as_of=2025-08-01")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ultimata-2025-08-01.csv"'
    text = b"".join(answer).decode()
    assert text.endswith("\r\n")
    assert text.count("\n") == text.count("\r\n")
    assert text.splitlines()[0].split(",") == [column.name for column in COLUMNS]
    assert {row["slug"] for row in rows(client)} == {case["slug"] for case in seeds().cases}


def test_csv_tells_what_the_api_tells(client: Client) -> None:
    told = {row["slug"]: row for row in ask(client, "ultimatums?limit=100&as_of=2025-08-01")["items"]}
    for row in rows(client, "?as_of=2025-08-01"):
        case = told.pop(row["slug"])
        due = (case["deadline"] or {}).get("due") or {}
        assert row["title"] == case["title"]
        assert row["target_slugs"] == "; ".join(one["slug"] for one in case["targets"])
        assert row["latest_at"] == (due.get("latest_at") or "")
        assert row["moves"] == str(case["moves"])
        seconds = case["countdown"]["seconds"]
        assert row["countdown_seconds"] == ("" if seconds is None else str(seconds))
    assert told == {}


def test_json_lines_are_the_rows_of_the_api(client: Client) -> None:
    told = {row["slug"]: row for row in ask(client, "ultimatums?limit=100&as_of=2025-08-01")["items"]}
    lines = content(client, "/data/ultimatums.jsonl?as_of=2025-08-01").splitlines()
    for row in map(json.loads, lines):
        assert row.pop("at") == "2025-08-01T23:59:59Z"
        assert row == told.pop(row["slug"])
    assert told == {}


@pytest.mark.parametrize("address", FILES[:3])
def test_downloads_take_every_filter_and_refuse_what_they_do_not_know(client: Client, address: str) -> None:
    query = "?sender=united-states&target=russia&kind=ultimatum"
    assert b"us-russia-50-days-2025" in content(client, address + query)
    assert b"austria-serbia-1914" not in content(client, address + query)
    for bad, told in {
        "?limit=3": "There is no parameter limit here",
        "?sender=nobody": "sender: no case known by then has nobody there.",
        "?status=asleep": "status: Input should be",
        "?q=": "q is empty",
        "?q=a&q=b": "q is given twice",
    }.items():
        answer = client.get(address + bad)
        assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
        assert answer.json()["errors"][0].startswith(told)
    assert content(client, address + "?q=qwertyuiop").count(b"\n") == (1 if address == FILES[0] else 0)


def test_head_tells_of_the_file_without_writing_it(client: Client) -> None:
    for address in FILES:
        answer = client.head(address)
        assert (answer.status_code, b"".join(answer)) == (200, b"")
        assert "attachment; filename=" in answer.headers["Content-Disposition"]
        assert len(content(client, address)) > 1000


@pytest.mark.parametrize("start", FORMULA)
def test_text_that_looks_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell([f"{start}1", "b"]) == f"'{start}1; b"


def test_formula_in_the_words_of_a_case_is_disarmed_in_the_file(client: Client) -> None:
    words = '=HYPERLINK("https://example.com","in, 5 days")'
    deadline = a_deadline("d1", "2025-03-01", a_due("2025-04-01"), as_stated=words)
    made = a_case(title='-2+3, "quoted", or else', deadlines=[deadline])
    load(made, now=NOW, **CAST)
    (row,) = (row for row in rows(client) if row["slug"] == "open-the-river")
    assert (row["as_stated"], row["title"]) == (f"'{words}", '\'-2+3, "quoted", or else')


@given(st.text())
def test_one_apostrophe_less_gives_every_text_back(text: str) -> None:
    written = cell(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert (written[1:] if written.startswith("'") else written) == text


def test_case_files_are_the_documents(client: Client) -> None:
    documents = list(yaml.safe_load_all(content(client, "/data/ultimatums.yaml?dossier=july-crisis-1914")))
    expected = Ultimatum.objects.filter(dossier__slug="july-crisis-1914").order_by("pk")
    assert documents == [case.document for case in expected]


def test_archive_loads_again_as_the_same_record(client: Client, tmp_path: Path) -> None:
    archive = unpacked(client, tmp_path)
    batch = read_folder(archive)
    assert batch.faults == ()
    assert {case.slug: case.document for case in batch.cases} == {
        case.slug: case.document for case in Ultimatum.objects.all()
    }
    assert {actor.slug for actor in batch.actors} <= set(seeds().actors)
    written, ours = (json.loads((folder / "case.schema.json").read_text()) for folder in (archive, SEEDS))
    assert written == ours


def unpacked(client: Client, folder: Path) -> Path:
    data = content(client, "/data/ultimata.zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    for name in ("README.md", "CODEBOOK.md", "ultimatums.csv", "ultimatums.jsonl"):
        assert (folder / "ultimata" / name).stat().st_size > 500
    found = folder / "ultimata"
    for extra in ("CODEBOOK.md", "ultimatums.csv", "ultimatums.jsonl"):
        (found / extra).rename(folder / extra)
    return found


def test_archive_has_a_version_that_rises_with_the_record(client: Client, tmp_path: Path) -> None:
    version = SiteState.objects.get().version
    name = client.head("/data/ultimata.zip").headers["Content-Disposition"]
    assert f'filename="ultimata-{version}-{NOW:%Y}' in name
    folder = unpacked(client, tmp_path)
    assert (folder / "README.md").read_text().startswith(f"# Ultimata, version {version}-")
    licence = (folder / "LICENSE").read_text()
    assert "CC BY 4.0" in licence
    assert "Sources are linked, not copied." in licence


def test_drafts_are_in_no_file(client: Client, tmp_path: Path) -> None:
    hidden = a_case("hidden-draft", title="A draft that nobody may see", review="draft")
    shown = a_case("shown-case", dossier="ore-dispute", related=["hidden-draft", "austria-serbia-1914"])
    load(hidden, shown, now=NOW, **CAST)
    for address in FILES[:3]:
        assert b"hidden-draft" not in content(client, address)
    archive = unpacked(client, tmp_path)
    everything = b"".join(path.read_bytes() for path in archive.rglob("*.yaml"))
    assert b"hidden-draft" not in everything
    assert b"river-war" not in everything
    assert b"related: [austria-serbia-1914]" in everything
    assert read_folder(archive).faults == ()


def test_archive_describes_itself_and_can_be_checked(client: Client, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(content(client, "/data/ultimata.zip"))) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "ultimata"
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(sums) == set(files) - {"SHA256SUMS"}
    assert [name for name in sums if sha256(files[name].read_bytes()).hexdigest() != sums[name]] == []
    package = json.loads((folder / "datapackage.json").read_text())
    assert [error.note for error in Package.metadata_validate(package)] == []
    table = Package(str(folder / "datapackage.json")).get_resource("ultimatums").validate()
    assert table.flatten(["type", "rowNumber", "fieldName", "note"]) == []
    assert table.stats["errors"] == 0
    assert [item["path"] for item in package["resources"] if item["path"] not in files] == []
    header = (folder / "ultimatums.csv").read_text().splitlines()[0].split(",")
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == header
    citation = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert (citation["license"], citation["version"]) == ("CC-BY-4.0", package["version"])
    said = [name for name, path in files.items() if "use them for anything" in path.read_text()]
    assert said == ["LICENSE"], "the licence is said once"


def test_page_of_data_is_a_dataset(client: Client) -> None:
    page = client.get("/data/").content.decode()
    told = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert (told["@type"], told["license"]) == ("Dataset", "https://creativecommons.org/licenses/by/4.0/")
    assert 50 <= len(told["description"]) <= 5000
    addresses = [item["contentUrl"].removeprefix(settings.SITE_URL) for item in told["distribution"]]
    assert set(addresses) == set(FILES)
    assert "ld+json" not in client.get("/data/?as_of=2025-08-01").content.decode()
