"""Taking back what was published within the grace period: pages and mails as they were before."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from tracker.models import FactKind, Publication, Ultimatum
from tracker.services import security
from tracker.services.cases.change_log import forget_corrections
from tracker.services.cases.publish import refresh_case
from tracker.services.cases.publishings import to_take_back
from tracker.services.cases.store import store_case


class CannotTakeBack(Exception):
    """It is too late, somebody has saved the case since, or somebody else published it."""


@transaction.atomic
def take_back(case: Ultimatum, *, editor: User, now: datetime) -> Ultimatum:
    """Undo the newest publishing of a case by this editor; the case as it is now.

    A case that was not public before is what it was, a draft or in review, with all that was typed; an edit
    of a public one is reverted, its corrections leave the public log, and what waits to be mailed is what
    waited before. Raises `CannotTakeBack`.
    """
    case = Ultimatum.objects.select_for_update(of=("self",)).get(pk=case.pk)
    act = to_take_back(case, now=now)
    if act is None:
        raise CannotTakeBack(
            "Nothing was taken back: the time for it is over, or somebody has saved the case since. "
            "Correct it instead."
        )
    if act.editor_id != editor.pk and not editor.is_superuser:
        raise CannotTakeBack(f"Nothing was taken back: {act.editor.get_username()} published this, and may.")
    if act.publication == Publication.PUBLISHED:
        forget_corrections(case, case.corrections.filter(made_at=act.at, editor=act.editor))
        store_case(act.document, now=now, reason=None)
    else:
        case.publication, case.published_at = act.publication, act.published_at
        case.save(update_fields=["publication", "published_at"])
        refresh_case(case, now=now)
    case = Ultimatum.objects.get(pk=case.pk)
    case.publishings.filter(revision=act.before_revision).update(revision=case.revision)
    act.delete()
    security.note(
        FactKind.CALLED_BACK,
        now=now,
        account=editor.get_username(),
        about=f"case {case.slug}",
        detail="what was published",
    )
    return case
