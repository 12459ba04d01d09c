"""The shape of a document by the JSON Schema of the format, its errors said in the words of the format."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from tracker.case_format.definition import schema
from tracker.case_format.faults import MOST_FAULTS, Finding, Place, first_at_each_place, one_of, shown
from tracker.domain.dates.moments import NoSuchZone, NotADate, When, zone

Schema = dict[str, Any]
TYPE_NAMES = {
    "string": "a text",
    "boolean": "true or false",
    "null": "null",
    "array": "a list",
    "object": "a mapping of keys to values",
}
FORMATS = FormatChecker(formats=())


class NotAWebAddress(ValueError):
    """The text is no address that a page may link to; the message says what is wrong with it."""


class HoldsCredentials(NotAWebAddress):
    """The address has a user name or password in it; the message leaves them out."""


def case_shape(document: dict[str, object]) -> list[Finding]:
    """What in a case file is not as the schema wants it, in the order of the schema."""
    return _findings(None, document)


def entry_shape(kind: str, slug: str, entry: object) -> list[Finding]:
    """The same for one entry of actors.yaml (`kind` is 'actor') or of dossiers.yaml ('dossier')."""
    placed = _findings(kind, entry)
    wrong_name = _findings("slug", slug)
    named = [Finding((slug,), f"the name {shown(slug)}", finding.allowed) for finding in wrong_name]
    return named + [Finding((slug, *finding.place), finding.found, finding.allowed) for finding in placed]


def web_address(text: str) -> None:
    """Raise `NotAWebAddress` unless the text is a plain http or https address with a host."""
    if any(letter.isspace() or letter in '\\<>"`' or not letter.isprintable() for letter in text):
        raise NotAWebAddress("with a blank or a character that no address holds")
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise NotAWebAddress(f"which cannot be read ({error})") from error
    if parts.scheme not in ("http", "https"):
        raise NotAWebAddress(f"with the scheme {shown(parts.scheme)}" if parts.scheme else "without a scheme")
    if not host:
        raise NotAWebAddress("without a host")
    if "@" in parts.netloc:
        raise HoldsCredentials(f"an address at {shown(host)} with a user name or password in it")


@FORMATS.checks("when", raises=NotADate)
def _is_date(value: object) -> bool:
    if isinstance(value, str):
        When(value)
    return True


@FORMATS.checks("timezone", raises=NoSuchZone)
def _is_zone(value: object) -> bool:
    if isinstance(value, str):
        zone(value)
    return True


@FORMATS.checks("web-address", raises=NotAWebAddress)
def _is_web_address(value: object) -> bool:
    if isinstance(value, str):
        web_address(value)
    return True


def _whole_pattern(_: Any, pattern: str, value: object, __: Schema) -> Iterator[ValidationError]:
    """`pattern`, but `$` is the end of the text, not of its last line."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match")


def _distinct(_: Any, wanted: bool, items: object, __: Schema) -> Iterator[ValidationError]:
    """`uniqueItems` for lists of texts, in linear time whatever else the list holds."""
    if wanted and isinstance(items, list):
        texts = [item for item in items if isinstance(item, str)]
        if len(texts) != len(set(texts)):
            yield ValidationError("entries are repeated")


Validator: Any = extend(  # type: ignore[no-untyped-call]  # its stubs leave it untyped
    Draft202012Validator, {"pattern": _whole_pattern, "uniqueItems": _distinct}
)


@cache
def _validator(definition: str | None) -> Any:
    whole = schema()
    if definition is None:
        return Validator(whole, format_checker=FORMATS)
    part = {"$schema": whole["$schema"], "$defs": whole["$defs"], "$ref": f"#/$defs/{definition}"}
    return Validator(part, format_checker=FORMATS)


def _findings(definition: str | None, value: object) -> list[Finding]:
    errors = _validator(definition).iter_errors(value)
    every = (replace(finding, is_gap=_is_gap(error)) for error in errors for finding in _translated(error))
    return first_at_each_place(islice(every, MOST_FAULTS))


