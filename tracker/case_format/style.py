"""The one style in which case files are written: readable, stable, and nothing a YAML reader can misread.

Texts stay plain where they can, dates and the like are quoted, long prose is folded, small mappings stand
on one line. The order of keys is that of the schema. What no text may hold is left out, as
`domain.text.one_line` does, so that what is written can be read.
"""

import re
from collections.abc import Mapping
from typing import Any

import yaml
from yaml.resolver import Resolver

from tracker.case_format.definition import schema
from tracker.domain.text import one_line

WIDTH = 120
STEP = 2
PLAIN = re.compile(r"[^\W\d_](?:[^\x00-\x1f\x7f]*[^\s:])?", re.ASCII)
PLAIN_IN_FLOW = re.compile(r"[A-Za-z][A-Za-z0-9 _.;()/%+-]*(?<! )", re.ASCII)
WORD_LIST = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", re.ASCII)
BREAKABLE = re.compile(r"(?<=\S) (?=\S)")
WORDS_OF_OTHER_READERS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
PAIRS_ON_THE_FIRST_LINE = 2
_RESOLVER: Any = Resolver()

Schema = Mapping[str, Any]


def case_text(document: Mapping[str, Any]) -> str:
    """The file of one case."""
    return _text(_mapping(document, schema(), 0, is_short=False))


def entries_text(kind: str, entries: Mapping[str, Mapping[str, Any]]) -> str:
    """The file of all actors (`kind` is 'actor') or all dossiers ('dossier'), by slug."""
    definition = schema()["$defs"][kind]
    lines: list[str] = []
    for slug in sorted(entries):
        lines += _pair(slug, entries[slug], definition, 0, is_short=True)
    return _text(lines)


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n" if lines else "{}\n"


def _mapping(value: Mapping[str, Any], wanted: Schema, indent: int, *, is_short: bool) -> list[str]:
    lines: list[str] = []
    for key in _in_order(value, wanted):
        lines += _pair(key, value[key], _inside(wanted, key), indent, is_short=is_short)
    return lines


def _pair(key: str, value: object, wanted: Schema, indent: int, *, is_short: bool) -> list[str]:
    """`key: value`; with `is_short` a mapping may stand on the line of its key."""
    head = f"{' ' * indent}{_scalar(key, in_flow=True)}:"
    if isinstance(value, Mapping):
        if not value:
            return [f"{head} {{}}"]
        flow = f"{head} {_flow(value, wanted)}"
        is_flat = not any(isinstance(item, Mapping) for item in value.values())
        if is_short and is_flat and len(flow) <= WIDTH:
            return [flow]
        if _is_due(value, wanted):
            return _in_two_lines(head, value, wanted)
        return [head, *_mapping(value, wanted, indent + STEP, is_short=is_short)]
    if isinstance(value, list):
        return _list(head, value, wanted, indent)
    return _scalar_lines(head, value, indent)


def _list(head: str, items: list[Any], wanted: Schema, indent: int) -> list[str]:
    is_words = all(isinstance(item, str) and WORD_LIST.fullmatch(item) for item in items)
    flow = f"{head} {_flow(items, wanted)}"
    if is_words and len(flow) <= WIDTH:
        return [flow]
    lines = [head]
    for item in items:
        lines += _item(item, wanted.get("items", {}), indent + STEP)
    return lines


def _item(item: object, wanted: Schema, indent: int) -> list[str]:
    dash = f"{' ' * indent}-"
    if not isinstance(item, Mapping):
        return _scalar_lines(dash, item, indent)
    flow = f"{dash} {_flow(item, wanted)}"
    if len(flow) <= WIDTH and not any(isinstance(value, Mapping) for value in item.values()):
        return [flow]
    lines = _mapping(item, wanted, indent + STEP, is_short=True)
    return [f"{dash} {lines[0].lstrip()}", *lines[1:]]


def _scalar_lines(head: str, value: object, indent: int) -> list[str]:
    value = one_line(value) if isinstance(value, str) else value
    line = f"{head} {_scalar(value, in_flow=False)}"
    if len(line) <= WIDTH or not isinstance(value, str) or not _can_fold(value):
        return [line]
    margin = " " * (indent + STEP)
    return [f"{head} >-", *(margin + part for part in _folded(value, WIDTH - len(margin)))]


def _can_fold(text: str) -> bool:
    return bool(BREAKABLE.search(text)) and text == text.strip() and text.isprintable()


def _folded(text: str, width: int) -> list[str]:
    """The text in lines that join again with single spaces; only such spaces are broken at."""
    lines: list[str] = []
    for word in BREAKABLE.split(text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _flow(value: object, wanted: Schema) -> str:
    if isinstance(value, Mapping):
        pairs = [f"{_scalar(key, in_flow=True)}: {_flow(value[key], {})}" for key in _in_order(value, wanted)]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item, {}) for item in value) + "]"
    return _scalar(value, in_flow=True)


def _is_due(value: Mapping[str, Any], wanted: Schema) -> bool:
    return "earliest" in value and "earliest" in _properties(wanted)


def _in_two_lines(head: str, value: Mapping[str, Any], wanted: Schema) -> list[str]:
    pairs = [f"{key}: {_flow(value[key], {})}" for key in _in_order(value, wanted)]
    first = ", ".join(pairs[:PAIRS_ON_THE_FIRST_LINE])
    rest = ", ".join(pairs[PAIRS_ON_THE_FIRST_LINE:])
    return [f"{head} {{{first},", f"{' ' * (len(head) + 2)}{rest}}}"]


def _scalar(value: object, *, in_flow: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = one_line(str(value))
    if _is_safe_plain(text, in_flow=in_flow):
        return text
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    return letter if letter.isprintable() else f"\\U{ord(letter):08X}"


def _is_safe_plain(text: str, *, in_flow: bool) -> bool:
    pattern = PLAIN_IN_FLOW if in_flow else PLAIN
    if not pattern.fullmatch(text) or not text.isprintable():
        return False
    if ": " in text or " #" in text or text.lower() in WORDS_OF_OTHER_READERS:
        return False
    return str(_RESOLVER.resolve(yaml.ScalarNode, text, (True, False))).endswith(":str")


def _in_order(value: Mapping[str, Any], wanted: Schema) -> list[str]:
    """The keys in the order of the schema; source names by their number; others as they come."""
    order = {key: at for at, key in enumerate(_properties(wanted))}
    if not order and all(re.fullmatch("s[0-9]+", key) for key in value):
        return sorted(value, key=lambda name: (int(name[1:]), name))
    return sorted(value, key=lambda key: order.get(key, len(order)))


def _properties(wanted: Schema) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _shape(wanted).get("properties", {})
    return found


def _inside(wanted: Schema, key: str) -> Schema:
    shape = _shape(wanted)
    by_pattern: Schema = next(iter(shape.get("patternProperties", {}).values()), {})
    found: Schema = shape.get("properties", {}).get(key, by_pattern)
    return found


def _shape(wanted: Schema) -> Schema:
    """The schema of the mapping where there is a choice between null and a mapping."""
    return next((one for one in wanted.get("oneOf", ()) if "properties" in one), wanted)
