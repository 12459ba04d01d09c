"""Guessing passwords at the admin: counted before one is looked at, told in the log, nobody locked out."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from config import log_in
from tracker.clock import utc_now
from tracker.models import Attempt
from tracker.services.login_attempts import MANY, PER_NETWORK, PER_WIDE_NETWORK, WHEN_MANY, WITHIN

pytestmark = pytest.mark.django_db
PAGE = "/admin/login/"
RIGHT = "correct horse battery staple"


class Counting(MD5PasswordHasher):
    """Counts how many passwords are looked at, and how many at one moment; each takes until it may end."""

    algorithm = "counting"
    looked_at = 0
    at_once: list[int] = []
    running = 0
    may_end = threading.Event()

    def encode(self, password: str, salt: str) -> str:
        Counting.looked_at += 1
        Counting.running += 1
        Counting.at_once.append(Counting.running)
        Counting.may_end.wait(10)
        Counting.running -= 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _hasher(settings: Any) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["tests.config.test_log_in.Counting"]
    Counting.may_end.set()
    User.objects.create_superuser("ann", password=RIGHT)
    Counting.looked_at, Counting.at_once = 0, []
    yield
    Counting.may_end.set()


def attempt(password: str, *, account: str = "ann", network: str = "192.0.2.1") -> Any:
    given = {"username": account, "password": password, "next": "/admin/"}
    return Client().post(PAGE, given, REMOTE_ADDR=network)


def test_sixty_wrong_passwords_are_not_looked_at_and_stand_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    answers = [attempt(f"wrong-{number}") for number in range(60)]
    assert [answer.status_code for answer in answers] == [200] * PER_NETWORK + [429] * (60 - PER_NETWORK)
    assert Counting.looked_at == PER_NETWORK
    assert int(answers[-1]["Retry-After"]) > 60 * (WITHIN.total_seconds() / 60 - 1)
    lines = [record.getMessage() for record in caplog.records if record.name == "ultimata.log_in"]
    assert len(lines) == 60
    assert all("'ann'" in line and "192.0.2.0/24" in line and "wrong-" not in line for line in lines)
    assert {record.levelname for record in caplog.records if record.name == "ultimata.log_in"} == {"WARNING"}


def test_a_line_of_the_log_cannot_be_made_up(caplog: pytest.LogCaptureFixture) -> None:
    attempt("wrong", account="ann\n12:00:00 INFO all is well")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "ultimata.log_in"]
    assert "\n" not in line


def test_the_right_password_gets_in_from_elsewhere_whatever_strangers_try() -> None:
    for number in range(MANY + 5):
        attempt("wrong", network=f"10.0.{number}.1")
    answer = attempt(RIGHT, network="198.51.100.1")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_many_networks_together_have_few_tries_left_for_an_account() -> None:
    for number in range(MANY):
        attempt("wrong", network=f"10.0.{number}.1")
    found = [attempt("wrong", network="198.51.100.1").status_code for _ in range(WHEN_MANY + 2)]
    assert found == [200] * WHEN_MANY + [429, 429]
    # Another account of the same network is not touched.
    assert attempt("wrong", account="bo", network="198.51.100.1").status_code == 200


def test_an_owner_of_many_ipv6_networks_has_no_more_tries_than_their_limit() -> None:
    found = [
        attempt("wrong", account=f"user{number}", network=f"2001:db8:1:{number:02x}00::1").status_code
        for number in range(PER_WIDE_NETWORK + 2)
    ]
    assert found == [200] * PER_WIDE_NETWORK + [429, 429]


def test_right_passwords_are_not_counted_and_time_lifts_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [attempt(RIGHT).status_code for _ in range(PER_NETWORK + 5)] == [302] * (PER_NETWORK + 5)
    assert not Attempt.objects.exists()
    for _ in range(PER_NETWORK):
        attempt("wrong")
    assert attempt(RIGHT).status_code == 429
    later = utc_now() + WITHIN + timedelta(seconds=1)
    monkeypatch.setattr(log_in, "utc_now", lambda: later)
    assert attempt(RIGHT).status_code == 302


def test_what_is_counted_names_nobody() -> None:
    attempt("wrong")
    kept = str(list(Attempt.objects.values()))
    assert "ann" not in kept
    assert "192.0.2" not in kept


@pytest.mark.django_db(transaction=True)
def test_sixteen_attempts_at_once_leave_the_site_to_its_readers(live_server: LiveServer) -> None:
    site = str(live_server.url)
    page = urlopen(f"{site}{PAGE}")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    assert token
    body = urlencode({"csrfmiddlewaretoken": token[1], "username": "ann", "password": "wrong"}).encode()

    def ask() -> int:
        try:
            return int(urlopen(Request(f"{site}{PAGE}", body, {"Cookie": cookie}), timeout=20).status)
        except HTTPError as error:
            return error.code

    Counting.may_end.clear()
    with ThreadPoolExecutor(16) as pool:
        answers = as_completed([pool.submit(ask) for _ in range(16)], timeout=20)
        # All but the one that is looked at and the one that waits have their answer already.
        assert [next(answers).result() for _ in range(14)] == [429] * 14
        assert urlopen(f"{site}/about/", timeout=5).status == 200
        Counting.may_end.set()
        assert [answer.result() for answer in answers] == [200, 200]
    assert max(Counting.at_once) == 1


def test_a_place_to_go_on_to_that_is_not_ours_leads_to_the_desk() -> None:
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)", ""):
        given = {"username": "ann", "password": RIGHT, "next": target}
        answer = Client().post(PAGE, given, follow=True)
        assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, "/admin/")
