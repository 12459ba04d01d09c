"""What reviewers want to have looked at in a case."""

from datetime import datetime

from django.contrib.auth.models import User

from tracker.models import ReviewNote, Ultimatum

LONGEST_NOTE = 2000


def add_note(case: Ultimatum, text: str, *, editor: User, now: datetime) -> ReviewNote:
    """Leave a note; raises ValueError for an empty or a too long one."""
    text = text.strip()
    if not 1 <= len(text) <= LONGEST_NOTE:
        raise ValueError(f"A note has 1 to {LONGEST_NOTE} characters; this one has {len(text)}.")
    return ReviewNote.objects.create(ultimatum=case, editor=editor, text=text, written_at=now)


def close_note(case: Ultimatum, pk: int, *, now: datetime) -> None:
    """A note is done; one that is done already stays so."""
    ReviewNote.objects.filter(ultimatum=case, pk=pk, done_at=None).update(done_at=now)
