"""A code after the password: who has one is not in without it, and guessing it ends soon."""

import re
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client

from tests.admin.conftest import make_editor
from tests.admin.forms import ADD, Fields
from tests.admin.test_cases import entered
from tests.factories import load
from tests.sign_in.codes import SECRET, code_of, give_codes
from tracker.models import FactKind, SecurityFact, Ultimatum
from tracker.services.login_attempts import CODES

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"
SECOND = "/admin/login/second/"


@pytest.fixture
def recovery(db: None) -> list[str]:
    """An editor who uses codes; her recovery codes."""
    return give_codes(make_editor())


def give_password(client: Client, **more: str) -> Any:
    return client.post(
        "/admin/login/", {"username": "edith", "password": PASSWORD, "next": "/admin/", **more}
    )


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/session/").json()["user"])


def facts() -> list[tuple[str, str, str]]:
    return list(SecurityFact.objects.order_by("pk").values_list("kind", "account", "detail"))


def test_a_code_is_asked_for_and_is_good_once(recovery: list[str], client: Client) -> None:
    answer = give_password(client)
    assert (answer.status_code, answer["Location"], is_in(client)) == (302, SECOND, False)
    code = code_of()
    done = client.post(SECOND, {"code": code})
    assert (done.status_code, done["Location"], is_in(client)) == (302, "/admin/", True)
    assert facts()[-1] == (FactKind.LOGGED_IN, "edith", "password, code")
    other = Client()
    give_password(other)
    again = other.post(SECOND, {"code": code})
    assert "was used already" in again.content.decode()
    assert not is_in(other)


def test_recovery_codes_are_good_once_each(recovery: list[str], client: Client) -> None:
    give_password(client)
    assert client.post(SECOND, {"code": recovery[0]}).status_code == 302
    other = Client()
    give_password(other)
    assert other.post(SECOND, {"code": recovery[0]}).status_code == 200
    assert other.post(SECOND, {"code": recovery[1]}).status_code == 302
    assert facts()[-1] == (FactKind.LOGGED_IN, "edith", "password, recovery codes")


def test_five_wrong_codes_end_the_log_in_whoever_tries_on(recovery: list[str], client: Client) -> None:
    give_password(client)
    for _ in range(CODES):
        wrong = client.post(SECOND, {"code": "000000"})
        assert wrong.content.decode().count("That code is not right") == 1
    last = client.post(SECOND, {"code": code_of()})
    assert last.status_code == 429
    assert "Too many wrong codes for this account. Log in again in 15 minutes." in last.content.decode()
    assert client.get(SECOND)["Location"] == "/admin/login/"
    other = Client()
    give_password(other, REMOTE_ADDR="198.51.100.7")
    assert other.post(SECOND, {"code": code_of()}).status_code == 429
    assert not is_in(client)
    assert not is_in(other)
    assert facts()[-1] == (FactKind.REFUSED, "edith", "too many wrong codes")


@pytest.mark.parametrize(
    "posted", [{}, {"code": ""}, {"credential": "x"}, {"credential": "[]"}, {"credential": '{"id": 1}'}]
)
def test_nonsense_in_place_of_a_code_lets_nobody_in(
    posted: dict[str, str], recovery: list[str], client: Client
) -> None:
    assert client.post(SECOND, posted)["Location"] == "/admin/login/"
    give_password(client)
    assert client.post(SECOND, posted).status_code == 200
    assert not is_in(client)


def test_what_was_typed_survives_password_and_code_without_a_script(client: Client) -> None:
    load()
    editor = make_editor()
    give_codes(editor)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    data = entered(strict)
    token = Fields(strict.get(ADD).content.decode()).values["csrfmiddlewaretoken"][0]
    Session.objects.all().delete()
    asked = strict.post(ADD, {**data, "_save": "1", "csrfmiddlewaretoken": token})
    html = asked.content.decode()
    token = Fields(html).values["csrfmiddlewaretoken"][0]
    typed = Fields(html).values["kept"][0]
    along = {"kept": typed, "csrfmiddlewaretoken": token}
    given = {"username": "edith", "password": PASSWORD, "next": ADD}
    second = strict.post("/admin/login/", {**given, **along})
    page = second.content.decode()
    assert (second.status_code, Ultimatum.objects.count()) == (200, 0)
    assert 'id="second-factor"' in page
    wrong = strict.post(SECOND, {"code": "1", **along})
    assert Fields(wrong.content.decode()).values["kept"][0] == typed
    again = strict.post(SECOND, {"code": code_of(), **along})
    assert "Go on with what I typed" in again.content.decode()
    assert strict.post(ADD, Fields(again.content.decode()).values).status_code == 302
    assert Ultimatum.objects.count() == 1


def test_codes_are_set_up_with_a_password_and_leave_recovery_codes(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(make_editor())
    add = "/admin/account/codes/add/"
    asked = client.get(add)
    assert asked["Location"] == f"/admin/account/confirm/?{urlencode({'next': add})}"
    assert client.post(asked["Location"], {"password": "wrong"}).status_code == 200
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == add
    page = client.get(add).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret
    assert client.post(add, {"code": "000000"}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(add, {"code": code_of(secret[1])}, follow=True)
    assert done.redirect_chain[-1][0] == "/admin/account/recovery/"
    assert len(re.findall(r"<li>[0-9a-z]{8}", done.content.decode())) == 10
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret[1] not in stored
    added = SecurityFact.objects.filter(kind=FactKind.FACTOR_ADDED)
    assert set(added.values_list("account", "about", "detail")) >= {("edith", "account edith", "code")}
    assert client.post("/admin/account/codes/remove/", {})["Location"] == "/admin/account/"
    assert not Authenticator.objects.exists()
    gone = SecurityFact.objects.filter(kind=FactKind.FACTOR_REMOVED).values_list("detail", flat=True)
    assert set(gone) == {"code", "recovery codes"}


def test_a_code_of_a_clock_half_a_minute_away_is_good_and_of_one_further_away_is_not(
    recovery: list[str], client: Client
) -> None:
    give_password(client)
    for ahead in (3, -3):
        assert client.post(SECOND, {"code": code_of(ahead=ahead)}).status_code == 200
    assert client.post(SECOND, {"code": code_of(ahead=1)}).status_code == 302


def test_a_code_cannot_be_made_from_the_database_alone(
    recovery: list[str], settings: Any, client: Client
) -> None:
    assert SECRET not in str(list(Authenticator.objects.values()))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 6
    give_password(client)
    assert client.post(SECOND, {"code": code_of()}).status_code == 302
    settings.SECRET_KEY_FALLBACKS = []
    other = Client()
    give_password(other)
    assert other.post(SECOND, {"code": code_of(ahead=1)}).status_code == 200


def test_an_operator_can_remove_what_was_lost(recovery: list[str], client: Client) -> None:
    with pytest.raises(CommandError, match="there is no account nobody"):
        call_command("remove_second_factors", "nobody")
    call_command("remove_second_factors", "edith", stdout=StringIO())
    assert give_password(client)["Location"] == "/admin/"
    assert facts()[-2][::2] == (FactKind.FACTOR_REMOVED, "code, recovery codes")
    with pytest.raises(CommandError, match="edith has no second factor"):
        call_command("remove_second_factors", "edith")


def test_whoever_is_no_staff_any_more_is_not_let_in_by_a_code(recovery: list[str], client: Client) -> None:
    give_password(client)
    User.objects.update(is_staff=False)
    client.post(SECOND, {"code": code_of()})
    assert client.get("/admin/session/").json()["user"] == ""
