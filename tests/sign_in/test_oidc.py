"""Coming in by an OpenID provider: what it says is checked, and its groups say what one may do."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.admin.conftest import make_editor
from tests.sign_in.codes import give_codes
from tests.sign_in.providers import CLIENT, SECRET, OpenIdProvider, running
from tracker.models import FactKind, SecurityFact
from tracker.services import login_attempts

pytestmark = pytest.mark.django_db
LOG_IN = "/admin/login/oidc/"


@pytest.fixture
def provider(settings: Any) -> Iterator[OpenIdProvider]:
    """A provider that the settings name."""
    with running() as found:
        settings.OIDC_ISSUER, settings.OIDC_NAME = found.issuer, "Newsroom ID"
        settings.OIDC_CLIENT = (CLIENT, SECRET)
        yield found


class _Stop(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def sent_back(address: str) -> str:
    """Where the provider sends a browser to that comes by this address."""
    from urllib.error import HTTPError

    try:
        build_opener(_Stop).open(address)
    except HTTPError as answer:
        with answer:
            return answer.headers["Location"]
    raise AssertionError(address)


def come_in(client: Client, **query: str) -> Any:
    """Log in there, and come back; the answer of the way back."""
    start = client.get(LOG_IN, {"next": "/admin/", **query})
    assert start.status_code == 302, start.content
    if not start["Location"].startswith("http"):
        return start
    back = urlsplit(sent_back(start["Location"]))
    return client.get(f"{back.path}?{back.query}")


def said(client: Client, answer: Any) -> str:
    """The one line of the log-in that somebody is sent back to."""
    assert answer["Location"] == "/admin/login/"
    page = client.get("/admin/login/").content.decode()
    assert page.count('class="error"') == 1
    return page.split('class="error">')[1].split("</li>")[0].strip()


def name_of(client: Client) -> str:
    return str(client.get("/admin/session/").json()["user"])


def test_who_is_in_a_group_has_an_account_with_what_it_may_do(
    provider: OpenIdProvider, client: Client
) -> None:
    make_editor()
    answer = come_in(client)
    assert (answer.status_code, answer["Location"], name_of(client)) == (302, "/admin/", "nora")
    user = User.objects.get(username="nora")
    assert (user.get_full_name(), user.is_staff, user.is_superuser) == ("Nora Nord", True, False)
    assert not user.has_usable_password()
    assert [group.name for group in user.groups.all()] == ["Editors"]
    assert provider.tokens_asked_for[0].keys() >= {"code_verifier", "client_secret"}
    fact = SecurityFact.objects.get(kind=FactKind.LOGGED_IN)
    assert (fact.account, fact.detail) == ("nora", "provider")
    # The next time with other groups, and one that was given here by hand.
    user.groups.add(Group.objects.create(name="Ours"))
    provider.user["groups"] = ["Reviewers", "Somebody else's"]
    come_in(Client())
    assert {group.name for group in user.groups.all()} == {"Ours", "Reviewers"}
    provider.user["groups"] = []
    other = Client()
    assert "none of your groups there may come in" in said(other, come_in(other))
    user.refresh_from_db()
    assert (user.is_staff, name_of(other)) == (False, "")


@pytest.mark.parametrize("groups", [None, [], ["strangers"], "strangers", {"a": 1}, [1, ["Editors"]]])
def test_who_is_in_no_group_is_turned_away_and_has_no_account(
    groups: Any, provider: OpenIdProvider, client: Client
) -> None:
    make_editor()
    provider.user["groups"] = groups
    assert "none of your groups there may come in" in said(client, come_in(client))
    assert list(User.objects.values_list("username", flat=True)) == ["edith"]
    assert SecurityFact.objects.filter(kind=FactKind.REFUSED).count() == 1


def other_key(provider: OpenIdProvider) -> None:
    provider.signs_with = rsa.generate_private_key(65537, 2048)


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "another issuer": ("claims", {"iss": "https://other.example"}, "of another issuer"),
    "an old token": ("claims", {"exp": 1_000_000_000}, "has expired"),
    "a token of the future": ("claims", {"iat": 4_000_000_000}, "compare the clocks"),
    "another site's token": ("claims", {"aud": "another"}, "made for another site"),
    "another site's as well": ("claims", {"azp": "another"}, "made for another site"),
    "the nonce of another log-in": ("claims", {"nonce": "another"}, "another log-in than this one"),
    "no nonce": ("claims", {"nonce": None}, "another log-in than this one"),
    "a token of nobody": ("claims", {"sub": None}, "lacks a claim"),
    "somebody else's information": ("user", {"sub": "43"}, "about somebody else"),
    "another provider": ("config", {"issuer": "https://other.example"}, "calls itself by another name"),
    "no address to go to": ("config", {"authorization_endpoint": "nowhere"}, "no address as authorization"),
    "no token": ("tokens", {"id_token": None}, "no ID token"),
    "a token that is none": ("tokens", {"id_token": "a.b.c"}, "cannot be read"),
    "no access token": ("tokens", {"access_token": None}, "no access token"),
}


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_one_clear_line_and_lets_nobody_in(
    case: str, provider: OpenIdProvider, client: Client
) -> None:
    make_editor()
    what, change, words = WRONG[case]
    setattr(provider, f"change_{what}", lambda answer: {**answer, **change})
    assert words in said(client, come_in(client))
    assert (name_of(client), User.objects.count()) == ("", 1)


@pytest.mark.parametrize("what", ["config", "tokens", "user"])
@pytest.mark.parametrize("nonsense", ["<html>", [], "null", {"error": "x"}])
def test_nonsense_is_no_error_of_ours(
    what: str, nonsense: Any, provider: OpenIdProvider, client: Client
) -> None:
    setattr(provider, f"change_{what}", lambda _: nonsense)
    assert said(client, come_in(client)).startswith("Nobody was logged in: the ")
    assert not User.objects.exists()


def test_a_signature_by_another_key_is_seen(provider: OpenIdProvider, client: Client) -> None:
    other_key(provider)
    assert "not signed by a key of the provider" in said(client, come_in(client))


def test_a_provider_that_is_down_is_one_line(settings: Any, provider: OpenIdProvider, client: Client) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:9/realm"
    assert "could not be reached" in said(client, client.get(LOG_IN))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("code=1&state=unknown", "took too long or began in another window"),
        ("", "took too long or began in another window"),
        ("error=access_denied&state=STATE", "was cancelled"),
        ("error=server_error&state=STATE", "took too long or began"),
    ],
)
def test_coming_back_without_a_code_is_one_line(
    query: str, words: str, provider: OpenIdProvider, client: Client
) -> None:
    start = client.get(LOG_IN)
    state = parse_qs(urlsplit(start["Location"]).query)["state"][0]
    assert words in said(client, client.get(f"{LOG_IN}callback/?{query.replace('STATE', state)}"))


def test_another_site_cannot_begin_a_log_in_nor_say_what_is_asked(
    provider: OpenIdProvider, client: Client
) -> None:
    asked = client.get(LOG_IN, {"scope": "all", "auth_params": "nonce=mine&prompt=none"})
    query = parse_qs(urlsplit(asked["Location"]).query)
    assert set(query["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in query
    assert query["nonce"] != ["mine"]
    for site in ("cross-site", "same-site"):
        assert said(client, client.get(LOG_IN, headers={"Sec-Fetch-Site": site}))


def test_a_network_begins_so_many_log_ins(
    provider: OpenIdProvider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login_attempts, "BEGUN", 2)
    assert [client.get(LOG_IN).status_code for _ in range(3)] == [302, 302, 429]


def test_a_taken_name_is_not_taken_over(provider: OpenIdProvider, client: Client) -> None:
    local = make_editor()
    provider.user |= {"preferred_username": "edith", "email": "edith@example.org"}
    User.objects.update(email="edith@example.org")
    come_in(client)
    assert name_of(client) not in ("", "edith")
    local.refresh_from_db()
    assert local.check_password("a long password")


def test_passwords_can_be_closed_but_for_one_account(
    provider: OpenIdProvider, settings: Any, client: Client, mailoutbox: list[Any]
) -> None:
    settings.LOCAL_ACCOUNT = "root"
    User.objects.create_superuser("root", "root@example.org", "a long password")
    editor = make_editor()
    User.objects.filter(pk=editor.pk).update(email="edith@example.org")
    given = {"password": "a long password", "next": "/admin/"}
    answer = client.post("/admin/login/", {"username": "edith", **given})
    assert "Passwords and passkeys are closed here. Log in with Newsroom ID." in answer.content.decode()
    client.post("/admin/password_reset/", {"email": "edith@example.org"})
    assert (mailoutbox, name_of(client)) == ([], "")
    assert client.post("/admin/login/", {"username": "root", **given}).status_code == 302
    assert name_of(client) == "root"
    other = Client()
    come_in(other)
    assert name_of(other) == "nora"


def test_a_second_factor_is_asked_for_after_the_provider_too(
    provider: OpenIdProvider, client: Client
) -> None:
    make_editor()
    come_in(Client())
    give_codes(User.objects.get(username="nora"))
    assert come_in(client)["Location"] == "/admin/login/second/"
    assert name_of(client) == ""


def test_one_s_own_account_can_be_connected(provider: OpenIdProvider, client: Client) -> None:
    client.force_login(make_editor())
    confirm = come_in(client, process="connect", next="/admin/account/")["Location"]
    assert confirm.startswith("/admin/account/confirm/")
    client.post(confirm, {"password": "a long password"})
    provider.user["groups"] = []
    User.objects.update(is_superuser=True)
    other = Client()
    come_in(other)
    assert name_of(other) == "edith"


def test_without_a_provider_there_is_no_such_page(client: Client) -> None:
    assert client.get(LOG_IN).status_code == 404
    assert "Use a passkey" in client.get("/admin/login/").content.decode()
    assert LOG_IN not in client.get("/admin/login/").content.decode()
