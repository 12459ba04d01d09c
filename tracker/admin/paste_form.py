"""The box for a text or an address, with its day of publication and its language."""

import re
from datetime import date
from typing import Any, cast

from django import forms
from django.http import HttpRequest

from tracker.case_format.schema import NotAWebAddress, web_address
from tracker.domain.dates.moments import NotADate, When

LANGUAGES = (("", "As it is found"), ("en", "English"), ("uk", "Ukrainian"), ("ru", "Russian"))
LONGEST = 1_000_000
"""More characters are not taken in; of fewer, what is too long to be read is kept with that reason."""
ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://\S*|[^\s/]+\.[a-z]{2,}(?:[/?#:]\S*)?)", re.IGNORECASE)
"""One word that is or looks like the address of a page; anything else that is pasted is a text."""


class PasteForm(forms.Form):
    """A text, or the address of a page: which it is follows from what was pasted."""

    use_required_attribute = False
    given = forms.CharField(
        label="A text or an address",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://… or the text itself"}),
    )
    published = forms.CharField(
        max_length=40,
        label="Published on",
        help_text="Days such as “on Monday” are counted from it. Today: a page may say otherwise.",
    )
    language = forms.ChoiceField(required=False, choices=LANGUAGES)

    def clean_given(self) -> str:
        """What is an address is one that a page may link to."""
        given = str(self.cleaned_data["given"]).strip()
        if not ADDRESS.fullmatch(given):
            return given
        address = given if "://" in given else f"https://{given}"
        try:
            web_address(address)
        except NotAWebAddress as error:
            raise forms.ValidationError(f"Found an address {error}.") from error
        return address

    def clean_published(self) -> str:
        """A day or an instant that exists."""
        try:
            return When(str(self.cleaned_data["published"])).text
        except NotADate as error:
            raise forms.ValidationError(f"{error}.") from error

    @property
    def is_address(self) -> bool:
        """Whether the valid form holds an address and no text."""
        return ADDRESS.fullmatch(self.cleaned_data["given"]) is not None


def paste_form(request: HttpRequest, today: date) -> PasteForm | None:
    """The empty box with the day of today, for whoever may hand in a text."""
    may = cast("Any", request.user).has_perm("tracker.add_intakeitem")
    return PasteForm(initial={"published": today.isoformat()}) if may else None
