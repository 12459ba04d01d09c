"""Cases made up come back from the tables as they went in."""

import pytest

from tests.factories import ACTORS, DOSSIERS, NOW, a_case, a_catalogue, load
from tracker.models import Ultimatum
from tracker.queries.documents import actor_documents, case_documents, document_of, dossier_documents
from tracker.services.cases.catalogue import load_catalogue

pytestmark = pytest.mark.django_db


def test_drafts_are_among_the_documents() -> None:
    load(a_case("one", review="draft"), a_case("two"))
    assert [item["slug"] for item in case_documents()] == ["one", "two"]
    assert (list(actor_documents()), list(dossier_documents())) == (sorted(ACTORS), sorted(DOSSIERS))


def test_generated_cases_come_back_whole() -> None:
    made = a_catalogue(30, seed=5)
    load_catalogue(actors=made.actors, dossiers=made.dossiers, cases=made.cases, now=NOW, reason="")
    assert list(case_documents()) == made.cases
    assert [document_of(case) for case in Ultimatum.objects.order_by("slug")] == made.cases
