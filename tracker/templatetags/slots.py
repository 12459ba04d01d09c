"""Templates rendered once and filled many times: a list of a hundred rows is too long for a render each.

A template is rendered with slots in place of the values that differ; what comes out is a format string, which
`filled` fills. Django's `format_html` does the same, but takes 1.5 ms longer for a hundred rows.
"""

import re
import secrets
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

_TOKEN = secrets.token_hex(8)
_BETWEEN = f"[{_TOKEN}]"
_SLOT = re.compile(rf"\[{_TOKEN}-(\w+)\]")
_NEVER_SHOWN = re.compile(r" ?(</?(?:circle|div|h3|li|line|p|path|rect|ul|use)\b[^>]*>) ?")


def slot(name: str | int) -> str:
    """What stands in a context for the value of that name, or of that place among the positional ones."""
    return f"[{_TOKEN}-{name}]"


def format_of(template_name: str, context: Mapping[str, Any]) -> str:
    """The template rendered with this context as a format string, without white space that is never shown.

    A third of a row is the white space of its templates: a browser shows any run of it as one space, and none
    of it at the edges of blocks or within a drawing.
    """
    html = re.sub(r"\s+", " ", get_template(template_name).render(dict(context))).strip()
    html = _NEVER_SHOWN.sub(r"\1", html).replace(" />", "/>")
    return _SLOT.sub(r"{\1}", html.replace("{", "{{").replace("}", "}}"))


def filled(form: str, places: Iterable[str] = (), **values: str) -> SafeString:
    """A format of `format_of` with its values: all `places` are escaped, and named ones that are not safe."""
    flat = escape(_BETWEEN.join(places)).split(_BETWEEN)
    named = {name: text if text.__class__ is SafeString else escape(text) for name, text in values.items()}
    return SafeString(form.format(*flat, **named))
