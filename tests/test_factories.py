"""The factories: what they make is valid, varied and, in bulk, what a load would have stored."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from tests.factories import (
    ACTORS,
    DOSSIERS,
    DUE_IN,
    NOW,
    QUIET,
    Catalogue,
    a_case,
    a_catalogue,
    load_generated,
    store_generated,
)
from tracker.case_format import ActorEntry, CaseEntry, DossierEntry, read_folder, write_folder
from tracker.domain.status.standing import Status
from tracker.models import CaseText, Milestone, Phase, SiteState


def write(folder: Path, made: Catalogue) -> None:
    actors = [ActorEntry(slug, **item) for slug, item in made.actors.items()]
    dossiers = [DossierEntry(slug, **item) for slug, item in made.dossiers.items()]
    write_folder(folder, actors, dossiers, [CaseEntry(item["slug"], item) for item in made.cases])


@pytest.mark.parametrize(
    "made", [Catalogue(ACTORS, DOSSIERS, [a_case()]), a_catalogue(120), a_catalogue(40, seed=7, due=3)]
)
def test_made_cases_are_valid_case_files(made: Catalogue, tmp_path: Path) -> None:
    write(tmp_path / "made", made)
    batch = read_folder(tmp_path / "made")
    assert [str(fault) for fault in batch.faults] == []
    assert [entry.document for entry in batch.cases] == sorted(made.cases, key=lambda item: str(item["slug"]))


def test_same_seed_makes_the_same_catalogue_and_another_seed_another() -> None:
    assert a_catalogue(20, 3) == a_catalogue(20, 3)
    assert a_catalogue(20, 3) != a_catalogue(20, 4)


@pytest.mark.django_db
def test_generated_cases_stand_everywhere_and_turn_only_when_made_due() -> None:
    store_generated(400, NOW, due=10)
    assert set(Phase.objects.current().values_list("status", flat=True)) == set(Status)
    around = Phase.objects.filter(from_at__gt=NOW - QUIET, from_at__lt=NOW + QUIET)
    assert list(around.values_list("from_at", flat=True)) == [NOW + DUE_IN] * 10
    assert Phase.objects.over(NOW + timedelta(hours=2)).count() == 10


@pytest.mark.django_db
def test_bulk_storing_leaves_what_a_load_leaves() -> None:
    def stored() -> list[object]:
        phases = Phase.objects.order_by("ultimatum__slug", "from_at").values_list(
            "ultimatum__slug",
            "ultimatum__document",
            "from_at",
            "until_at",
            "row",
            "is_current",
            "sort_at",
            "by_target",
            "speakers",
        )
        planned = Milestone.objects.order_by("ultimatum__slug", "due_at", "kind", "key", "offset_seconds")
        texts = CaseText.objects.order_by("ultimatum__slug", "weight", "since_at")
        return [
            *phases,
            *texts.values_list("ultimatum__slug", "weight", "since_at", "text", "words"),
            *SiteState.objects.values_list("tally", "facets"),
            *planned.values_list("ultimatum__slug", "due_at", "kind", "key", "offset_seconds", "not_after"),
        ]

    with transaction.atomic():
        load_generated(25)
        loaded = stored()
        transaction.set_rollback(True)
    store_generated(25, NOW, with_milestones=True, with_search=True)
    assert stored() == loaded
