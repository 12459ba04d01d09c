"""A session that ends while somebody types: nothing is lost, and nothing is taken without a password."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from tests.admin.forms import ADD, Fields, errors
from tests.admin.test_cases import entered
from tracker.models import Ultimatum

PASSWORD = "a long password"


def controls(response: Any) -> dict[str, list[str]]:
    return Fields(response.content.decode()).values


def action(response: Any) -> str:
    found = re.search(r'<form[^>]*action="([^"]*)"[^>]*id="login-form"', response.content.decode())
    assert found
    return found[1].replace("&amp;", "&")


@pytest.fixture
def strict(editor: User) -> Client:
    """A browser that sends the tokens of forms, as real ones must."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def expired(client: Client, **more: Any) -> Any:
    """The answer to a whole case that is sent after its session has ended."""
    data = entered(client, **more)
    token = controls(client.get(ADD))["csrfmiddlewaretoken"][0]
    Session.objects.all().delete()
    return client.post(ADD, {**data, "_save": "1", "csrfmiddlewaretoken": token})


def test_what_was_typed_is_saved_after_the_log_in(strict: Client) -> None:
    summary = "A case with “quotes”, <b>marks</b> & more, made up."
    asked = expired(strict, summary=summary, notes="One thing.\r\nAnother thing.")
    assert (asked.status_code, Ultimatum.objects.count()) == (403, 0)
    assert "no-store" in asked.headers["Cache-Control"]
    assert "nothing that you typed is lost" in asked.content.decode()
    data = {**controls(asked), "username": "edith"}
    wrong = strict.post(action(asked), {**data, "password": "wrong"})
    assert "Please enter the correct" in wrong.content.decode()
    again = strict.post(action(wrong), {**controls(wrong), "username": "edith", "password": PASSWORD})
    assert (again.status_code, Ultimatum.objects.count()) == (200, 0)
    done = strict.post(ADD, controls(again))
    assert done.status_code == 302, errors(done)
    document = Ultimatum.objects.get().document
    assert (document["summary"], document["notes"]) == (summary, ["One thing.", "Another thing."])


def test_another_user_may_do_what_that_one_may(strict: Client) -> None:
    asked = expired(strict)
    User.objects.create_user("visitor", password=PASSWORD, is_staff=True)
    again = strict.post(action(asked), {**controls(asked), "username": "visitor", "password": PASSWORD})
    assert strict.post(ADD, controls(again)).status_code == 403
    assert Ultimatum.objects.count() == 0


def test_a_page_can_ask_who_is_logged_in_and_for_the_token_to_save_with(strict: Client) -> None:
    data = entered(strict)
    answer = strict.get("/admin/session/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.json()["user"] == "edith"
    assert strict.post(ADD, {**data, "csrfmiddlewaretoken": answer.json()["token"]}).status_code == 302
    Session.objects.all().delete()
    asked = strict.get("/admin/session/").json()
    assert asked["user"] == ""
    log_in = {"username": "edith", "password": PASSWORD, "next": "/admin/session/"}
    done = strict.post("/admin/login/", {**log_in, "csrfmiddlewaretoken": asked["token"]}, follow=True)
    assert done.json()["user"] == "edith"


def test_interpret_is_told_that_the_session_has_ended(strict: Client) -> None:
    Session.objects.all().delete()
    token = controls(strict.get("/admin/login/"))["csrfmiddlewaretoken"][0]
    data = {"deadlines-0-interpret": "1", "csrfmiddlewaretoken": token}
    assert strict.post("/admin/tracker/ultimatum/interpret/", data).status_code == 403


@pytest.mark.parametrize(("site", "is_kept"), [("same-origin", True), ("cross-site", False), ("", False)])
def test_a_form_opened_before_another_log_in_is_offered_again_to_our_own_pages_alone(
    strict: Client, site: str, is_kept: bool
) -> None:
    data = {**entered(strict), "csrfmiddlewaretoken": "a" * 64, "_save": "1"}
    headers = {"Sec-Fetch-Site": site} if site else {}
    asked = strict.post(ADD, data, headers=headers)
    assert (asked.status_code, Ultimatum.objects.count()) == (403, 0)
    assert ("Go on with what I typed" in asked.content.decode()) == is_kept
    if is_kept:
        assert strict.post(ADD, controls(asked)).status_code == 302
        assert Ultimatum.objects.count() == 1


@pytest.mark.parametrize("kept", ["x", "[1]", '{"a": 1}', "[" * 9000, "[]"])
def test_spoilt_data_are_no_error(client: Client, editor: User, kept: str) -> None:
    data = {"username": "edith", "password": PASSWORD, "kept": kept}
    assert client.post("/admin/login/", data).status_code == 302
