"""The Interpret button: with and without JavaScript, honest about what it cannot read."""

from string import Formatter
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.admin.forms import ADD, errors, fields
from tests.admin.test_cases import entered
from tracker.admin.reading import ASSUMPTIONS, PRECISIONS, STEPS, Asked, interpret
from tracker.domain.moments import When
from tracker.domain.windows import Precision
from tracker.domain.wording import Assumption, Rule, Unreadable, read
from tracker.models import Actor, Ultimatum

INTERPRET = "/admin/tracker/ultimatum/interpret/"
FIFTY = {
    "earliest": "2025-09-02",
    "latest": "2025-09-02",
    "precision": "day",
    "timezone": "America/New_York",
    "timezone_assumed": True,
}


def asked(words: str, **changes: Any) -> Asked:
    plain: dict[str, Any] = {
        "words": words,
        "announced": "2025-07-14",
        "timezone": "America/New_York",
        "timezone_assumed": True,
        "senders": (),
        "editor_zone": "Europe/Kyiv",
    }
    return Asked(**{**plain, **changes})


def posted(desk: Client, **changes: Any) -> dict[str, Any]:
    row = {"announced": "2025-07-14", "as_stated": "in 50 days", "earliest": "", "latest": "", **changes}
    row = {"precision": "", "timezone": "", **row}
    data = entered(desk, **{f"deadlines-0-{name}": value for name, value in row.items()})
    return {**data, "editor_zone": "Europe/Kyiv", "deadlines-0-interpret": "1"}


def test_every_step_and_assumption_and_precision_has_words() -> None:
    assert set(STEPS) == set(Rule)
    assert set(ASSUMPTIONS) == set(Assumption)
    assert set(PRECISIONS) == set(Precision)


@pytest.mark.parametrize(
    "words",
    """in 50 days|within 48 hours|about 10 or 12 days from today|by Saturday noon Kyiv time|early September
    by the end of the month|before Friday|a month|by midnight tonight|2 September 2025|tomorrow
    within 50 days, by 2 September|Thursday or Friday|in August|by 6 pm|a couple of weeks
    we think within two weeks or so""".replace("\n    ", "|").split("|"),
)
def test_every_step_fills_the_places_of_its_words(words: str) -> None:
    try:
        found = read(words, announced=When("2025-07-14"), zone_name="America/New_York")
    except Unreadable:
        assert interpret(asked(words), server_zone="UTC").problem
        return
    for step in found.steps:
        places = {name for _, name, _, _ in Formatter().parse(STEPS[step.rule]) if name}
        assert places - {"stretch"} <= set(step.values)
    assert len(interpret(asked(words), server_zone="UTC").steps) == len(found.steps)


def test_window_is_shown_in_three_zones() -> None:
    shown = interpret(asked("in 50 days"), server_zone="UTC")
    assert shown.fields == FIFTY
    assert shown.windows == (
        ("In the deadline's zone (America/New_York)", "Tuesday 2 September 2025, 24:00 (end of the day)"),
        ("In UTC", "Wednesday 3 September 2025, 04:00"),
        ("In your zone (Europe/Kyiv)", "Wednesday 3 September 2025, 07:00"),
    )


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("within a day", "Counted 1 day on the calendar from 2025-07-14: 2025-07-15."),
        ("10 or 12 days", "Counted 10 to 12 days on the calendar from 2025-07-14: 2025-07-24 to 2025-07-26."),
        ("within 50 days, by 2 September", "The count and the date agree: 2025-09-02."),
    ],
)
def test_steps_are_told_in_plain_words(words: str, step: str) -> None:
    assert step in interpret(asked(words), server_zone="UTC").steps


