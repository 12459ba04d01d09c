"""The page of a case: what it tells at an instant, and what it must not tell yet."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import (
    NOW,
    Document,
    a_case,
    a_deadline,
    a_demand,
    a_due,
    a_source,
    a_threat,
    an_event,
    an_outcome,
    load,
)
from tracker.domain.dates.distances import Distance
from tracker.domain.dates.moments import Grain
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Status
from tracker.models import Ultimatum
from tracker.queries.case import CasePage, Force, NotKnownYet, case_page

pytestmark = pytest.mark.django_db


def page(at: datetime = NOW, slug: str = "open-the-river") -> CasePage:
    found = case_page(slug, at=at)
    assert found is not None
    return found


def day(number: int) -> datetime:
    return datetime(2026, 3, number, 12, tzinfo=UTC)


def moved(**more: Any) -> Document:
    """Set, shortened, a step beside it, a proposal."""
    return a_case(
        deadlines=[
            a_deadline("d1", "2026-03-01", a_due("2026-04-01"), note="Said on the radio."),
            a_deadline("d2", "2026-03-03", a_due("2026-03-20"), "shortened", replaces="d1", sources=["s2"]),
            a_deadline("d3", "2026-03-04", None, "proposed"),
            a_deadline("d4", "2026-03-05", a_due("2026-05-01"), "staged"),
        ],
        **more,
    )


def test_unknown_and_unpublished_cases_have_no_page() -> None:
    load(a_case("draft", review="draft"))
    assert case_page("draft", at=NOW) is None
    assert case_page("nothing", at=NOW) is None


def test_case_not_announced_yet_says_when_it_was() -> None:
    load(a_case())
    with pytest.raises(NotKnownYet) as refused:
        case_page("open-the-river", at=datetime(2026, 2, 28, tzinfo=UTC))
    assert refused.value.first_known_at == datetime(2026, 3, 1, tzinfo=UTC)


def test_page_names_who_takes_part() -> None:
    parties = [*a_case()["parties"], {"actor": "buyers-of-ore", "role": "third-party", "label": "buyers"}]
    load(a_case(parties=parties))
    found = page()
    assert [(line.actor.name, line.stated_by and line.stated_by.name) for line in found.senders] == [
        ("Aldovia", "Ana Prime")
    ]
    assert [line.actor.name for line in found.targets] == ["Boréaland"]
    assert [(line.actor.name, line.label) for line in found.others] == [("Buyers of ore", "buyers")]
    assert (found.dossier, found.dossier_title) == ("river-war", "The river war")


def test_announcements_tell_their_step_force_and_drift() -> None:
    load(moved())
    told = [(line.id, line.step, line.force, line.is_focus, line.drift) for line in page().deadlines]
    assert told == [
        ("d1", 1, Force.STRUCK, True, None),
        ("d2", 1, Force.IN_FORCE, True, Distance(Grain.DAY, timedelta(days=-12))),
        ("d3", 0, Force.PROPOSED, False, None),
        ("d4", 2, Force.IN_FORCE, False, None),
    ]
    focus = page().focus
    assert (focus and focus.id, page().moves) == ("d2", 1)


def test_facts_carry_their_sources() -> None:
    load(moved(threats=[a_threat(sources=["s2", "s1"])]))
    found = page()
    assert [[cite.key for cite in line.sources] for line in found.deadlines] == [
        ["s1"],
        ["s2"],
        ["s1"],
        ["s1"],
    ]
    assert [cite.key for cite in found.threats[0].sources] == ["s2", "s1"]
    assert [cite.key for cite in found.sources] == ["s1", "s2"]


def test_story_tells_everything_newest_first() -> None:
    load(
        moved(
            events=[an_event("e1", "2026-03-03"), an_event("e2", "2026-03")],
            outcomes=[an_outcome("2026-03-10")],
        )
    )
    told = [
        item.deadline.id if item.deadline else item.event.id if item.event else "outcome"
        for item in page().story
    ]
    assert told == ["e2", "outcome", "d4", "d3", "e1", "d2", "d1"], (
        "the month may have seen e2 on its last day"
    )


def test_outcome_tells_headline_and_ties_code() -> None:
    load(
        a_case(
            deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-05"))],
            outcomes=[an_outcome("2026-03-09", "full")],
        )
    )
    (line,) = page().outcomes
    assert (line.headline, page().status, page().headlines) == (
        Headline.COMPLIED,
        Status.RESOLVED,
        (Headline.COMPLIED,),
    )
    assert line.ties_code is not None


def test_page_as_of_the_past_holds_nothing_later() -> None:
    load(
        moved(
            demands=[a_demand("m1"), a_demand("m2", text="Pay as well.", since="2026-03-06", sources=["s3"])],
            threats=[
                a_threat("t1"),
                a_threat("t2", text="Mine the river.", since="2026-03-07", sources=["s3"]),
            ],
            parties=[*a_case()["parties"], {"actor": "cendria", "role": "target", "since": "2026-03-06"}],
            events=[an_event("e1", "2026-03-08", sources=["s3"])],
            outcomes=[an_outcome("2026-03-09", sources=["s3"])],
            sources={**a_case()["sources"], "s3": a_source("third")},
            notes=["It ended badly."],
        )
    )
    then = page(day(3))
    assert (then.complete, then.summary, then.notes, then.deadlines[0].note) == (False, "", (), "")
    assert [line.id for line in then.deadlines] == ["d1", "d2"]
    assert [line.text for line in then.demands] == ["Open the river."]
    assert [line.text for line in then.threats] == ["Close the ports."]
    assert [line.actor.slug for line in then.parties] == ["aldovia", "borealand"]
    assert (then.events, then.outcomes, then.headlines) == ((), (), ())
    assert [cite.key for cite in then.sources] == ["s1", "s2"]
    now = page(NOW)
    assert (now.complete, now.summary, now.notes) == (True, a_case()["summary"], ("It ended badly.",))


def test_titles_of_sources_wait_until_they_were_out() -> None:
    sources = {"s1": a_source("first", published="2026-03-01"), "s2": a_source("second")}
    load(a_case(sources=sources, events=[an_event("e1", "2026-03-09", sources=["s1"])]))
    assert [cite.title for cite in page(day(2)).sources] == ["Report first", ""]
    assert [cite.title for cite in page().sources] == ["Report first", "Report second"]


def test_related_cases_stand_as_they_stood_and_only_if_announced() -> None:
    load(
        a_case(related=["later", "other"]),
        a_case("other", outcomes=[an_outcome("2026-03-09")]),
        a_case("later", deadlines=[a_deadline("d1", "2026-03-05", a_due("2026-04-01"))]),
    )
    assert [(row.slug, row.status) for row in page(day(2)).related] == [("other", Status.RUNNING)]
    assert [(row.slug, row.status) for row in page().related] == [
        ("later", Status.RUNNING),
        ("other", Status.RESOLVED),
    ]


def test_related_drafts_are_not_shown() -> None:
    load(a_case(related=["draft"]), a_case("draft", review="draft"))
    assert page().related == ()


def test_corrections_are_shown_from_when_they_were_made() -> None:
    load(a_case(), now=day(2))
    load(a_case(title="Another title"), now=day(5), reason="A slip.")
    assert page(day(4)).corrections == ()
    (line,) = page(day(6)).corrections
    assert (line.path, line.before, line.after, line.reason, line.made_at) == (
        "title",
        a_case()["title"],
        "Another title",
        "A slip.",
        day(5),
    )


def test_case_that_was_taken_back_has_no_page() -> None:
    load(a_case())
    Ultimatum.objects.update(publication="in-review")
    assert case_page("open-the-river", at=NOW) is None
