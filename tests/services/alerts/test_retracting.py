"""Whoever was told of a case that is taken back is told so, once."""

import pytest
from django.test import Client

from tests.factories import a_case, a_deadline, a_due
from tests.services.histories import DAY, Play, utc
from tracker.domain.alerts import AlertKind, wish_bit
from tracker.models import Cadence, TopicKind, Ultimatum
from tracker.services.cases.editing import StillNotified, publish_case, remove_case, withdraw_case
from tracker.services.outbox.operators import cancel_alerts

pytestmark = pytest.mark.django_db
TITLE = "Open the river or lose the ports"
TOLD, TAKEN_BACK = f"New deadline, 20 March: {TITLE}", f"Taken back: {TITLE}"
CASE = a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-20", timezone="UTC"))])


def started() -> tuple[Play, Ultimatum]:
    """A case of which Ann was told that its date was set, at once."""
    play = Play(utc("2026-03-01T12:00"))
    play.follow("ann")
    case = play.store(CASE)
    play.until(utc("2026-03-02T12:00"))
    assert play.took() == [("03-01 12:05", TOLD)]
    return play, case


def test_readers_who_were_told_of_a_case_are_told_once_that_it_was_taken_back() -> None:
    play, case = started()
    play.follow("bob")
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-02T12:04"))
    assert play.subjects() == [TOLD]
    case.title = "Renamed in the draft"
    case.save(update_fields=["title"])
    play.until(utc("2026-04-20T12:00"))
    assert play.took("ann", since=utc("2026-03-02T12:00")) == [
        ("03-02 12:05", "Taken back: Renamed in the draft")
    ]
    assert play.took("bob") == []
    assert "we have taken it back: what we told you of it is void" in play.text()
    unsubscribe = play.mails[-1][2]["List-Unsubscribe"]
    assert unsubscribe in play.mails[0][2]["List-Unsubscribe"]


def test_a_draft_that_is_stored_again_tells_nobody_twice() -> None:
    play, case = started()
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-02T12:03"))
    play.store({**CASE, "summary": "Another summary."})
    play.until(utc("2026-03-03T12:00"))
    play.store({**CASE, "summary": "And another."})
    play.until(utc("2026-03-20T12:00"))
    assert play.subjects() == [TOLD, TAKEN_BACK]


def test_it_is_told_in_the_language_of_the_reader() -> None:
    play = Play(utc("2026-03-01T12:00"))
    reader = play.reader("ann")
    reader.language = "uk"
    reader.save(update_fields=["language"])
    play.follow(reader)
    case = play.store(CASE)
    play.until(utc("2026-03-02T12:00"))
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-03T12:00"))
    assert play.subjects()[1:] == [f"Відкликано: {TITLE}"]
    assert "сказане про неї в наших листах недійсне" in play.text()


def test_the_admin_offers_to_delete_a_case_once_its_readers_know(admin_client: Client) -> None:
    play, case = started()
    delete = f"/admin/tracker/ultimatum/{case.pk}/delete/"
    assert admin_client.get(delete).status_code == 403
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-03T12:00"))
    assert admin_client.get(delete).status_code == 200


@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.WEEKLY])
def test_who_was_told_by_a_digest_is_told_at_once(cadence: Cadence) -> None:
    play = Play(utc("2026-03-01T12:00"))
    play.follow("ann", TopicKind.FILTER, "sender=aldovia", wishes=wish_bit(AlertKind.SET), cadence=cadence)
    case = play.store(CASE)
    play.until(utc("2026-03-10T12:00"))
    assert len(play.mails) == 1
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-10T12:05"))
    assert play.subjects()[1:] == [TAKEN_BACK]


def test_quiet_hours_hold_it_and_a_reader_who_left_is_not_told() -> None:
    play = Play(utc("2026-03-01T12:00"))
    play.follow(play.reader("ann", quiet=(22, 7)))
    left = play.follow("bob")
    case = play.store(CASE)
    play.until(utc("2026-03-02T23:00"))
    left.state = "ended"
    left.save(update_fields=["state"])
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-04T12:00"))
    assert play.took(since=utc("2026-03-02T12:00")) == [("03-03 07:00", TAKEN_BACK)]


def test_a_case_that_is_public_again_within_the_grace_period_was_never_away() -> None:
    play, case = started()
    withdraw_case(case, now=play.now)
    publish_case(case, now=play.now)
    play.until(utc("2026-03-04T12:00"))
    assert play.subjects() == [TOLD]


def test_a_case_that_is_public_again_before_the_mail_left_is_not_said_to_be_taken_back() -> None:
    play, case = started()
    withdraw_case(case, now=play.now)
    play.server_is_up = False
    play.until(utc("2026-03-02T13:00"))
    publish_case(case, now=play.now)
    play.server_is_up = True
    play.until(utc("2026-03-02T14:00"))
    assert play.subjects() == [TOLD]
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-02T15:00"))
    assert play.subjects() == [TOLD, TAKEN_BACK]


def test_what_is_told_anew_and_taken_back_again_is_told_again() -> None:
    play, case = started()
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-02T13:00"))
    publish_case(case, now=play.now)
    play.until(utc("2026-03-02T14:00"))
    assert play.subjects() == [TOLD, TAKEN_BACK, TOLD]
    withdraw_case(case, now=play.now)
    play.until(utc("2026-03-03T12:00"))
    assert play.subjects() == [TOLD, TAKEN_BACK, TOLD, TAKEN_BACK]
    withdraw_case(case, now=play.now)
    play.until(play.now + 30 * DAY)
    assert len(play.mails) == 4


def test_a_correction_that_waits_gives_way() -> None:
    play, case = started()
    play.server_is_up = False
    play.store(a_case(deadlines=[a_deadline("d1", "2026-03-01", a_due("2026-03-25", timezone="UTC"))]))
    play.until(utc("2026-03-02T12:10"))
    case.refresh_from_db()
    withdraw_case(case, now=play.now)
    play.server_is_up = True
    play.until(utc("2026-03-04T12:00"))
    assert play.subjects() == [TOLD, TAKEN_BACK]


def test_it_can_be_called_back_and_is_not_planned_again() -> None:
    play, case = started()
    withdraw_case(case, now=play.now)
    cancel_alerts(list(case.alerts.filter(state="planned").values_list("pk", flat=True)), who="olga")
    play.store({**CASE, "summary": "Another summary."})
    play.until(utc("2026-03-10T12:00"))
    assert play.subjects() == [TOLD]


def test_a_case_is_deleted_once_its_readers_know() -> None:
    play, case = started()
    with pytest.raises(StillNotified):
        remove_case(case, now=play.now)
    withdraw_case(case, now=play.now)
    with pytest.raises(StillNotified):
        remove_case(case, now=play.now)
    play.until(utc("2026-03-02T13:00"))
    remove_case(case, now=play.now)
    assert not Ultimatum.objects.exists()
