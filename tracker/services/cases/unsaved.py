"""Case forms that are not saved yet, kept as they were typed."""

from datetime import datetime

from django.contrib.auth.models import User

from tracker.models import Ultimatum, UnsavedForm

Pairs = list[tuple[str, str]]
MOST_FORMS = 20
"""Of one editor: the oldest goes for one more."""


def keep_form(
    editor: User, token: str, pairs: Pairs, *, case: Ultimatum | None, now: datetime
) -> UnsavedForm:
    """Keep a form as it is now in place of what was kept of it before."""
    title = dict(pairs).get("title", "").strip()[:80]
    form, is_new = UnsavedForm.objects.update_or_create(
        editor=editor,
        token=token,
        defaults={"ultimatum": case, "pairs": pairs, "title": title, "saved_at": now},
    )
    if is_new:
        surplus = UnsavedForm.objects.filter(editor=editor).order_by("-saved_at", "-pk")[MOST_FORMS:]
        UnsavedForm.objects.filter(pk__in=[row.pk for row in surplus]).delete()
    return form


def drop_form(editor: User, token: str) -> None:
    """Forget a form: it was saved, or is not wanted any more."""
    UnsavedForm.objects.filter(editor=editor, token=token).delete()
