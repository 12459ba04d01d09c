"""Citations, as the programs that keep references read them: right, escaped, deaf to the future."""

import json
from datetime import UTC, datetime

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.conf import settings as site
from django.test import Client

from tests.web.reading import read
from tracker.web.citations.work import Work, as_bibtex, as_csl, as_ris, as_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]

CASE = "/cite/case/us-russia-50-days-2025"
TITLE = "End the war in Ukraine in 50 days or see Russia's trade partners taxed"
ADDRESS = f"{site.SITE_URL}/ultimatums/us-russia-50-days-2025/?as_of=2025-07-24"
ODD = Work(
    key="ultimata-odd-20250724",
    title=r"100% of {A} & B_C #1 ~ $5 ^ \end \} «мир»",
    address="https://example.org/x/?as_of=2025-07-24&q=%7B",
    language="en",
    when="24 July 2025",
    issued_at=datetime(2025, 7, 24, 23, tzinfo=UTC),
    accessed_at=datetime(2026, 11, 27, tzinfo=UTC),
)


def cited(client: Client, address: str, form: str, **query: str) -> str:
    answer = client.get(f"{address}.{form}", query)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    return answer.content.decode()


def entry(text: str) -> dict[str, str]:
    """The only entry of a BibTeX file, its fields by their names."""
    library = parse_string(text)
    assert library.failed_blocks == []
    (found,) = library.entries
    return {field.key: field.value for field in found.fields} | {"key": found.key, "type": found.entry_type}


def test_bibtex_is_read_by_a_parser(client: Client) -> None:
    found = entry(cited(client, CASE, "bib", as_of="2025-07-24"))
    assert (found["type"], found["key"]) == ("misc", "ultimata-us-russia-50-days-2025-20250724")
    assert found["title"] == f"{{{TITLE}}}"
    assert (found["year"], found["month"], found["url"]) == ("2025", "7", ADDRESS)
    assert found["urldate"] > "2026-01"


def test_bibtex_escapes_what_latex_reads() -> None:
    title = entry(as_bibtex(ODD))["title"]
    assert title.count("{") == title.count("}")
    plain = title.replace(r"\textbraceleft{}", "(").replace(r"\textbraceright{}", ")")
    assert plain == (
        r"{100\% of (A) \& B\_C \#1 \textasciitilde{} \$5 \textasciicircum{} "
        r"\textbackslash{}end \textbackslash{}) «мир»}"
    )


def test_ris_is_read_by_a_parser(client: Client) -> None:
    text = cited(client, CASE, "ris", as_of="2025-07-24")
    assert text.endswith("ER  - \r\n")
    (found,) = rispy.loads(text)
    assert found["type_of_reference"] == "ELEC"
    assert (found["title"], found["authors"], found["year"]) == (TITLE, ["Ultimata"], "2025")
    assert found["urls"] == [ADDRESS]
    (odd,) = rispy.loads(as_ris(ODD))
    assert odd["title"] == ODD.title


def test_csl_is_set_by_a_processor(client: Client) -> None:
    items = json.loads(cited(client, CASE, "json", as_of="2025-07-24"))
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(items[0]["id"])]))
    (line,) = (str(each) for each in bibliography.bibliography())
    for words in ("Ultimata", "2025", TITLE.replace("'", "’"), ADDRESS):
        assert words in line.replace("'", "’")
    assert json.loads(as_csl(ODD))[0]["title"] == ODD.title


def test_sentence_names_the_day_and_when_it_was_looked_at() -> None:
    text = as_text(ODD)
    assert text.startswith("Ultimata (2025): “100% of {A}")
    assert text.endswith(
        "As of 24 July 2025. https://example.org/x/?as_of=2025-07-24&q=%7B (accessed 27 November 2026)."
    )


@pytest.mark.parametrize(
    ("address", "place", "title"),
    [
        (CASE, "/ultimatums/us-russia-50-days-2025/", TITLE),
        ("/cite/actor/russia", "/actors/russia/", "Russia: ultimatums set and received"),
        ("/cite/crisis/ukraine-war", "/dossiers/ukraine-war/", "Russia's war against Ukraine"),
        ("/cite/record", "/record/", "The track record: what usually came of ultimatums"),
    ],
)
def test_address_of_the_present_shows_what_was_cited(
    client: Client, address: str, place: str, title: str
) -> None:
    (found,) = json.loads(cited(client, address, "json"))
    assert found["title"] == title
    path, _, query = found["URL"].removeprefix(site.SITE_URL).partition("?")
    assert path == place
    assert client.get(path, {"as_of": query.removeprefix("as_of=")}).status_code == 200
    assert found["issued"] == found["accessed"]
    (local,) = json.loads(cited(client, f"/uk{address}", "json"))
    assert local["language"] == "uk"
    assert "/uk/" in local["URL"]


def test_page_shows_each_citation_and_where_its_file_is(client: Client) -> None:
    page = read(client.get("/ultimatums/us-russia-50-days-2025/", {"as_of": "2025-07-24"}).content)
    for form in ("txt", "bib", "ris", "json"):
        assert f"{CASE}.{form}?as_of=2025-07-24" in page.inner
    assert ADDRESS in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{CASE}.doc", 404),
        (f"{CASE}.bib?as_of=2025-07-01", 404),
        (f"{CASE}.bib?style=apa&sender=x", 400),
        ("/cite/case/nothing.bib", 404),
        ("/cite/actor/nobody.bib", 404),
        ("/cite/crisis/nothing.bib", 404),
    ],
)
def test_what_cannot_be_cited_is_refused(client: Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
