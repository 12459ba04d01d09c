"""Form fields for lists: typed as plain text, kept as lists."""

import re
from typing import Any

from django import forms


class CommaList(forms.CharField):
    """Words separated by commas or blanks, as a list of texts."""

    separator = re.compile(r"[,;\s]+")
    joint = ", "

    def prepare_value(self, value: Any) -> Any:
        """The list as it is typed."""
        return self.joint.join(map(str, value)) if isinstance(value, list | tuple) else value

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
