"""The Interpret button: with and without JavaScript, honest about what it cannot read."""

from string import Formatter
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from tests.admin.forms import ADD, Fields, errors, fields
from tests.admin.test_cases import entered
from tests.factories import NOW
from tracker.admin.interpret import Bound, PostedRow, interpret, question
from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Precision
from tracker.domain.parsing import Assumption, Rule, Unreadable, read
from tracker.models import Actor, Ultimatum
from tracker.queries.interpretation import ASSUMPTIONS, PRECISIONS, STEPS
from tracker.services.cases.editing import withdraw_case

INTERPRET = "/admin/tracker/ultimatum/interpret/"
FIFTY = {
    "earliest": "2025-09-02",
    "latest": "2025-09-02",
    "precision": "day",
    "timezone": "America/New_York",
    "timezone_assumed": True,
}


def asked(words: str, **changes: Any) -> PostedRow:
    plain: dict[str, Any] = {
        "words": words,
        "announced": "2025-07-14",
        "timezone": "America/New_York",
        "timezone_assumed": True,
        "senders": (),
        "editor_zone": "Europe/Kyiv",
    }
    return PostedRow(**{**plain, **changes})


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
    assert {name: shown.fields[name] for name in FIFTY} == FIFTY
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
    assert shown.windows == ()
    assert [shown.fields[name] for name in ("earliest", "latest", "precision", "read_from")] == [""] * 4


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
    assert {name: answer["fields"][name] for name in FIFTY} == FIFTY
    assert "Wednesday 3 September 2025, 07:00" in answer["html"]


def test_zone_is_that_of_the_actor_a_sender_speaks_for(desk: Client) -> None:
    data = posted(desk)
    data["parties-0-actor"] = Actor.objects.get(slug="ana-prime").pk
    assert desk.post(INTERPRET, data).json()["fields"]["timezone"] == "America/New_York"


@pytest.mark.matrix(every=3)
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


# -- words and window of what is published ------------------------------------------------------------------


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"as_stated": "in 50 days"}, ""),
        ({"as_stated": "in 10 days"}, "another window than the words say: 2025-07-24 (America/New_York)"),
        ({"as_stated": "when talks end in Doha"}, "a window of words that cannot be read"),
        ({"timezone": "Asia/Tokyo"}, ""),
        ({"latest": "2025-09-03", "precision": "range"}, "another window than the words say"),
    ],
)
def test_a_window_that_was_typed_is_read_again_where_it_becomes_public(
    desk: Client, row: dict[str, str], said: str
) -> None:
    typed = {"earliest": "2025-09-02", "latest": "2025-09-02", "precision": "day", "as_stated": "in 50 days"}
    data = a_row(desk, **{"timezone": "America/New_York", **typed, **row})
    assert desk.post(ADD, data).status_code == 302, "a draft may hold it"
    case = Ultimatum.objects.get()
    address = f"/admin/tracker/ultimatum/{case.pk}/change/"
    stored = {**fields(desk, address), "_publish": "1"}
    response = desk.post(address, stored)
    found = errors(response) if response.status_code == 200 else {}
    assert list(found) == (["deadlines-0-overruled"] if said else [])
    if said:
        assert said in found["deadlines-0-overruled"][0]
        assert (
            desk.post(address, {**stored, "deadlines-0-overruled": "He meant the feast."}).status_code == 302
        )
        page = desk.get(case.get_absolute_url()).content.decode()
        assert "The date is not the one that the words read as: He meant the feast." in page
    case.refresh_from_db()
    assert case.publication == "published"
    withdraw_case(case, now=NOW)
    draft = {
        **fields(desk, address),
        "deadlines-0-as_stated": "when the rain ends",
        "deadlines-0-read_from": "",
    }
    draft["deadlines-0-overruled"] = ""
    assert list(errors(desk.post(address, draft))) == ["deadlines-0-overruled"], "once it was public"
    assert desk.post(address, {**fields(desk, address), "_publish": "1"}).status_code == 302
    again = {**fields(desk, address), "title": "Open the river, or lose the ports", "only_wording": "on"}
    assert desk.post(address, again).status_code == 302


# -- a window and the words it was read from ---------------------------------------------------------------


def read_into(desk: Client, data: dict[str, Any], **row: str) -> dict[str, Any]:
    """The form once Interpret was pressed with these fields of the row, as the script fills it."""
    data = {**data, **{f"deadlines-0-{name}": value for name, value in row.items()}}
    answer = desk.post(INTERPRET, {**data, "deadlines-0-interpret": "1"}).json()["fields"]
    filled = {f"deadlines-0-{name}": value for name, value in answer.items() if not isinstance(value, bool)}
    flags = {f"deadlines-0-{name}": "on" for name, value in answer.items() if value is True}
    gone = {f"deadlines-0-{name}" for name, value in answer.items() if value is False}
    return {**{name: value for name, value in data.items() if name not in gone}, **filled, **flags}


