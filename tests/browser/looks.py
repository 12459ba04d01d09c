"""In which looks pages are checked for accessibility: in one each, in turn; in all by `make test-all`.

A look is a width of the window and a theme. What a page shares with others, its colours above all, is on the
style guide, which is checked in all of them every time.
"""

from playwright.sync_api import Page

from tests.thoroughness import IS_THOROUGH

EVERY = ((1280, "light"), (375, "dark"), (1280, "dark"), (375, "light"))
Look = tuple[int, str]


def looks(turn: int) -> tuple[Look, ...]:
    """The looks to check for whatever comes at that place in a list of pages."""
    return EVERY if IS_THOROUGH else (EVERY[turn % len(EVERY)],)


def take(page: Page, look: Look) -> None:
    """Give a page a look."""
    width, theme = look
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
