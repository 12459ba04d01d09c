"""Every response carries the security headers."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from config.headers import SecurityHeaders

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/admin/login/", "/nowhere/"])
def test_responses_carry_the_headers(client: Client, db: None, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["Permissions-Policy"] == "camera=(), microphone=(), geolocation=(), browsing-topics=()"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_a_secure_site_upgrades_insecure_requests(rf: RequestFactory, settings: Settings) -> None:
    settings.IS_SECURE = True
    response = SecurityHeaders(lambda _: HttpResponse())(rf.get("/"))
    assert response.headers["Content-Security-Policy"] == f"{POLICY}; upgrade-insecure-requests"


def test_a_response_keeps_a_header_of_its_own(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert SecurityHeaders(view)(rf.get("/")).headers["Content-Security-Policy"] == "sandbox"


@pytest.fixture
def secure(settings: Settings) -> Client:
    """A browser on a public site, whose middleware was made for it."""
    settings.IS_SECURE = settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.API_REQUESTS_A_MINUTE = 1
    return Client()


@pytest.mark.django_db
def test_what_is_answered_before_any_page_carries_the_headers_too(secure: Client) -> None:
    api = "/api/v1/statuses"
    answers = {
        "preflight": secure.options(api, secure=True),
        "first": secure.get(api, secure=True),
        "too many": secure.get(api, secure=True),
        "foreign host": secure.get("/", secure=True, headers={"host": "evil.example"}),
        "without a slash": secure.get("/about", secure=True),
        "static": secure.get("/static/tracker/icons/mark.svg", secure=True),
        "kept": [secure.get("/about/", secure=True) for _ in range(2)][1],
        "to https": secure.get("/about/"),
        "foreign host, to https": secure.get("/", headers={"host": "evil.example"}),
    }
    answers["static"].close()
    found = {name: answer.status_code for name, answer in answers.items()}
    assert found == {
        "preflight": 204,
        "first": found["first"],
        "too many": 429,
        "foreign host": 400,
        "without a slash": 301,
        "static": 200,
        "kept": 200,
        "to https": 301,
        "foreign host, to https": 400,
    }
    for name, answer in answers.items():
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], name
        assert answer.headers["X-Content-Type-Options"] == "nosniff", name
        # RFC 6797 has it over https alone.
        is_https = "to https" not in name
        assert ("Strict-Transport-Security" in answer.headers) is is_https, name


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "evil.example:99999", "a b", "\x00"])
def test_a_foreign_host_is_one_line_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, host: str
) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400
    (record,) = caplog.records
    assert (record.levelname, record.exc_info, record.exc_text) == ("WARNING", None, None)
    assert "Invalid HTTP_HOST header" in record.getMessage()
    assert "\n" not in record.getMessage()