def _is_gap(error: ValidationError) -> bool:
    """Whether something is missing: a key, an entry of a list, what an empty or short text should say."""
    return error.validator in ("required", "minLength") or error.instance in ("", None, [], {})


def _translated(error: ValidationError) -> Iterator[Finding]:
    place: Place = tuple(error.absolute_path)
    value: Any = error.instance
    rule: Any = error.validator_value
    wanted: Schema = error.schema if isinstance(error.schema, dict) else {}
    match error.validator:
        case "additionalProperties":
            yield from _unknown_keys(place, value, wanted)
        case "required":
            missing = [key for key in rule if key not in value]
            for key in missing:
                yield Finding(
                    (*place, key), "nothing, the key is missing", _expected(wanted["properties"][key])
                )
        case "enum":
            yield Finding(place, shown(value), one_of(rule, given=value if isinstance(value, str) else None))
        case "oneOf":
            yield from _alternatives(error, place, wanted)
        case "minLength" | "maxLength":
            yield Finding(place, f"{shown(value)}, {_lower_case(len(value))}", _expected(wanted))
        case "uniqueItems":
            counted = Counter(item for item in value if isinstance(item, str))
            repeated = counted.most_common(1)[0][0]
            yield Finding(place, f"{shown(repeated)} twice", "each entry once")
        case "minItems" | "minProperties":
            yield Finding(place, shown(value), f"at least {rule} of them")
        case "format":
            yield Finding(place, _refused(value, error.cause), _expected(wanted))
        case _:
            yield Finding(place, shown(value), _expected(wanted))


def _refused(value: object, cause: BaseException | None) -> str:
    if isinstance(cause, HoldsCredentials):
        return str(cause)  # without the value: a fault may end up in a log
    if isinstance(cause, NotAWebAddress):
        return f"{shown(value)}, {cause}"
    if isinstance(cause, NoSuchZone):
        return f"{shown(value)}, a zone that no database has"
    reason = str(cause).removeprefix(f"{value!r} ")
    return (
        f"{shown(value)}, which {reason}"
        if "does not exist" in reason or "outside" in reason
        else shown(value)
    )


def _unknown_keys(place: Place, value: dict[str, object], wanted: Schema) -> Iterator[Finding]:
    known = list(wanted.get("properties", {}))
    patterns = list(wanted.get("patternProperties", {}))
    for key in value:
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        allowed = one_of(known, given=key) if known else "s and a number, such as s1"
        yield Finding((*place, key), f"the unknown key {shown(key)}", allowed)


def _alternatives(error: ValidationError, place: Place, wanted: Schema) -> Iterator[Finding]:
    """Of several shapes, the faults against the one meant: a mapping for a mapping, a text for a text."""
    meant = [found for found in error.context or () if not _is_about_type(found, place)]
    if meant:
        for found in meant:
            yield from _translated(found)
    else:
        yield Finding(place, shown(error.instance), _expected(wanted))


def _is_about_type(error: ValidationError, place: Place) -> bool:
    return error.validator == "type" and tuple(error.absolute_path) == place


def _expected(wanted: Schema) -> str:
    """What the schema wants there, in words."""
    if "description" in wanted:
        return str(wanted["description"])
    if "$ref" in wanted:
        return _expected(schema()["$defs"][wanted["$ref"].rsplit("/", 1)[-1]])
    if "enum" in wanted:
        return one_of(wanted["enum"])
    name = TYPE_NAMES.get(str(wanted.get("type")), "another value")
    low, high = wanted.get("minLength"), wanted.get("maxLength")
    if low is not None and high is not None:
        return f"{name} of {low} to {high} characters"
    return name


def _lower_case(number: int) -> str:
    return f"{number} character{'' if number == 1 else 's'}"
