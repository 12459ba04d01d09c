"""Actors found by alias and made in place, in a real browser: no second window, by keyboard."""

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.test_admin import editor, log_in
from tracker.models import Actor

__all__ = ["editor"]


def test_an_actor_is_found_by_alias_and_a_new_one_made_in_the_same_field(
    editor: User, site: str, page: Page
) -> None:
    states = Actor.objects.get(slug="united-states")
    states.aliases = ["USA", "the White House"]
    states.save()
    log_in(page, site)
    page.goto(f"{site}/admin/tracker/ultimatum/add/")
    sender = page.locator("#parties-0 .actor-input").first
    sender.locator(".select2-selection").focus()
    page.keyboard.press("Enter")
    page.locator(".select2-search__field:visible").press_sequentially("the white house")
    expect(page.locator(".select2-results__option")).to_have_text(
        ["United States", "Make “the white house” a new actor"]
    )
    page.keyboard.press("Enter")
    expect(sender.locator("[role=textbox]")).to_have_text("United States")

    target = page.locator("#parties-1 .actor-input").first
    target.locator(".select2-selection").focus()
    page.keyboard.press("Enter")
    page.locator(".select2-search__field:visible").press_sequentially("Drusia")
    page.get_by_role("option", name="Make “Drusia” a new actor").wait_for()
    page.keyboard.press("Enter")
    expect(target.get_by_label("Name", exact=True)).to_have_value("Drusia")
    expect(target.locator("[name$='-type']")).to_be_focused()
    target.locator("[name$='-type']").select_option("group")
    page.locator("#id_title").fill("Drusia is asked for nothing")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Actor.objects.get(slug="drusia").type == "group"
    assert len(page.context.pages) == 1
