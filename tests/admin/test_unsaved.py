"""A case form keeps itself while it is typed; what was kept is offered to its editor until it is saved."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.conftest import make_editor
from tests.admin.forms import ADD, Fields, errors, fields
from tests.admin.test_cases import change, entered
from tests.factories import NOW, a_case, load
from tests.pruning import prune_all
from tracker.models import Ultimatum, UnsavedForm
from tracker.services.cases.unsaved import MOST_FORMS, keep_form

KEEP = "/admin/tracker/ultimatum/keep/"


def test_what_was_typed_is_offered_taken_up_and_gone_once_it_is_saved(desk: Client) -> None:
    data = entered(desk, **{"deadlines-0-announced": "tomorrow"})
    token = data["form_token"][0]
    for title in ("Open the", "Open the river or lose"):
        assert desk.post(KEEP, {**data, "title": title}).status_code == 200
    assert Ultimatum.objects.count() == 0
    page = desk.get(ADD).content.decode()
    assert len(re.findall(rf'name="_take_up"\s+value="{token}"', page)) == 1
    assert "“Open the river or lose”" in page
    page = desk.post(ADD, {"_take_up": token}).content.decode()
    back = Fields(page).values
    assert (back["title"], back["deadlines-0-announced"]) == (["Open the river or lose"], ["tomorrow"])
    assert (back["form_token"], "Here is what you had typed" in page) == ([token], True)
    whole = {name: held for name, held in back.items() if "__prefix__" not in name}
    response = desk.post(ADD, {**whole, "deadlines-0-announced": "2026-03-01"})
    assert response.status_code == 302, errors(response)
    assert UnsavedForm.objects.count() == 0


def test_a_form_that_was_not_saved_for_its_faults_stays_kept(desk: Client) -> None:
    data = entered(desk, title="No", **{"deadlines-0-announced": "soon"})
    desk.post(KEEP, data)
    desk.post(ADD, data)
    assert UnsavedForm.objects.get().title == "No"


def test_a_kept_form_is_discarded(desk: Client) -> None:
    data = entered(desk)
    desk.post(KEEP, data)
    assert desk.post(ADD, {"_take_up": data["form_token"]}).status_code == 200
    assert Ultimatum.objects.count() == 0, "a form that could be saved is shown first"
    assert desk.post(ADD, {"_discard": data["form_token"]}).status_code == 302
    assert (UnsavedForm.objects.count(), "Typed and not saved" in desk.get(ADD).content.decode()) == (
        0,
        False,
    )


def test_what_is_kept_belongs_to_its_case_and_its_editor(desk: Client, editor: User) -> None:
    load(a_case())
    case = Ultimatum.objects.get()
    data = fields(desk, change(case))
    assert desk.post(f"{KEEP}?case={case.pk}", {**data, "title": "Of this case"}).status_code == 200
    assert "Of this case" in desk.get(change(case)).content.decode()
    assert "Of this case" not in desk.get(ADD).content.decode()
    desk.force_login(make_editor("ellis"))
    assert "Of this case" not in desk.get(change(case)).content.decode()
    desk.post(change(case), {"_take_up": data["form_token"]})
    desk.post(change(case), {"_discard": data["form_token"]})
    assert UnsavedForm.objects.get().editor == editor


@pytest.mark.parametrize(("query", "token", "status"), [("", "x", 400), ("?case=9999", "0" * 32, 403)])
def test_odd_forms_are_not_kept(desk: Client, query: str, token: str, status: int) -> None:
    assert desk.post(f"{KEEP}{query}", {"form_token": token}).status_code == status
    assert desk.get(KEEP).status_code == 405


def test_who_may_not_enter_cases_keeps_none(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("reader", is_staff=True))
    assert client.post(KEEP, {"form_token": "0" * 32}).status_code == 403


def test_the_oldest_goes_and_all_go_after_thirty_days(editor: User) -> None:
    for number in range(MOST_FORMS + 1):
        keep_form(editor, f"{number:032}", [], case=None, now=NOW + timedelta(seconds=number))
    assert UnsavedForm.objects.count() == MOST_FORMS
    assert not UnsavedForm.objects.filter(token=f"{0:032}").exists()
    prune_all(now=NOW + timedelta(days=29))
    assert UnsavedForm.objects.count() == MOST_FORMS
    prune_all(now=NOW + timedelta(days=31))
    assert UnsavedForm.objects.count() == 0
