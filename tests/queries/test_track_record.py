"""The track record of all cases: read once, as of any instant, and the comparable cases of one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests.factories import (
    NOW,
    a_case,
    a_catalogue,
    a_deadline,
    a_due,
    a_threat,
    an_outcome,
    load,
    load_generated,
)
from tests.filled import seeds
from tracker.domain.statistics.conduct import Conduct
from tracker.models import Actor, Phase, Publication, SiteState, Ultimatum
from tracker.queries import track_record
from tracker.queries.case import case_page
from tracker.queries.dashboard import front
from tracker.queries.track_record import Known, Usual, actor_lines, actor_page, forget, known, usual
from tracker.services.cases.catalogue import load_catalogue
from tracker.services.cases.editing import refresh_actor, remove_case
from tracker.services.cases.publish import refresh_case, refresh_phases
from tracker.services.cases.store import store_case
from tracker.services.tick import tick

pytestmark = pytest.mark.django_db


def at_(at: datetime = NOW, *, is_now: bool = False) -> Known:
    return known(at, front=front(now=NOW), is_now=is_now)


def resolved(slug: str, *, days: int = 5, threat: str = "blockade", **more: object) -> dict[str, object]:
    """A case announced 1 February 2026 for so many days later, lapsed on that day."""
    last = f"{datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=days):%Y-%m-%d}"
    return a_case(
        slug,
        deadlines=[a_deadline("d1", "2026-02-01", a_due(last))],
        outcomes=[an_outcome(last)],
        threats=[a_threat(type=threat)],
        **more,
    )


def test_known_is_read_once_a_version_and_hour(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load(a_case())
    tick(now=NOW)
    holds = front(now=NOW)
    with django_assert_num_queries(2):
        first = known(NOW, front=holds, is_now=True)
    with django_assert_num_queries(0):
        assert known(NOW + timedelta(minutes=1), front=holds, is_now=True) is first
    load(a_case("another"), now=NOW)
    assert len(at_(is_now=True).cases) == 2


def present(at: datetime) -> Known:
    """What is known of the present, as long as all that is stored of it is trusted."""
    return known(at, front=replace(front(now=at), ticked_at=at, is_overdue=False), is_now=True)


def told_by(found: Known) -> object:
    """All that pages tell of it."""
    return (
        found.statistics,
        found.by_slug,
        found.places,
        found.ordered(found.cases),
        actor_lines(found),
        {slug: part for slug, part in found.parts.items() if part.cases or part.speakers},
    )


def withdraw(slug: str, now: datetime) -> None:
    for case in Ultimatum.objects.filter(slug=slug):
        case.publication = Publication.IN_REVIEW
        case.save()
        refresh_case(case, now=now)


def recast(number: int, days: int, now: datetime) -> None:
    """Another type for an actor, and somebody else to speak for."""
    actors = list(Actor.objects.order_by("slug"))
    actor, other = actors[number], actors[number - 1]
    actor.type, actor.represents = ("state", None) if days > 0 else ("organisation", other)
    actor.save()
    refresh_actor(actor, now=now)


histories = st.lists(
    st.tuples(
        st.sampled_from(["store", "store", "tick", "withdraw", "remove", "recast"]),
        st.integers(0, 5),
        st.integers(0, 3),
        st.integers(-400, 400),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.one_database
@settings(max_examples=25)
@given(histories)
def test_present_brought_forward_is_that_read_anew(
    history: list[tuple[str, int, int, int, bool]],
) -> None:
    forget()
    with transaction.atomic():
        versions = [a_catalogue(6, seed) for seed in range(4)]
        made = versions[0]
        load_catalogue(actors=made.actors, dossiers=made.dossiers, cases=made.cases[:3], now=NOW, reason="")
        kept, last = present(NOW), NOW
        for what, which, seed, days, is_shown in history:
            now = last + timedelta(minutes=3 * days)
            slug = made.cases[which]["slug"]
            if what == "store":
                store_case(versions[seed].cases[which], now=now, reason="Made up.")
            elif what == "withdraw":
                withdraw(slug, now)
            elif what == "remove":
                for case in Ultimatum.objects.filter(slug=slug):
                    remove_case(case, now=now)
            elif what == "recast":
                recast(which, days, now)
            else:
                last += timedelta(days=days)
                tick(now=last)
            if is_shown:
                before, kept_before = told_by(kept), kept
                kept = present(last)
                anew = track_record._read(Phase.objects.current(), kept.at, kept.version)
                assert told_by(kept) == told_by(anew)
                assert told_by(kept_before) == before, "what others may be reading stays as it was"
        transaction.set_rollback(True)
    forget()


def test_present_reads_only_what_changed(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load_generated(12)
    tick(now=NOW)
    first = present(NOW)
    withdraw("case-000004", NOW)
    load(resolved("ended"))
    with django_assert_num_queries(1 + 3):
        second = present(NOW)
    load(resolved("ended", days=9))
    with django_assert_num_queries(1 + 2):
        third = present(NOW)
    assert "case-000004" in first.by_slug
    assert len(first.cases) == len(second.cases) == len(third.cases)
    for before, after in pairwise((first, second, third)):
        same = before.by_slug.keys() & after.by_slug.keys() - {"ended"}
        assert len(same) == 11
        assert all(before.by_slug[slug] is after.by_slug[slug] for slug in same)


def test_present_follows_what_an_actor_is_and_whom_it_speaks_for() -> None:
    load(a_case(), resolved("ended"))
    first = present(NOW)
    Actor.objects.filter(slug="aldovia").update(type="organisation")
    Actor.objects.filter(slug="ana-prime").update(represents=Actor.objects.get(slug="borealand"))
    refresh_phases([], now=NOW)
    second = present(NOW)
    assert [dict(found.parts["borealand"].speakers) for found in (first, second)] == [{}, {"ana-prime": 2}]
    assert told_by(second) == told_by(track_record._read(Phase.objects.current(), NOW, second.version))


def test_present_of_another_hour_is_counted_anew_without_reading(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load(a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-02T00:00:00Z"))]))
    tick(now=NOW)
    waiting = present(NOW).statistics.waiting
    later = NOW + timedelta(hours=3)
    with django_assert_num_queries(1):
        again = present(later).statistics.waiting
    assert waiting is not None
    assert again is not None
    assert again.curve.steps[-1].time - waiting.curve.steps[-1].time == pytest.approx(3 / 24)


def test_front_read_before_another_thread_brought_the_present_forward_gets_that_one() -> None:
    load(a_case())
    old = replace(front(now=NOW), ticked_at=NOW)
    load(a_case("another"))
    newest = present(NOW)
    assert known(NOW, front=old, is_now=True) is newest
    SiteState.objects.update(version=old.version, tally={"live": {"running": 1}})
    Phase.objects.filter(ultimatum__slug="another").delete()
    assert len(present(NOW).cases) == 1, "a backup was put in place"


def test_past_instants_of_an_older_version_are_not_kept() -> None:
    load(a_case())
    for day in range(1, 7):
        at_(NOW - timedelta(days=day))
    load(a_case("another", deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-02-20"))]))
    assert len(at_(NOW - timedelta(days=1)).cases) == 2
    assert len(track_record._cache.past) == 1


@pytest.mark.parametrize("most_other", [-1.0, 10.0], ids=["counted anew", "counted on"])
def test_a_past_instant_reached_from_another_is_as_if_it_were_read_as_a_whole(
    most_other: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_generated(40)
    tick(now=NOW)

    def counted(found: Known) -> object:
        parts = {slug: part for slug, part in found.parts.items() if part.cases or part.speakers.total()}
        return found.at, dict(found.by_slug), dict(found.places), parts, found.statistics

    instants = [NOW - timedelta(days=days) for days in (400, 3, 90, 30, 31, 500, 0, 60)]
    whole = []
    for at in instants:
        forget()
        whole.append(counted(at_(at)))
    forget()
    monkeypatch.setattr(track_record, "MOST_OTHER", most_other)
    present(NOW)
    assert [counted(at_(at)) for at in instants] == whole


@pytest.mark.parametrize("rows", [1, 3])
def test_actor_page_needs_one_query(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    load(*(a_case(f"case-{number}") for number in range(rows)))
    found = at_()
    with django_assert_num_queries(1):
        page = actor_page("aldovia", found, at=NOW, page=1)
    assert page is not None
    assert len(page.listed.rows) == rows


def test_actor_page_tells_roles_speakers_and_cases() -> None:
    load(
        a_case(),
        resolved("ended"),
        a_case("expiry", kind="expiry"),
        a_case(
            "other-way",
            parties=[{"actor": "borealand", "role": "sender"}, {"actor": "aldovia", "role": "target"}],
        ),
    )
    page = actor_page("aldovia", at_(), at=NOW, page=1)
    assert page is not None
    assert page.as_sender is not None
    assert page.as_target is not None
    assert (page.as_sender.all.count, page.as_sender.resolved, page.as_target.all.count) == (2, 1, 1)
    assert [(person.slug, number) for person, number in page.speakers] == [("ana-prime", 3)]
    assert (page.uncounted, page.listed.total) == (1, 4)
    assert page.listed.rows[-1].slug == "ended"


def test_persons_page_tells_what_they_spoke_for() -> None:
    load(a_case(), a_case("silent", parties=[{"actor": "aldovia", "role": "sender"}]))
    page = actor_page("ana-prime", at_(), at=NOW, page=1)
    assert page is not None
    assert page.represents is not None
    assert (page.represents.slug, page.spoke_in, page.as_sender) == ("aldovia", 1, None)
    assert [row.slug for row in page.listed.rows] == ["open-the-river"]


def test_actor_without_a_case_has_an_empty_page_and_no_line() -> None:
    load(a_case())
    page = actor_page("cendria", at_(), at=NOW, page=1)
    assert page is not None
    assert (page.as_sender, page.as_target, page.listed.total) == (None, None, 0)
    assert actor_page("nobody", at_(), at=NOW, page=1) is None
    assert [(line.slug, line.sent, line.received, line.spoke) for line in actor_lines(at_())] == [
        ("aldovia", 1, 0, 0),
        ("borealand", 0, 1, 0),
        ("ana-prime", 0, 0, 1),
    ]


def test_record_as_of_an_instant_knows_nothing_later() -> None:
    load(resolved("ended"), a_case())
    told = [
        (len(found.cases), found.statistics.known, found.statistics.resolved)
        for found in (at_(datetime(2026, *day, tzinfo=UTC)) for day in ((1, 31), (2, 3), (2, 7), (3, 2)))
    ]
    assert told == [(0, 0, 0), (1, 1, 0), (1, 1, 1), (2, 2, 1)]


def alike_to(slug: str, at: datetime = NOW, *, is_now: bool = False) -> Usual | None:
    page = case_page(slug, at=at)
    assert page is not None
    return usual(slug, page.conduct, at=at, is_now=is_now, version=page.version)


def test_comparable_cases_share_a_threat_and_a_class_of_limit() -> None:
    load(
        a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-14"))]),
        *(resolved(f"alike-{number}") for number in range(5)),
        resolved("longer", days=20),
        resolved("other", threat="force"),
        resolved("no-ultimatum", kind="expiry"),
        a_case("running", deadlines=[a_deadline("d1", "2026-03-05", a_due("2026-03-14"))]),
    )
    found = alike_to("open-the-river")
    assert found is not None
    assert found.line.total == 5
    assert {case.slug for case in found.shown} == {f"alike-{number}" for number in range(5)}
    assert alike_to("alike-0") is None, "four others are too few"
    assert alike_to("no-ultimatum") is None


def test_comparable_cases_as_of_an_instant_are_those_resolved_by_then() -> None:
    early = a_case("early", deadlines=[a_deadline("d1", "2026-02-01", a_due("2026-02-10"))])
    load(early, *(resolved(f"alike-{number}") for number in range(5)))
    days = (datetime(2026, 2, day, tzinfo=UTC) for day in (5, 7))
    assert [alike_to("early", day) is not None for day in days] == [False, True]


def test_comparable_cases_are_kept_with_the_version(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load(a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-14"))]))
    page = case_page("open-the-river", at=NOW)
    assert page is not None
    for at, version, queries in ((NOW, 1, 1), (NOW + timedelta(minutes=5), 1, 0), (NOW, 2, 1)):
        with django_assert_num_queries(queries):
            assert usual(page.slug, page.conduct, at=at, is_now=True, version=version) is None


@pytest.mark.one_database
def test_query_for_comparable_cases_and_their_choice_mean_the_same() -> None:
    load_generated(120)
    everything = at_()
    compared = 0
    for phase in Phase.objects.at(NOW).select_related("ultimatum"):
        facts = Conduct.from_data(phase.conduct)
        found = usual(phase.ultimatum.slug, facts, at=NOW, is_now=False, version=0)
        if found:
            compared += 1
            chosen = found.choice.of(everything.cases, NOW)
            assert len(chosen) == found.line.total
            for part in found.line.parts:
                assert len(part.choice.of(everything.cases, NOW)) == part.share.count
    assert compared > 0


def test_seeds_have_comparable_cases_too() -> None:
    now, record = datetime(2026, 11, 23, tzinfo=UTC), seeds()
    forceful = [case for case in record.cases if any(one["type"] == "force" for one in case["threats"])]
    load(*forceful, actors=record.actors, dossiers=record.dossiers, now=now)
    tick(now=now)
    found = alike_to("us-iraq-48-hours-2003", now)
    assert found is not None
    assert found.line.total == 14