def a_row(desk: Client, **row: str) -> dict[str, Any]:
    """A new case whose only deadline was announced on Monday 14 July 2025, without a window."""
    data = posted(desk, **row)
    del data["deadlines-0-interpret"]
    return data


def window(data: dict[str, Any]) -> tuple[str, str, bool]:
    row = "deadlines-0-"
    return data[f"{row}earliest"], data[f"{row}timezone"], f"{row}timezone_assumed" in data


def test_a_zone_that_was_found_is_not_taken_for_typed(desk: Client) -> None:
    data = read_into(desk, a_row(desk), as_stated="by 5 pm Moscow time on Friday")
    assert window(data) == ("2025-07-18T17:00:00+03:00", "Europe/Moscow", False)
    data["parties-0-actor"] = Actor.objects.get(slug="cendria").pk
    data = read_into(desk, data, as_stated="by noon Friday")
    assert window(data) == ("2025-07-18T12:00:00+03:30", "Asia/Tehran", True)
    data["parties-0-actor"] = Actor.objects.get(slug="aldovia").pk
    assert window(read_into(desk, data))[1:] == ("America/New_York", True)


def test_a_zone_that_was_typed_stays_typed(desk: Client) -> None:
    data = a_row(desk, timezone="Asia/Tokyo")
    del data["deadlines-0-timezone_assumed"]
    data = read_into(desk, data, as_stated="by noon Friday")
    data = read_into(desk, data, as_stated="by 5 pm Moscow time on Friday")
    assert window(data)[1:] == ("Europe/Moscow", False)
    data = read_into(desk, {**data, "deadlines-0-timezone": "Asia/Seoul"}, as_stated="by noon Friday")
    assert window(read_into(desk, data, as_stated="by noon Thursday"))[1:] == ("Asia/Seoul", False)


def test_a_stored_zone_that_the_words_named_goes_with_them(desk: Client) -> None:
    data = read_into(desk, a_row(desk), as_stated="by 5 pm Moscow time on Friday")
    assert desk.post(ADD, data).status_code == 302
    stored = fields(desk, f"/admin/tracker/ultimatum/{Ultimatum.objects.get().pk}/change/")
    stored = {name: value[0] if len(value) == 1 else value for name, value in stored.items()}
    data = read_into(desk, stored, as_stated="by noon Friday")
    assert window(data) == ("2025-07-18T12:00:00-04:00", "America/New_York", True)


def test_a_refusal_empties_the_window_and_says_what_stood_there(desk: Client) -> None:
    data = read_into(desk, a_row(desk))
    soon = {**data, "deadlines-0-as_stated": "very soon", "deadlines-0-interpret": "1"}
    answer = desk.post(INTERPRET, soon)
    assert "was taken out: 2025-09-02 (America/New_York)" in answer.json()["html"]
    assert window(read_into(desk, data, as_stated="very soon")) == ("", "", True)
    page = desk.post(ADD, soon)
    assert 'name="deadlines-0-earliest" value=' not in page.content.decode()


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("button", ["_save", "_publish", "_foretell"])
def test_words_changed_after_the_reading_are_read_again_before_anything_is_saved(
    desk: Client, button: str
) -> None:
    data = {**read_into(desk, a_row(desk)), "deadlines-0-as_stated": "in 10 days", button: "1"}
    response = desk.post(ADD, data)
    page = response.content.decode()
    assert (response.status_code, Ultimatum.objects.count()) == (200, 0)
    assert "This is what they read as now" in page.replace("\n", " ")
    assert "Before it was: 2025-09-02" in page
    again = {name: value for name, value in Fields(page).values.items() if "__prefix__" not in name}
    assert again["deadlines-0-earliest"] == ["2025-07-24"]
    assert desk.post(ADD, {**again, "_save": "1"}).status_code == 302
    assert Ultimatum.objects.get().document["deadlines"][0]["due"]["earliest"] == "2025-07-24"


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({"as_stated": "very soon"}, "cannot be read now"),
        ({"announced": "2025-07-20"}, "This is what they read as now"),
        ({"as_stated": "within 50 days"}, ""),
        ({"earliest": "2025-09-03", "latest": "2025-09-03"}, ""),
        ({"as_stated": "in 10 days", "earliest": "2025-07-25", "latest": "2025-07-25"}, "which was typed"),
    ],
)  # fmt: skip
def test_only_a_window_of_other_words_is_asked_about(
    desk: Client, changes: dict[str, str], asks: str
) -> None:
    row = {f"deadlines-0-{name}": value for name, value in changes.items()}
    response = desk.post(ADD, {**read_into(desk, a_row(desk)), **row})
    assert response.status_code == (200 if asks else 302), errors(response)
    if not asks:
        return
    page = response.content.decode()
    assert asks in page
    assert '<a href="#deadlines-0">deadline 1</a>' in page
    again = {name: value for name, value in Fields(page).values.items() if "__prefix__" not in name}
    assert desk.post(ADD, again).status_code == 302
    due = Ultimatum.objects.get().document["deadlines"][0]["due"]
    kept = {"very soon": None, "in 10 days": "2025-07-25"}.get(changes.get("as_stated", ""), "2025-09-08")
    assert (due and due["earliest"]) == kept


