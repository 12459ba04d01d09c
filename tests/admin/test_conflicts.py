"""Two editors of one case: both versions field by field, and nothing that either typed is lost."""

from typing import Any

import pytest
from django.test import Client

from tests.admin.forms import add_row, errors, fields, posted_again
from tests.admin.test_cases import change
from tests.factories import a_case, an_event, load
from tracker.models import Ultimatum


@pytest.fixture
def case(desk: Client) -> Ultimatum:
    """A draft of two sources."""
    load(a_case(review="draft", events=[an_event("e1", "2026-03-05")]))
    return Ultimatum.objects.get()


def save(desk: Client, case: Ultimatum, data: dict[str, Any]) -> None:
    response = desk.post(change(case), data)
    assert response.status_code == 302, errors(response)


def test_what_only_one_changed_is_kept_of_both(desk: Client, case: Ultimatum) -> None:
    mine, theirs = fields(desk, change(case)), fields(desk, change(case))
    theirs["demands-0-text"] = "Open the whole river."
    add_row(
        theirs,
        "sources",
        url="https://example.org/theirs",
        publisher="T",
        title="Theirs",
        quality="wire",
        key="s3",
    )
    add_row(theirs, "events", text="They met again.", on="2026-03-07", kind="talks", sources=["s3"], key="")
    save(desk, case, theirs)
    mine["summary"] = "What I wrote meanwhile of it."
    add_row(
        mine, "sources", url="https://example.org/mine", publisher="M", title="Mine", quality="wire", key="s3"
    )
    add_row(mine, "events", text="They shook hands.", on="2026-03-06", kind="talks", sources=["s3"], key="")
    response = desk.post(change(case), mine)
    page = response.content.decode()
    assert "This case was saved while you had it open (edith, " in page
    assert "Demand “Open the whole river.”, Text" in page
    assert "Take theirs" not in page
    case.refresh_from_db()
    assert case.document["summary"] != "What I wrote meanwhile of it."
    save(desk, case, posted_again(page))
    document = Ultimatum.objects.get().document
    assert document["summary"] == "What I wrote meanwhile of it."
    assert document["demands"][0]["text"] == "Open the whole river."
    cited = {item["text"]: document["sources"][item["sources"][0]]["title"] for item in document["events"]}
    assert cited["They met again."] == "Theirs"
    assert cited["They shook hands."] == "Mine"
    assert len(cited) == 3


@pytest.mark.parametrize("takes_theirs", [False, True])
def test_what_both_changed_is_shown_beside_each_other(
    desk: Client, case: Ultimatum, takes_theirs: bool
) -> None:
    mine, theirs = fields(desk, change(case)), fields(desk, change(case))
    save(desk, case, {**theirs, "summary": "Their summary of the case.", "title": "Their title"})
    page = desk.post(change(case), {**mine, "summary": "My summary of the case."}).content.decode()
    both = page[page.index("Both of you changed these") :].partition("</table>")[0]
    assert ("My summary of the case." in both, "Their summary of the case." in both) == (True, True)
    assert "Their title" not in both
    again = posted_again(page)
    assert (again["summary"], again["title"]) == (["My summary of the case."], ["Their title"])
    if takes_theirs:
        page = desk.post(change(case), {**again, "theirs": "summary", "_take_theirs": "1"}).content.decode()
        again = posted_again(page)
        assert again["summary"] == ["Their summary of the case."]
    save(desk, case, again)
    kept = "Their summary of the case." if takes_theirs else "My summary of the case."
    assert (Ultimatum.objects.get().document["summary"], Ultimatum.objects.get().title) == (
        kept,
        "Their title",
    )


def test_a_row_they_took_out_and_one_i_took_out_are_gone(desk: Client, case: Ultimatum) -> None:
    mine, theirs = fields(desk, change(case)), fields(desk, change(case))
    save(desk, case, {**theirs, "events-0-DELETE": "on"})
    response = desk.post(change(case), {**mine, "threats-0-DELETE": "on"})
    page = response.content.decode()
    assert not errors(response)
    save(desk, case, posted_again(page))
    document = Ultimatum.objects.get().document
    assert (document["events"], document["threats"]) == ([], [])


def test_a_third_who_saves_meanwhile_is_met_again(desk: Client, case: Ultimatum) -> None:
    first, second, third = (fields(desk, change(case)) for _ in range(3))
    save(desk, case, {**first, "summary": "The first summary of the case."})
    page = desk.post(change(case), {**second, "title": "The second title"}).content.decode()
    merged = posted_again(page)
    page = desk.post(change(case), {**third, "tags": "ports"}).content.decode()
    save(desk, case, posted_again(page))
    page = desk.post(change(case), merged).content.decode()
    save(desk, case, posted_again(page))
    document = Ultimatum.objects.get().document
    assert (document["summary"], document["title"], document["tags"]) == (
        "The first summary of the case.",
        "The second title",
        ["ports"],
    )


@pytest.mark.matrix(every=2)
@pytest.mark.parametrize("junk", ["", "{}", "[]", "x", "[" * 5000])
def test_a_form_that_lost_what_it_was_opened_on_is_refused(desk: Client, case: Ultimatum, junk: str) -> None:
    mine, theirs = fields(desk, change(case)), fields(desk, change(case))
    save(desk, case, {**theirs, "title": "Their title"})
    response = desk.post(change(case), {**mine, "title": "My title", "seen_document": junk})
    assert "somebody else has saved this case" in errors(response)["__all__"][0]
    assert Ultimatum.objects.get().title == "Their title"
