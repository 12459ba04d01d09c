"""Form fields: texts as the record may hold them, lists typed as plain text."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from tracker.domain.aliases import Alias, NotAnAlias, lines
from tracker.domain.text import one_line


class CommaList(forms.CharField):
    """Words separated by commas or blanks, as a list of texts."""

    separator = re.compile(r"[,;\s]+")
    joint = ", "

    def prepare_value(self, value: Any) -> Any:
        """The list as it is typed."""
        return self.joint.join(map(str, value)) if isinstance(value, list | tuple) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the list is another one; an empty field is the empty list."""
        try:
            return bool(list(initial or ()) != self.to_python(data))
        except forms.ValidationError:
            return True

    def to_python(self, value: Any) -> Any:
        """The typed text as a list, empty entries left out."""
        if isinstance(value, list):
            return value
        return [part.strip() for part in self.separator.split(value or "") if part.strip()]


class LineList(CommaList):
    """One sentence a line, as a list of texts."""

    widget = forms.Textarea
    separator = re.compile(r"[\r\n]+")
    joint = "\n"


class AliasLines(LineList):
    """Other names of an actor, one a line; what is not just a name says in brackets what it is."""

    def prepare_value(self, value: Any) -> Any:
        """The entries as they are typed."""
        return self.joint.join(lines(value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """The typed lines as entries of the case format, each fault with its line."""
        if isinstance(value, list):
            return value
        faults, entries = [], []
        for number, line in enumerate(super().to_python(value), 1):
            try:
                entries.append(Alias.read_line(line).entry())
            except NotAnAlias as error:
                faults.append(f"Line {number}, “{line}”: {error}")
        if faults:
            raise forms.ValidationError(faults, code="alias")
        return entries


class LanguageLines(LineList):
    """What something is called in other languages, one a line behind the code of its language."""

    def prepare_value(self, value: Any) -> Any:
        """The mapping as it is typed."""
        if not isinstance(value, Mapping):
            return value
        return self.joint.join(f"{code}: {name}" for code, name in value.items())

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the mapping is another one."""
        try:
            return bool((initial or {}) != self.to_python(data))
        except forms.ValidationError:
            return True

    def to_python(self, value: Any) -> Any:
        """The typed lines as a mapping, each fault with its line."""
        if isinstance(value, Mapping):
            return value
        faults, names = [], {}
        for number, line in enumerate(super().to_python(value), 1):
            code, colon, name = (part.strip() for part in line.partition(":"))
            if not colon or not name or code in names:
                wrong = f"“{code}” again" if code in names else f"“{line}”"
                faults.append(f"Line {number}: Found {wrong}. Allowed: a language once, as uk: Україна.")
            names[code] = name
        if faults:
            raise forms.ValidationError(faults, code="names")
        return dict(sorted(names.items()))


class SourcedLines(LineList):
    """One sentence a line with its sources behind it, as `They met. [s1, s2]`: a list of sentences."""

    cited = re.compile(r"\s*\[\s*(?P<keys>s\d+(?:[\s,;]+s\d+)*)\s*\]\s*\Z", re.ASCII)

    def prepare_value(self, value: Any) -> Any:
        """The sentences as they are typed."""
        if not isinstance(value, list | tuple):
            return value
        return "\n".join(f"{item['text']} [{', '.join(item['sources'])}]" for item in value)

    def to_python(self, value: Any) -> Any:
        """The typed lines as sentences; one without sources has none."""
        if isinstance(value, list):
            return value
        return [self._sentence(line) for line in super().to_python(value)]

    def _sentence(self, line: str) -> dict[str, Any]:
        found = self.cited.search(line)
        keys = CommaList.separator.split(found["keys"]) if found else []
        return {"text": line[: found.start()] if found else line, "sources": keys}


class OneLine(BoundField):
    """What was typed or pasted, without what no text of the record may hold."""

    @property
    def data(self) -> Any:
        """The posted text; of a list of lines each by itself."""
        posted: Any = super().data
        if not isinstance(posted, str) or not isinstance(self.field, forms.CharField):
            return posted
        if isinstance(self.field, LineList):
            return "\n".join(map(one_line, LineList.separator.split(posted)))
        return one_line(posted)
