"""Names are plain and mean one thing: no retired word in them, and no general one that is defined twice.

docs/architecture.md says what each of them was and by which usual term it was replaced.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.env import ROOT

RETIRED = frozenset(
    [
        "agenda",
        "alerting",
        "asked",
        "board",
        "boards",
        "channel",
        "channels",
        "desk",
        "door",
        "doors",
        "gate",
        "handing",
        "kept",
        "leasing",
        "ledger",
        "ledgers",
        "letter",
        "letters",
        "narrowing",
        "occur",
        "occurring",
        "posting",
        "pulse",
        "pump",
        "pumping",
        "shelf",
        "shelves",
        "telling",
        "told",
        "underway",
    ]
)
DEFINED_IN = {
    "Entry": [],
    "Line": [],
    "Step": ["tracker/domain/status/steps.py"],
    "Phase": ["tracker/models/phases.py"],
    # A table and a vocabulary. Both are public: in addresses of the admin, in the API and the codebook.
    "Change": ["tracker/domain/vocabulary.py", "tracker/models/changes.py"],
    # A row and its value, like all parts of a case.
    "Source": ["tracker/domain/case.py", "tracker/models/ultimatums.py"],
}
"""Names so general that each module could define one of its own, and where they are defined."""
SOURCES = sorted(path for folder in ("config", "tracker", "tools") for path in (ROOT / folder).rglob("*.py"))


def names_of(path: Path, source: str) -> Iterator[tuple[int, str]]:
    """The line and name of each class, function and module constant; the path of the module at line 0."""
    yield 0, "_".join(path.with_suffix("").parts)
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
    yield from constants_of(tree)


def constants_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The line and name of each thing a module assigns to at its own level."""
    for node in at_module_level(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for each in (inner for target in targets if target for inner in ast.walk(target)):
            if isinstance(each, ast.Name):
                yield each.lineno, each.id


def classes_and_constants(source: str) -> Iterator[str]:
    """The names of the classes of a module and of what it assigns to, type aliases among them."""
    tree = ast.parse(source)
    yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    yield from (name for _line, name in constants_of(tree))


def at_module_level(node: ast.AST) -> Iterator[ast.AST]:
    """The statements of a module, those of its `if`, `try`, `with` and `for` among them."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from at_module_level(child)


def words_of(name: str) -> set[str]:
    """`SiteState`, `site_state` and `SITE_STATE` are of the same words."""
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_"))


def test_no_name_carries_a_retired_word() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in SOURCES
        for line, name in names_of(path.relative_to(ROOT), path.read_text("utf-8"))
        if words_of(name) & RETIRED
    ]
    assert found == []


def test_general_names_are_defined_where_they_are_looked_for() -> None:
    found: dict[str, list[str]] = {name: [] for name in DEFINED_IN}
    for path in SOURCES:
        if "migrations" not in path.parts:
            for name in classes_and_constants(path.read_text("utf-8")):
                if name in found:
                    found[name].append(str(path.relative_to(ROOT)))
    assert found == DEFINED_IN


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("tracker/services/pump.py", ""),
        ("tracker/web/desk/page.py", ""),
        ("a.py", "class BoardRow: ..."),
        ("a.py", "class A:\n    async def let_letters_go(self): ..."),
        ("a.py", "MOST_KEPT = 3"),
        ("a.py", "TOLD, OTHER = 1, 2"),
        ("a.py", "_kept: dict[str, int] = {}"),
        ("a.py", "try:\n    if A:\n        KEPT_DAYS = 3\nexcept B:\n    raise"),
    ],
)
def test_the_rule_sees_each_kind_of_name(path: str, source: str) -> None:
    assert any(words_of(name) & RETIRED for _line, name in names_of(Path(path), source))
