"""Some of the cases by filters of the dashboard: what they are called, and which page shows them."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.templatetags.local_names import local
from tracker.web.feeds.params import FACETS, Wanted

PAGES = ("dossier", "actor")
"""Filters, by their names, that have a page of the same name where they stand alone."""


def page_of(criteria: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The path and the query of the page that shows cases by these criteria, without an instant."""
    if len(criteria) == 1:
        ((name, slug),) = criteria.items()
        if name in PAGES:
            return reverse(name, args=[slug]), {}
    return reverse("dashboard"), dict(criteria)


def title_of(found: Wanted) -> str:
    """What the cases are called: a crisis or an actor by its name, all of them by what comes first."""
    if not found.criteria:
        return _("What is running out")
    if len(found.criteria) == 1:
        ((name, slug),) = found.criteria.items()
        if name == "actor":
            return local(found.one[name] or slug)
        if name in FACETS:
            return local(next((facet.name for facet in found.choices(name) if facet.slug == slug), slug))
    return found.title.removeprefix("Ultimata: ")
