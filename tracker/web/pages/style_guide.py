"""`/style-guide/`: every component in every state, from made-up rows."""

from crispy_forms.helper import FormHelper
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from tracker.domain.search.query import SearchQuery
from tracker.domain.status.outcomes import Headline
from tracker.domain.vocabulary import Quality
from tracker.models import TopicKind
from tracker.queries.all_cases import USUAL
from tracker.queries.search import FoundCase, FoundName
from tracker.web.data import codebook
from tracker.web.decorators import AsOf, public_page
from tracker.web.filters import with_classes
from tracker.web.pages import style_guide_pages, style_guide_rows, style_guide_stories
from tracker.web.pages.all_cases import heads
from tracker.web.pages.history import named_groups
from tracker.web.subscriptions.short_form import short_form

TOKENS = ("ink", "muted", "rule-strong", "far", "near", "imminent", "overdue", "moved", "complied", "ghost")


class SampleForm(forms.Form):
    """One field of each kind, as crispy forms draw them."""

    text = forms.CharField(label=_("Text"), help_text=_("Help stands below the field."))
    choice = forms.ChoiceField(label=_("Choice"), choices=[("", _("Any")), ("a", "Aurelia")], required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(label=_("Words"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label=_("A box to tick"), required=False)

    @property
    def helper(self) -> FormHelper:
        """How crispy forms draw it."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


@public_page()
def style_guide(request: HttpRequest, asked: AsOf) -> HttpResponse:
    """The style guide; it reads no table (0 queries)."""
    poster = style_guide_stories.poster()
    context = {
        **asked.context(),
        "at": style_guide_rows.AT,
        "is_still": True,
        "tokens": TOKENS,
        "tiles": style_guide_rows.TILES,
        "running": style_guide_rows.running_rows(),
        "passed": style_guide_rows.passed_rows(),
        "resolved": style_guide_rows.resolved_rows(),
        "countdowns": style_guide_rows.countdowns(),
        "limit": style_guide_rows.due("2025-08-08"),
        "headlines": list(Headline),
        "qualities": list(Quality),
        "background": style_guide_rows.background(),
        "criteria": style_guide_rows.CRITERIA,
        "demands": style_guide_rows.demands(),
        "threats": style_guide_rows.threats(),
        "deadlines": style_guide_rows.deadlines(),
        "outcomes": style_guide_rows.outcomes(),
        "story": style_guide_rows.story(),
        "scheduled": style_guide_rows.scheduled(),
        "sources": style_guide_rows.LISTED_SOURCES,
        "pages": style_guide_rows.PAGE_SHARES,
        "corrections": style_guide_rows.corrections(),
        "fields": codebook.words()[0].entries,
        "form": SampleForm(prefix="fresh"),
        "refused_form": SampleForm({"refused-day": "31 June"}, prefix="refused"),
        "filter_form": with_classes(SampleForm(prefix="filter")),
        "month": style_guide_pages.month(),
        "outcome_lines": style_guide_pages.outcome_lines(),
        "share_lines": style_guide_pages.share_lines(),
        "waiting": style_guide_pages.waiting(),
        "usual": style_guide_pages.usual(),
        "party_record": style_guide_pages.party_record(),
        "person_lines": style_guide_pages.person_lines(),
        "compared": style_guide_pages.comparison(),
        "counts": style_guide_pages.COUNTS,
        "beats": style_guide_pages.BEATS,
        "found_terms": SearchQuery.read("aurelia gold").terms,
        "found_cases": [
            FoundCase(row, ("Aurelia took what gold there was.",), ("Aurelia (Gold Coast)",))
            for row in (*style_guide_rows.passed_rows()[:1], *style_guide_rows.resolved_rows()[:1])
        ],
        "found_names": [FoundName("aurelia", "Aurelia", "Gold Coast")],
        "heads": heads(request.GET, USUAL),
        "senders": style_guide_pages.SENDERS,
        "targets": style_guide_pages.TARGETS,
        "lead": style_guide_stories.lead(),
        "news": style_guide_stories.news(),
        "anniversaries": style_guide_stories.anniversaries(),
        "poster": poster,
        "poster_groups": named_groups(poster),
        "stream": style_guide_stories.stream(),
        "actors": style_guide_stories.ACTORS,
        "rates": style_guide_stories.base_rates(),
        "choices": [("/", _("Day"), True), ("/timeline/", _("Words"), False)],
        "follow": short_form("case", TopicKind.CASE, "aurelia", now=asked.now),
        "links": [("/", _("All running deadlines"))],
        "query": request.GET,
    }
    return render(request, "pages/style_guide.html", context)
