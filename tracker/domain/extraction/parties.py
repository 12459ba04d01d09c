"""Who demands and of whom: by the grammar of the sentence, else by the sentences beside it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from tracker.domain.extraction.acts import Act, Event, acting, named
from tracker.domain.extraction.crowds import is_civil
from tracker.domain.extraction.frame import RANK, Frame, around
from tracker.domain.extraction.kinds import suffers, threat_types
from tracker.domain.extraction.mention import Mention, Part
from tracker.domain.extraction.outline import Outline
from tracker.domain.vocabulary import ActorType, ThreatType


def parties(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], tied: Sequence[Event]
) -> None:
    outline = outlined[frame.index]
    beside = [
        each for each in found[frame.index] if each not in tied and each.act in (Act.ULTIMATUM, Act.GIVE)
    ]
    if all(each.act in (Act.THREAT, Act.LOOSE) for each in tied) and tied:
        beside += [each for each in found[frame.index] if each.act is Act.CONDITION]
    told = [each for each in (*tied, *beside) if each.act is not Act.THREAT]
    told = [_decided(outline, _to_addressee(outline, _by_reported(outline, each))) for each in told]
    told = [_of_another(outline, each) for each in told]
    find = {Act.CONDITION: _acting_or_of, Act.HAS: acting}
    targets = [mention for each in told if (mention := find.get(each.act, named)(outline, each.target))]
    targets.sort(key=lambda each: (each.part is not Part.ACTOR, each.part is Part.ADJECTIVE))
    frame.target = targets[0] if targets else None
    if tied and (all(each.act in _UNADDRESSED for each in tied) or _is_of_nobody_known(frame, tied)):
        _by_address(frame, outline)
    if any(each.is_public for each in tied) and not any(each.target for each in tied):
        frame.target = None
        return
    for event in told if frame.sender is None else ():
        frame.sender = frame.sender or _other(acting(outline, event.sender), frame.target)
    if frame.sender is None and any(_goes_on(outline, event) for event in told):
        frame.sender = _other(first_subject(outline), frame.target)
    frame.has_direct_parties = frame.sender is not None and frame.target is not None
    if frame.sender is None and tied:
        is_unaddressed = all(each.act in _UNADDRESSED for each in tied)
        would = _who_would(outline, found[frame.index], frame.target) if is_unaddressed else None
        frame.sender = would or _other(_of_paper(outlined, frame.index), frame.target)
    frame.by_grammar = tuple(each.actor for each in (frame.sender, frame.target) if each is not None)
    if frame.sender is None:
        frame.sender = _sender_around(frame, outlined, found, tied)
    if frame.target is None:
        frame.target = _target_around(frame, outlined, found)
    if frame.target is None and any(each.is_to_rebels for each in tied):
        return
    if frame.target is None and frame.sender is not None:
        frame.target = _nearest_other(frame, outlined, frame.sender)
    if frame.target is None and frame.sender is not None:
        frame.target = _state_around(frame, outlined, frame.sender)
    if frame.sender is None and frame.target is not None:
        frame.sender = _nearest_other(frame, outlined, frame.target)


_HAD_SAID = re.compile(
    r"@(?: %)? (?:had|has) (?:% |also )?(?:sent word|told|warned|ordered|demanded|said|given|informed|notified|threatened|asked|called (?:up)?on|announced|let it be known)\b"
)


_WHO_OWES = re.compile(
    r"\b(?:that|told|warned|ordered|informed|notified|asked) (?:the )?(?P<t>[@~])(?: [a-z-]+){0,3}? (?:that|to|must|should|had to|has to|have to|(?:was|were) to)\b"
)


def _by_reported(outline: Outline, event: Event) -> Event:
    """'X said that Y had sent word that … must …': it is Y who demands, and of another."""
    if event.act is not Act.DEMAND or event.target is None or not _HAD_SAID.match(outline.text, event.target):
        return event
    owes = _WHO_OWES.search(outline.text, event.target, event.end)
    return replace(event, sender=event.target, target=owes.start("t") if owes else None)


_DECIDED = re.compile(
    r"\b(?:resolution|decision|statement|declaration|decree|text|communique|order|letter|note|ruling|roadmap|plan|document)s? (?:of|by|from|adopted by|passed by|issued by) (?:the )?(?P<s>@)(?: %)?,? (?:(?:under|by|in) which|(?:which |that )?(?:say(?:s|ing)|said|stat(?:es|ing)|stated|stipulat(?:es|ed|ing)|requir(?:es|ed|ing)) that) (?:the )?(?=@|[a-z])"
    r"|(?P<s2>@)(?: \(@\))?(?: who met [^.;,]{1,40}?| meeting [^.;,]{1,40}?|, [^@;\"]{2,60},)?(?: %| [$&]| had| have| has| also| jointly| unanimously){0,3} (?:agreed|decided|resolved|ruled|determined|voted|laid down)(?: %| [$&]| in \^){0,2} that (?=@|[a-z])"
)
_SO_FAR = 40


def _decided(outline: Outline, event: Event) -> Event:
    """'A resolution of X under which Y must …', 'the leaders of X agreed that Y had to …': it is X who demands."""
    if event.act is not Act.MUST or event.sender is not None:
        return event
    first = min(event.at, event.end if event.target is None else event.target)
    for match in _DECIDED.finditer(outline.text):
        at = match.start(match.lastgroup or "s")
        is_before = at < (event.target if event.target is not None else event.end)
        if is_before and match.end() >= first - 1 and event.end - match.end() <= _SO_FAR + _SO_FAR:
            target = None if event.target == at else event.target
            return replace(event, sender=at, target=target)
    return event


def is_decided(outline: Outline, tied: Sequence[Event]) -> bool:
    """Whether the grammar tells who decided that something must be done."""
    return any(_decided(outline, each) is not each for each in tied)


_SAID_OF_ITSELF = re.compile(
    r"@(?: [%$&]| has| had| also)* (?:said|says|announced|stated|added)(?: [%$&])? that $"
)


def _of_another(outline: Outline, event: Event) -> Event:
    """'X said that it had decided to …' asks nothing of X."""
    sender, target = acting(outline, event.sender), acting(outline, event.target)
    if event.act is not Act.DEMAND or sender is None or target is None or sender.actor is not target.actor:
        return event
    is_own = _SAID_OF_ITSELF.fullmatch(outline.text, event.sender or 0, event.target or 0)
    return replace(event, target=None) if is_own else event


_INSIDE = re.compile(
    r"\b(?:from|on|against|with|between|over) (?:the )?(?:[@^~](?:, | and | or |, and )(?:the )?){0,4}$"
)
_OWED = re.compile(
    r"@ (?:must|should|shall|had to|has to|have to|ought to|(?:was|were|is|are) to) (?:now )?be [a-z]+"
)
_REPORTED_THAT = re.compile(
    r"\b(?:told|warned|informed|notified|reminded|advised) (?:the )?(?P<t>@)(?: %)?(?:,? in [^@;\"]{3,40},)? that\b"
)


def _to_addressee(outline: Outline, event: Event) -> Event:
    """'X told Y that the duty on goods from Z must be lifted': it is Y who must, and not Z."""
    if event.act not in (Act.DEMAND, Act.MUST) or event.target is None:
        return event
    if not _OWED.match(outline.text, event.target) or not _INSIDE.search(outline.text[: event.target]):
        return event
    told = _REPORTED_THAT.search(outline.text, 0, event.target)
    return replace(event, target=told.start("t")) if told else event


def _is_of_nobody_known(frame: Frame, tied: Sequence[Event]) -> bool:
    """Whether those who must act are no actors: 'the men in the fort have until noon …, X told Y'."""
    if not all(each.act in _OWED_BY_OTHERS for each in tied) or any(each.is_public for each in tied):
        return False
    return frame.target is None or frame.target.part is Part.PLACE


_OWED_BY_OTHERS = (Act.HAS, Act.MUST)
_PEOPLE = re.compile(
    r" (?:\w+ )?(?:troops|soldiers|forces|army|engineers|crews?|police|gendarmes|fighters|advisers|workers|settlers|units|marines|ships|vessels|aircraft|jets|garrison)\b"
)


def _acting_or_of(outline: Outline, at: int | None) -> Mention | None:
    """Who acts there, or whose people do: 'unless the Ruritanian engineers had left'."""
    if at is not None and _PEOPLE.match(outline.text, at + 1):
        return named(outline, at)
    return acting(outline, at)


_UNADDRESSED = (Act.CONDITION, Act.THREAT, Act.LOOSE)
_ADDRESSES = re.compile(
    r"(?P<s>@)(?: %| has| have| had| also| again| [a-z]+ly){0,3} (?:warned|warns|warn|told|informed|notified|threatened|let(?= @ know)) (?:the )?(?P<t>@)(?! with\b)"
)


def _by_address(frame: Frame, outline: Outline) -> None:
    """'X warned Y that the rest would … unless …': it is X who threatens, and Y, whoever the clause names."""
    match = _ADDRESSES.search(outline.text)
    if match is None:
        return
    sender, target = acting(outline, match.start("s")), acting(outline, match.start("t"))
    if sender is None or target is None or sender.actor is target.actor:
        return
    also = re.compile(r" and (?:the )?(?P<a>@)").match(outline.text, match.end())
    both = [target.actor, outline.actors[also.start("a")].actor if also else None]
    frame.sender = sender
    if frame.target is None or frame.target.actor not in both:
        frame.target = target


def _who_would(outline: Outline, here: Sequence[Event], target: Mention | None) -> Mention | None:
    """Who acts where a condition is not met: X in 'they have been told that X would march in unless they …'."""
    for event in here:
        if event.act is Act.THREAT and event.is_consequence and not suffers(outline, event):
            mention = _other(acting(outline, event.sender), target)
            if mention and threat_types(outline, event) != (ThreatType.OTHER,):
                return mention
    return None


_PAPER = re.compile(
    r"(?:the|its|this|his) (?:[a-z-]+ )?(?:resolution|decision|statement|declaration|motion|decree|letter|note|communique|text|measure|document|message)\b"
)
_ISSUES = re.compile(
    r"\b(?:voted|adopted|passed|approved|agreed|decided|issued|endorsed|sent|handed|delivered|wrote|published|signed)\b"
)


def _of_paper(outlined: Sequence[Outline], index: int) -> Mention | None:
    """Who adopted or sent what a sentence begins with: 'The council voted … . The resolution gives Y …'."""
    if index == 0 or not _PAPER.match(outlined[index].text) or not _ISSUES.search(outlined[index - 1].text):
        return None
    return first_subject(outlined[index - 1])


def _nearest_other(frame: Frame, outlined: Sequence[Outline], known: Mention) -> Mention | None:
    """The nearest other actor of the sentence or one beside it; a guess, which lowers the score."""
    for near in around(frame, outlined)[:3]:
        outline = outlined[near]
        together = _named_together(outline, known) if near == frame.index else ()
        for at in sorted(outline.actors, key=lambda each: (not _is_group(outline, each), each)):
            mention = _other(acting(outline, at), known) if at not in together else None
            if frame.change and near == frame.index and _REASON.search(outline.text[:at]):
                continue
            if near == frame.index and _MEANWHILE.search(outline.text, frame.at, at):
                continue
            if _OF_ACCORD.search(outline.text, max(0, at - 40), at) or (
                near != frame.index and _HAD_DEMANDED.match(outline.text, at)
            ):
                continue
            if mention and mention.part is Part.ACTOR:
                frame.score -= 0.05 if near == frame.index else 0.12
                return mention
    if frame.acts and frame.acts[0] in (Act.GIVE, Act.ULTIMATUM):
        for mention in outlined[frame.index].actors.values():
            if mention.actor and mention.part is Part.PLACE and _other(mention, known):
                frame.score -= 0.15
                return mention
    return None


_MEANWHILE = re.compile(r"\b(?:while|whereas|as|amid) (?!(?:well|long|soon|a|an|part|of)\b)[^,.;]*$")
"""Behind the time limit, what goes on beside it."""
_OF_ACCORD = re.compile(
    r"\b(?:accords?|agreements?|treat(?:y|ies)|deals?|talks|charter|conference|summit|office|embassy|town|city) (?:of|in|signed in|made in|reached in) (?:the )?$"
)
"""After whom or where an agreement is called is not who demands."""
_HAD_DEMANDED = re.compile(
    r"@ had (?:also |once |long )?(?:asked|wanted|hoped|pleaded|urged|opposed|voted|wished|sought|pressed)\b"
)
"""What somebody had wanted before is not what is demanded now."""
_LIST = re.compile(
    r"(?<!between )(?<!between the )(?<!of )(?<!from )(?<!with )(?<!on )(?<!to )(?<!against )@(?:(?:, (?:and )?| and | as well as |, along with )(?:the )?@)+(?: %| jointly| together| also| have| had| both)* (?:(?!agreed\b|signed\b)[a-z]+ed|said|told|gave|set|say|tell|give|put|sent|will|would)\b"
)


def _named_together(outline: Outline, known: Mention) -> frozenset[int]:
    """Who stands in one list with an actor, as those who say something together: 'X, Y and Z said …'."""
    for match in _LIST.finditer(outline.text):
        places = [at for at in outline.actors if match.start() <= at < match.end()]
        if any(outline.actors[at].actor is known.actor for at in places):
            return frozenset(places)
    return frozenset()


_REBELS = frozenset((ActorType.ARMED_GROUP, ActorType.GROUP))
_STATES = frozenset((ActorType.STATE, ActorType.HISTORICAL_STATE))


def _state_around(frame: Frame, outlined: Sequence[Outline], sender: Mention) -> Mention | None:
    """The one state in the sentences about what an armed group demands: 'rebels in the west of X …'."""
    if sender.actor is None or sender.actor.type not in _REBELS or is_civil(sender):
        return None
    states = {
        each.actor.slug: each
        for near in around(frame, outlined)
        for each in outlined[near].actors.values()
        if each.actor and each.actor.type in _STATES
    }
    if len(states) != 1:
        return None
    frame.score -= 0.15
    return next(iter(states.values()))


_REASON = re.compile(r", (?:saying|citing|after|following|as)\b")


def _is_group(outline: Outline, at: int) -> bool:
    actor = outline.actors[at].actor
    return actor is not None and actor.type is ActorType.GROUP_OF_STATES


def _other(mention: Mention | None, than: Mention | None) -> Mention | None:
    if mention is None or (than is not None and mention.actor is than.actor):
        return None
    return mention


_SPEAKER = re.compile(
    r"(?P<s>@)(?:, (?:the|an?|who|which|its|speaking|in) [^\"]{0,90}?,)?(?: %| [a-z]+ly| has| had| also| later)*,? (?:said|says|say|warned|warns|warn|told|wrote|posted|declared|announced|added|vowed|threatened|insisted|demanded|stated|tweeted|reiterated|repeated)"
    r"|\b(?:said|says|warned|added|declared|according to|told reporters|wrote) (?P<s2>@)"
    r"|(?:^|^% )(?P<s3>@): "
    r"|(?P<s4>@)'s (?:[a-z]+ )?(?:sister|brother|son|daughter|wife|aide|advisers?|envoy|lawyer|deputy|office|people),? (?:[^,;@\"]{2,40}, )?(?:has |had )?(?:% )?(?:said|says|warned|told|wrote|added)\b"
)


def speaker(outline: Outline) -> Mention | None:
    """Who says what a sentence tells."""
    for match in _SPEAKER.finditer(outline.text):
        at = match.start(match.lastgroup or "s")
        mention = acting(outline, at)
        if mention and (not mention.is_owner or match["s4"]):
            return mention
    return None


def _sender_around(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]], tied: Sequence[Event]
) -> Mention | None:
    order = [Act.GIVE, Act.ULTIMATUM, Act.DEMAND, Act.DEADLINE, Act.THREAT]
    here = outlined[frame.index]
    first = tied[0] if tied else None
    if first is not None and first.act in (Act.GIVE, Act.DEMAND, Act.ULTIMATUM, Act.DEADLINE):
        start = max(first.at, 1) if first.target is None else min(first.at, first.target)
        is_inside = _is_inside_speech(outlined, frame.index)
        is_quoted = (here.text.count('"', 0, start + 1) + is_inside) % 2 == 1
        said = speaker(here) if is_quoted and is_inside else None
        subject = said or (first_subject(here) if is_quoted else subject_before(here, start))
        subject = _other(subject, frame.target)
        if subject:
            return subject
    for near in around(frame, outlined):
        outline = outlined[near]
        events = sorted(
            (each for each in found[near] if each.act in order), key=lambda each: order.index(each.act)
        )
        is_own = _WE.search(here.text) or _POINT.match(here.text)
        if near == frame.index and is_own and '"' not in here.text:
            issuer = _issuer(outlined)
            if issuer and _other(issuer, frame.target):
                return issuer
        for event in events:
            if event.act is Act.THREAT and (not threat_types(outline, event) or suffers(outline, event)):
                continue
            mention = _other(acting(outline, event.sender), frame.target)
            if mention and mention.part is Part.ACTOR and (near == frame.index or not is_civil(mention)):
                frame.sentences.append(near)
                return mention
        came = _CAME_FROM.search(outline.text)
        source = (
            _other(outline.actors.get(came.start("i" if came["i"] else "s")), frame.target) if came else None
        )
        if source and source.actor:
            return source
        said = _other(speaker(outline), frame.target)
        if said and (near == frame.index or not is_civil(said)):
            frame.sentences.append(near)
            return said
    subject = _other(subject_before(here, frame.at), frame.target)
    if subject is None and _WE.search(here.text):
        subject = _issuer(outlined)
    return _other(subject, frame.target)


def _goes_on(outline: Outline, event: Event) -> bool:
    """Whether it is told of whom the sentence began with: X in 'X told Y that it …, and gave …'."""
    return event.act is Act.GIVE and outline.text.endswith(", and ", 0, event.at)


def _is_inside_speech(outlined: Sequence[Outline], index: int) -> bool:
    """Whether a sentence begins in direct speech that one before it in its paragraph has opened."""
    paragraph = outlined[index].sentence.paragraph
    marks = 0
    for outline in reversed(outlined[:index]):
        if outline.sentence.paragraph != paragraph:
            break
        marks += outline.text.count('"')
    return marks % 2 == 1


def _issuer(outlined: Sequence[Outline]) -> Mention | None:
    """Who says 'we' in a statement: the first of whom its head tells."""
    for outline in outlined[:3]:
        subject = first_subject(outline)
        named = [outline.actors[at] for at in sorted(outline.actors) if outline.actors[at].actor]
        if subject or (named and outline.sentence.end - outline.sentence.start < 60):
            return subject or named[0]
    return None


_WE = re.compile(
    r"\b(?:we|i) (?:therefore |hereby |now |again )?(?:demand|require|give|call on|expect|order|insist|set)\b"
)


_POINT = re.compile(
    r"(?:also |further |strongly |urgently )?(?:demands|decides|requires|insists|warns|orders|resolves|calls (?:up)?on|requests) "
)
"""A point of a resolution, whose subject stands at the head of it: '1. Demands that …'."""
_CAME_FROM = re.compile(
    r"(?:^|[.,] )(?:the )?(?P<i>@)(?:, or @,)? (?:issued|granted|signed|extended) (?:the|a|this|an) (?:licen[cs]e|waiver|order|extension|decision|permit|exemption)\b|\b(?:statement|announcement|decision|communique|resolution|message|warning|ultimatum|demand|note|letter|threat)s?(?:, (?:[^@^.;\"]{2,60}?,? )?(?:signed|sent|written|issued|published) (?=by\b)| )(?:\w+ ){0,3}?(?:came|comes|come|was sent|arrived|received|delivered)?(?: \w+)? ?(?:from|by|of) (?:the )?(?P<s>[@^])"
)


_NOT_SUBJECT = re.compile(
    r"\b(?:to|against|on|with|for|by|of|from|in|at|over|between|and|or|near|into|than|about|under|after|before|via)(?: the)? $"
)


def subject_before(outline: Outline, end: int) -> Mention | None:
    """The nearest actor before a position that can be a subject."""
    for at in sorted(outline.actors, reverse=True):
        mention = acting(outline, at)
        if at >= end or mention is None or mention.is_owner or mention.part is not Part.ACTOR:
            continue
        if not _NOT_SUBJECT.search(outline.text[max(0, at - 12) : at]):
            return mention
    return None


def first_subject(outline: Outline) -> Mention | None:
    """The first actor of a sentence that can be a subject: who speaks, where a quotation follows."""
    for at in sorted(outline.actors):
        mention = acting(outline, at)
        if mention and not mention.is_owner and mention.part is Part.ACTOR:
            return mention if not _NOT_SUBJECT.search(outline.text[max(0, at - 12) : at]) else None
    return None


_AIMED = re.compile(
    r"\b(?:(?:relations|ties|links|contacts?|trade|treat(?:y|ies)|agreements?|cooperation|traffic|flights|border) with|on|against|at|to|strike|strikes|attack|bomb|invade|hit|sanction|punish|target|destroy|obliterate) (?:all |the )?(?:goods from |imports from |exports from |products from )?(?P<t>[@^~])"
)


def _target_around(
    frame: Frame, outlined: Sequence[Outline], found: Sequence[Sequence[Event]]
) -> Mention | None:
    for near in around(frame, outlined):
        outline = outlined[near]
        for event in sorted(found[near], key=lambda each: RANK.index(each.act)):
            if event.act is Act.THREAT:
                continue
            mention = _other(acting(outline, event.target), frame.sender)
            if mention:
                frame.sentences.append(near)
                return mention
        for event in found[near]:
            if event.act is Act.THREAT and event.clause and threat_types(outline, event):
                aimed = _AIMED.search(outline.text, event.clause[0], event.clause[1] + 3)
                mention = outline.actors.get(aimed.start("t")) if aimed else acting(outline, event.target)
                if mention and mention.actor and _other(mention, frame.sender):
                    return mention
    return _hit(frame, outlined) or _addressee(frame, outlined)


_HIT = re.compile(
    r"\b(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|sanctions|goods|imports|exports|strikes|attacks|bombing|bombardment)\b[^.;@^]{0,40}? (?:on|from|against|of) (?:the )?(?P<t>[@^~])"
)


def _hit(frame: Frame, outlined: Sequence[Outline]) -> Mention | None:
    """Whose goods or land the measure is against that is put off: 'tariffs on goods from Y'."""
    match = _HIT.search(outlined[frame.index].text)
    mention = outlined[frame.index].actors.get(match.start("t")) if match else None
    return _other(mention, frame.sender) if mention and mention.actor else None


_ADDRESSEE = re.compile(
    r"\b(?:told|telling|warned|warning|informing|urged|informed|addressing|addressed to|message (?:to|for)|letter to|note to|appeal to|said (?:to|of)|referring to|speaking (?:to|of)|said about|statement to|ordered|dealing with|against|handed|sent|presented|summoned|called in)"
    r" (?:the |all )?(?P<t>[@^])"
    r"|(?P<t2>@) (?:has |had |have )?(?:received|got|been (?:handed|sent|told|given)|(?:was|were) (?:handed|sent|given|told))\b"
)


def _addressee(frame: Frame, outlined: Sequence[Outline]) -> Mention | None:
    """To whom something is said, or who was sent it."""
    for near in around(frame, outlined)[:3]:
        for match in _ADDRESSEE.finditer(outlined[near].text):
            mention = _other(
                outlined[near].actors.get(match.start("t") if match["t"] else match.start("t2")), frame.sender
            )
            if mention and mention.actor:
                return mention
    return None
