"""What the board reads: tally, facets and version follow every write; phases tell what the domain tells."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.strategies import documents, facts
from tests.factories import (
    ACTORS,
    NOW,
    Document,
    a_case,
    a_catalogue,
    a_deadline,
    a_due,
    a_threat,
    an_event,
    an_outcome,
    load,
)
from tracker.domain.case import read_due
from tracker.domain.search.fragments import Weight
from tracker.domain.status.record import Record
from tracker.domain.status.standing import Status, standing
from tracker.domain.vocabulary import Role
from tracker.models import (
    SECTION_OF,
    Actor,
    CaseText,
    Dossier,
    DossierTally,
    EditorText,
    Phase,
    Publication,
    Section,
    SiteState,
    Ultimatum,
)
from tracker.models.phases import PhaseQuerySet
from tracker.queries.counts import Tally, tally_at
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.cases.publish import fill_search, refresh_case, refresh_facets, refresh_phases
from tracker.services.cases.store import store_case
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db


def counted(phases: PhaseQuerySet | None = None) -> dict[str, dict[str, int]]:
    """The tally as a fresh count of phases, by default of what is current, finds it."""
    found: dict[str, dict[str, int]] = {}
    rows = Phase.objects.current() if phases is None else phases
    places = Counter((phase.shelf, phase.headline or phase.status) for phase in rows)
    for (shelf, word), number in places.items():
        found.setdefault(shelf, {})[word] = number
    return found


def without_zeros(tally: Tally) -> dict[str, dict[str, int]]:
    found = {shelf: {word: number for word, number in of.items() if number} for shelf, of in tally.items()}
    return {shelf: of for shelf, of in found.items() if of}


def crises_counted() -> dict[str, tuple[int, ...]]:
    """How many cases of each crisis stand on each shelf now, counted anew."""
    found: dict[str, Counter[str]] = {}
    for slug, shelf in Phase.objects.current().values_list("ultimatum__dossier__slug", "shelf"):
        found.setdefault(slug, Counter())[shelf] += 1
    return {slug: tuple(of[shelf] for shelf in Section) for slug, of in found.items()}


def board() -> SiteState:
    return SiteState.objects.get()


def test_tally_counts_cases_by_shelf_and_headline_or_status() -> None:
    load(
        a_case("one"),
        a_case("two"),
        a_case("undated", deadlines=[a_deadline("d1", "2026-03-01", None)]),
        a_case("passed", deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-05"))]),
        a_case("lapsed", outcomes=[an_outcome("2026-03-09")]),
        a_case("later", deadlines=[a_deadline("d1", "2026-03-11", a_due("2026-04-01"))]),
    )
    assert board().tally == {
        "live": {"running": 2, "undated": 1},
        "passed": {"passed": 1},
        "resolved": {"lapsed": 1},
    }
    assert counted() == board().tally


def test_case_whose_targets_ended_differently_is_tallied_as_mixed() -> None:
    outcomes = [
        an_outcome("2026-03-08", target="borealand"),
        an_outcome("2026-03-09", "full", target="cendria"),
    ]
    parties = [*a_case()["parties"], {"actor": "cendria", "role": "target"}]
    load(a_case(parties=parties, outcomes=outcomes))
    assert board().tally == {"resolved": {"mixed": 1}}
    assert Phase.objects.current().get().row["headlines"] == ["lapsed", "complied"]


steps = st.lists(
    st.tuples(
        st.sampled_from(["store", "store", "tick", "withdraw"]),
        st.integers(0, 5),
        st.integers(0, 3),
        st.integers(-400, 400),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.one_database
@settings(max_examples=25)
@given(steps)
def test_tally_equals_a_fresh_count_after_any_history(history: list[tuple[str, int, int, int]]) -> None:
    with transaction.atomic():
        versions = [a_catalogue(6, seed) for seed in range(4)]
        made = versions[0]
        load_catalogue(actors=made.actors, dossiers=made.dossiers, cases=[], now=NOW, reason="")
        last = NOW
        for what, which, seed, days in history:
            # The clocks of those who write differ by less than a day; the tick's may be set anyhow.
            now = NOW + timedelta(days=days) if what == "tick" else last + timedelta(minutes=3 * days)
            if what == "store":
                document = {**versions[seed].cases[which], "dossier": f"crisis-{1 + seed % 2}"}
                store_case(document, now=now, reason="Made up.")
            elif what == "withdraw":
                for case in Ultimatum.objects.filter(slug=versions[0].cases[which]["slug"]):
                    case.publication = Publication.IN_REVIEW
                    case.save()
                    refresh_case(case, now=now)
            else:
                tick(now=now)
                last = now
                assert set(Phase.objects.current()) == set(Phase.objects.at(now))
            stored = SiteState.objects.filter(id=1).first()
            assert counted() == (stored.tally if stored else {})
            for at in (now, last, NOW - timedelta(days=9), NOW + timedelta(days=70)):
                assert without_zeros(tally_at(at)) == counted(Phase.objects.at(at))
            crises = DossierTally.objects.values_list("dossier__slug", "live", "passed", "resolved")
            assert {slug: tuple(numbers) for slug, *numbers in crises} == crises_counted()
        transaction.set_rollback(True)


def test_what_can_be_filtered_by_stays_what_a_rewrite_of_all_of_it_finds() -> None:
    load(
        a_case("one"),
        a_case("two", dossier="ore-dispute", deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-05-01"))]),
    )
    third = [{"actor": "cendria", "role": "sender"}, {"actor": "aldovia", "role": "target"}]
    for document in (
        a_case("two", parties=third),
        a_case("one", review="partial"),
        a_case("one", title="Another title", dossier="ore-dispute"),
    ):
        load(document)
        kept = board().facets
        refresh_facets()
        assert kept == board().facets


def test_facets_say_from_when_each_was_known() -> None:
    parties = [*a_case()["parties"], {"actor": "cendria", "role": "target", "since": "2026-03-05"}]
    load(
        a_case("one", parties=parties),
        a_case("two", dossier="ore-dispute", deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-05-01"))]),
    )
    assert board().facets == {
        "sender": [["aldovia", "Aldovia", "2026-02-01T00:00:00+00:00"]],
        "target": [
            ["borealand", "Boréaland", "2026-02-01T00:00:00+00:00"],
            ["cendria", "Cendria", "2026-03-05T00:00:00+00:00"],
        ],
        "dossier": [
            ["ore-dispute", "The ore dispute", "2026-02-01T00:00:00+00:00"],
            ["river-war", "The river war", "2026-03-01T00:00:00+00:00"],
        ],
    }


def test_facets_leave_out_what_only_drafts_and_bystanders_name() -> None:
    parties = [*a_case()["parties"], {"actor": "buyers-of-ore", "role": "third-party"}]
    draft = a_case("draft", review="draft", parties=[{"actor": "cendria", "role": "sender"}])
    load(a_case("one", parties=parties), draft)
    assert [slug for facet in ("sender", "target") for slug, *_ in board().facets[facet]] == [
        "aldovia",
        "borealand",
    ]


def test_version_rises_with_every_write_a_page_can_show() -> None:
    load(a_case())
    seen = [board().version]
    load(a_case(title="Another title"))
    seen.append(board().version)
    load(a_case(title="Another title"), actors={**ACTORS, "aldovia": {**ACTORS["aldovia"], "name": "Al"}})
    seen.append(board().version)
    tick(now=NOW + timedelta(days=100))
    seen.append(board().version)
    assert seen == sorted(set(seen))


def test_case_taken_back_from_the_public_leaves_the_board() -> None:
    load(a_case("one"), a_case("two"))
    version = board().version
    case = Ultimatum.objects.get(slug="one")
    case.publication = Publication.IN_REVIEW
    case.save()
    refresh_phases([case], now=NOW)
    assert board().tally == {"live": {"running": 1}}
    assert board().version > version


def test_a_case_is_found_by_what_was_known_of_it_and_only_while_it_is_public() -> None:
    document = a_case(
        title="Öffnet den Fluß",
        deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-04-01"))],
        events=[an_event("e1", "2026-03-05", text="Talks in the capital failed.")],
        threats=[a_threat(since="2026-03-03")],
    )
    load(document)
    texts = CaseText.objects.order_by("since_at", "weight").values_list("since_at", "weight", "words")
    lines = {(f"{at:%m-%d}", Weight(weight)): words.split(" xbreakx ") for at, weight, words in texts}
    assert lines["03-01", Weight.NAME] == ["aldovia", "anaprime", "prime", "borealand"]
    assert lines["03-01", Weight.TITLE] == ["offnet den fluss"]
    assert lines["03-01", Weight.PARTY] == ["aldovia", "ana prime", "borealand"]
    assert lines["03-01", Weight.CRISIS] == ["the river war"]
    assert lines["03-01", Weight.TEXT] == ["open the river", "by then"]
    assert lines["03-03", Weight.TEXT] == ["close the port"]
    summary = "a small case that was made up for a test"
    assert lines["03-05", Weight.TEXT] == [summary, "talk in the capital failed"]
    assert {weight for _, weight in lines} == set(Weight)
    case = Ultimatum.objects.get()
    case.publication = Publication.IN_REVIEW
    case.save()
    refresh_phases([case], now=NOW)
    assert not CaseText.objects.exists()
    assert "failed" in EditorText.objects.get().words


def test_what_is_stored_in_an_older_format_is_written_anew_some_at_a_time() -> None:
    load(a_case("one"), a_case("two"))
    texts = set(CaseText.objects.values_list("ultimatum", "weight", "since_at", "words"))
    CaseText.objects.all().delete()
    Ultimatum.objects.update(search_format=0)
    Phase.objects.update(by_sender="")
    assert fill_search(now=NOW) == 2
    assert set(CaseText.objects.values_list("ultimatum", "weight", "since_at", "words")) == texts
    assert set(Phase.objects.values_list("by_sender", "by_target")) == {("aldovia", "borealand")}
    assert fill_search(now=NOW) == 0


MADE_UP = ("sender-a", "target-a", "target-b", "target-c")


def stored(document: Document) -> Ultimatum:
    for slug in MADE_UP:
        Actor.objects.create(slug=slug, name=slug.title(), type="group")
    dossier = Dossier.objects.create(slug=document["dossier"], title="Made up", summary="For a test.")
    case = Ultimatum.objects.create(
        slug=document["slug"],
        title=document["title"],
        summary=document["summary"],
        kind=document["kind"],
        dossier=dossier,
        review=document["review"],
        publication=Publication.PUBLISHED,
        published_at=NOW,
        updated_at=NOW,
        document=document,
    )
    refresh_phases([case], now=NOW)
    return case


@given(documents(), st.lists(st.integers(-100_000, 100_000), min_size=3, max_size=8))
def test_stored_phases_tell_what_the_domain_tells(document: Document, minutes: list[int]) -> None:
    record = Record.from_document(document)
    known = facts(document)
    with transaction.atomic():
        stored(document)
        instants = {known[0] + timedelta(minutes=each) for each in minutes}
        for at in {*known, *bounds(record), *instants}:
            for near in (at - timedelta(microseconds=1), at):
                same_at(record, near)
        transaction.set_rollback(True)


def bounds(record: Record) -> set[datetime]:
    windows = [item.window for item in record.deadlines if item.window]
    return {at for window in windows for at in (window.earliest_at, window.latest_at) if at}


def same_at(record: Record, at: datetime) -> None:
    stands = standing(record, at)
    found = list(Phase.objects.at(at))
    if stands is None:
        assert found == []
        return
    (phase,) = found
    row = phase.row
    assert (phase.status, phase.shelf) == (stands.status, SECTION_OF[stands.status])
    assert read_due(row["due"]) == stands.due
    assert row["moves"] == stands.moves
    assert row["headlines"] or row["unknown"] == [word.value for word in stands.headlines]
    assert bool(row["headlines"]) == (stands.status is Status.RESOLVED)
    assert row["resolved_on"] == (stands.resolved_on.text if stands.resolved_on else None)
    assert row["stated"] == (stands.deadline.as_stated if stands.deadline else "")
    assert row["senders"] == [slug.title() for slug in stands.record.actors_in(Role.SENDER)]
    assert row["targets"] == [slug.title() for slug in stands.record.actors_in(Role.TARGET, Role.PARTY)]
    struck = stands.step.struck if stands.step else ()
    assert len(row["ghosts"]) == len([item for item in struck if item.window])
