"""Subscriptions as the pages show them: values turned into words."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.models import SubscriptionState
from tracker.queries.subscriptions import Wanted
from tracker.web.subscriptions.forms import CADENCE_LABELS, WishesForm, wishes_text
from tracker.web.subscriptions.topics import address_of, in_words


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """One subscription. `form` holds its wishes; `address` leads to the form that asks for it anew."""

    id: int
    words: str
    wishes: tuple[str, ...]
    cadence: str
    address: str
    is_pending: bool
    is_paused: bool
    is_known: bool
    form: WishesForm
    note: str


def lines(
    rows: Iterable[Wanted], refused: WishesForm | None = None, refused_id: int = 0
) -> list[SubscriptionLine]:
    """The lines of these subscriptions; the form that was refused stays as it was sent."""
    return [_line(row, refused if row.id == refused_id else None) for row in rows]


def wishes_form(subscription_id: int, **options: object) -> WishesForm:
    """A form of one subscription, its ids unlike those of any other on the page."""
    return WishesForm(auto_id=f"id_{subscription_id}_%s", **options)


def _line(row: Wanted, refused: WishesForm | None) -> SubscriptionLine:
    initial = {**WishesForm.initial_of(row.wishes, row.cadence), "note": row.note}
    return SubscriptionLine(
        id=row.id,
        words=in_words(row.topic),
        wishes=tuple(wishes_text(row.wishes)),
        cadence=str(CADENCE_LABELS[row.cadence]),
        address=address_of(row.topic.kind, row.topic.key),
        is_pending=row.state == SubscriptionState.PENDING,
        is_paused=row.state == SubscriptionState.PAUSED,
        is_known=row.topic.is_known,
        note=row.note,
        form=refused or wishes_form(row.id, initial=initial),
    )
