"""Finding the text that a text nearly repeats: by the bands of its signature, not by comparing all."""

from datetime import datetime, timedelta
from operator import itemgetter

from tracker.domain.near_duplicates import SIMILAR, bands, similarity
from tracker.models import IntakeItem, TextBand

LOOKED_BACK = timedelta(days=30)
MOST_COMPARED = 100


def similar_items(signed: bytes, *, besides: int, now: datetime) -> list[int]:
    """The items of the last 30 days whose text is nearly that of a signature, the most similar first.

    2 queries, however many texts there are.
    """
    if not signed:
        return []
    near = TextBand.objects.filter(key__in=bands(signed), item__received_at__gte=now - LOOKED_BACK)
    keys = near.exclude(item=besides).values_list("item", flat=True).distinct()[:MOST_COMPARED]
    rows = IntakeItem.objects.filter(pk__in=list(keys)).values_list("pk", "signature")
    found = [(pk, similarity(signed, bytes(other))) for pk, other in rows]
    return [pk for pk, likeness in sorted(found, key=itemgetter(1), reverse=True) if likeness >= SIMILAR]


def store_signature(item: IntakeItem, signed: bytes) -> None:
    """Let later texts find this one."""
    item.signature = signed
    item.bands.all().delete()
    TextBand.objects.bulk_create([TextBand(item=item, key=key) for key in bands(signed)])
