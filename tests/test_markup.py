"""Markup is in templates: no module of the tags or of the pages writes HTML or calls it safe."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from tools.code_figures import figures, markup_in, safe_in

PLACES = ("tracker/templatetags", "tracker/web")
EXCEPTIONS = {
    "tracker/templatetags/slots.py": "what templates rendered, its slots filled with escaped values",
    "tracker/web/feeds/atom.py": "Atom, nine times as fast as through a library",
    "tracker/web/linked_data.py": "JSON for a script element, where HTML's escapes do not hold",
    "tracker/web/widgets.py": "hundreds of options, for each of which Django renders a template",
}


def written_in(source: str) -> set[str]:
    """The markup that a module writes, and what it calls to have text trusted."""
    tree = ast.parse(source)
    return markup_in(tree) | safe_in(tree)


def test_only_what_has_a_reason_writes_markup() -> None:
    root = Path(settings.ROOT)
    modules = (path for place in PLACES for path in (root / place).rglob("*.py"))
    found = {str(path.relative_to(root)): written_in(path.read_text(encoding="utf-8")) for path in modules}
    assert {name: what for name, what in found.items() if what and name not in EXCEPTIONS} == {}
    assert [name for name in EXCEPTIONS if not found[name]] == [], "no exception any more"


def test_no_template_tag_has_markup() -> None:
    found = figures(Path(settings.ROOT))
    assert found.tags_with_markup == []
    assert found.tags_calling_safe == ["tracker/templatetags/slots.py"]


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
    assert written_in(source) == what
