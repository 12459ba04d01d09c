"""`/api/v1/interpret` answers as the command does, by the document, and within the limit of the API."""

import pytest
from django.test import Client

from tests.web.api.requests import ask, problems
from tracker.queries.interpretation import answer

pytestmark = pytest.mark.django_db
ANNOUNCED, ZONE = "2025-07-14T18:00Z", "America/New_York"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("within 50 days", "en"),
        ("до 18:00 п'ятниці за київським часом", "uk"),
        ("next Friday", "en"),
        ("at least 10 days", "en"),
        ("bis Freitag", "en"),
        ("by Friday", "xx"),
    ],
)
def test_answer_is_that_of_the_command(client: Client, words: str, language: str) -> None:
    found = ask(client, "interpret", words=words, language=language, announced=ANNOUNCED, zone=ZONE)
    assert found == answer(words, announced=ANNOUNCED, zone_name=ZONE, language=language)


def test_what_is_not_asked_right_is_refused_by_name(client: Client) -> None:
    assert problems(client, "interpret", words="Friday", announced="14 July", zone="Kyiv") == [
        "announced: '14 July' is not a date; write 2025, 2025-07, 2025-07-14 or 2025-07-14T20:00:00+03:00.",
        "zone: 'Kyiv' is not an IANA time zone, such as Europe/Kyiv.",
    ]
    assert problems(client, "interpret", words="x" * 501, announced=ANNOUNCED, zone=ZONE) == [
        "words holds more than 500 characters, or a NUL."
    ]
    assert problems(client, "interpret") == [
        "words: Field required.",
        "announced: Field required.",
        "zone: Field required.",
    ]


def test_plus_of_an_offset_may_stand_as_it_is(client: Client) -> None:
    address = "/api/v1/interpret?words=within 48 hours&announced=2025-07-14T18:00+03:00&zone=Europe/Kyiv"
    assert ask(client, address)["latest"] == "2025-07-16T18:00:00+03:00"


def test_it_counts_against_the_rate_of_its_network(client: Client) -> None:
    answer_ = client.get("/api/v1/interpret", {"words": "Friday", "announced": ANNOUNCED, "zone": ZONE})
    assert "RateLimit" in answer_.headers
