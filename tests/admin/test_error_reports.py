"""The editors' queue of reported errors: what they see, what they decide, and what they cannot."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.forms import fields
from tests.factories import NOW, a_case, load
from tracker.models import Report, ReportState, Ultimatum
from tracker.services.cases.error_reports import Found, decide, take_report

LIST = "/admin/tracker/report/"
NASTY = "<img src=x onerror=alert(1)>"


@pytest.fixture
def report(desk: Client) -> Report:
    load(a_case(title=f"Open the river {NASTY}"[:80]))
    case = Ultimatum.objects.get()
    found = Found(NASTY, f"{NASTY} right", "https://example.org/?a=1&b='2'", NASTY, "ann@example.org")
    return take_report(case.pk, found, now=NOW)


def test_editor_sees_the_queue_and_nothing_in_it_is_markup(desk: Client, report: Report) -> None:
    for address in (LIST, f"{LIST}?state__exact=open", f"{LIST}{report.pk}/change/"):
        page = desk.get(address).content.decode()
        assert NASTY not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert 'href="https://example.org/?a=1&amp;b=&#x27;2&#x27;" rel="noopener noreferrer' in page
    assert "ann@example.org" in page


def test_editor_decides_and_it_is_kept_who_and_when(desk: Client, report: Report, editor: User) -> None:
    change = f"{LIST}{report.pk}/change/"
    sent = {"state": "accepted", "remark": "Corrected.", "shown": "tampered", "source_url": "x"}
    sent = {**fields(desk, change), **sent}
    assert desk.post(change, sent).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.remark, report.decided_by) == ("accepted", "Corrected.", editor)
    assert report.decided_at is not None
    assert report.shown == NASTY  # what the reader wrote stays
    first = report.decided_at
    desk.post(change, {**fields(desk, change), "state": "accepted", "remark": "Corrected, twice."})
    report.refresh_from_db()
    assert (report.decided_at, report.remark) == (first, "Corrected, twice.")
    desk.post(change, {**fields(desk, change), "state": "open", "remark": ""})
    report.refresh_from_db()
    assert Report.objects.filter(state="open", decided_at=None, decided_by=None).exists()
    assert desk.post(change, {**fields(desk, change), "state": "maybe", "remark": ""}).status_code == 200
    report.refresh_from_db()
    assert report.state == "open"


@pytest.mark.parametrize(("action", "state"), [("accept", "accepted"), ("decline", "declined")])
def test_several_are_decided_at_once_and_logged(
    desk: Client, report: Report, editor: User, action: str, state: str
) -> None:
    other = take_report(report.ultimatum_id, Found("a", "b", "https://example.org/"), now=NOW)
    chosen = {"action": action, "_selected_action": [report.pk, other.pk]}
    assert desk.post(LIST, chosen, follow=True).status_code == 200
    assert set(Report.objects.values_list("state", "decided_by")) == {(state, editor.pk)}
    assert LogEntry.objects.filter(user=editor).count() == 2


def test_reports_are_not_added_or_deleted_at_the_desk(desk: Client, report: Report) -> None:
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{report.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Report.objects.exists()


def test_deciding_again_changes_nothing(report: Report, editor: User) -> None:
    assert decide([report], ReportState.DECLINED, who=editor, now=NOW) == 1
    assert decide([report], ReportState.DECLINED, who=editor, now=NOW) == 0


def test_visitor_sees_no_queue(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("visitor", password="x", is_staff=True))
    assert client.get(LIST).status_code == 403
