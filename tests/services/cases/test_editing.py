"""What editors do with a case beside storing it."""

from typing import Any

import pytest
from django.db.models import RestrictedError

from tests.factories import NOW, a_case, a_deadline, a_due, load
from tracker.models import Deadline, Dossier, Phase, Publication, SiteState, Ultimatum
from tracker.services.cases.editing import (
    NotReady,
    case_findings,
    check_case,
    publish_case,
    refresh_dossier,
    remove_case,
    rewritten_deadlines,
    submit_case,
    withdraw_case,
)
from tracker.services.cases.store import store_case

pytestmark = pytest.mark.django_db


def stored(**changes: Any) -> Ultimatum:
    """A draft whose facts were checked since it was loaded."""
    said = [a_deadline("d1", "2026-03-01", a_due("2026-04-01"), as_stated="by 1 April 2026")]
    load(a_case(**{"review": "draft", "deadlines": said, **changes}))
    case = Ultimatum.objects.get()
    case.review = case.document["review"] = "verified"
    case.save()
    return case


def tally() -> int:
    return sum(number for of in SiteState.objects.get().tally.values() for number in of.values())


def test_publishing_shows_and_withdrawing_hides_with_the_first_instant_kept() -> None:
    case = stored()
    publish_case(case, now=NOW)
    assert (case.published_at, Phase.objects.filter(ultimatum=case).exists(), tally()) == (NOW, True, 1)
    withdraw_case(case, now=NOW)
    assert (case.publication, Phase.objects.exists(), tally()) == (Publication.DRAFT, False, 0)
    publish_case(case, now=NOW.replace(year=2027))
    assert case.published_at == NOW


def test_publishing_twice_raises_no_version() -> None:
    case = stored()
    publish_case(case, now=NOW)
    version = SiteState.objects.get().version
    publish_case(case, now=NOW)
    assert SiteState.objects.get().version == version


def test_a_case_that_is_taken_back_keeps_what_it_said_until_it_is_public_again() -> None:
    case = stored()
    publish_case(case, now=NOW)
    said = case.document
    withdraw_case(case, now=NOW)
    store_case({**said, "summary": "Something else is said of it."}, now=NOW, reason=None)
    case.refresh_from_db()
    assert (case.last_public, case.document["summary"]) == (said, "Something else is said of it.")
    publish_case(case, now=NOW)
    assert Ultimatum.objects.get().last_public == {}


def test_only_what_is_public_is_checked_and_that_makes_a_new_version() -> None:
    case = stored()
    check_case(case, now=NOW)
    assert Ultimatum.objects.get().checked_at is None
    publish_case(case, now=NOW)
    version = SiteState.objects.get().version
    check_case(case, now=NOW)
    assert (Ultimatum.objects.get().checked_at, SiteState.objects.get().version) == (NOW, version + 1)


def test_submitting_does_not_hide_a_published_case() -> None:
    case = stored()
    submit_case(case, now=NOW)
    assert case.publication == Publication.IN_REVIEW
    publish_case(case, now=NOW)
    submit_case(case, now=NOW)
    assert case.publication == Publication.PUBLISHED


def test_a_case_of_review_draft_is_handed_in_and_not_published() -> None:
    load(a_case(review="draft"))
    case = Ultimatum.objects.get()
    submit_case(case, now=NOW)
    with pytest.raises(NotReady, match="review: found a case whose facts nobody has checked"):
        publish_case(case, now=NOW)
    assert Ultimatum.objects.get().publication == Publication.IN_REVIEW


def test_words_without_a_window_are_published_with_an_answer_alone() -> None:
    case = stored(deadlines=[a_deadline("d1", "2026-03-01", None)])
    with pytest.raises(NotReady, match=r"deadlines\[d1\].no_date: found words without a window"):
        publish_case(case, now=NOW)
    publish_case(case, now=NOW, no_date=["d1"])
    assert case.publication == Publication.PUBLISHED


@pytest.mark.parametrize("act", [publish_case, submit_case])
def test_case_with_faults_goes_nowhere_and_every_fault_is_named(act: Any) -> None:
    case = stored()
    case.document |= {"title": "Bad", "dossier": "no-war"}
    with pytest.raises(NotReady, match=r"title: found 'Bad'.*dossier: found 'no-war'"):
        act(case, now=NOW)
    assert Ultimatum.objects.get().publication == Publication.DRAFT


def test_case_on_record_has_no_findings() -> None:
    assert case_findings(stored().document) == []


def test_deadline_that_is_changed_or_gone_is_rewritten_a_new_one_is_not() -> None:
    first, second = (a_deadline(key, "2026-03-01", a_due("2026-04-01")) for key in ("d1", "d2"))
    before = a_case(deadlines=[first, second])
    third = a_deadline("d3", "2026-03-01", None)
    assert rewritten_deadlines(before, a_case(deadlines=[first, second, third])) == ()
    assert rewritten_deadlines(before, a_case(deadlines=[{**first, "note": "New."}])) == ("d1", "d2")


def test_removing_takes_the_case_off_the_board_and_out_of_its_neighbours() -> None:
    replaced = a_deadline("d2", "2026-03-05", a_due("2026-05-01"), "extended", replaces="d1")
    load(a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-04-01")), replaced]))
    load(a_case("neighbour", related=["open-the-river"]))
    remove_case(Ultimatum.objects.get(slug="open-the-river"), now=NOW)
    assert "related" not in Ultimatum.objects.get().document
    assert tally() == 1


def test_new_title_of_a_dossier_reaches_the_filters_and_raises_the_version() -> None:
    load(a_case())
    version = SiteState.objects.get().version
    Dossier.objects.filter(slug="river-war").update(title="Renamed")
    refresh_dossier(Dossier.objects.get(slug="river-war"), now=NOW)
    board = SiteState.objects.get()
    assert [title for _, title, _ in board.facets["dossier"]] == ["Renamed"]
    assert board.version > version


def test_case_whose_deadline_moved_goes_whole_and_the_moved_deadline_never_alone() -> None:
    moved = a_deadline("d2", "2026-03-05", a_due("2026-05-01"), "extended", replaces="d1")
    case = stored(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-04-01")), moved])
    with pytest.raises(RestrictedError):
        case.deadlines.get(key="d1").delete()
    assert case.deadlines.count() == 2
    case.delete()
    assert not Deadline.objects.exists()
