"""What is made anew for a network draws on its budget; what is kept, and other networks, do not."""

import time
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from tests.factories import a_case, load
from tracker.web.render_limit import MOST_NETWORKS, Budget, RenderBudget

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings: Settings) -> Client:
    """A site that may take a twentieth of a second for a network."""
    settings.RENDER_BUDGET = (0.05, 0.001)
    load(a_case())
    return Client()


def test_addresses_of_the_past_are_refused_once_the_budget_is_used_up(client: Client) -> None:
    def ask(number: int, network: str) -> Any:
        minute = f"2026-03-09T{number // 60:02}:{number % 60:02}:00Z"
        return client.get(f"/?as_of={minute}", REMOTE_ADDR=network)

    found = [ask(number, "192.0.2.1") for number in range(200)]
    refused = [answer for answer in found if answer.status_code == 429]
    assert len(refused) > 100
    assert int(refused[0].headers["Retry-After"]) >= 1
    assert refused[0].headers["RateLimit"].startswith('"rendering";r=0;t=')
    # Others read on, and so does this network what is kept.
    assert ask(300, "198.51.100.1").status_code == 200
    assert ask(300, "192.0.2.1").status_code == 200
    for address in ("/healthz", "/admin/login/", "/subscriptions/link/", "/static/tracker/icons/mark.svg"):
        answer = client.get(address, REMOTE_ADDR="192.0.2.1")
        answer.close()
        assert answer.status_code in (200, 503), address


def test_programs_are_refused_in_their_way(client: Client) -> None:
    answers = [client.get(f"/api/v1/ultimatums?q=a{number}") for number in range(60)]
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    assert answers[-1].headers["Access-Control-Allow-Origin"] == "*"


def test_what_a_page_takes_is_what_it_costs(rf: RequestFactory, settings: Settings) -> None:
    settings.RENDER_BUDGET = (0.1, 0.001)

    def slow(request: HttpRequest) -> HttpResponse:
        time.sleep(0.06)
        return HttpResponse()

    site = RenderBudget(slow)
    assert [site(rf.get("/")).status_code for _ in range(3)] == [200, 200, 429]
    assert site(rf.post("/")).status_code == 200, "forms have limits of their own"


def test_a_budget_comes_back_and_forgets_who_is_quiet() -> None:
    budget = Budget(10, 0.5)
    budget.spend("a", 14, now=0)
    assert [budget.wait("a", now) for now in (0, 4, 8, 9)] == [8, 4, 0, 0]
    for number in range(MOST_NETWORKS + 10):
        budget.spend(f"n{number}", 1, now=100 + number)
    assert len(budget.used) <= MOST_NETWORKS
    assert "a" not in budget.used
