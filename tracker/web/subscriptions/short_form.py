"""The form of one field: follow what a page is about, from that page, with choices that suit most.

It is sent to the long form's address and read by it, with the same protections. What is wrong is said there,
with all that was chosen, and the address to be mended is the first field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from tracker.domain.alerts import OFFSETS
from tracker.models import Cadence, TopicKind
from tracker.queries.topics import Followed, filter_key
from tracker.templatetags.labels import lead_time_text
from tracker.web.subscriptions.consent import CONSENT
from tracker.web.subscriptions.decorators import opening_stamp
from tracker.web.subscriptions.forms import CADENCE_LABELS, FIRST_NEWS, FIRST_OFFSETS, NEWS_LABELS
from tracker.web.subscriptions.topics import address_of

PLACES = ("case", "dossier", "actor", "week")
"""The pages that have it, by the names of their addresses."""
Choice = tuple[str, str, bool]
"""A value, its words, and whether it is chosen at first."""


@dataclass(frozen=True, slots=True)
class ShortForm:
    """What components/follow.html draws. `is_week`: it asks for the week ahead and nothing else."""

    place: str
    address: str
    opened: str
    is_week: bool = False

    @property
    def language(self) -> str:
        """That of the page, for mails too."""
        return get_language() or "en"

    @property
    def consent(self) -> tuple[Any, ...]:
        """What one agrees to."""
        return CONSENT

    @property
    def offsets(self) -> list[Choice]:
        """How long before a date."""
        return [
            (f"{int(each.total_seconds())}", lead_time_text(each), each in FIRST_OFFSETS) for each in OFFSETS
        ]

    @property
    def news(self) -> list[Choice]:
        """What else to hear of."""
        return [(kind.value, str(words), kind in FIRST_NEWS) for kind, words in NEWS_LABELS.items()]

    @property
    def cadences(self) -> list[Choice]:
        """How soon."""
        return [
            (f"{int(each)}", str(words), each is Cadence.AT_ONCE) for each, words in CADENCE_LABELS.items()
        ]


def short_form(place: str, kind: TopicKind, key: str, *, now: datetime) -> ShortForm:
    """The form of a page that follows a topic.

    Its stamp is of the full hour: the page stays the same until then, and may be kept as long.
    """
    opened = opening_stamp(now.replace(minute=0, second=0, microsecond=0))
    return ShortForm(place, address_of(kind, key), opened, is_week=place == "week")


def next_of_pair(place: str, senders: Any, targets: Any, *, now: datetime) -> ShortForm | None:
    """The form that follows the first sender and the first target of a case; None where it lacks one."""
    if not senders or not targets:
        return None
    key = filter_key({"sender": senders[0].actor.slug, "target": targets[0].actor.slug})
    return short_form(place, TopicKind.FILTER, key, now=now)


def page_of(posted: Mapping[str, str], topic: Followed, otherwise: str) -> str:
    """The page a form was sent from, for the proof of consent; `otherwise` is the long form's address."""
    place = posted.get("place", "")
    if place == "week":
        return reverse("week")
    return reverse(place, args=[topic.key]) if place in PLACES and place == topic.kind else otherwise
