"""What was published by mistake is taken back: page, stream and mails are what they were before."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.factories import Document, a_case, a_deadline, a_due, an_event
from tests.pruning import prune_all
from tests.services.histories import Play, utc
from tracker.models import Change, Correction, Publication, Publishing, Subscriber, Ultimatum
from tracker.services.cases.editing import publish_case
from tracker.services.cases.publishings import grace
from tracker.services.cases.store import store_case
from tracker.services.cases.undo import CannotTakeBack, take_back

pytestmark = pytest.mark.django_db
START = "2026-03-02T12:00"
ANSWERED = {"overruled": "He named the day."}
"""An editor's answer for a window that its words do not say, without which nobody publishes it."""


def moved(**more: Any) -> Document:
    """The case of the factories, its date moved a month ahead the day after, and something that happened."""
    first = a_deadline("d1", "2026-03-01", a_due("2026-03-20"), **ANSWERED)
    second = a_deadline("d2", "2026-03-02", a_due("2026-04-20"), "extended", replaces="d1", **ANSWERED)
    return a_case(deadlines=[first, second], events=[an_event("e1", "2026-03-02")], **more)


def before() -> Document:
    return a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-20"), **ANSWERED)])


def an_editor(name: str = "edith") -> User:
    return User.objects.create_user(name)


def seen() -> Any:
    """What the public reads of the only case, and of the stream."""
    case = Ultimatum.objects.get()
    phases = case.phases.order_by("from_at").values_list("status", "from_at", "until_at", "is_current", "row")
    return case.document, case.publication, list(phases), sorted(Change.objects.values_list("key", "row"))


def test_an_edit_is_reverted_with_its_correction_and_its_mails() -> None:
    editor, plays = an_editor(), []
    for takes_back in (False, True):
        for rows in (Ultimatum, Subscriber):
            rows.objects.all().delete()
        play = Play(utc(START))
        play.follow("ann")
        play.store(before())
        stood = seen()
        play.until(utc("2026-03-06T12:00"))
        if takes_back:
            changed = moved(summary="Not what it said.")
            store_case(changed, now=play.now, reason="It was wrong.", editor=editor)
            assert Correction.objects.count() == 1
            play.until(play.now + timedelta(minutes=3))
            case = take_back(Ultimatum.objects.get(), editor=editor, now=play.now)
            assert seen() == stood
            assert (case.publication, Correction.objects.count()) == (Publication.PUBLISHED, 0)
            assert not Publishing.objects.exists()
        play.until(utc("2026-03-25T12:00"))
        plays.append(play.took("ann"))
        play.mails.clear()
    assert plays[0] == plays[1]
    assert len(plays[0]) > 4


def test_a_new_case_is_a_draft_again_and_nobody_hears_of_it() -> None:
    editor, play = an_editor(), Play(utc(START))
    play.follow("ann")
    play.store(before() | {"review": "draft"})
    case = Ultimatum.objects.get()
    store_case(before(), now=play.now, reason=None, editor=editor)
    case.refresh_from_db()
    publish_case(case, now=play.now, editor=editor)
    play.until(play.now + timedelta(minutes=4))
    back = take_back(case, editor=editor, now=play.now)
    assert (back.publication, back.published_at, back.phases.count()) == (Publication.DRAFT, None, 0)
    assert back.document["review"] == "verified"
    play.until(utc("2026-03-25T12:00"))
    assert play.mails == []


def test_the_newest_goes_first_then_the_one_before_it() -> None:
    editor, now = an_editor(), utc(START)
    Play(now)
    store_case(before() | {"review": "draft"}, now=now, reason=None, editor=editor)
    store_case(before(), now=now, reason=None, editor=editor)
    publish_case(Ultimatum.objects.get(), now=now, editor=editor)
    store_case(moved(), now=now + timedelta(minutes=1), reason="", editor=editor)
    case = take_back(Ultimatum.objects.get(), editor=editor, now=now + timedelta(minutes=2))
    assert (case.publication, len(case.document["deadlines"])) == (Publication.PUBLISHED, 1)
    case = take_back(case, editor=editor, now=now + timedelta(minutes=3))
    assert case.publication == Publication.DRAFT


def test_only_who_published_only_within_the_grace_period_and_only_if_nobody_saved_since() -> None:
    edith, adam, now = an_editor(), an_editor("adam"), utc(START)
    Play(now)
    store_case(before(), now=now, reason=None, editor=edith)
    case = Ultimatum.objects.get()
    for who, at, told in [
        (adam, now, "edith published this"),
        (edith, now + grace() + timedelta(seconds=1), "the time for it is over"),
    ]:
        with pytest.raises(CannotTakeBack, match=told):
            take_back(case, editor=who, now=at)
    store_case(moved(), now=now, reason=None, editor=adam)
    with pytest.raises(CannotTakeBack, match="adam published this"):
        take_back(case, editor=edith, now=now)
    store_case(before(), now=now, reason=None)
    with pytest.raises(CannotTakeBack, match="somebody has saved"):
        take_back(case, editor=adam, now=now)
    assert prune_all(now=now + timedelta(hours=1))["publishings"] == 2