def test_a_sender_changed_after_the_reading_is_asked_about(desk: Client) -> None:
    data = read_into(desk, a_row(desk), as_stated="by noon Friday")
    data["parties-0-actor"] = Actor.objects.get(slug="cendria").pk
    page = desk.post(ADD, data).content.decode()
    assert "This is what they read as now" in page
    assert 'value="2025-07-18T12:00:00+03:30"' in page


def test_words_without_a_window_are_published_only_with_an_answer(desk: Client) -> None:
    data = {**a_row(desk, as_stated="very soon"), "_publish": "1"}
    found = errors(desk.post(ADD, data))
    assert list(found) == ["deadlines-0-no_date"]
    assert "words without a window" in found["deadlines-0-no_date"][0]
    assert desk.post(ADD, {**data, "deadlines-0-no_date": "on"}).status_code == 302
    case = Ultimatum.objects.get()
    assert (case.publication, case.document["deadlines"][0]["due"]) == ("published", None)
    address = f"/admin/tracker/ultimatum/{case.pk}/change/"
    assert desk.post(address, fields(desk, address)).status_code == 302


def test_a_window_and_the_answer_that_there_is_none_exclude_each_other(desk: Client) -> None:
    data = {**read_into(desk, a_row(desk)), "deadlines-0-no_date": "on"}
    assert list(errors(desk.post(ADD, data))) == ["deadlines-0-no_date"]


@pytest.mark.parametrize("junk", ["x", "[]", '["a"]', '{"a": 1}', "[1,2,3,4,5,6,7]", "null", "[" * 5000])
def test_a_spoilt_binding_binds_nothing(junk: str) -> None:
    assert Bound.read(junk) is None


def test_several_readings_are_offered_and_the_one_picked_fills_the_row() -> None:
    shown = interpret(asked("by next Friday", button="deadlines-0-interpret"), server_zone="UTC")
    assert "may be the day of this week or that of the next" in shown.problem
    assert shown.fields["earliest"] == ""
    assert [(each.value, each.window, each.notes) for each in shown.choices] == [
        (
            "choice-0",
            "Friday 18 July 2025, 24:00 (end of the day) (America/New_York)",
            ("“Next” is taken as the first such day after the announcement.",),
        ),
        (
            "choice-1",
            "Friday 25 July 2025, 24:00 (end of the day) (America/New_York)",
            ("“Next” is taken as the day of the next week.",),
        ),
    ]
    picked = interpret(asked("by next Friday", choice=1), server_zone="UTC")
    assert (picked.problem, picked.fields["earliest"]) == ("", "2025-07-25")
    assert interpret(asked("by next Friday", choice=2), server_zone="UTC").choices


@pytest.mark.parametrize(("value", "earliest"), [("1", ""), ("choice-1", "2025-07-25"), ("choice-9", "")])
def test_a_choice_is_picked_by_its_button(desk: Client, value: str, earliest: str) -> None:
    data = posted(desk, as_stated="by next Friday") | {"deadlines-0-interpret": value}
    answer = desk.post(INTERPRET, data).json()
    assert answer["fields"]["earliest"] == earliest
    assert ('name="deadlines-0-interpret"' in answer["html"]) is not earliest.startswith("2025")


def test_a_picked_reading_stays_when_the_row_is_saved(desk: Client) -> None:
    data = posted(desk, as_stated="by next Friday") | {"deadlines-0-interpret": "choice-1"}
    found = desk.post(INTERPRET, data).json()["fields"]
    row = PostedRow(
        **{name: getattr(asked("by next Friday"), name) for name in ("words", "announced", "senders")},
        timezone=found["timezone"],
        timezone_assumed=found["timezone_assumed"],
        editor_zone="",
        earliest=found["earliest"],
        latest=found["latest"],
        precision=found["precision"],
        bound=Bound.read(found["read_from"]),
        language="en",
    )
    assert question(row, server_zone="UTC") is None


@pytest.mark.parametrize(
    ("language", "words", "text"),
    [
        ("en", "bis Freitag", "the words look German (de), and were to be read in English"),
        ("de", "до п'ятниці", "the words look Ukrainian (uk), and were to be read in German"),
        ("bg", "до петък", "Words are not read in the language 'bg'"),
    ],
)
def test_words_of_another_language_than_the_row_says_are_not_guessed(
    language: str, words: str, text: str
) -> None:
    shown = interpret(asked(words, language=language), server_zone="UTC")
    assert text in shown.problem
    assert shown.fields["earliest"] == ""
    assert interpret(asked("bis zum 2. September", language="de"), server_zone="UTC").fields["earliest"] == (
        "2025-09-02"
    )
