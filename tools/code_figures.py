"""Prints what the code measures, to compare one day with another.

    .venv/bin/python -m tools.code_figures [folder of the project]

Lines are all lines of the Python files of config/, tracker/ and tools/, migrations left out; a function is
as long as from its `def` to its end. The 90th percentile is the smallest value that at least nine tenths do
not exceed. One fact spelled out in many modules, raw SQL, suppressions and markup in template tags are what a
newcomer trips over: a module has markup where a string that is no docstring holds a tag of HTML or SVG. Text
called safe is counted apart, for a module may call safe what templates made.
"""

import ast
import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
CODE = ("config", "tracker", "tools")
FIELD = "clock_start"
"""A plain field of a deadline: in how many modules it stands is what one more field costs."""
RUNS_SQL = {".execute", ".executemany", ".raw", ".extra", "RawSQL"}
RUNS_SQL |= {".send_prepare", ".send_query_params", ".send_query_prepared"}
"""Those of Django and, in the second line, of libpq, by which a statement goes past Django's cursors."""
ELEMENTS = """
a abbr article b blockquote body br button caption cite circle code col dd defs details div dl dt em
fieldset figcaption figure footer form g h1 h2 h3 h4 h5 h6 head header html i iframe img input label
legend li line link main mark mask meta nav ol optgroup option p path pre q rect s script section select
small span strong style sub summary sup svg symbol table tbody td text textarea th thead time title
tr ul use
"""
TAG = re.compile(rf"</?(?:{'|'.join(ELEMENTS.split())})(?=[\s/>]|$)")
CALLS_SAFE = {"format_html", "format_html_join", "mark_safe", "SafeString", "SafeText"}
REASON = re.compile(r"#.*\bSQL: \S")
SUPPRESSION = re.compile(r"# (?:noqa: ([A-Z0-9, ]+)|type: ignore\[([a-z, -]+)\])")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class SqlSite:
    """A function that runs SQL of its own, and whether a comment in it says why (`# SQL: …`)."""

    place: str
    has_reason: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """`files` and `functions`: the lines of each; `suppressions`: how many of each code."""

    files: Sequence[int]
    functions: Sequence[int]
    test_lines: int
    field_modules: Sequence[str]
    migrations: int
    sql_sites: Sequence[SqlSite]
    suppressions: Counter[str] = field(default_factory=Counter)
    tags_with_markup: Sequence[str] = ()
    tags_calling_safe: Sequence[str] = ()


def figures(root: Path) -> Figures:
    """All of a project's."""
    sources = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in _modules(root, CODE)}
    trees = {name: ast.parse(text) for name, text in sources.items()}
    tags = {name: tree for name, tree in trees.items() if "/templatetags/" in name}
    return Figures(
        files=[_lines(text) for text in sources.values()],
        functions=[
            (node.end_lineno or node.lineno) - node.lineno + 1
            for tree in trees.values()
            for node in ast.walk(tree)
            if isinstance(node, Function)
        ],
        test_lines=sum(_lines(path.read_text("utf-8")) for path in _modules(root, ["tests"])),
        field_modules=[
            name
            for name, text in sources.items()
            if name.startswith("tracker/") and re.search(rf"\b{FIELD}\b", text)
        ],
        migrations=len(list(root.glob("tracker/migrations/[0-9]*.py"))),
        sql_sites=[site for name, tree in trees.items() for site in sql_sites(name, tree, sources[name])],
        suppressions=Counter(chain.from_iterable(map(suppressions, sources.values()))),
        tags_with_markup=[name for name, tree in tags.items() if markup_in(tree)],
        tags_calling_safe=[name for name, tree in tags.items() if safe_in(tree)],
    )


def sql_sites(name: str, tree: ast.AST, text: str) -> Iterator[SqlSite]:
    """The functions of a module that run SQL of their own; '<module>' for what stands in none."""
    lines = text.splitlines()
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    found = dict[tuple[int, int, str], None]()
    for call in _calls(tree, RUNS_SQL):
        around = [each for each in functions if each.lineno <= call.lineno <= (each.end_lineno or 0)]
        inner = max(around, key=lambda each: each.lineno, default=None)
        first, last = (inner.lineno, inner.end_lineno) if inner else (call.lineno, call.end_lineno)
        found[first, last or first, inner.name if inner else "<module>"] = None
    for first, last, function in sorted(found):
        has_reason = any(REASON.search(line) for line in lines[first - 1 : last])
        yield SqlSite(f"{name}:{first} {function}", has_reason)


def suppressions(text: str) -> Iterator[str]:
    """The codes of each `noqa` and `type: ignore` of a module."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and (said := SUPPRESSION.search(token.string)):
            yield from re.findall(r"[\w-]+", said[1] or said[2])


def markup_in(tree: ast.AST) -> set[str]:
    """The tags that a module writes in strings, but for docstrings."""
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told)
    return {tag for text in texts if isinstance(text.value, str) for tag in TAG.findall(text.value)}


def safe_in(tree: ast.AST) -> set[str]:
    """What a module calls to have text trusted."""
    return {name for name in CALLS_SAFE if any(_calls(tree, {name, f".{name}"}))}


def report(found: Figures) -> str:
    """The same as text."""
    lines = sum(found.files)
    table = [
        "| lines | files | file median / p90 / max | function median / p90 / max | tests : code |",
        "| --- | --- | --- | --- | --- |",
        f"| {lines:,} | {len(found.files)} | {_spread(found.files)} | {_spread(found.functions)} "
        f"| {found.test_lines / max(lines, 1):.2f} |",
        "",
        f"modules in which {FIELD} stands: {len(found.field_modules)}",
        *(f"  {name}" for name in found.field_modules),
        f"migrations: {found.migrations}",
        f"functions with raw SQL: {len(found.sql_sites)}",
        *(f"  {site.place}{'' if site.has_reason else '  NO REASON'}" for site in found.sql_sites),
        f"suppressions: {found.suppressions.total()}",
        *(f"  {code} {count}" for code, count in sorted(found.suppressions.items())),
        f"modules of template tags with markup: {len(found.tags_with_markup)}",
        *(f"  {name}" for name in found.tags_with_markup),
        f"modules of template tags that call text safe: {len(found.tags_calling_safe)}",
        *(f"  {name}" for name in found.tags_calling_safe),
    ]
    return "\n".join(table)


def _modules(root: Path, folders: Iterable[str]) -> list[Path]:
    found = (path for folder in folders for path in (root / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.relative_to(root).parts)


def _lines(text: str) -> int:
    return len(text.splitlines())


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    """The calls of functions of these names, and of methods, whose names begin with a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = f".{called.attr}" if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in names:
                yield node


def _spread(values: Sequence[int]) -> str:
    """Median, 90th percentile and largest."""
    ordered = sorted(values) or [0]
    return f"{median(ordered):g} / {ordered[ceil(0.9 * len(ordered)) - 1]} / {ordered[-1]:,}"


if __name__ == "__main__":
    print(report(figures(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT)))
