"""Markup is in templates: no module of the tags or of the pages writes HTML or calls it safe."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

PLACES = ("tracker/templatetags", "tracker/web")
NAMES = """
a abbr article b blockquote body br button caption cite circle code col dd defs details div dl dt em
fieldset figcaption figure footer form g h1 h2 h3 h4 h5 h6 head header html i iframe img input label
legend li line link main mask meta nav ol optgroup option p path pre q rect s script section select
small span strong style sub summary sup svg symbol table tbody td text textarea th thead time title
tr ul use
"""
TAG = re.compile(rf"</?(?:{'|'.join(NAMES.split())})(?=[\s/>]|$)")
SAFE = {"mark_safe", "SafeString", "SafeText", "format_html", "format_html_join"}
EXCEPTIONS = {
    "tracker/templatetags/pages.py": "an attribute without a value from outside, on a hundred places",
    "tracker/templatetags/search.py": "texts of thirty results, a template for each of which costs more",
    "tracker/templatetags/slots.py": "what templates rendered, its slots filled with escaped values",
    "tracker/web/feeds/atom.py": "Atom, nine times as fast as through a library",
    "tracker/web/linked_data.py": "JSON for a script element, where HTML's escapes do not hold",
    "tracker/web/widgets.py": "hundreds of options, for each of which Django renders a template",
}


def markup_in(source: str) -> set[str]:
    """The HTML that a module writes in strings, but for docstrings, and what it calls to have it trusted."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            found.update(TAG.findall(node.value))
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            found |= {name} & SAFE
    return found


def test_only_what_has_a_reason_writes_markup() -> None:
    root = Path(settings.ROOT)
    modules = (path for place in PLACES for path in (root / place).rglob("*.py"))
    found = {str(path.relative_to(root)): markup_in(path.read_text(encoding="utf-8")) for path in modules}
    assert {name: what for name, what in found.items() if what and name not in EXCEPTIONS} == {}
    assert [name for name in EXCEPTIONS if not found[name]] == [], "no exception any more"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ('x = f"<b>{y}</b>"', {"<b", "</b"}),
        ('x = "<li class=" + y', {"<li"}),
        ('x = ("<svg"\n"/>")', {"<svg"}),
        ("x = mark_safe(y)", {"mark_safe"}),
        ("x = safestring.SafeString(y)", {"SafeString"}),
        ('"""Of a <b>."""\nx = "a < b and c<5"', set()),
    ],
)
def test_markup_is_found(source: str, what: set[str]) -> None:
    assert markup_in(source) == what
