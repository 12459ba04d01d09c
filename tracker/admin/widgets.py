"""Controls of the case form: an address with its button, and sources to tick by their names."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from tracker.admin.source_lookup import LookedUp

Choices = Sequence[tuple[str, str]]
"""The sources of a form: the key of each and the name people know it by."""


class AddressInput(AdminURLFieldWidget):
    """The address of a source, a button that fetches what its page says, and what came of that."""

    looked_up: LookedUp | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The input, the button and the place of the answer."""
        context = {
            "input": forms.URLInput.render(self, name, value, attrs, renderer),
            "button": f"{name.removesuffix('url')}look_up",
            "address": value if isinstance(value, str) and value.startswith(("https://", "http://")) else "",
            "looked_up": self.looked_up,
        }
        return render_to_string("admin/tracker/address_input.html", context)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """As of a plain input: the link to the page stands beside the button."""
        return forms.URLInput.get_context(self, name, value, attrs)


class CitedSources(forms.CheckboxSelectMultiple):
    """The sources of the case, ticked where a fact rests on them.

    What is posted is the keys, one a box; a text that lists several is read as well.
    """

    sources: Callable[[], Choices] = staticmethod(lambda: ())

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        """The boxes, made of the sources that the form has by now."""
        self.choices = list(self.sources())
        return super().optgroups(name, value, attrs)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """A box for each source."""
        return render_to_string("admin/tracker/cited_sources.html", self.get_context(name, value, attrs))

    def format_value(self, value: Any) -> list[str]:
        """The keys that are ticked."""
        texts = value if isinstance(value, list | tuple) else [value or ""]
        return [key for text in texts for key in str(text).replace(",", " ").split()]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """The posted keys as one text."""
        found = data.getlist(name) if hasattr(data, "getlist") else data.get(name, "")
        return ", ".join(self.format_value(found))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """No box ticked is an answer."""
        return False


class QuoteInputs(forms.Widget):
    """A line for each source of the case: what it says of a fact, as it stands there.

    What is posted is one value a source, `<name>-<key>`; the value is a mapping of keys to texts.
    """

    sources: Callable[[], Choices] = staticmethod(lambda: ())

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The lines, made of the sources that the form has by now."""
        held: Any = value or {}
        rows = [(key, label, held.get(key, "")) for key, label in self.sources()]
        context = {"name": name, "id": (attrs or {}).get("id", ""), "rows": rows}
        return render_to_string("admin/tracker/quote_inputs.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """The texts by the keys of their sources."""
        start = f"{name}-"
        return {key.removeprefix(start): data[key] for key in data if key.startswith(start)}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """No line is an answer."""
        return False
