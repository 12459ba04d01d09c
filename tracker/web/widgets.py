"""Form controls that a page with many of them can afford."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Choose(forms.Select):
    """A select without groups, its options joined in one go: Django renders a template for each option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 -- Django passes it
        """The same HTML as Django's, but for white space."""
        chosen = set(self.format_value(value))
        attributes = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        flat = format_html_join(
            "", ' {}="{}"', ((k, v) for k, v in attributes.items() if v not in (False, None, True))
        )
        options = (
            f'<option value="{escape(str(key))}"{" selected" if str(key) in chosen else ""}>'
            f"{escape(str(label))}</option>"
            for key, label in self.choices
        )
        return format_html("<select{}>{}</select>", flat, SafeString("".join(options)))


class NameInput(forms.TextInput):
    """A text field for a name; with a script those that fit are listed while one types (complete.js).

    `names`: from the value in the address to what is shown for it; `names_at`: where the API looks names up.
    """

    class Media:
        js = (Script("tracker/js/complete.js", type="module"),)

    def __init__(self, names: Mapping[str, str], *, names_at: str) -> None:
        super().__init__({"data-names-at": names_at, "autocomplete": "off"})
        self.names = names

    def format_value(self, value: Any) -> str | None:
        """The name that stands for the value."""
        return self.names.get(value) or super().format_value(value)