def test_range_shows_both_bounds() -> None:
    shown = interpret(asked("10 or 12 days", editor_zone=""), server_zone="UTC")
    assert shown.windows[1:] == (
        ("In UTC", "Friday 25 July 2025, 04:00 – Sunday 27 July 2025, 04:00"),
        ("In your zone (UTC)", "Friday 25 July 2025, 04:00 – Sunday 27 July 2025, 04:00"),
    )


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"words": "very soon"}, "No time limit was found"),
        ({"words": ""}, "Type the words"),
        ({"words": "x" * 501}, "longer than 500"),
        ({"announced": ""}, "when it was announced"),
        ({"announced": "14 July"}, "is not a date"),
        ({"timezone": ""}, "Choose a sender"),
        ({"timezone": "Mars/Base"}, "not an IANA time zone"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(db: None, changes: dict[str, str], text: str) -> None:
    shown = interpret(asked(**{"words": "in 50 days", **changes}), server_zone="UTC")
    assert text in shown.problem
    assert (shown.fields, shown.windows) == ({}, ())


def test_zone_that_the_editor_gave_is_no_assumption() -> None:
    shown = interpret(asked("in 50 days", timezone="Asia/Tokyo", timezone_assumed=False), server_zone="UTC")
    assert (shown.fields["timezone"], shown.fields["timezone_assumed"]) == ("Asia/Tokyo", False)


def test_button_without_javascript_redisplays_the_form_filled_and_stores_nothing(desk: Client) -> None:
    response = desk.post(ADD, posted(desk, language=""))
    page = response.content.decode()
    assert errors(response) == {}
    assert "Wednesday 3 September 2025, 07:00" in page
    assert "Counted 50 days on the calendar from 2025-07-14: 2025-09-02." in page
    assert 'name="deadlines-0-earliest" value="2025-09-02"' in page
    assert 'name="title" value="Open the river or lose the ports"' in page
    assert Ultimatum.objects.count() == 0


def test_form_that_came_back_filled_can_be_saved(desk: Client) -> None:
    back = desk.post(ADD, posted(desk)).context
    rows = {each.formset.prefix: each.formset for each in back["inline_admin_formsets"]}
    given = {name: rows["deadlines"].forms[0][name].value() for name in FIFTY}
    assert given == {**FIFTY, "timezone_assumed": True}


def test_address_for_javascript_answers_with_the_same_reading(desk: Client) -> None:
    answer = desk.post(INTERPRET, posted(desk)).json()
    assert answer["fields"] == FIFTY
    assert "Wednesday 3 September 2025, 07:00" in answer["html"]


def test_zone_is_that_of_the_actor_a_sender_speaks_for(desk: Client) -> None:
    data = posted(desk)
    data["parties-0-actor"] = Actor.objects.get(slug="ana-prime").pk
    assert desk.post(INTERPRET, data).json()["fields"]["timezone"] == "America/New_York"


@pytest.mark.parametrize("actor", ["", "-1", "9" * 30, "x", "999999", "²"])
def test_odd_sender_is_asked_for_again(desk: Client, actor: str) -> None:
    data = {**posted(desk), "parties-0-actor": actor}
    assert "Choose a sender" in desk.post(INTERPRET, data).json()["html"]


def test_words_are_escaped(desk: Client) -> None:
    data = posted(desk, as_stated="<script>alert(1)</script>", announced="<b>")
    assert "<script>" not in desk.post(INTERPRET, data).json()["html"]
    assert "&lt;b&gt;" in desk.post(INTERPRET, data).json()["html"]


def test_address_wants_a_post_with_a_row_of_an_editor(desk: Client, editor: User) -> None:
    assert desk.get(INTERPRET).status_code == 405
    assert desk.post(INTERPRET, {}).status_code == 400
    data = posted(desk)
    assert Client(enforce_csrf_checks=True).post(INTERPRET, data).status_code in (302, 403)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(INTERPRET, data).status_code == 403
    reader = User.objects.create_user("reader", password="x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_ultimatum"))
    desk.force_login(reader)
    assert desk.post(INTERPRET, data).status_code == 403


def test_interpret_of_a_row_that_is_not_there_is_no_error(desk: Client) -> None:
    data = {**fields(desk, ADD), "deadlines-77-interpret": "1"}
    assert desk.post(ADD, data).status_code == 200
