"""`manage.py import_ties`: the whole table or nothing, its figures, and what pages show of them."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from tests.case_format.ties_tables import HEADER, as_csv, as_xls
from tests.web.reading import read
from tracker.domain.statistics.ties import TiesEnd
from tracker.models import Reference, ReferenceCase, SiteState
from tracker.queries.ties import base_rates

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, tzinfo=UTC)

# 10 cases: 8 with a threat, 4 of them imposed; 6 of the threats have a coded outcome.
OUTCOMES = ("2", "7", "1", "3", "8", "5", "", "")
THREATS = [
    [f"199001010{at}", "1990", "", "", "1", str(at % 2), outcome] for at, outcome in enumerate(OUTCOMES)
]
WITHOUT = [["2005123101", "2005", "12", "31", "0", "1", "9"], ["1945000001", "1945", "", "", "0", "1", "10"]]
SAID = """10 cases stored.
8 with a threat, 4 of them imposed, 4 not.
Of the 6 threats with a coded outcome:
  full: 2 (33.3%)
  partial: 1 (16.7%)
  negotiated: 1 (16.7%)
  gave-in: 2 (33.3%)
  stalemate: 0 (0.0%)
"""


def table(folder: Path, name: str = "ties.csv") -> Path:
    file = folder / name
    write = as_xls if name.endswith(".xls") else as_csv
    file.write_bytes(write(HEADER, *THREATS, *WITHOUT))
    return file


def run(file: Path) -> str:
    said = StringIO()
    call_command("import_ties", str(file), stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("name", ["ties.csv", "ties.xls"])
def test_import_tells_the_figures_and_again_changes_nothing(tmp_path: Path, name: str) -> None:
    file = table(tmp_path, name)
    first = run(file)
    assert first.startswith(SAID)
    assert "Conflict Management and Peace Science" in first
    version = SiteState.objects.get().version
    assert run(file) == first.replace("stored.", "already stored, nothing changed.", 1)
    assert ReferenceCase.objects.count() == 10
    assert SiteState.objects.get().version == version


def test_another_file_takes_the_place_of_the_first(tmp_path: Path) -> None:
    run(table(tmp_path))
    version = SiteState.objects.get().version
    (tmp_path / "ties.csv").write_bytes(as_csv(HEADER, *THREATS[:1]))
    run(tmp_path / "ties.csv")
    assert (ReferenceCase.objects.count(), Reference.objects.count()) == (1, 1)
    assert SiteState.objects.get().version == version + 1


def test_faults_leave_what_was_there(tmp_path: Path) -> None:
    run(table(tmp_path))
    (tmp_path / "bad.csv").write_bytes(as_csv(HEADER, *THREATS, ["1", "1990", "", "", "3", "0", "99"]))
    errors = StringIO()
    with pytest.raises(CommandError, match=r"3 faults in .*bad\.csv; nothing was stored") as raised:
        call_command("import_ties", str(tmp_path / "bad.csv"), stderr=errors)
    assert raised.value.returncode == 1
    assert errors.getvalue().count("row 10, column") == 3
    assert ReferenceCase.objects.count() == 10


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xls", tmp_path):
        with pytest.raises(CommandError, match="nothing was stored"):
            run(path)


def test_base_rates_are_over_the_coded_threats_alone(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert base_rates(at=NOW) is None
    run(table(tmp_path))
    with django_assert_num_queries(3):
        found = base_rates(at=NOW)
    assert found is not None
    assert (found.cases, found.threatened, found.imposed, found.coded) == (10, 8, 4, 6)
    assert (found.first_year, found.last_year) == (1945, 2005)
    assert found.rate(TiesEnd.FULL).share == pytest.approx(2 / 6)
    assert sum(rate.share for rate in found.rates) == pytest.approx(1)


def test_base_rates_were_not_known_before_they_were_published(tmp_path: Path) -> None:
    run(table(tmp_path))
    assert base_rates(at=datetime(2013, 12, 31, tzinfo=UTC)) is None
    assert base_rates(at=datetime(2014, 1, 1, tzinfo=UTC)) is not None


def test_threats_without_a_coded_outcome_are_no_base(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_bytes(as_csv(HEADER, THREATS[-1], *WITHOUT))
    assert "None of them is a threat with a coded outcome." in run(tmp_path / "ties.csv")
    assert base_rates(at=NOW) is None


def test_component_shows_the_figures_with_their_citation_or_nothing(tmp_path: Path) -> None:
    assert render_to_string("components/base_rates.html", {"rates": None}).strip() == ""
    run(table(tmp_path))
    page = read(render_to_string("components/base_rates.html", {"rates": base_rates(at=NOW)}))
    assert "8 of the 10 cases were threatened, and 4 of those threats were carried out" in page.text
    assert "The target complied in full 2 33.3%" in page.text
    assert "Morgan, Navin Bapat and Yoshiharu Kobayashi (2014)" in page.text
    assert "No licence was seen" in page.text
