"""Cases, actors and dossiers come back from the tables as they went in."""

import pytest

from tests.factories import Document
from tests.filled import seeds
from tracker.models import Ultimatum
from tracker.queries.documents import actor_documents, case_documents, document_of, dossier_documents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.mark.matrix(every=5)
@pytest.mark.parametrize("document", seeds().cases, ids=[item["slug"] for item in seeds().cases])
def test_case_of_the_seeds_comes_back_whole_from_its_parts(document: Document) -> None:
    case = Ultimatum.objects.get(slug=document["slug"])
    assert document_of(case) == document
    assert case.document == document


def test_actors_and_dossiers_of_the_seeds_come_back_whole() -> None:
    assert actor_documents() == seeds().actors
    assert dossier_documents() == seeds().dossiers


def test_cases_come_in_the_order_of_their_slugs() -> None:
    assert [item["slug"] for item in case_documents()] == sorted(item["slug"] for item in seeds().cases)
