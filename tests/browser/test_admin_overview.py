"""The front page of the admin without JavaScript, by the keyboard alone: from what there is to do to done."""

from datetime import timedelta

from playwright.sync_api import Browser, Page, expect

from tests.admin.conftest import make_editor
from tests.browser.test_admin import PASSWORD, log_in
from tests.factories import a_case, a_deadline, a_due, load, store_generated
from tracker.clock import utc_now
from tracker.models import Phase, Ultimatum

TITLE = "Open the river or lose the ports"


def tab_to(page: Page, name: str, *, most: int = 60) -> None:
    """Press Tab until the focus is on a link, a button or a field of that name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if focused.count() and name in (focused.get_attribute("id") or focused.inner_text()):
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_an_outcome_is_recorded_from_the_front_page_and_every_column_of_the_list_is_in_view(
    transactional_db: None, site: str, browser: Browser
) -> None:
    now = utc_now()
    passed = a_due((now - timedelta(days=9)).date().isoformat())
    announced = (now - timedelta(days=60)).date().isoformat()
    load(a_case(deadlines=[a_deadline("d1", announced, passed)]), now=now)
    make_editor(password=PASSWORD)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    log_in(page, site)
    expect(page.get_by_role("navigation", name="Queues")).to_contain_text("Passed, outcome open")
    tab_to(page, "Record the outcome")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Record the outcome")
    for name, typed in (
        ("id_response", "Did not comply"),
        ("id_follow_through", "Carried out the threat"),
        ("id_on", now.date().isoformat()),
        ("id_justification", "The ports were closed that day."),
    ):
        tab_to(page, name)
        page.keyboard.type(typed)
    tab_to(page, "id_cited_0")
    page.keyboard.press("Space")
    tab_to(page, "id_url")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text(f"“{TITLE}”: Outcome recorded.")
    assert page.url == f"{site}/admin/#passed"
    expect(page.locator("#passed")).to_contain_text("Every deadline that passed has an outcome")
    assert Phase.objects.current().get().headline == "enforced"

    Ultimatum.objects.all().delete()
    store_generated(60, now)
    page.goto(f"{site}/admin/tracker/ultimatum/?o=4.3")
    cells = page.locator("#result_list tbody tr:first-child > *").all()
    ends = [box["x"] + box["width"] for box in (cell.bounding_box() for cell in cells) if box]
    assert len(ends) == 10
    assert max(ends) <= 1280 - 30
    context.close()
