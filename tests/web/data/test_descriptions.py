"""What programs are told of the files: each is judged by its own format's validator.

The schema of the Citation File Format 1.2.0 is that of its authors (CC BY 4.0), without its blanks.
"""

import json
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.test import Client
from frictionless import Package
from jsonschema import Draft7Validator, FormatChecker

from tests.present import NOW
from tests.web.data.test_files import FILES, content
from tracker import __version__
from tracker.web.data.files import COLUMNS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
SCHEMA = json.loads((Path(__file__).parent / "citation_file_format_1.2.0.json").read_text())
DESCRIPTIONS = ("/data/datapackage.json", "/data/CITATION.cff", "/data/ultimata.sha256")


def faults(citation: str) -> list[str]:
    """What the schema finds; dates as texts, as it wants them."""
    found = yaml.load(citation, Loader=yaml.BaseLoader)
    return [
        error.message for error in Draft7Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(found)
    ]


def test_the_descriptor_fits_the_files_beside_it(client: Client, tmp_path: Path) -> None:
    text = client.get("/data/datapackage.json").content.decode()
    package = json.loads(text)
    assert [error.note for error in Package.metadata_validate(package)] == []
    assert {f"/data/{item['path']}" for item in package["resources"]} == set(FILES)
    assert len({item["name"] for item in package["resources"]}) == len(FILES)
    (tmp_path / "datapackage.json").write_text(text)
    (tmp_path / "ultimatums.csv").write_bytes(content(client, "/data/ultimatums.csv"))
    table = Package(str(tmp_path / "datapackage.json")).get_resource("ultimatums")
    report = table.validate()
    assert report.flatten(["type", "rowNumber", "fieldName", "note"]) == []
    assert table.schema.field_names == [column.name for column in COLUMNS]


def test_citations_of_the_record_and_of_the_software_are_valid(client: Client) -> None:
    citation = client.get("/data/CITATION.cff").content.decode()
    assert faults(citation) == []
    found = yaml.safe_load(citation)
    assert (found["type"], found["license"]) == ("dataset", "CC-BY-4.0")
    assert f"-{NOW:%Y}-" in found["version"]
    software = (settings.ROOT / "CITATION.cff").read_text()
    assert faults(software) == []
    assert yaml.safe_load(software)["version"] == __version__
    assert faults(citation.replace("cff-version: 1.2.0", "cff-version: 9")) != []


def test_checksums_are_those_of_what_is_downloaded(client: Client) -> None:
    assert b"".join(client.head("/data/ultimata.sha256")) == b""
    first = content(client, "/data/ultimata.sha256")
    sums = dict(line.split("  ")[::-1] for line in first.decode().splitlines())
    assert sums == {name.rpartition("/")[2]: sha256(content(client, name)).hexdigest() for name in FILES}
    answer = client.get("/data/ultimata.sha256")
    assert b"".join(answer) == first
    again = client.get("/data/ultimata.sha256", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", DESCRIPTIONS)
def test_descriptions_are_of_now_and_are_linked(client: Client, address: str) -> None:
    refused = client.get(f"{address}?as_of=2025-08-01")
    assert (refused.status_code, refused.headers["Content-Type"]) == (400, "application/problem+json")
    assert client.get(f"{address}?sender=russia").status_code == 400
    assert f'href="{address}"' in client.get("/data/").content.decode()
    assert f'href="{address}"' not in client.get("/data/?as_of=2025-08-01").content.decode()


def test_the_dataset_names_its_variables(client: Client) -> None:
    page = client.get("/data/").content.decode()
    told = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert [each["name"] for each in told["variableMeasured"]] == [column.name for column in COLUMNS]
    assert told["subjectOf"]["contentUrl"] == f"{settings.SITE_URL}/data/datapackage.json"
    assert told["dateModified"].startswith(f"{NOW:%Y}")
