"""Tokens: what they let their holder do, until when, and what they refuse."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from tracker.services.subscriptions import tokens
from tracker.services.subscriptions.tokens import (
    Confirmation,
    Leave,
    LeaveKind,
    TokenExpired,
    TokenInvalid,
    confirm_token,
    manage_token,
    message_id,
    read_confirm_token,
    read_manage_token,
    read_message_id,
    read_return_token,
    read_unsubscribe_token,
    return_token,
    unsubscribe_token,
)
from tracker.transports.mime import MESSAGE_ID

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
IDS = st.integers(1, 2**63 - 1)
READERS: dict[str, Callable[[str], object]] = {
    "unsubscribe": read_unsubscribe_token,
    "manage": lambda token: read_manage_token(token, now=NOW),
    "confirm": lambda token: read_confirm_token(token, now=NOW),
    "message": lambda token: read_message_id(f"<delivery-{token}@example.org>"),
    "return": read_return_token,
}
TOKENS = {
    "unsubscribe": unsubscribe_token(Leave(LeaveKind.SUBSCRIPTION, 7)),
    "manage": manage_token(7, now=NOW),
    "confirm": confirm_token(Confirmation(7, (8,)), now=NOW),
    "message": message_id(7, "example.org")[len("<delivery-") : -len("@example.org>")],
    "return": return_token(7),
}


@given(IDS, st.sampled_from(LeaveKind))
def test_an_unsubscribe_token_says_what_it_ends(number: int, kind: LeaveKind) -> None:
    assert read_unsubscribe_token(unsubscribe_token(Leave(kind, number))) == Leave(kind, number)


@given(IDS, st.lists(IDS, max_size=20))
def test_a_confirmation_names_its_subscriptions(subscriber: int, subscriptions: list[int]) -> None:
    confirmation = Confirmation(subscriber, tuple(subscriptions))
    assert read_confirm_token(confirm_token(confirmation, now=NOW), now=NOW) == confirmation


@given(IDS)
def test_a_message_id_is_read_back_and_stays_the_same(number: int) -> None:
    found = message_id(number, "mail.example.org")
    assert MESSAGE_ID.fullmatch(found)
    assert found == message_id(number, "mail.example.org")
    assert read_message_id(found) == number
    assert read_message_id(found.strip("<>")) == number


@pytest.mark.parametrize("purpose", TOKENS)
@pytest.mark.parametrize("other", TOKENS)
def test_a_token_is_good_for_its_purpose_only(purpose: str, other: str) -> None:
    if purpose == other:
        READERS[purpose](TOKENS[purpose])
    else:
        with pytest.raises(TokenInvalid):
            READERS[purpose](TOKENS[other])


@pytest.mark.parametrize("purpose", TOKENS)
@given(data=st.data())
def test_a_token_with_one_character_changed_is_refused(purpose: str, data: st.DataObject) -> None:
    token = TOKENS[purpose]
    place = data.draw(st.integers(0, len(token) - 1))
    same = str.lower if purpose == "return" else str
    char = data.draw(st.characters().filter(lambda char: same(char) != token[place]))
    with pytest.raises(TokenInvalid):
        READERS[purpose](token[:place] + char + token[place + 1 :])


@pytest.mark.parametrize("purpose", TOKENS)
@given(text=st.text(max_size=500))
def test_any_other_text_is_refused(purpose: str, text: str) -> None:
    with pytest.raises(TokenInvalid):
        READERS[purpose](text)


@pytest.mark.parametrize(
    "text", ["", ".", "..", "\0", "a" * 10_000, f"{TOKENS['manage']}\n", "é.é"], ids=[*"0123456"]
)
def test_awkward_texts_are_refused(text: str) -> None:
    for read in READERS.values():
        with pytest.raises(TokenInvalid):
            read(text)


def test_a_confirmation_holds_48_hours_and_not_a_second_longer() -> None:
    token = confirm_token(Confirmation(1, (2,)), now=NOW)
    last = NOW + timedelta(hours=48)
    assert read_confirm_token(token, now=last).subscriber_id == 1
    with pytest.raises(TokenExpired) as caught:
        read_confirm_token(token, now=last + timedelta(seconds=1))
    assert caught.value.expired_at == last


def test_the_link_to_ones_own_page_holds_30_days() -> None:
    token = manage_token(5, now=NOW)
    assert read_manage_token(token, now=NOW + timedelta(hours=1)) == 5
    with pytest.raises(TokenExpired):
        read_manage_token(token, now=NOW + timedelta(hours=1, seconds=1))


def test_a_token_from_the_future_is_refused() -> None:
    with pytest.raises(TokenInvalid):
        read_manage_token(manage_token(5, now=NOW + timedelta(hours=1)), now=NOW)


def test_links_survive_a_change_of_the_secret_key() -> None:
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=[_secret_key()]):
        for purpose, token in TOKENS.items():
            READERS[purpose](token)
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=[]):
        for purpose, token in TOKENS.items():
            with pytest.raises(TokenInvalid):
                READERS[purpose](token)


def _secret_key() -> str:
    from django.conf import settings

    return str(settings.SECRET_KEY)


@given(IDS, st.sampled_from("+=_-"))
def test_a_return_path_is_read_back_whatever_case_it_comes_in(number: int, delimiter: str) -> None:
    token = return_token(number)
    assert len(f"bounces+{token}") <= 64
    for address in (
        token,
        f"bounces{delimiter}{token}@example.org",
        f"BOUNCES{delimiter}{token.upper()}@x.org",
    ):
        assert read_return_token(address) == number


@pytest.mark.parametrize(
    "address",
    ["", "bounces@example.org", f"x@{return_token(7)}.org", f"a{return_token(7)}@x.org"],
    ids=["nothing", "no token", "token in the host", "token without a sign before it"],
)
def test_an_address_that_names_no_delivery_is_refused(address: str) -> None:
    with pytest.raises(TokenInvalid):
        read_return_token(address)


@pytest.mark.parametrize("purpose", ["unsubscribe", "manage", "confirm", "message"])
def test_token_is_what_djangos_own_signer_makes(purpose: str) -> None:
    assert tokens._sign(purpose, "s1a.2b") == tokens._signer(purpose).sign("s1a.2b")
