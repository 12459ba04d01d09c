"""What editors must not lose or falsify, in a real browser: windows, the work of two at once, sessions."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.browser.looks import Look, looks, take
from tests.browser.test_admin import (
    PASSWORD,
    TITLE,
    choose,
    editor,
    enter_case,
    fill,
    log_in,
    reading,
)
from tests.conftest import AxeCheck
from tests.factories import a_case, load
from tracker.models import Dossier, Publication, Ultimatum

__all__ = ["editor"]
SEVERAL_REQUESTS = 15_000
"""Milliseconds for a log-in, a look at what its user may, and a save, on a busy machine."""
WORDS = "#id_deadlines-0-as_stated"


def interpret(page: Page, words: str) -> None:
    """Type the words and press the button; the old answer goes first."""
    page.locator(WORDS).fill(words)
    page.locator("#deadlines-0").get_by_role("button", name="Interpret").click()
    expect(reading(page)).not_to_have_text("Reading…")


def test_a_window_stays_with_its_words(editor: User, site: str, page: Page) -> None:
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    enter_case(page)
    zone, assumed = page.locator("#id_deadlines-0-timezone"), page.locator("#id_deadlines-0-timezone_assumed")
    earliest = page.locator("#id_deadlines-0-earliest")
    interpret(page, "by 5 pm Moscow time on Friday")
    expect(zone).to_have_value("Europe/Moscow")
    expect(assumed).not_to_be_checked()
    interpret(page, "by noon Friday")
    expect(zone).to_have_value("America/New_York")
    expect(assumed).to_be_checked()
    expect(earliest).to_have_value("2025-07-18T12:00:00-04:00")

    interpret(page, "very soon")
    expect(earliest).to_have_value("")
    expect(reading(page)).to_contain_text("was taken out: 2025-07-18T12:00:00-04:00")
    page.get_by_role("button", name="Save and publish").click()
    listed = page.locator("#faults")
    expect(listed).to_be_in_viewport()
    listed.get_by_role("link", name="Deadline 1: No date can be derived from these words").click()
    expect(page.locator("#id_deadlines-0-no_date")).to_be_in_viewport()
    assert Ultimatum.objects.count() == 0

    interpret(page, "in 50 days")
    expect(earliest).to_have_value("2025-09-02")
    page.locator(WORDS).fill("in 10 days")
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator("#faults")).to_contain_text("Nothing was saved yet")
    expect(page.locator("#faults")).to_be_in_viewport()
    expect(reading(page)).to_contain_text("Before it was: 2025-09-02 (America/New_York)")
    expect(earliest).to_have_value("2025-07-24")
    assert Ultimatum.objects.count() == 0
    page.get_by_role("button", name="Save and publish").click()
    expect(page.locator(".messagelist")).to_contain_text("is published")
    case = Ultimatum.objects.get()
    due = case.document["deadlines"][0]["due"]
    assert (case.publication, due["earliest"]) == (Publication.PUBLISHED, "2025-07-24")


def test_a_draft_is_a_title_and_what_is_missing_is_listed(editor: User, site: str, page: Page) -> None:
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    fill(page, title=TITLE)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.get_by_role("button", name="Save and publish").click()
    listed = page.locator("#faults")
    expect(listed).to_be_in_viewport()
    listed.get_by_role("link", name="Summary").click()
    expect(page.locator("#id_summary")).to_be_focused()
    assert Ultimatum.objects.get().publication == Publication.DRAFT


def test_the_second_of_two_editors_sees_why_nothing_was_saved(editor: User, site: str, page: Page) -> None:
    load(a_case())
    log_in(page, site)
    for kind, row, field in (
        ("ultimatum", Ultimatum.objects.get(), "summary"),
        ("dossier", Dossier.objects.get(slug="river-war"), "title"),
    ):
        address = f"{site}/admin/tracker/{kind}/{row.pk}/change/"
        other = page.context.new_page()
        page.goto(address)
        other.goto(address)
        other.locator(f"#id_{field}").fill("What the first of the two editors wrote.")
        if kind == "ultimatum":
            other.locator("#id_reason").fill("It was wrong.")
        other.get_by_role("button", name="Save", exact=True).click()
        expect(other.locator(".messagelist .success")).to_be_visible()
        other.close()
        page.locator("#id_title").fill("What the second wrote")
        if kind == "ultimatum":
            page.locator("#id_summary").fill("What the second of the two editors wrote.")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Nothing was saved yet")).to_be_in_viewport()
        expect(page.locator("#id_title")).to_have_value("What the second wrote")
        row.refresh_from_db()
        assert getattr(row, field) == "What the first of the two editors wrote."
        if kind == "ultimatum":
            page.get_by_label("Take theirs: Summary").check()
            page.get_by_role("button", name="Take the ticked ones").click()
            expect(page.locator("#id_summary")).to_have_value("What the first of the two editors wrote.")
            page.locator("#id_reason").fill("It was wrong.")
            page.get_by_role("button", name="Save and continue editing").click()
            expect(page.locator(".messagelist .success")).to_be_visible()
            row.refresh_from_db()
            assert (row.title, row.summary) == (
                "What the second wrote",
                "What the first of the two editors wrote.",
            )


@pytest.mark.parametrize("look", looks(1))
def test_what_was_typed_outlives_the_session(
    editor: User, site: str, browser_page: Page, axe: AxeCheck, look: Look
) -> None:
    page = browser_page  # its console tells of the answers with 403
    User.objects.create_user("visitor", password=PASSWORD, is_staff=True)
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    enter_case(page)
    expect(reading(page)).to_contain_text("Read to the day")
    Session.objects.all().delete()
    page.locator("#deadlines-0").get_by_role("button", name="Interpret").click()
    expect(reading(page)).to_contain_text("your session has ended. Press Save")
    take(page, look)
    dialog = page.get_by_role("dialog", name="Log in to go on")
    user, password = dialog.get_by_label("Username:"), dialog.get_by_label("Password:")
    page.locator("#id_summary").press("Control+s")
    expect(password).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_summary")).to_be_focused()

    page.locator("#id_summary").press("Control+s")
    password.press_sequentially("wrong")
    password.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Please enter the correct username and password")
    axe(page)
    user.fill("visitor")
    password.fill(PASSWORD)
    password.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("visitor is logged in now and may not do that")
    assert Ultimatum.objects.count() == 0
    user.fill("edith")
    password.fill(PASSWORD)
    password.press("Enter")
    expect(page.locator(".messagelist .success")).to_be_visible(timeout=SEVERAL_REQUESTS)
    assert Ultimatum.objects.get().title == TITLE

    # Another window logs in again, which gives this form another token.
    elsewhere = page.context.new_page()
    elsewhere.goto(f"{site}/admin/")
    elsewhere.get_by_role("button", name="Log out").click()
    log_in(elsewhere, site)
    fill(page, summary="Another summary of the case.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible(timeout=SEVERAL_REQUESTS)
    assert Ultimatum.objects.get().summary == "Another summary of the case."


def test_a_form_that_was_closed_is_taken_up_again(editor: User, site: str, page: Page) -> None:
    """And what was typed in two more tabs beside it is neither lost nor mixed with it."""
    log_in(page, site)
    for number in (2, 3):
        tab = page.context.new_page()
        tab.goto(f"{site}/admin/tracker/ultimatum/add/")
        fill(tab, title=f"{TITLE} {number}")
        tab.goto(f"{site}/admin/")
        tab.close()
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    fill(page, title=TITLE, summary="Half of a sen")
    choose(page, "parties-0-actor", "Russia")
    expect(page.locator("#autosave-state")).to_contain_text("Kept at")
    fill(page, summary="Half of a sentence and no more")
    page.goto(f"{site}/admin/")  # the window is left before the pause is over
    page.go_back()
    expect(page.locator(".unsaved li")).to_have_count(3)
    page.locator(".unsaved li", has_text=f"“{TITLE}”").get_by_role("button", name="Take it up").click()
    expect(page.locator("#id_summary")).to_have_value("Half of a sentence and no more")
    expect(page.locator("#parties-0").get_by_role("combobox", name="Actor: Russia")).to_be_visible()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Ultimatum.objects.get().title == TITLE
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    expect(page.locator(".unsaved li")).to_have_count(2)
    for number in (2, 3):
        expect(page.locator(".unsaved")).to_contain_text(f"“{TITLE} {number}”")
