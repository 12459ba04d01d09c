"""Any origin may read, and no network may ask too often."""

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from tests.web.api.requests import API
from tracker.web.middleware.rate_limit import WINDOW_SECONDS, RateLimit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


@pytest.mark.parametrize("address", [f"{API}vocabularies", f"{API}nothing", "/data/ultimatums.csv"])
def test_any_origin_may_read_and_is_sent_no_cookie(client: Client, address: str) -> None:
    answer = client.get(address, headers={"origin": "https://newsroom.example"})
    b"".join(answer)  # reads a file to its end, which closes it
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "RateLimit" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not answer.cookies


def test_browser_that_asks_first_is_told_what_it_may(client: Client) -> None:
    asks = {"origin": "https://newsroom.example", "access-control-request-method": "GET"}
    answer = client.options(f"{API}ultimatums", headers=asks)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


def test_pages_for_people_are_not_opened(client: Client) -> None:
    answer = client.get("/")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "reading" not in answer.headers["RateLimit"], "counted by the time it takes"


def test_answers_say_what_is_left_and_refuse_beyond_it(client: Client) -> None:
    address = f"{API}vocabularies"
    with override_settings(API_REQUESTS_A_MINUTE=3):
        answers = [Client().get(address) for _ in range(2)]  # each client has a site, and a count, of its own
        assert {answer.headers["RateLimit"].partition(";t=")[0] for answer in answers} == {'"reading";r=2'}
        kept = [client.get(address) for _ in range(5)]
    assert [answer.status_code for answer in kept] == [200, 200, 200, 429, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in kept] == [
        "r=2",
        "r=1",
        "r=0",
        "r=0",
        "r=0",
    ]
    assert {answer.headers["RateLimit-Policy"].partition(",")[0] for answer in kept} == {'"reading";q=3;w=60'}
    # What is made draws on another bucket as well, which the first of these answers speaks of alone.
    assert ["rendering" in answer.headers["RateLimit"] for answer in kept] == [True, *[False] * 4]
    refused = kept[-1]
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= WINDOW_SECONDS
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert "Ask again in" in refused.json()["detail"]
    # What nobody else's answer says: how much is left is not kept with the page.
    assert client.get("/").status_code == 200


def test_addresses_are_counted_apart_within_their_network_and_a_revalidation_counts() -> None:
    asked: list[str] = []

    def inner(request: HttpRequest) -> HttpResponse:
        asked.append(request.path)
        return HttpResponse(status=304)

    with override_settings(API_REQUESTS_A_MINUTE=2):
        gate = RateLimit(inner)
    made = RequestFactory()

    def left(address: str) -> str:
        answer = gate(made.get(f"{API}ultimatums", REMOTE_ADDR=address))
        return f"{answer.status_code} {answer.headers['RateLimit'].split(';')[1]}"

    assert [left("192.0.2.1") for _ in range(3)] == ["304 r=1", "304 r=0", "429 r=0"]
    # Others of the same network have what is left of twice as much.
    assert [left(f"192.0.2.{host}") for host in (7, 8, 9)] == ["304 r=1", "304 r=0", "429 r=0"]
    assert left("198.51.100.1") == "304 r=1"
    assert [left(f"2001:db8::{host}") for host in (1, 2, 3)] == ["304 r=1", "304 r=0", "429 r=0"]
    assert left("2001:db8:0:1::1") == "304 r=1"
    assert len(asked) == 8


def test_editors_are_never_refused(client: Client) -> None:
    with override_settings(API_REQUESTS_A_MINUTE=1):
        found = [client.get(f"{API}vocabularies").status_code for _ in range(2)]
        client.force_login(User.objects.create_user("editor", is_staff=True))
        found.append(client.get(f"{API}vocabularies").status_code)
    assert found == [200, 429, 200]


def test_file_counts_as_ten_and_one_that_is_written_for_its_filter_as_sixty() -> None:
    with override_settings(API_REQUESTS_A_MINUTE=85):
        gate = RateLimit(lambda _: HttpResponse())
    paths = ("ultimatums.csv", "", "ultimata.zip", "ultimatums.csv?q=a", "ultimatums.jsonl")
    told = [gate(RequestFactory().get(f"/data/{path}")).headers["RateLimit"].split(";")[1] for path in paths]
    assert told == ["r=75", "r=74", "r=64", "r=4", "r=0"]
