"""Passkeys that are none, a new password by mail, and who may open the pages on one's own log-in."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config.sign_in.urls import urlpatterns
from tests.admin.conftest import make_editor
from tracker.models import FactKind, SecurityFact
from tracker.services.login_attempts import PER_NETWORK

pytestmark = pytest.mark.django_db
PASSKEY = "/admin/login/passkey/"
RESET = "/admin/password_reset/"
FORGED = (
    "",
    "x",
    "[]",
    "{}",
    '{"response": {"userHandle": 1}}',
    '{"id": "AA", "rawId": "AA", "response": {"userHandle": "MQ", "clientDataJSON": "AA"}}',
)


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/session/").json()["user"])


@pytest.mark.parametrize("credential", FORGED)
def test_what_is_no_passkey_lets_nobody_in(credential: str, client: Client) -> None:
    make_editor()
    options = client.get(PASSKEY, headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"
    answer = client.post(PASSKEY, {"credential": credential}, follow=True)
    assert (answer.status_code, is_in(client)) == (200, False)
    assert answer.redirect_chain == [("/admin/login/", 302)]
    assert SecurityFact.objects.filter(kind=FactKind.REFUSED).count() == 1


def test_passkeys_are_counted_with_the_passwords_of_a_network(client: Client) -> None:
    found = [client.post(PASSKEY, {"credential": "x"}).status_code for _ in range(PER_NETWORK + 1)]
    assert found == [302] * PER_NETWORK + [429]
    wrong = client.post("/admin/login/", {"username": "edith", "password": "x"})
    assert wrong.status_code == 429
    assert "Too many wrong passwords came from your network, or for this account." in wrong.content.decode()


def test_a_new_password_is_set_by_a_link_that_is_good_once(client: Client, mailoutbox: list[Any]) -> None:
    editor = make_editor()
    User.objects.filter(pk=editor.pk).update(email="edith@example.org")
    known = client.post(RESET, {"email": "Edith@example.org"})
    unknown = client.post(RESET, {"email": "nobody@example.org"})
    assert known["Location"] == unknown["Location"] == f"{RESET}done/"
    (mail,) = mailoutbox
    assert (mail.to, "edith" in mail.body) == (["edith@example.org"], True)
    link = re.search(r"http://[^/]+(/admin/reset/\S+)", mail.body)
    assert link
    form = client.get(link[1])["Location"]
    new = {"new_password1": "quite another one", "new_password2": "quite another one"}
    assert "too short" in client.post(form, dict.fromkeys(new, "short")).content.decode()
    assert client.post(form, new)["Location"] == "/admin/reset/done/"
    assert not is_in(client)
    editor.refresh_from_db()
    assert editor.check_password("quite another one")
    assert "invalid" in Client().get(link[1]).content.decode()


def test_links_are_not_mailed_to_who_may_not_come_in_nor_too_often(
    client: Client, mailoutbox: list[Any]
) -> None:
    User.objects.create_user("reader", "reader@example.org", "a long password")
    found = [client.post(RESET, {"email": "reader@example.org"}) for _ in range(4)]
    assert [answer.status_code for answer in found] == [302, 302, 302, 429]
    assert "Links were asked for too often." in found[-1].content.decode()
    assert mailoutbox == []


def test_pages_on_one_s_own_log_in_are_for_staff(client: Client) -> None:
    user = make_editor()
    own = [str(each.pattern) for each in urlpatterns if str(each.pattern).startswith("account/")]
    assert len(own) == 13
    for is_staff, codes in ((True, {200, 302, 404}), (False, {302})):
        User.objects.update(is_staff=is_staff)
        client.force_login(user)
        for pattern in own:
            address = f"/admin/{pattern.replace('<int:pk>', '1')}"
            answer = client.get(address)
            assert answer.status_code in codes, address
            is_asked = answer.status_code == 302 and answer["Location"].startswith("/admin/login/")
            assert is_asked != is_staff, address
            assert is_staff or client.post(address)["Location"].startswith("/admin/login/"), address
