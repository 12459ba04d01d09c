"""YAML, read strictly: a plain tree of mappings, lists, texts, booleans and nulls, or the reason why not.

Read from the events of the parser, so that nothing is ever expanded, executed or guessed: no aliases, no
tags, no numbers and no dates. What YAML 1.1 misreads (`on`, `NO`, an unquoted date) is named as such, and
the text as it was written is kept, so that one slip brings one fault.
"""

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.resolver import Resolver

from tracker.case_format.faults import WHOLE_FILE, Finding, Place, shown
from tracker.domain.text import is_forbidden

LARGEST_FILE = 1024 * 1024
DEEPEST = 16
MOST_VALUES = 100_000
ALLOWED_CONTROLS = "\t\n\r"
UTF_8 = "UTF-8 without a byte order mark"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32, by its byte order mark"),
    (codecs.BOM_UTF32_BE, "UTF-32, by its byte order mark"),
    (codecs.BOM_UTF16_LE, "UTF-16, by its byte order mark"),
    (codecs.BOM_UTF16_BE, "UTF-16, by its byte order mark"),
    (codecs.BOM_UTF8, "a byte order mark before the text"),
)
MISREADINGS = {
    "bool": "which YAML reads as {value}",
    "int": "which YAML reads as a number",
    "float": "which YAML reads as a number",
    "timestamp": "which YAML reads as a date of its own",
    "merge": "which YAML reads as a merge key",
    "value": "which YAML reads as a default value",
    "null": "which YAML reads as null",
}
# libyaml where PyYAML was built with it, else the slower parser in Python.
_RESOLVER: Any = Resolver()
PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class NotPlain(ValueError):
    """The file cannot be read as a whole; `where` is a line and column, or '-' for the file."""

    def __init__(self, where: str, found: str, allowed: str) -> None:
        super().__init__(f"{where}: found {found}; allowed: {allowed}")
        self.where, self.found, self.allowed = where, found, allowed


@dataclass
class Parsed:
    """The tree, and what was wrong in it without stopping the reading."""

    document: dict[str, object]
    findings: list[Finding]


