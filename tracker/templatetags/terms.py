"""Words of the vocabularies as links to what they mean, and the glossary that they lead to.

Pages write a word with `term`, or `term_link` where a list has it a hundred times; nothing else makes such a
link. Anchors are made of the vocabulary and the word, so they stay as long as the word does.
"""

from dataclasses import dataclass
from enum import StrEnum

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker.domain.codes import TIES_THREATS
from tracker.domain.statistics.conduct import Result
from tracker.domain.status.outcomes import Headline
from tracker.domain.status.standing import Status
from tracker.domain.vocabulary import (
    ActorType,
    Change,
    DemandType,
    EventKind,
    FollowThrough,
    Kind,
    Quality,
    Response,
    Review,
    Role,
    ThreatType,
)
from tracker.templatetags.definitions import DEFINITIONS, General
from tracker.templatetags.labels import TITLES, label, word_of
from tracker.templatetags.slots import piece
from tracker.templatetags.ties import Code, end_text, ties_codes

register = template.Library()

ANCHORS: dict[type[StrEnum], str] = {
    General: "word",
    Kind: "kind",
    Status: "status",
    Role: "role",
    DemandType: "demand",
    ThreatType: "threat",
    Change: "change",
    EventKind: "event",
    Response: "response",
    FollowThrough: "follow-through",
    Headline: "outcome",
    Result: "result",
    Quality: "source",
    ActorType: "actor",
    Review: "check",
}
"""How the anchors of a vocabulary's words begin: `#threat-force`. Others link to them; they never change."""

GENERAL: dict[General, Promise] = {
    General.TIME_LIMIT: _("Time limit"),
    General.WINDOW: pgettext_lazy("of time", "Window"),
    General.MOVED: _("The date moved"),
    General.KEPT: pgettext_lazy("a date that is", "Kept"),
    General.AS_OF: _("As of"),
    General.CRISIS: _("Crisis"),
    General.SCHEDULED: pgettext_lazy("an event", "Scheduled"),
    General.CONTESTED: pgettext_lazy("a fact", "Contested"),
    General.CORRECTION: _("Correction"),
    General.INTERVAL: pgettext_lazy("of a share", "Interval"),
    General.TIES: _("TIES code"),
    General.CAMEO: _("CAMEO code"),
}
SITES = {
    General.TIES: "https://sanctions.web.unc.edu/",
    General.CAMEO: "http://data.gdeltproject.org/documentation/CAMEO.Manual.1.1b3.pdf",
}


@register.filter
def term(word: str, vocabulary: str = "") -> SafeString:
    """The label of a word as a link to its entry, which also says what it means where it has the focus.

    `{{ outcome.headline|term }}`, `{{ "window"|term:"general" }}`; takes what `label` takes.
    """
    known = _known(word, vocabulary)
    return _link(anchor(known), label_of(known), meaning(known))


@register.filter
def term_link(word: str, vocabulary: str = "") -> SafeString:
    """The same without the sentence: for lists, of which each row has several."""
    known = _known(word, vocabulary)
    return _link(anchor(known), label_of(known))


@register.filter
def ties_term(code: int) -> SafeString:
    """A final outcome of TIES as a link to what it means."""
    found = next(each for each in ties_codes() if each.code == code)
    return _link(f"ties-{code}", str(code), code_text(found))


@register.filter
def code_text(code: Code) -> str:
    """What a final outcome of TIES means, in a few words."""
    when = gettext("after imposition") if code.after_imposition else gettext("at the threat")
    return f"{end_text(code.end)} {when}"


def anchor(word: StrEnum) -> str:
    """Where the glossary has it."""
    return f"{ANCHORS[type(word)]}-{word.value}"


def meaning(word: StrEnum) -> str:
    """What it means, in one sentence."""
    return str(DEFINITIONS[type(word)][word])


def label_of(word: StrEnum) -> str:
    """A word of a vocabulary or of the record, as readers see it."""
    return str(GENERAL[word]) if isinstance(word, General) else label(word)


def _known(word: str, vocabulary: str) -> StrEnum:
    return General(word) if vocabulary == "general" else word_of(word, vocabulary)


def _link(name: str, word: str, sentence: str = "") -> SafeString:
    address = f"{reverse('words')}#{name}"
    return piece("components/term.html", address=address, word=word, sentence=sentence)


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A word of the glossary: its anchor, the word, what it means, and how data write it (empty: not at all).

    `ties`: the code of a threat in TIES; `site`: where others say more.
    """

    anchor: str
    label: str
    meaning: str
    value: str = ""
    ties: int | None = None
    site: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The words of one vocabulary."""

    anchor: str
    title: str
    entries: tuple[GlossaryEntry, ...]


@register.simple_tag
def glossary() -> tuple[Group, ...]:
    """Every word there is, by vocabulary: first those of the record, then those a case is described with."""
    titles: dict[type[StrEnum], str] = {General: gettext("Words of the record")}
    for vocabulary, title in TITLES.items():
        titles[vocabulary] = str(title)
        if vocabulary is Headline:
            titles[Result] = gettext("Outcomes in statistics")
    return tuple(
        Group(f"{ANCHORS[vocabulary]}-words", title, tuple(map(_entry, DEFINITIONS[vocabulary])))
        for vocabulary, title in titles.items()
    )


def _entry(word: StrEnum) -> GlossaryEntry:
    return GlossaryEntry(
        anchor(word),
        label_of(word),
        meaning(word),
        "" if isinstance(word, General | Result) else word.value,
        TIES_THREATS.get(word) if isinstance(word, ThreatType) else None,
        SITES.get(word, "") if isinstance(word, General) else "",
    )
