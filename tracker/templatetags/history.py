"""Lengths of time limits in words, for the poster of all of history."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext, ngettext

from tracker.domain.dates.distances import Distance
from tracker.domain.dates.lengths import DAY, HOUR, YEAR
from tracker.templatetags.times import distance_text

register = template.Library()


@register.filter
def length_text(length: Distance) -> str:
    """How long somebody was given: '48 hours', '50 days', 'the same day'."""
    return distance_text(length) if length else gettext("the same day")


@register.filter
def tick_length(length: timedelta) -> str:
    """The label of a round length on the scale: '48 hours', '50 days', '2 years'."""
    if length <= 2 * DAY:
        count = length // HOUR
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    if length < YEAR:
        return ngettext("%(count)s day", "%(count)s days", length.days) % {"count": length.days}
    count = round(length / YEAR)
    return ngettext("%(count)s year", "%(count)s years", count) % {"count": count}
