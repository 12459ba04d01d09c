"""Which addresses are those of chat and push services, what they must hold, and that limits are kept."""

import json

import pytest

from tests.chat_services import ADDRESSES
from tracker.transports.chats import IncompleteAddress, Message, Service, check, request_of, service_of
from tracker.transports.webhooks import seconds_in_body

MESSAGE = Message("Open the river", "It is open.", "https://ultimata.example/x", "msg_1")


@pytest.mark.parametrize(("service", "url"), ADDRESSES.items())
def test_an_address_of_a_service_is_known(service: Service, url: str) -> None:
    assert service_of(url) is service
    check(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/services/T01/B02/x3",
        "https://hooks.slack.com.example.org/services/T01/B02/x3",
        "https://hooks.slack.com/triggers/T01/2/x3",
        "https://discord.com/channels/1/2",
        "https://notdiscord.com/api/webhooks/123/abc",
        "https://api.telegram.org/file/bot1/x",
        "https://logic.azure.com.example.org/workflows/a/triggers/manual/paths/invoke",
        "https://example.org/ntfy",
        "https://ntfy.sh/a/json",
        "https://ntfy.sh/",
    ],
)
def test_any_other_address_gets_the_json(url: str) -> None:
    assert service_of(url) is None
    assert request_of(url, MESSAGE) is None
    check(url)


@pytest.mark.parametrize(
    ("url", "missing"),
    [
        ("https://api.telegram.org/bot12:AA/sendMessage", r"add \?chat_id="),
        ("https://api.telegram.org/bot12:AA?chat_id=", r"add \?chat_id="),
        ("https://matrix.org/_matrix/client/v3/rooms/!a:b/send/m.room.message", r"add \?access_token="),
    ],
)
def test_an_address_that_lacks_something_is_refused_with_what_is_missing(url: str, missing: str) -> None:
    with pytest.raises(IncompleteAddress, match=missing):
        check(url)


@pytest.mark.parametrize(("service", "url"), ADDRESSES.items())
@pytest.mark.parametrize("letter", ["a", "*", "&", '"', "й", "\U0001f600"])
def test_the_longest_words_stay_within_the_limits_of_a_service(
    service: Service, url: str, letter: str
) -> None:
    made = request_of(url, Message(letter * 999, letter * 9999, MESSAGE.url, "msg_1"))
    assert made is not None
    content = json.loads(made.body)
    if service is Service.DISCORD:
        (embed,) = content["embeds"]
        assert len(embed["title"]) <= 256
        assert len(embed["description"]) <= 4096
    if service is Service.SLACK:
        assert all(len(block["text"]["text"]) <= 3000 for block in content["blocks"])
    if service is Service.TELEGRAM:
        assert len(content["text"].encode("utf-16-le")) // 2 <= 12_000  # 4096 are counted after entities
    if service is Service.NTFY:
        assert len(content["message"].encode()) <= 4096
        assert len(made.body) <= 8192


def test_a_token_with_a_line_break_is_no_header_of_its_own() -> None:
    url = "https://matrix.org/_matrix/client/v3/rooms/!a:b/send?access_token=a%0d%0aX:+y"
    made = request_of(url, MESSAGE)
    assert made is not None
    assert made.headers == (("Authorization", "Bearer a%0D%0AX%3A%20y"),)
    assert made.url.endswith("/rooms/%21a%3Ab/send/m.room.message/msg_1")
    assert "access_token" not in made.url


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ('{"retry_after": 0.3}', 1),
        ('{"retry_after_ms": 1500}', 2),
        ('{"parameters": {"retry_after": 35}}', 35),
        ('{"parameters": {}}', None),
        ('{"retry_after": "soon"}', None),
        ('{"retry_after": NaN}', None),
        ("[]", None),
        ("busy", None),
    ],
)
def test_services_say_in_the_body_how_long_to_wait(words: str, seconds: int | None) -> None:
    assert seconds_in_body(words) == seconds
