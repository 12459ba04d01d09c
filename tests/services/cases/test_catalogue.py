"""Loading a catalogue: idempotent, told apart, related whatever the order, all or nothing."""

import pytest

from tests.factories import ACTORS, DOSSIERS, NOW, Document, a_case, a_catalogue, a_deadline, a_due, load
from tracker.models import Actor, CaseText, Correction, Phase, Relation, SiteState, Ultimatum
from tracker.services.cases.catalogue import Loaded, load_catalogue
from tracker.services.cases.store import Stored

pytestmark = pytest.mark.django_db


def load_made(seed: int = 0, n: int = 12) -> Loaded:
    made = a_catalogue(n, seed)
    return load_catalogue(
        actors=made.actors, dossiers=made.dossiers, cases=made.cases, now=NOW, reason="Made."
    )


def test_load_reports_what_it_created() -> None:
    loaded = load(a_case("one"), a_case("two"))
    assert loaded.cases == {Stored.CREATED: ["one", "two"], Stored.UPDATED: [], Stored.UNCHANGED: []}
    assert sorted(loaded.actors[Stored.CREATED]) == sorted(ACTORS)
    assert loaded.dossiers[Stored.CREATED] == list(DOSSIERS)
    assert loaded.changed == 2 + len(ACTORS) + len(DOSSIERS)


def test_second_load_changes_nothing() -> None:
    load_made()
    rows = list(Phase.objects.order_by("pk").values())
    version = SiteState.objects.get().version
    again = load_made()
    assert again.changed == 0
    assert len(again.cases[Stored.UNCHANGED]) == 12
    assert (list(Phase.objects.order_by("pk").values()), SiteState.objects.get().version) == (rows, version)


def test_changed_case_alone_is_reported_and_corrected() -> None:
    load(a_case("one"), a_case("two"))
    loaded = load(a_case("one"), a_case("two", title="Another title"), reason="A slip of the pen.")
    assert loaded.cases == {Stored.CREATED: [], Stored.UPDATED: ["two"], Stored.UNCHANGED: ["one"]}
    assert loaded.changed == 1
    assert list(Correction.objects.values_list("ultimatum__slug", "path", "reason")) == [
        ("two", "title", "A slip of the pen.")
    ]


def test_what_the_documents_do_not_name_stays() -> None:
    load(a_case("one"), a_case("two"))
    load(a_case("two"), actors={}, dossiers={})
    assert list(Ultimatum.objects.values_list("slug", flat=True)) == ["one", "two"]
    assert Actor.objects.count() == len(ACTORS)


def related(*names: str) -> Document:
    return a_case("first", related=list(names))


def test_case_is_related_to_cases_that_come_after_it() -> None:
    load(related("third", "second"), a_case("second"), a_case("third", related=["first"]))
    assert list(
        Relation.objects.order_by("ultimatum__slug", "position").values_list("ultimatum__slug", "other__slug")
    ) == [
        ("first", "third"),
        ("first", "second"),
        ("third", "first"),
    ]
    assert Ultimatum.objects.get(slug="first").document["related"] == ["third", "second"]
    assert load(related("third", "second"), a_case("second"), a_case("third", related=["first"])).changed == 0


def test_relation_is_taken_back_when_the_document_drops_it() -> None:
    load(related("second", "third"), a_case("second"), a_case("third"))
    load(related("third"))
    assert list(Relation.objects.values_list("other__slug", flat=True)) == ["third"]
    load(a_case("first"))
    assert Relation.objects.count() == 0
    assert Ultimatum.objects.get(slug="first").document == a_case("first")


def test_case_named_before_it_was_there_is_related_once_it_is() -> None:
    load(related("second"))
    assert "related" not in Ultimatum.objects.get(slug="first").document
    loaded = load(related("second"), a_case("second"))
    assert loaded.cases[Stored.CREATED] == ["second"]
    assert Ultimatum.objects.get(slug="first").document["related"] == ["second"]


def test_renamed_actor_shows_on_the_rows_at_once() -> None:
    load(a_case())
    version = SiteState.objects.get().version
    renamed = {**ACTORS, "borealand": {**ACTORS["borealand"], "name": "Republic of Boréaland"}}
    loaded = load(a_case(), actors=renamed)
    assert loaded.actors[Stored.UPDATED] == ["borealand"]
    assert loaded.cases[Stored.UNCHANGED] == ["open-the-river"]
    (phase,) = Phase.objects.current()
    assert phase.row["targets"] == ["Republic of Boréaland"]
    assert CaseText.objects.filter(words__contains="republic of borealand").exists()
    board = SiteState.objects.get()
    assert board.version > version
    assert [name for _, name, _ in board.facets["target"]] == ["Republic of Boréaland"]


def test_renamed_dossier_shows_in_the_filters_at_once() -> None:
    load(a_case())
    version = SiteState.objects.get().version
    load(a_case(), dossiers={"river-war": {**DOSSIERS["river-war"], "title": "War of the rivers"}})
    board = SiteState.objects.get()
    assert [name for _, name, _ in board.facets["dossier"]] == ["War of the rivers"]
    assert board.version > version


def test_persons_may_be_listed_before_those_they_speak_for() -> None:
    actors = {
        slug: ACTORS[slug] for slug in ("ana-prime", "borealand", "cendria", "buyers-of-ore", "aldovia")
    }
    loaded = load(a_case(), actors=actors)
    assert len(loaded.actors[Stored.CREATED]) == len(ACTORS)


def test_one_broken_case_stores_nothing_of_the_catalogue() -> None:
    broken = a_case("broken", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-02-30"))])
    with pytest.raises(ValueError, match="2026-02-30"):
        load(a_case("sound"), broken)
    assert (Ultimatum.objects.count(), Actor.objects.count(), Phase.objects.count()) == (0, 0, 0)


def test_failed_second_load_leaves_the_first() -> None:
    load(a_case("one"))
    rows = list(Phase.objects.values())
    broken = a_case("broken", parties=[{"actor": "nobody", "role": "sender"}])
    with pytest.raises(KeyError, match="nobody"):
        load(a_case("one", title="Never seen"), broken)
    assert list(Phase.objects.values()) == rows
