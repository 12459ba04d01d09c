"""How the pages that cases cite stand, in words."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.domain.page_states import PageShares, PageState

register = template.Library()

STATES = {
    PageState.ALIVE: (pgettext_lazy("pages", "Alive"), ""),
    PageState.FAILING: (pgettext_lazy("pages", "Failing"), _("no answer for now, or an error")),
    PageState.DEAD: (pgettext_lazy("pages", "Dead"), _("gone three times, days apart")),
    PageState.BLOCKED: (pgettext_lazy("pages", "Blocked"), _("the host does not let us in")),
    PageState.UNKNOWN: (pgettext_lazy("pages", "Unknown"), _("not asked for yet, or unclear")),
}


@dataclass(frozen=True, slots=True)
class ShareLine:
    """So many of so many, what they are, and what that means."""

    name: Any
    count: int
    total: int
    about: Any = ""

    @property
    def percent(self) -> int:
        """The share in whole percent: 0 for none alone, and 100 for all alone."""
        if self.count in (0, self.total):
            return 100 * bool(self.count)
        return min(99, max(1, round(100 * self.count / self.total)))


@register.simple_tag
def page_shares(shares: PageShares) -> list[ShareLine]:
    """The lines of the table."""
    states = [
        ShareLine(name, shares.states.get(state, 0), shares.total, about)
        for state, (name, about) in STATES.items()
    ]
    return [
        *states,
        ShareLine(_("With an archived copy"), shares.archived, shares.total),
        ShareLine(_("Quoted words found"), shares.quotes_found, shares.quotes),
    ]
