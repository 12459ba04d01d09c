"""The box for a text or an address, with its day of publication and its language."""

from datetime import date
from typing import Any, cast

from django import forms
from django.http import HttpRequest

from tracker.domain.dates.moments import NotADate, When

LANGUAGES = (("", "As it is found"), ("en", "English"), ("uk", "Ukrainian"), ("ru", "Russian"))


class PasteForm(forms.Form):
    """A text, or the address of a page: which it is follows from what was pasted."""

    use_required_attribute = False
    given = forms.CharField(
        label="A text or an address",
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "https://… or the text itself"}),
    )
    published = forms.CharField(
        max_length=40,
        label="Published on",
        help_text="Days such as “on Monday” are counted from it. A page that gives its own day goes by that.",
    )
    language = forms.ChoiceField(required=False, choices=LANGUAGES)

    def clean_published(self) -> str:
        """A day or an instant that exists."""
        try:
            return When(str(self.cleaned_data["published"])).text
        except NotADate as error:
            raise forms.ValidationError(f"{error}.") from error


def paste_form(request: HttpRequest, today: date) -> PasteForm | None:
    """The empty box with the day of today, for whoever may hand in a text."""
    may = cast("Any", request.user).has_perm("tracker.add_intakeitem")
    return PasteForm(initial={"published": today.isoformat()}) if may else None
