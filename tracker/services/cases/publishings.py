"""What was published by whom, and taking it back within the grace period."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User

from tracker.domain.case import Document
from tracker.models import FactKind, Publication, Publishing, Ultimatum
from tracker.services import security


def note_publishing(
    case: Ultimatum,
    *,
    editor: User,
    now: datetime,
    before: Document,
    before_revision: int,
    publication: str,
    published_at: datetime | None,
) -> None:
    """Note that an editor changed what the public reads, so that it can be taken back for a while.

    `before` is the document that was public, empty where none was; then `publication` and `published_at` are
    what the case goes back to. What is over goes.
    """
    case.publishings.filter(at__lt=now - grace()).delete()
    was_public = publication == Publication.PUBLISHED
    security.note(
        FactKind.PUBLISHED,
        now=now,
        account=editor.get_username(),
        about=f"case {case.slug}",
        detail="a change of it" if was_public else "",
    )
    Publishing.objects.create(
        ultimatum=case,
        editor=editor,
        at=now,
        revision=case.revision,
        before_revision=before_revision,
        document=before,
        publication=publication,
        published_at=published_at,
    )


def grace() -> timedelta:
    """For how long what was published can be taken back: as long as news waits."""
    return timedelta(seconds=settings.NEWS_GRACE_SECONDS)


def to_take_back(case: Ultimatum, *, now: datetime) -> Publishing | None:
    """The newest act, if it can be taken back still: within the grace period, and nobody saved since."""
    newest = case.publishings.select_related("editor").order_by("-pk").first()
    if newest is None or newest.at < now - grace() or newest.revision != case.revision:
        return None
    return newest
