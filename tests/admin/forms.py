"""The case form as a browser posts it: read from the page itself, changed, posted."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

ADD = "/admin/tracker/ultimatum/add/"


class Fields(HTMLParser):
    """Every successful control of a page by its name, as HTML defines it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._textarea = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Inputs, selected options and the start of textareas."""
        given = {name: value or "" for name, value in attrs}
        kind = given.get("type", "text")
        if tag == "input" and kind not in ("submit", "button", "file") and "name" in given:
            is_box = kind in ("checkbox", "radio")
            if (not is_box or "checked" in given) and "disabled" not in given:
                self._add(given["name"], given.get("value", "on" if is_box else ""))
        elif tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and "selected" in given and self._select:
            self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = given.get("name", "")
            self._add(self._textarea, "")

    def handle_endtag(self, tag: str) -> None:
        """The end of a textarea."""
        if tag == "textarea":
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        """What a textarea holds; the line break after its tag is no part of it."""
        if self._textarea:
            held = self.values[self._textarea]
            held[-1] = (held[-1] + data).removeprefix("\r\n").removeprefix("\n")

    def _add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)


def fields(client: Client, address: str) -> dict[str, Any]:
    """What the form at an address would post as it is, without its empty templates."""
    response = client.get(address)
    assert response.status_code == 200, response
    values = Fields(response.content.decode()).values
    unwanted = ("csrfmiddlewaretoken", "action", "q")
    return {name: held for name, held in values.items() if "__prefix__" not in name and name not in unwanted}


def posted_again(page: str) -> dict[str, Any]:
    """What an answered form would post as it came back."""
    return {name: held for name, held in Fields(page).values.items() if "__prefix__" not in name}


def add_row(data: dict[str, Any], part: str, **values: Any) -> str:
    """Fill a further row of a part; returns its prefix."""
    number = int(data[f"{part}-TOTAL_FORMS"][0])
    data[f"{part}-TOTAL_FORMS"] = [str(number + 1)]
    for name, value in values.items():
        data[f"{part}-{number}-{name}"] = value
    return f"{part}-{number}-"


def errors(response: Any) -> dict[str, list[str]]:
    """Every error of an answered form by the name of its field; `__all__` of the form or row."""
    form = response.context["adminform"].form
    found = {name: list(map(str, texts)) for name, texts in form.errors.items()}
    for wrapped in response.context["inline_admin_formsets"]:
        formset = wrapped.formset
        for row in formset.forms:
            found |= {f"{row.prefix}-{name}": list(map(str, texts)) for name, texts in row.errors.items()}
        if formset.non_form_errors():
            found[formset.prefix] = list(map(str, formset.non_form_errors()))
    return found
