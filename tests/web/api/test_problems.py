"""What cannot be answered: the right status, problem details, and what would be right."""

import pytest
from django.test import Client, override_settings
from django.utils import translation

from tests.web.api.requests import API, ask, problems
from tracker.web.api.document import document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
PATHS = [
    path.replace("ultimatums/{slug}", "ultimatums/us-russia-50-days-2025")
    .replace("actors/{slug}", "actors/russia")
    .replace("dossiers/{slug}", "dossiers/july-crisis-1914")
    for path in document()["paths"]
]
EVERYWHERE = [*PATHS, f"{API}openapi.json", "/data/ultimatums.csv", "/data/ultimatums.jsonl"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_address_refuses_what_it_does_not_know_by_name(client: Client, path: str) -> None:
    for query, told in {
        "colour=red": "There is no parameter colour here",
        "as_of=2025&as_of=2024": "as_of is given twice; give it once.",
        "as_of=": "as_of is empty",
        "as_of=2025%00": "as_of holds more than 100 characters, or a NUL.",
        f"as_of={'2' * 10_000}": "as_of holds more than 100 characters, or a NUL.",
        "as_of=tomorrow": "as_of: 'tomorrow' is not a date",
        "as_of=2199-12-31": "lies ahead",
        "as_of=9999-12-31": "as_of: '9999-12-31' is outside the years 1800 to 2199",
        f"{'n' * 10_000}=1": "There is no parameter nnn",
        "%00=1": "There is no parameter",
    }.items():
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400, (path, query)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Cache-Control"] == "no-store"
        assert told in answer.json()["errors"][0]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("ultimatums?limit=0", "limit: Input should be greater than or equal to 1."),
        ("ultimatums?limit=101", "limit: Input should be less than or equal to 100."),
        ("ultimatums?limit=99999999999999999999999", "limit: Input should be less than or equal to 100."),
        ("ultimatums?limit=ten", "limit: Input should be a valid integer"),
        ("ultimatums?limit=", "limit is empty; leave it out or give a value."),
        ("ultimatums?q=%20", "q: String should match pattern"),
        ("ultimatums?within=0", "within: Input should be greater than or equal to 1."),
        ("ultimatums?within=-3", "within: Input should be greater than or equal to 1."),
        ("ultimatums?status=asleep", "status: Input should be 'running', 'open'"),
        ("ultimatums?kind=war", "kind: Input should be 'ultimatum'"),
        ("ultimatums?threat=tickling", "threat: Input should be 'unspecified'"),
        ("ultimatums?sort=colour", "sort: Input should be 'expiry', 'newest' or 'title'."),
        ("ultimatums?sender=Russia", "sender: String should match pattern"),
        ("ultimatums?sender=nobody", "sender: no case known by then has nobody there."),
        ("ultimatums?target=nobody", "target: no case known by then has nobody there."),
        ("ultimatums?actor=nobody", "actor: no case known by then has nobody there."),
        ("ultimatums?dossier=nothing", "dossier: no case known by then has nothing there."),
        ("ultimatums?sender=russia&as_of=1899", "sender: no case known by then has russia there."),
        ("next?days=0", "days: Input should be greater than or equal to 1."),
        ("recent?days=1000000", "days: Input should be less than or equal to 3660."),
        ("events?kind=war", "kind: Input should be 'talks'"),
        ("events?sender=nobody", "sender: no case known by then has nobody there."),
        ("changes?dossier=nothing", "dossier: no case known by then has nothing there."),
        ("changes?case=nothing", "case: no case known by then has nothing there."),
        (
            "events?case=us-russia-50-days-2025&as_of=2020",
            "case: no case known by then has us-russia-50-days",
        ),
        ("changes?cursor=0", "cursor: it belongs to another question or was not made here"),
        ("actors?type=alien", "type: Input should be 'state'"),
        (f"ultimatums?cursor={'a' * 601}", "cursor holds more than 600 characters, or a NUL."),
        (f"ultimatums?q={'a' * 101}", "q holds more than 100 characters, or a NUL."),
    ],
)
def test_value_is_refused_by_the_name_of_its_parameter(client: Client, address: str, told: str) -> None:
    (problem,) = problems(client, address)
    assert problem.startswith(told)


def test_programs_are_answered_in_one_language(client: Client) -> None:
    with translation.override("uk"):
        told = problems(client, "ultimatums?limit=")
        start = ask(client, "")
    assert told == ["limit is empty; leave it out or give a value."]
    assert start["documentation"].endswith("/developers/api/")
    assert "/uk/" not in start["documentation"]


def test_every_problem_is_named_at_once(client: Client) -> None:
    told = problems(client, "ultimatums?limit=0&status=x&sort=y")
    assert [problem.partition(":")[0] for problem in told] == ["status", "limit", "sort"]


@pytest.mark.parametrize(
    "address",
    [
        "nothing",
        "ultimatums/nothing",
        "ultimatums/",
        "ultimatums/a/b",
        "actors/nobody",
        "dossiers/nothing",
        f"ultimatums/{'a' * 10_000}",
        "ultimatums/%00",
        "ultimatums/Ä",
        "../../etc/passwd",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    ask(client, address, 404)


def test_case_before_its_announcement_says_since_when_it_is_known(client: Client) -> None:
    told = problems(client, "ultimatums/us-russia-50-days-2025?as_of=2025-07-01", 404)
    assert told == ["slug: the case was announced only on 2025-07-14."]
    assert problems(client, "actors/donald-trump?as_of=1914", 404) == ["slug: nobody knows donald-trump."]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_only_reading_is_possible(client: Client, method: str) -> None:
    for path in EVERYWHERE:
        answer = getattr(client, method)(path)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_no_token_is_asked_of_a_foreign_form() -> None:
    assert Client(enforce_csrf_checks=True).post(f"{API}ultimatums").status_code == 405


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("tracker.web.api.operations.is_fresh", fail)


def test_fault_of_ours_is_told_as_such_and_gives_nothing_away(client: Client, broken: None) -> None:
    client.raise_request_exception = False
    found = ask(client, "ultimatums", 500)
    assert found["title"] == "Something broke on our side"
    assert "disk" not in str(found)


def test_host_that_is_not_ours_is_refused_in_the_same_form(client: Client) -> None:
    with override_settings(ALLOWED_HOSTS=["example.org"]):
        answer = client.get(f"{API}ultimatums", headers={"host": "example.com"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
