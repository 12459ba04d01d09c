"""A second reader of iCalendar, written from RFC 5545 alone and unforgiving: what it reads, any client can.

It shares nothing with the site or with the library: every rule of the grammar that clients trip over is
checked, and values come back as plain text.
"""

import re
from dataclasses import dataclass, field

LINE = re.compile(
    r"(?P<name>[A-Z0-9-]+)(?P<parameters>(;[A-Z0-9-]+=(\"[^\"]*\"|[^\";:,]*))*):(?P<value>.*)", re.DOTALL
)
TEXTS = {"SUMMARY", "DESCRIPTION", "NAME", "X-WR-CALNAME", "X-WR-CALDESC"}
ONCE = {
    "UID",
    "DTSTAMP",
    "DTSTART",
    "DTEND",
    "SEQUENCE",
    "LAST-MODIFIED",
    "SUMMARY",
    "DESCRIPTION",
    "STATUS",
    "URL",
}


@dataclass
class Component:
    """A component: its properties with their parameters as written, its values as plain text."""

    name: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    inner: list["Component"] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        found = [value for each, _, value in self.properties if each == name]
        assert len(found) == 1, f"{name} stands {len(found)} times in {self.name}"
        return found[0]

    def get(self, name: str) -> str | None:
        """The value, None where the property is not there."""
        return self[name] if any(each == name for each, _, _ in self.properties) else None

    def parameters(self, name: str) -> str:
        """The parameters of a property, as written."""
        return next(parameters for each, parameters, _ in self.properties if each == name)

    @property
    def events(self) -> list["Component"]:
        """The events of a calendar."""
        return [each for each in self.inner if each.name == "VEVENT"]


def read(body: bytes) -> Component:
    """The calendar in these bytes; an AssertionError says which rule it breaks."""
    assert body.endswith(b"\r\n"), "the last line has no end"
    folded = body[:-2].split(b"\r\n")
    for line in folded:
        assert len(line) <= 75, f"{len(line)} octets: {line!r}"
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line), f"a control character: {line!r}"
        line.decode()  # folded between characters, not within them
    whole = re.sub(r"\r\n[ \t]", "", body[:-2].decode()).split("\r\n")
    root = Component("")
    open_ = [root]
    for text in whole:
        match = LINE.fullmatch(text)
        assert match, f"no content line: {text!r}"
        name, value = match["name"], match["value"]
        if name == "BEGIN":
            open_.append(Component(value))
            open_[-2].inner.append(open_[-1])
        elif name == "END":
            ended = open_.pop()
            assert ended.name == value, f"{ended.name} ends as {value}"
            check(ended)
        else:
            told = plain(value) if name in TEXTS else value
            open_[-1].properties.append((name, match["parameters"], told))
    assert open_ == [root], "something does not end"
    (calendar,) = root.inner
    assert calendar.name == "VCALENDAR"
    return calendar


def check(component: Component) -> None:
    """What must be there, and how often."""
    names = [name for name, _, _ in component.properties]
    assert not [name for name in ONCE if names.count(name) > 1]
    if component.name == "VCALENDAR":
        assert names.count("VERSION") == names.count("PRODID") == 1
    if component.name == "VEVENT":
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(names)
    if component.name == "VALARM":
        assert {"ACTION", "TRIGGER", "DESCRIPTION"} <= set(names)


def plain(value: str) -> str:
    """A TEXT value unescaped; commas and semicolons must have been escaped."""
    assert re.fullmatch(r"([^\\;,]|\\[\\;,nN])*", value, re.DOTALL), f"not escaped: {value!r}"
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)
