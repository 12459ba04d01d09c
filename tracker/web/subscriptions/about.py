"""The forms of a reader's own page that name what to follow by the address of a page here."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Cadence
from tracker.queries.topics import Followed
from tracker.web.problems import HttpProblem
from tracker.web.subscriptions.forms import FIRST_NEWS, FIRST_OFFSETS, WishesForm, form_helper, wishes_layout
from tracker.web.subscriptions.topics import topic_given

OF_PAGES = ("case", "dossier", "actor")
"""The pages about one thing; the parameter that follows it has the same name."""


class AboutField(forms.CharField):
    """The address of a page here, or nothing for the whole record; cleans to what is followed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            max_length=600,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            help_text=gettext_lazy(
                "The address of a page here: a case, a crisis, an actor, or the dashboard with its filter. "
                "Empty: every case of the record."
            ),
            **options,
        )

    def clean(self, value: Any) -> Followed:
        """Raises `ValidationError` in the words of `HttpProblem`."""
        try:
            return topic_given(query_of(super().clean(value).strip()))
        except HttpProblem as refused:
            raise ValidationError(list(refused.problems), code="about") from refused


class FollowForm(WishesForm):
    """What else to follow, and how."""

    about = AboutField(label=gettext_lazy("What to follow"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_follow_%s", **options})
        self.fields["offsets"].initial = [str(int(offset.total_seconds())) for offset in FIRST_OFFSETS]
        self.fields["news"].initial = [kind.value for kind in FIRST_NEWS]
        self.fields["cadence"].initial = int(Cadence.AT_ONCE)

    @property
    def helper(self) -> FormHelper:
        """How it is drawn."""
        return form_helper(Field("about"), *wishes_layout(self.fields))


def query_of(text: str) -> QueryDict:
    """The query that follows what a page of ours is about; raises `HttpProblem` for other addresses."""
    if not text:
        return QueryDict("everything=1")
    name, slug, query = _page_of(text)
    if name == "dashboard":
        return QueryDict(query or "everything=1")
    if name in OF_PAGES:
        return QueryDict(urlencode({name: slug}))
    problem = _("That is no page of a case, a crisis, an actor or the dashboard of %(site)s.") % {
        "site": settings.SITE_URL
    }
    raise HttpProblem(400, _("That cannot be followed"), [problem])


def _page_of(text: str) -> tuple[str, str, str]:
    """Which page of ours an address opens, in any language: its name, its slug, its query; else empty."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return "", "", ""
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        return "", "", ""
    path = parts.path or "/"
    for code, _name in settings.LANGUAGES:
        path = path.removeprefix(f"/{code}") if path.startswith(f"/{code}/") else path
    try:
        found = resolve(path)
    except Resolver404:
        return "", "", ""
    return found.url_name or "", str(next(iter(found.kwargs.values()), "")), parts.query
