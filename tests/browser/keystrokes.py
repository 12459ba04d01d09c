"""How long an entry takes a skilled editor, by the keystroke-level model.

Card, Moran and Newell, 'The keystroke-level model for user performance time with interactive systems',
Communications of the ACM 23 (1980): K a key, P pointing with the mouse, B a button of it down or up, H a hand
moved between keyboard and mouse. Thinking (M) is left out: what is estimated is what the form itself costs.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

K, K_AVERAGE, P, B, H = 0.2, 0.28, 1.1, 0.1, 0.4
"""Seconds; `K` of a good typist, `K_AVERAGE` of one who types 40 words a minute."""


@dataclass
class Editor:
    """Works on a page with real keys and clicks, and counts them."""

    page: Page
    keys: int = 0
    clicks: int = 0
    hands: int = 0
    loads: int = 0
    fields: set[str] = field(default_factory=set)
    on_mouse: bool = False

    def press(self, name: str, times: int = 1) -> None:
        """One key, or a key with another held: as many as are pressed."""
        self._move(to_mouse=False)
        for _ in range(times):
            self.page.keyboard.press(name)
            self.keys += len(name.split("+"))

    def type(self, text: str) -> None:
        """A text where the focus is; a capital letter is two keys."""
        self._note_field()
        self._move(to_mouse=False)
        self.page.keyboard.type(text)
        self.keys += len(text) + sum(letter.isupper() for letter in text)

    def paste(self, text: str) -> None:
        """What is in the clipboard: two keys, whatever its length."""
        self._note_field()
        self._move(to_mouse=False)
        self.page.keyboard.insert_text(text)
        self.keys += 2

    def select(self, text: str) -> None:
        """An option of a select that has the focus, by typing how it begins."""
        self.type(text)

    def choose(self, text: str, *, wanted: str = "") -> None:
        """An entry of an autocomplete that has the focus: opened, typed, and taken once it is there."""
        self.press("Enter")
        expect(self.page.locator(".select2-search__field:visible")).to_be_focused()
        self.type(text)
        self.page.locator(".select2-results__option--highlighted", has_text=wanted or text).wait_for()
        self.press("Enter")

    def go_to(self, control: Locator, *, most: int = 12) -> None:
        """Go on to a control by tabulator; an assertion where it is farther than `most` presses."""
        for _ in range(most):
            self.press("Tab")
            if control.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"{control} is more than {most} tabulators away")

    def click(self, control: Locator) -> None:
        """Point at a control and click it."""
        self._move(to_mouse=True)
        control.click()
        self.clicks += 1

    def seconds(self, key: float = K) -> float:
        """The estimate, with so many seconds a key."""
        return self.keys * key + self.clicks * (P + 2 * B) + self.hands * H

    def report(self, name: str) -> str:
        """The figures in one line."""
        return (
            f"{name}: {len(self.fields)} fields, {self.keys} keys, {self.clicks} clicks, {self.loads} page "
            f"loads: {self.seconds():.0f} s (K 0.2), {self.seconds(K_AVERAGE):.0f} s (K 0.28)"
        )

    def _move(self, *, to_mouse: bool) -> None:
        self.hands += to_mouse != self.on_mouse
        self.on_mouse = to_mouse

    def _note_field(self) -> None:
        name = self.page.evaluate("document.activeElement.name || document.activeElement.className")
        self.fields.add(f"{self.loads} {name}")
