"""Words for the log of a webhook's calls."""

from datetime import UTC, datetime

from django import template
from django.utils.translation import gettext_lazy

register = template.Library()
STATES = {
    "due": gettext_lazy("waits"),
    "leased": gettext_lazy("about to leave"),
    "sending": gettext_lazy("being sent"),
    "unknown": gettext_lazy("waits to be sent again"),
    "sent": gettext_lazy("received"),
    "failed": gettext_lazy("refused for good"),
    "cancelled": gettext_lazy("not sent"),
    "expired": gettext_lazy("too late to be of use"),
    "parked": gettext_lazy("given up"),
}


@register.filter
def call_state(state: str) -> str:
    """Where a call stands, in the words of its owner."""
    return str(STATES[state])


@register.filter
def clock_text(at: datetime) -> str:
    """An attempt's instant to the second: `2026-03-10 12:00:05 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
