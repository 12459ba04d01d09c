"""Form fields: texts as the record may hold them, lists typed as plain text."""

import re
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

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
        return bool(list(initial or ()) != self.to_python(data))

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
