"""Form controls that a page with many of them can afford."""

from typing import Any

from django import forms
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
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, SafeString(" selected" if str(key) in chosen else ""), label)
                for key, label in self.choices
            ),
        )
        return format_html("<select{}>{}</select>", flat, options)
