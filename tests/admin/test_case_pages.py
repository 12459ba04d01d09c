"""Pages of their own for one thing done to a published case: *Record the outcome*."""

from datetime import timedelta
from typing import Any

from django.contrib.admin.models import LogEntry
from django.test import Client

from tests.admin.forms import fields
from tests.factories import a_case, a_deadline, a_due, an_outcome, load
from tests.present import NOW
from tests.services.outbox.test_outbox import subscribe
from tracker.clock import utc_now
from tracker.domain.alerts import AlertKind, wish_bit
from tracker.models import Alert, Correction, Phase, Ultimatum
from tracker.services.cases.editing import withdraw_case
from tracker.services.cases.store import store_case

NOTHING = timedelta(0)


def day(days: int) -> str:
    """A day so far from today."""
    return (NOW.date() + timedelta(days=days)).isoformat()


def a_passed_case(**changes: Any) -> Ultimatum:
    deadlines = [a_deadline("d1", day(-90), a_due(day(-10)))]
    load(a_case(deadlines=deadlines, **changes), now=utc_now() - timedelta(days=20))
    return Ultimatum.objects.get()


def outcome(case: Ultimatum) -> str:
    return f"/admin/tracker/ultimatum/{case.pk}/outcome/"


def answers(**changes: Any) -> dict[str, Any]:
    """The form filled in, with a new source."""
    return {
        "response": "none",
        "follow_through": "imposed",
        "on": day(-2),
        "justification": "The ports were closed that day.",
        "url": "https://example.org/closed",
        "publisher": "Example",
        "source_title": "Ports closed",
        "quality": "wire",
        **changes,
    }


def wrong(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return {name: list(map(str, texts)) for name, texts in response.context["form"].errors.items()}


def test_an_outcome_is_stored_with_its_source_logged_and_told_as_by_the_form(desk: Client) -> None:
    case = a_passed_case()
    subscribe(
        "ann@example.org",
        "everything",
        "",
        utc_now() - timedelta(days=3),
        wishes=wish_bit(AlertKind.OUTCOME, NOTHING),
    )
    page = desk.post(outcome(case), answers(_foretell="1")).content.decode()
    assert "1 subscriber would be told." in " ".join(page.split())
    assert Ultimatum.objects.get().document["outcomes"] == []

    response = desk.post(outcome(case), answers(next="/admin/#passed"), follow=True)
    assert response.redirect_chain == [("/admin/#passed", 302)]
    told = [str(message) for message in response.context["messages"]]
    assert told[0] == "“Open the river or lose the ports”: Outcome recorded."
    assert "Outcome (outcome:all): 1 subscriber is told at" in told[1]
    document = Ultimatum.objects.get().document
    assert document["outcomes"] == [
        {
            "response": "none",
            "follow_through": "imposed",
            "settled": False,
            "on": day(-2),
            "justification": "The ports were closed that day.",
            "sources": ["s3"],
        }
    ]
    assert document["sources"]["s3"]["url"] == "https://example.org/closed"
    assert Phase.objects.current().get().headline == "enforced"
    assert Alert.objects.filter(kind=AlertKind.OUTCOME).count() == 1
    assert Correction.objects.count() == 0
    assert LogEntry.objects.get().change_message.startswith("Outcome recorded. Added: ")
    assert response.context["queues"][1]["count"] == 0


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"url": "", "publisher": "", "source_title": "", "quality": ""}, "cited", "At least one source"),
    ({"publisher": ""}, "publisher", "Needed for a new source."),
    ({"url": ""}, "url", "Needed for a new source; or empty what is below."),
    ({"url": "javascript:alert(1)"}, "url", "Enter a valid URL."),
    ({"url": "https://user:word@example.org/"}, "url", "a user name or password in it"),
    ({"on": "2026-02-30"}, "on", "Found '2026-02-30', which "),
    ({"on": day(-100)}, "on", "Allowed: "),
    ({"justification": "Short."}, "justification", "Found "),
    ({"published": "yesterday"}, "published", "Found 'yesterday'."),
    ({"response": "maybe"}, "response", "Select a valid choice."),
    ({"cited": ["s9"]}, "cited", "Select a valid choice."),
]
"""What is posted, the field it is wrong in, and what is said there."""


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_stored(desk: Client) -> None:
    case = a_passed_case()
    for changes, field, said in WRONG:
        response = desk.post(outcome(case), answers(**changes))
        found = wrong(response)
        assert list(found) == [field], changes
        assert said in found[field][0]
        page = response.content.decode()
        assert f'<a href="#id_{field}">' in page
        assert "The ports were closed that day." in page or "justification" in changes
    assert Ultimatum.objects.get().document == case.document
    assert LogEntry.objects.count() == 0