def parse(data: bytes) -> Parsed:
    """The one mapping that the bytes of a file hold; raises `NotPlain` where there is none."""
    text = _decoded(data)
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=PARSER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _syntax_fault(error) from error
    if builder.documents == 0:
        raise NotPlain(WHOLE_FILE, "an empty file", "a mapping of keys to values")
    if not isinstance(builder.document, dict):
        raise NotPlain(WHOLE_FILE, shown(builder.document), "a mapping of keys to values")
    return Parsed(builder.document, builder.findings)


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise NotPlain(WHOLE_FILE, f"more than {LARGEST_FILE:,} bytes", f"at most {LARGEST_FILE:,} bytes")
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            raise NotPlain(WHOLE_FILE, name, UTF_8)
    if len(data) >= 4 and (not any(data[0:64:2]) or not any(data[1:64:2])):
        raise NotPlain(WHOLE_FILE, "UTF-16 or UTF-32, by its zero bytes", UTF_8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotPlain(f"line {line}", f"the byte 0x{data[error.start]:02X}, not UTF-8", UTF_8) from None
    for finding in _forbidden_characters(text):
        raise finding
    return text


def _forbidden_characters(text: str) -> Iterator[NotPlain]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii() and line.isprintable():
            continue
        for column, letter in enumerate(line, 1):
            if letter not in ALLOWED_CONTROLS and is_forbidden(letter):
                yield NotPlain(
                    f"line {number}, column {column}", character_name(letter), "printable characters"
                )


def character_name(letter: str) -> str:
    """`U+2028 (LINE SEPARATOR)`."""
    name = "NUL" if letter == "\0" else unicodedata.name(letter, "a control character")
    return f"U+{ord(letter):04X} ({name})"


def _syntax_fault(error: yaml.YAMLError) -> NotPlain:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else WHOLE_FILE
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "broken YAML"
    found = shown(" ".join(str(said).split()))[1:-1]
    return NotPlain(where, f"broken YAML ({found})", "YAML; quote a text with ': ' or ' #' in it")


@dataclass
class _Frame:
    """A container that is being filled; `key` is the key whose value comes next, if one was read."""

    container: dict[str, object] | list[object]
    place: Place
    key: str | None = None
    lines: dict[str, int] = field(default_factory=dict)
    is_repeated: bool = False


class _Builder:
    """Fills the tree from the events of the parser, without recursion."""

    def __init__(self) -> None:
        self.document: object = None
        self.documents = 0
        self.findings: list[Finding] = []
        self._frames: list[_Frame] = []
        self._values = 0

    def take(self, event: yaml.Event) -> None:
        """The next event; raises `NotPlain` for what the format never holds."""
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise NotPlain(
                        _line(event), "a second document in the file", "one document a file, no '---' inside"
                    )
            case yaml.AliasEvent():
                raise NotPlain(
                    _line(event), f"the alias *{event.anchor}", "the value written out; no aliases"
                )
            case yaml.ScalarEvent():
                self._refuse_extras(event)
                self._take_scalar(event)
            case yaml.MappingStartEvent():
                self._open({}, event)
            case yaml.SequenceStartEvent():
                self._open([], event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._frames.pop()

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if event.anchor is not None:
            raise NotPlain(_line(event), f"the anchor &{event.anchor}", "values without anchors")
        if tag is not None:
            raise NotPlain(_line(event), f"the tag {shown(tag)}", "values without tags")

    def _open(self, container: dict[str, object] | list[object], event: yaml.NodeEvent) -> None:
        self._refuse_extras(event)
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.container, dict) and frame.key is None:
            raise NotPlain(_line(event), "a key that is a list or a mapping", "a key that is one word")
        if len(self._frames) >= DEEPEST:
            raise NotPlain(
                _line(event), f"more than {DEEPEST} levels", f"at most {DEEPEST} levels of nesting"
            )
        place = self._place()
        self._put(container)
        self._frames.append(_Frame(container, place))

    def _place(self) -> Place:
        """The place of the value that comes next."""
        if not self._frames:
            return ()
        frame = self._frames[-1]
        step = len(frame.container) if isinstance(frame.container, list) else frame.key or ""
        return (*frame.place, step)

    def _put(self, value: object) -> None:
        self._values += 1
        if self._values > MOST_VALUES:
            raise NotPlain(
                WHOLE_FILE, f"more than {MOST_VALUES:,} values", f"at most {MOST_VALUES:,} values a file"
            )
        if not self._frames:
            self.document = value
            return
        frame = self._frames[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            return
        if frame.key is not None and not frame.is_repeated:
            frame.container[frame.key] = value
        frame.key, frame.is_repeated = None, False

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame and isinstance(frame.container, dict) and frame.key is None:
            self._take_key(frame, event)
            return
        place = self._place()
        value = self._value_of(event, place)
        self._put(value)

    def _take_key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        key, line = event.value, _line_number(event)
        place = (*frame.place, key)
        tag = self._tag_of(event)
        if tag != "str":
            self.findings.append(_misread(place, key, tag, line, "the key "))
        self._check_text(place, key)
        if key in frame.lines:
            found = f"the key twice, in lines {frame.lines[key]} and {line}"
            self.findings.append(Finding(place, found, "each key once"))
            frame.is_repeated = True
        frame.lines.setdefault(key, line)
        frame.key = key

    def _value_of(self, event: yaml.ScalarEvent, place: Place) -> object:
        tag, text = self._tag_of(event), event.value
        if tag == "null":
            return None
        if tag == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if tag != "str":
            self.findings.append(_misread(place, text, tag, _line_number(event)))
        self._check_text(place, text)
        return text

    def _tag_of(self, event: yaml.ScalarEvent) -> str:
        """The short name of the type that YAML gives the scalar: `str`, `bool`, `timestamp`."""
        if not event.implicit[0]:
            return "str"
        tag: str = _RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False))
        return tag.rsplit(":", 1)[-1]

    def _check_text(self, place: Place, text: str) -> None:
        forbidden = next((letter for letter in text if letter in "\n\r\t" or is_forbidden(letter)), None)
        if forbidden in ("\n", "\r"):
            self.findings.append(
                Finding(place, "a text with a line break", "one line (fold long text with '>-')")
            )
        elif forbidden is not None:
            self.findings.append(
                Finding(place, f"a text with {character_name(forbidden)}", "printable characters")
            )
        elif text != text.strip():
            self.findings.append(Finding(place, f"{shown(text)}, with blanks around it", "no blanks"))


def _line(event: yaml.Event) -> str:
    column = event.start_mark.column + 1 if event.start_mark else 1
    return f"line {_line_number(event)}, column {column}"


def _line_number(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _misread(place: Place, text: str, tag: str, line: int, what: str = "") -> Finding:
    word = shown(text)[1:-1] or "nothing"
    truth = "true" if text.lower() in ("yes", "on", "true") else "false"
    reason = MISREADINGS.get(tag, "which YAML does not read as text").format(value=truth)
    meant = f", or {truth} where a truth value is meant" if tag == "bool" and not what else ""
    return Finding(place, f"{what}{word} (line {line}), {reason}", f"'{word}' in quotes{meant}")
