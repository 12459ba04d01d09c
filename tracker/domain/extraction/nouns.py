"""The nouns ultimatum, deadline and their like: whose they are, to whom they go, and what they demand."""

import re
from collections.abc import Iterator

from tracker.domain.extraction.acts import Act, Event
from tracker.domain.extraction.clauses import actor_at, clause, in_phrase
from tracker.domain.extraction.cues import DEADLINE, ULTIMATUM
from tracker.domain.extraction.outline import Outline
from tracker.domain.extraction.patterns import SV, VERBS

_NOUN = re.compile(rf"\b(?:(?P<u>{ULTIMATUM})|(?P<d>{DEADLINE}))\b")


_OWNED_BEFORE = re.compile(r"(?P<o>[@~^])(?:'s?)?(?:[ ,-]+(?:[=%#]|[a-z0-9-]+)){0,5}[ -]+$")


_SUBJECT_SENDS = re.compile(
    rf"(?P<s>@){SV}(?:issu\w+|gave|gives?|giving|given|set\w*|impos\w+|deliver\w*|sen[dt]\w*|put\w*|announc\w+|present\w+|lay\w*|laid|hand\w*|"
    r"extend\w*|shorten\w*|cut\w*|mov\w+|push\w*|withdr\w+|drop\w*|lift\w*|suspend\w*|paus\w+|fix\w*|made|renew\w*|repeat\w*|reinstat\w+|stuck to|clarif\w+|postpon\w+|delay\w*|prolong\w*|call\w*|scrap\w*|rescind\w*|cancel\w*|serv\w+|declar\w+|reset\w*|brought|bring\w*|tighten\w*|reduc\w+|used|told|warn\w*|back\w*|abandon\w*|stood by|reaffirm\w*|confirm\w*)(?: \w+)?"
    r"(?: (?:to )?(?P<t>@))?[^@;]{0,50}$"
)


_SUBJECT_TAKES = re.compile(
    rf"(?P<t>@){SV}(?:reject\w*|ignor\w+|defi\w+|defy\w*|dismiss\w*|accept\w*|met|meets?|miss\w*|brush\w+|shrugg?\w+|fac\w+|respond\w*|repl\w+|compl\w+|"
    r"denounc\w+|condemn\w+|refus\w+|bow\w*|yield\w*|scorn\w*|was given|were given|is under|was under|under|receiv\w+|beat\w*|let|allowed|spurn\w*|rebuff\w*|snub\w*|called|describ\w+|submit\w*|has|have|had|got)(?: \w+)?"
    r"[^@;]{0,30}(?:@'s?[^@;]{0,30})?$"
)


_NOUN_TO = re.compile(
    rf"(?:[ ,-]+(?:[#=%$]|set|given|issued|deliver\w*|sent|impos\w+|announc\w+|made|that|which|expir\w+|by @|[a-z]+ly|was|has|had|demand\w*)){{0,4}}? (?:to(?! (?:{VERBS})\b)|for|on|against) (?P<np>[^.;:\"]{{0,60}}?[@^~][^.;:,\"]{{0,20}}|the (?:army|government|rebels|military|garrison|junta))"
)


_TO_DO = re.compile(rf" to (?:{VERBS})\b")


_NOUN_BY = re.compile(
    r"(?:[ ,-]+(?:[#=%$]|set|given|issued|deliver\w*|sent|impos\w+|announc\w+|to @|for @|that|was|laid down|fixed|[a-z]+ly)){0,4}? (?:by|from|of) (?P<s>@)"
)


_NOUN_CLAUSE = re.compile(
    rf"[^;\"]{{0,60}}?(?:(?:for|to) (?P<t>@) to (?P<m>[a-z])|\bto (?P<m2>(?:{VERBS})\b)|(?:demanding(?: that)?|requiring|:) (?P<m3>[a-z@])|\bfor (?P<m4>[a-z]+ing\b))"
)


def nouns(outline: Outline) -> Iterator[Event]:
    for match in _NOUN.finditer(outline.text):
        left, act = outline.text[: match.start()], Act.ULTIMATUM if match["u"] else Act.DEADLINE
        made = Event(act, match.start(), match.end())
        owner = _OWNED_BEFORE.search(left)
        if owner and owner.start("o") in outline.actors and outline.actors[owner.start("o")].is_owner:
            made.sender = owner.start("o")
        sends, takes = _SUBJECT_SENDS.search(left), _SUBJECT_TAKES.search(left)
        if sends and made.sender is None and not (takes and takes.start("t") > sends.start("s")):
            made.sender, made.target = sends.start("s"), actor_at(outline, sends, "t")
        elif takes and takes.start("t") != made.sender:
            made.target = takes.start("t")
        to, by = _NOUN_TO.match(outline.text, match.end()), _NOUN_BY.match(outline.text, match.end())
        if to:
            start, end = to.span("np")
            verb = _TO_DO.search(outline.text, start, end)
            made.target = in_phrase(outline, start, verb.start() if verb else end)
        if by and by.start("s") != made.target:
            made.sender = by.start("s")
        what = _NOUN_CLAUSE.match(outline.text, match.end())
        if what:
            made.clause = clause(outline, max(what.start(name) for name in ("m", "m2", "m3", "m4")))
            made.target = actor_at(outline, what, "t") or made.target
        yield made
