"""Changes of public cases that wait for another editor (services.cases.four_eyes)."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from tracker.domain.case import Document
from tracker.models import Proposal, Ultimatum
from tracker.services.cases.four_eyes import check_four_eyes
from tracker.services.cases.store import store_case


class CannotPublish(Exception):
    """There is no such proposal any more, or the case has changed since; the message says which."""


@transaction.atomic
def propose_change(
    case: Ultimatum, document: Document, *, reason: str | None, editor: User, now: datetime
) -> Proposal:
    """Let a valid document wait until another editor publishes it; an earlier one of the same editor goes.

    Raises `CannotPublish` where another editor's change waits already.
    """
    waiting = Proposal.objects.select_for_update().filter(ultimatum=case).first()
    if waiting is not None and waiting.editor_id != editor.pk:
        raise CannotPublish(waits_already(waiting))
    values = {"document": document, "reason": reason or "", "revision": case.revision, "at": now}
    made, _ = Proposal.objects.update_or_create(ultimatum=case, defaults={**values, "editor": editor})
    return made


def waits_already(waiting: Proposal) -> str:
    """Why nothing else can be proposed."""
    return (
        f"A change by {waiting.editor.get_username()} waits already. "
        "Allowed: publish it or discard it first, then enter yours."
    )


@transaction.atomic
def publish_proposal(case: Ultimatum, *, state: str, editor: User, now: datetime) -> Proposal:
    """Make a proposed change public in the name of its writer; `state` is that of the one that was shown.

    Raises `CannotPublish`, and `FourEyes` where its writer is the one who publishes.
    """
    Ultimatum.objects.select_for_update(of=("self",)).get(pk=case.pk)
    found = Proposal.objects.select_for_update(of=("self",)).select_related("editor", "ultimatum")
    proposal = found.filter(ultimatum=case).first()
    if proposal is None or proposal.at.isoformat() != state:
        raise CannotPublish("Nothing was published: this is not what waits any more. Look again.")
    if proposal.revision != proposal.ultimatum.revision:
        raise CannotPublish(
            "Nothing was published: the case has changed since this was proposed. "
            "Discard it, and enter it in the case as it is now."
        )
    check_four_eyes(proposal.editor, editor)
    reason = proposal.reason or None
    store_case(proposal.document, now=now, reason=reason, editor=proposal.editor, reviewer=editor)
    Proposal.objects.filter(pk=proposal.pk).delete()
    return proposal


def discard_proposal(case: Ultimatum) -> None:
    """Forget what was proposed; the case stays as it is."""
    Proposal.objects.filter(ultimatum=case).delete()