def test_what_is_public_is_replaced_with_a_reason_that_is_logged(desk: Client) -> None:
    case = a_passed_case(outcomes=[an_outcome(day(-5), "unknown", "unknown", note="Nobody knows.")])
    assert "reason" in fields(desk, outcome(case))
    posted = answers(url="", publisher="", source_title="", quality="", cited=["s1"])
    assert "Needed, because this is public" in wrong(desk.post(outcome(case), posted))["reason"][0]
    assert desk.post(outcome(case), {**posted, "reason": "It is known by now."}).status_code == 302
    (stored,) = Ultimatum.objects.get().document["outcomes"]
    assert (stored["follow_through"], stored["sources"]) == ("imposed", ["s1"])
    assert Correction.objects.filter(path="outcomes[all]", reason="It is known by now.").count() == 1


def test_only_what_is_entered_here_has_to_be_right(desk: Client) -> None:
    case = a_passed_case()
    document = {**case.document, "review": "draft"}
    document["deadlines"].append(a_deadline("d2", day(-60), None, "extended", replaces="d1"))
    store_case(document, now=utc_now(), reason=None)
    assert desk.post(outcome(case), answers()).status_code == 302
    assert len(Ultimatum.objects.get().document["outcomes"]) == 1


def test_an_edit_of_somebody_else_in_between_is_kept(desk: Client) -> None:
    case = a_passed_case()
    form = f"/admin/tracker/ultimatum/{case.pk}/change/"
    assert f'href="{outcome(case)}?next={form}"' in desk.get(form).content.decode()
    desk.get(outcome(case))
    store_case({**case.document, "tags": ["rivers", "ports"]}, now=utc_now(), reason=None)
    assert desk.post(outcome(case), answers()).status_code == 302
    document = Ultimatum.objects.get().document
    assert (document["tags"], len(document["outcomes"])) == (["rivers", "ports"], 1)
    # Somebody else was faster: what was typed comes back, and the form asks why the other was wrong.
    late = desk.post(outcome(case), answers(follow_through="not-imposed"))
    assert list(wrong(late)) == ["reason"]
    assert "The ports were closed that day." in late.content.decode()


def test_targets_that_ended_differently_get_an_outcome_each(desk: Client) -> None:
    parties = [
        {"actor": "aldovia", "role": "sender"},
        {"actor": "borealand", "role": "target"},
        {"actor": "cendria", "role": "target"},
    ]
    case = a_passed_case(parties=parties)
    assert desk.post(outcome(case), answers(target="cendria")).status_code == 302
    assert desk.post(outcome(case), answers(target="borealand", response="full")).status_code == 302
    document = Ultimatum.objects.get().document
    assert [item["target"] for item in document["outcomes"]] == ["cendria", "borealand"]
    assert [item["sources"] for item in document["outcomes"]] == [["s3"], ["s3"]]
    assert "target" in wrong(desk.post(outcome(case), answers(target="aldovia")))


def test_a_case_that_is_not_public_is_left_to_its_form(desk: Client) -> None:
    case = a_passed_case()
    withdraw_case(case, now=utc_now())
    assert "/outcome/" not in desk.get(f"/admin/tracker/ultimatum/{case.pk}/change/").content.decode()
    for name in ("outcome", "notified", "checked"):
        response = desk.post(f"/admin/tracker/ultimatum/{case.pk}/{name}/", answers())
        assert response["Location"] == f"/admin/tracker/ultimatum/{case.pk}/change/"
    assert Ultimatum.objects.get().checked_at is None
    assert desk.get("/admin/tracker/ultimatum/999999/outcome/").status_code == 404
    assert desk.get(f"/admin/tracker/ultimatum/{case.pk}/checked/").status_code == 302
