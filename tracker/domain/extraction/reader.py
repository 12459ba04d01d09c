"""Reads a text into candidates, best first: the way from the text to `result.Candidate`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tracker.domain.dates.moments import When
from tracker.domain.dates.windows import Due
from tracker.domain.extraction.actors import ActorTable, NamedActor
from tracker.domain.extraction.acts import Event
from tracker.domain.extraction.against import penalty
from tracker.domain.extraction.anchors import near_limits
from tracker.domain.extraction.announcement import Announcement, announcement, lead_of
from tracker.domain.extraction.cases import KnownCase, case_of_sender, change_by_windows, fitting_case
from tracker.domain.extraction.deadlines import ReadDeadline, moved_by, read_deadline
from tracker.domain.extraction.events import events
from tracker.domain.extraction.frame import HARD, Frame, Place, place_of
from tracker.domain.extraction.frames import frames
from tracker.domain.extraction.further import complete
from tracker.domain.extraction.genres import Genre
from tracker.domain.extraction.language import check_english
from tracker.domain.extraction.loose import loose_frames
from tracker.domain.extraction.mention import Mention, Part
from tracker.domain.extraction.mentions import mentions
from tracker.domain.extraction.merging import best_of_each
from tracker.domain.extraction.outline import Outline, is_list, opening, outlines
from tracker.domain.extraction.pronouns import resolve
from tracker.domain.extraction.result import (
    Candidate,
    Evidence,
    FoundActor,
    FoundDeadline,
    FoundDemand,
    FoundThreat,
    TooLong,
)
from tracker.domain.extraction.sentences import Dateline, Sentence, datelines, sentences
from tracker.domain.extraction.settled import is_moved_by_agreement
from tracker.domain.extraction.time_words import TimeWords, time_words
from tracker.domain.vocabulary import ActorType, Change, DemandType, ThreatType

LONGEST_TEXT = 200_000
LEAST_SCORE = 0.6
NEAR = 4
"""A time limit within so many sentences of one that the grammar reads is not read a second time."""
PASSED_SCORE = 0.3
_MOVES = (Change.EXTENDED, Change.SHORTENED)
_FAR, _YEAR = timedelta(days=200), timedelta(days=365)
"""A date without a year that lies so far ahead is the last one where the sentence looks back."""
_HAD = re.compile(
    r"\bhad (?:given|told|set|until|warned|demanded|ordered|been|threatened|said|issued|asked)\b"
)
_WEEKDAY_ALONE = re.compile(r"(?:(?:midnight|noon|midday) on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_RAN_OUT = re.compile(
    r"\b(?:deadline|ultimatum|time limit|the (?:time|term|period|hours?|days))\b[^.]{0,120}?\b(?:passed|expired|lapsed|ran out|went by|was ignored)\b"
)
_OF_LIMIT = re.compile(
    r"\b(?:ultimatums?|deadlines?|time limits?|the (?:time|term|period|hours?|days)|expir\w+|ran out|run out|lapsed?|grace|notice|warning|truce|defi\w+|ignor\w+|reject\w*|refus\w+)\b|[#=]"
)
"""A text that begins so tells what became of a time limit."""
_DATE_ALONE = re.compile(
    r"\d{4}|(?:January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]{2,3}\.)\b"
)
_LEAD = 400
"""So many characters at the head of a text tell whether a time limit is over."""
_WITHOUT_LAND = (ActorType.ORGANISATION, ActorType.GROUP_OF_STATES)
_FIELD = r"(?:mission|peacekeep\w+|forces?|troops|soldiers|commander|general|brigade|observers)\b"
_OF_SOLDIERS, _SOLDIERS = re.compile(rf"\b{_FIELD}"), re.compile(rf"(?:['\u2019]s)?(?: [\w-]+)? {_FIELD}")
_GIVING = re.compile(r"\b(?:giving|granting|allowing)\b")
_HAS_UNTIL = re.compile(
    r"(?<!had )\b(?:saying|said|adding|told|and|but|so)\b.*\bha(?:s|ve|d)(?: now)?\s*$", re.DOTALL
)
_HEAD = 3
_IS_OFF = re.compile(
    r"(?:%,? )?(?:the|these|those|all) (?:[a-z@~^-]+ ){0,2}?(?:tariffs?|dut(?:y|ies)|lev(?:y|ies)|threats?|deadlines?|ultimatums?|sanctions|strikes?|attacks?|assault|offensive|blockade|march) (?:is|are|was|were|has been|have been) (?:now |again )?(?:off|called off|withdrawn|dropped|cancelled|lifted)\b(?![^.;]{0,40}\b(?:if|unless|once|when|should)\b)"
)
"""How a text begins that tells that a threat is dropped: 'The tariffs are off.'"""
_LATELY = timedelta(days=45)
_STALE = timedelta(days=7)


def read_text(
    text: str, *, published: When, actors: ActorTable, cases: Sequence[KnownCase] = ()
) -> list[Candidate]:
    """The ultimatums that a text tells of, best first; empty where it tells of none.

    `published` is the day or instant of publication, from which days are counted where the text says no
    other. Raises `OtherLanguage` for a text that is not English, `TooLong` for one of more than
    `LONGEST_TEXT` characters.
    """
    if len(text) > LONGEST_TEXT:
        raise TooLong(
            f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read. Give the part that counts."
        )
    check_english(text)
    return _Reader(text, published, actors, cases).candidates()


class _Reader:
    """One text with what was found in it."""

    def __init__(self, text: str, published: When, actors: ActorTable, cases: Sequence[KnownCase]) -> None:
        self.text, self.published, self.actors, self.cases = text, published, actors, cases
        self.lines: list[Dateline] = datelines(text)
        self.homes = _homes(text, actors, published.last_day)
        self.outlined = _outlined(text, actors, published.last_day, self.homes)
        self.events: dict[int, Sequence[Event]] = {}
        self.genre = Genre(text)

    def candidates(self) -> list[Candidate]:
        """The best candidate of each pair of sender and target."""
        near = near_limits(self.outlined)
        found = [events(outline) if index in near else [] for index, outline in enumerate(self.outlined)]
        self.events = {index: found[index] for index in near if 0 <= index < len(found)}
        drafts: list[tuple[Frame, Candidate]] = []
        known = list(frames(self.text, self.outlined, found))
        dropped = self._dropped(known)
        for frame in known:
            self._look_back(frame, dropped)
            made = self._candidate(frame)
            if made is not None:
                drafts.append((frame, made))
        read = [frame for frame, made in drafts if made.score >= LEAST_SCORE]
        for frame in loose_frames(self.outlined, found):
            if not any(self._is_read(frame, each) for each in read):
                self._look_back(frame, dropped)
                made = self._candidate(frame)
                if made is not None:
                    drafts.append((frame, made))
        return sorted(best_of_each(drafts), key=lambda each: -each.score)

    def _is_read(self, frame: Frame, read: Frame) -> bool:
        """Whether what a frame tells may be what another one near it does; not where that looks back from a later one."""
        if abs(frame.index - read.index) > NEAR or self._item(frame.index) != self._item(read.index):
            return False
        is_newer = read.is_past and frame.index < read.index and not self._is_past(frame)
        return not (is_newer and _pair(frame) == _pair(read))

    def _dropped(self, known: Sequence[Frame]) -> dict[tuple[str, str] | None, Place]:
        """The pairs of whom a time limit or threat is called off, with the words for it; None where the head names none."""
        found: dict[tuple[str, str] | None, Place] = {
            _pair(frame): frame.change_place
            for frame in known
            if frame.words is None and frame.change_place and self._score(frame) >= LEAST_SCORE
        }
        for outline in self.outlined[:_HEAD]:
            if match := _IS_OFF.match(outline.text):
                found[None] = place_of(outline, *match.span())
        return found

    def _look_back(self, frame: Frame, dropped: dict[tuple[str, str] | None, Place]) -> None:
        """Mark a frame of what had been demanded; it is withdrawn where the text tells that of the same pair."""
        frame.is_past = self._is_past(frame)
        place = dropped.get(_pair(frame)) or dropped.get(None)
        if frame.is_past and frame.change is None and frame.words is not None and place:
            frame.change, frame.change_place = Change.WITHDRAWN, place

    def _candidate(self, frame: Frame) -> Candidate | None:
        if frame.described and not self._names_target(frame, frame.described):
            return None
        score = self._score(frame)
        if score < LEAST_SCORE - 0.15 or frame.sender is None or _are_both_bound(frame, self.outlined):
            return None
        announced = self._announced(frame)
        if frame.words is None:
            return self._withdrawn(frame, announced, score)
        deadline = self._deadline(frame, announced)
        if deadline is None:
            return None
        score -= 0.05 if deadline.is_open else 0.0
        return self._judged(frame, announced, deadline, score)

    def _names_target(self, frame: Frame, place: Place) -> bool:
        """Take the target of a change from the running case of its sender; whether there is a target then."""
        case = case_of_sender(self.cases, self._slugs(frame.sender), self._around(frame))
        actor = (
            next((each for slug in sorted(case.targets) if (each := self.actors.actor(slug))), None)
            if case
            else None
        )
        if actor is not None:
            frame.target = Mention(place.start, place.end, Part.ACTOR, actor, None, (place.start, place.end))
        return frame.target is not None

    def _score(self, frame: Frame) -> float:
        score = frame.score + 0.08 * frame.has_direct_parties
        score += 0.2 * (frame.threat is not None) + 0.08 * (frame.demand_type is not None)
        score += 0.05 * (frame.demand is not None) + 0.2 * (frame.change is not None)
        score += 0.12 * (frame.demand_type in HARD) + 0.1 * self._is_urgent(frame)
        score -= penalty(
            self.text,
            self.outlined,
            frame,
            self.published.first_day.year,
        )
        return score - 0.75 * self.genre.is_no_report(self.outlined[frame.index].sentence.start)

    @property
    def _is_one_report(self) -> bool:
        """Whether the text is one report, whose first sentence tells the day, and no round-up of several."""
        return len(self.lines) < 2

    def _item(self, index: int) -> int:
        """The number of the report in a round-up of several that a sentence is of."""
        sentence = self.outlined[index].sentence
        has_items = self._is_one_report and is_list(self.outlined)
        return sentence.paragraph if has_items else sum(line.start <= sentence.start for line in self.lines)

    def _is_urgent(self, frame: Frame) -> bool:
        """Whether the time limit is one of hours, as those of ultimatums are and few others."""
        words = frame.words
        return words is not None and "hour" in self.text[words.start : words.end]

    def _announced(self, frame: Frame) -> Announcement:
        near = (frame.index + step for step in (0, -1, -2, 1, 2, 3))
        order = [index for index in near if 0 <= index < len(self.outlined)]
        order = [index for index in order if self._item(index) == self._item(frame.index)]
        lead = lead_of(self.outlined, self.lines)
        order += [lead] if lead not in order and self._is_one_report else []
        return announcement(self.text, self.outlined, order, frame.words, self.published, self.lines)

    def _deadline(self, frame: Frame, announced: Announcement) -> ReadDeadline | None:
        if frame.words is None or frame.sender is None or frame.sender.actor is None:
            return None
        zones = self._zones(frame.sender, frame.target)
        found = read_deadline(self.text, frame.words, self._counted_from(frame.words, announced), zones)
        found = found and replace(found, found=replace(found.found, announced=announced.on.text))
        if found and found.due.earliest.first_day - self.published.last_day > _FAR and self._is_past(frame):
            earlier = replace(announced, on=When((self.published.first_day - _YEAR).isoformat()))
            last = read_deadline(self.text, frame.words, earlier, zones)
            return last and replace(last, found=replace(last.found, announced=announced.on.text))
        return found

    def _counted_from(self, words: TimeWords, announced: Announcement) -> Announcement:
        """Where a text begins with a time limit that ran out, a weekday alone is the last one before it came out."""
        weekday = _WEEKDAY_ALONE.fullmatch(self.text, words.core, words.end)
        last_week = self.published.first_day - _STALE
        if weekday is None or announced.on.last_day >= last_week or not _RAN_OUT.search(self.text, 0, _LEAD):
            return announced
        return replace(announced, on=When(last_week.isoformat()))

    def _zones(self, sender: Mention, target: Mention | None) -> list[str]:
        """Where the day of a time limit is counted: at the sender's seat, else at the target's, else where they are.

        Of soldiers of an organisation ('the U.N. commander in …') at the target's, where they are themselves.
        """
        parties = [each for each in (sender, target) if each]
        is_without_land = sender.actor is not None and sender.actor.type in _WITHOUT_LAND
        if is_without_land and self._are_soldiers(sender):
            parties.reverse()
        seats = [each for mention in parties for each in (mention.actor, mention.within) if each]
        seats += [state for _, state in self.homes if state] if self._is_one_report else []
        found = [zone for each in seats if (zone := self.actors.zone_of(each)) != "UTC"]
        return found or ["UTC"]

    def _is_given_time(self, frame: Frame) -> bool:
        """Whether a threat is put off and not dropped: 'backed away from it, giving X until Friday', 'saying X had until …'."""
        behind = frame.change_place.end if frame.change_place else 0
        return frame.words is not None and bool(
            _GIVING.search(self.text, behind, frame.words.start)
            or _HAS_UNTIL.search(self.text[behind : frame.words.start])
        )

    def _are_soldiers(self, sender: Mention) -> bool:
        """Whether a name is said of soldiers or their mission."""
        return bool(
            _OF_SOLDIERS.search(self.text, sender.start, sender.end) or _SOLDIERS.match(self.text, sender.end)
        )

    def _is_past(self, frame: Frame) -> bool:
        """Whether the sentence looks back: 'had given … until August 8'."""
        return bool(_HAD.search(self.outlined[frame.index].text))

    def _judged(
        self, frame: Frame, announced: Announcement, deadline: ReadDeadline, score: float
    ) -> Candidate | None:
        case = self._case(frame, deadline, announced)
        sentence = self.outlined[frame.index].sentence
        if announced.source == "sentence" and announced.place is not None:
            source = "sentence" if sentence.start <= announced.place[0] < sentence.end else "another-sentence"
            deadline = replace(deadline, found=replace(deadline.found, announced_from=source))
        found = deadline.found
        change = frame.change or Change.SET
        if change is Change.WITHDRAWN and self._is_given_time(frame):
            change = Change.EXTENDED
        if case is not None:
            previous = case.last_due(before=announced.on)
            score += 0.1 * (case.is_running and frame.change is not None)
            if frame.change is None:
                change = change_by_windows(previous, deadline.due, announced.on)
            elif change in _MOVES and previous is not None and _is_lately(previous, announced):
                is_later = change is Change.EXTENDED
                deadline = moved_by(self.text, deadline, previous, is_later=is_later) or deadline
                found = deadline.found
        if case is None and self._is_bygone(frame, found):
            return None
        if _is_over(found, self.published):
            if case is None:
                return None
            score = min(score, PASSED_SCORE)
        elif score < LEAST_SCORE or (
            case is None and _is_relief(frame, self.outlined[frame.index : frame.index + _RELIEF_SENTENCES])
        ):
            return None
        complete(frame, self.outlined, self._events_of)
        if is_moved_by_agreement(self.outlined, frame):
            return None
        evidence = tuple(self._evidence(frame, announced, deadline))
        return self._made(frame, score, change, case, found, evidence)

    def _is_bygone(self, frame: Frame, deadline: FoundDeadline) -> bool:
        """Whether a time limit of a few days was over before the day of a text that begins with something else."""
        latest = When(deadline.latest) if deadline.latest else None
        if latest is None or latest.last_day >= self.published.first_day or frame.change is not None:
            return False
        if _DATE_ALONE.search(deadline.as_stated):
            return False
        first = opening(self.outlined)
        return frame.index >= len(first) and not any(_OF_LIMIT.search(each.text) for each in first)

    def _events_of(self, index: int) -> Sequence[Event]:
        """The events of a sentence, read once even where it is far from any time limit."""
        if index not in self.events:
            self.events[index] = events(self.outlined[index])
        return self.events[index]

    def _withdrawn(self, frame: Frame, announced: Announcement, score: float) -> Candidate | None:
        """What is called off without a date; only of a running case, where an editor knows what it is."""
        case = self._case(frame, None, announced)
        if case is None or not case.is_running or score < LEAST_SCORE:
            return None
        evidence = tuple(self._evidence(frame, announced, None))
        return self._made(frame, score, Change.WITHDRAWN, case, None, evidence)

    def _made(  # noqa: PLR0917 -- what a candidate is made of
        self,
        frame: Frame,
        score: float,
        change: Change,
        case: KnownCase | None,
        deadline: FoundDeadline | None,
        evidence: tuple[Evidence, ...],
    ) -> Candidate:
        return Candidate(
            score=round(min(max(score, 0.0), 1.0), 2),
            sender=_found_actor(frame.sender),
            target=_found_actor(frame.target),
            demand=_demand(self.text, frame),
            threat=_threat(self.text, frame),
            deadline=deadline,
            change=change,
            fits_case=case.slug if case else None,
            evidence=evidence,
        )

    def _case(self, frame: Frame, deadline: ReadDeadline | None, announced: Announcement) -> KnownCase | None:
        return fitting_case(
            self.cases,
            self._slugs(frame.sender),
            self._slugs(frame.target),
            deadline.due if deadline else None,
            self._around(frame),
            moved_on=announced.on if frame.change else None,
        )

    def _around(self, frame: Frame) -> str:
        """The words around the time limit, in lower case."""
        first, last = max(frame.index - 2, 0), min(frame.index + 2, len(self.outlined) - 1)
        return self.text[self.outlined[first].sentence.start : self.outlined[last].sentence.end].lower()

    def _slugs(self, mention: Mention | None) -> frozenset[str]:
        if mention is None or mention.actor is None:
            return frozenset()
        return self.actors.kin(mention.actor) | ({mention.person.slug} if mention.person else set())

    def _evidence(
        self, frame: Frame, announced: Announcement, deadline: ReadDeadline | None
    ) -> Iterable[Evidence]:
        places: list[tuple[str, tuple[int, int] | None]] = [
            ("sender", frame.sender.said if frame.sender else None),
            ("target", frame.target.said if frame.target else None),
            ("demand", (frame.demand.start, frame.demand.end) if frame.demand else None),
            ("threat", (frame.threat.start, frame.threat.end) if frame.threat else None),
            ("deadline", (deadline.start, deadline.end) if deadline else None),
            ("announced", announced.place),
            ("change", (frame.change_place.start, frame.change_place.end) if frame.change_place else None),
        ]
        for name, place in places:
            if place is not None:
                yield Evidence(name, *place, self.text[place[0] : place[1]])


def _outlined(
    text: str, actors: ActorTable, on: date, homes: Sequence[tuple[int, NamedActor | None]]
) -> list[Outline]:
    cut = sentences(text)
    outlined = outlines(text, cut, mentions(text, actors, on), _times(text, cut))
    abroad = _home_of_rebels(outlined, actors)
    is_home = any(state and not _is_abroad(outlined, state, homes, abroad) for _, state in homes)
    resolve(outlined, homes if is_home else abroad, _issuer(text, actors, on))
    return outlined


_LETTERHEAD = re.compile(
    r"\s*(?P<state>(?:the )?(?:[a-z'-]+ )*(?:republic|kingdom|state|government|commonwealth|union|federation|emirate|sultanate)(?: of)? [^\n]{2,60}|[^\n]{2,40}(?:republic|kingdom|federation))\n+"
    r"\s*(?:the )?(?:federal )?(?:ministry|office|presidency|department|prime minister|cabinet|council of ministers|secretariat)\b[^\n]{0,90}\n",
    re.IGNORECASE,
)
_LONGEST_HEAD = 300


def _issuer(text: str, actors: ActorTable, on: date) -> NamedActor | None:
    """The state of whose ministry a text has the letterhead."""
    head = _LETTERHEAD.match(text, 0, _LONGEST_HEAD)
    return _home(head["state"], actors, on) if head else None


def _is_abroad(
    outlined: Sequence[Outline],
    state: NamedActor,
    homes: Sequence[tuple[int, NamedActor | None]],
    abroad: Sequence[tuple[int, NamedActor | None]],
) -> bool:
    """Whether a report comes from a neighbour of the state whose armed groups it tells of, and never names the neighbour."""
    if len(homes) > 1 or not abroad:
        return False
    return all(each.actor is not state for outline in outlined for each in outline.actors.values())


def _home_of_rebels(
    outlined: Sequence[Outline], actors: ActorTable
) -> Sequence[tuple[int, NamedActor | None]]:
    """The state of the armed groups in a text that names no state, as newspapers write at home."""
    named = [
        each for outline in outlined for each in outline.actors.values() if each.part is not Part.ADJECTIVE
    ]
    known = [each.actor for each in named if each.actor]
    if any(each.type is ActorType.STATE for each in known):
        return []
    zones = {each.timezone for each in known if each.type is ActorType.ARMED_GROUP}
    states = {state.slug: state for zone in zones if (state := actors.state_of_zone(zone))}
    return [(0, state) for state in states.values()] if len(states) == 1 else []


def _homes(text: str, actors: ActorTable, on: date) -> list[tuple[int, NamedActor | None]]:
    """The states whose cities begin reports, each with where its report begins."""
    return [(line.start, _home(text[line.start : line.end], actors, on)) for line in datelines(text)]


_SEATS = {
    "aden": "yemen",
    "alma-ata": "kazakhstan",
    "almaty": "kazakhstan",
    "benghazi": "libya",
    "bombay": "india",
    "calcutta": "india",
    "cape town": "south-africa",
    "dar es salaam": "tanzania",
    "guayaquil": "ecuador",
    "istanbul": "turkey",
    "johannesburg": "south-africa",
    "karachi": "pakistan",
    "lagos": "nigeria",
    "lahore": "pakistan",
    "melbourne": "australia",
    "mombasa": "kenya",
    "mumbai": "india",
    "omdurman": "sudan",
    "osaka": "japan",
    "port sudan": "sudan",
    "rio de janeiro": "brazil",
    "santa cruz": "bolivia",
    "sao paulo": "brazil",
    "shanghai": "china",
    "st petersburg": "russia",
    "st. petersburg": "russia",
    "sydney": "australia",
    "tel aviv": "israel",
    "toronto": "canada",
    "yangon": "myanmar",
}
"""Towns from which news comes that are no capitals today."""
_TOWN = re.compile(r"[^,(\d\u2014-]+(?:-[^,(\d\u2014-]+)?")


def _home(line: str, actors: ActorTable, on: date) -> NamedActor | None:
    """The state in a dateline, whatever letters it is written in."""
    states = [
        actor
        for each in actors.find(line.title(), on)
        if (actor := actors.principal(each.naming.actor)).type is ActorType.STATE
    ]
    town = _TOWN.match(line.strip())
    seat = _SEATS.get(town[0].strip().lower()) if town and not states else None
    return actors.actor(seat) if seat else (states[-1] if states else None)


def _times(text: str, cut: Sequence[Sentence]) -> list[TimeWords]:
    return [words for each in cut for words in time_words(text, each.start, each.end)]


def _pair(frame: Frame) -> tuple[str, str]:
    """Sender and target by their slugs."""
    sender, target = (each.actor.slug if each and each.actor else "" for each in (frame.sender, frame.target))
    return sender, target


def _found_actor(mention: Mention | None) -> FoundActor | None:
    if mention is None or mention.actor is None:
        return None
    return FoundActor(mention.actor.name, mention.actor.slug)


def _demand(text: str, frame: Frame) -> FoundDemand | None:
    place = frame.demand
    kind = frame.demand_type or DemandType.OTHER
    return FoundDemand(text[place.start : place.end], kind) if place else None


def _threat(text: str, frame: Frame) -> FoundThreat | None:
    place = frame.threat
    return FoundThreat(text[place.start : place.end], frame.threat_types) if place else None


_BOTH = re.compile(
    r"(?P<a>@) and (?:the )?(?P<b>@) (?:now |both |each )?(?:have|had|must|should|were given|are to|were told|have been given)\b"
)


def _are_both_bound(frame: Frame, outlined: Sequence[Outline]) -> bool:
    """Whether sender and target are told together to do something: 'India and Pakistan have until Saturday'."""
    outline = outlined[frame.index]
    pair = {each.actor for each in (frame.sender, frame.target) if each}
    bound = [
        {
            outline.actors[match.start(name)].actor
            for name in ("a", "b")
            if match.start(name) in outline.actors
        }
        for match in _BOTH.finditer(outline.text)
    ]
    return len(pair) > 1 and pair in bound


_RELIEF_SENTENCES = 4
"""Within so many sentences a report tells that duties are put off for talks."""


def _is_relief(frame: Frame, near: Sequence[Outline]) -> bool:
    """Whether duties are put off without any demand, as a government does for its own farmers."""
    if frame.acts or frame.demand is not None or frame.threat_types != (ThreatType.IMPORT_RESTRICTION,):
        return False
    return not _IN_TALKS.search(near[0].text) and not any(_NEGOTIATES.search(each.text) for each in near)


_NEGOTIATES = re.compile(r"\bnegotiat(?:ors?|ions?|e|ing)\b")
_IN_TALKS = re.compile(r"\b(?:deals?|accord|pact|agreement|talks?|negotiat\w+|threat\w*|deadline|due to)\b")


def _is_lately(due: Due, announced: Announcement) -> bool:
    """Whether a deadline ends about when its extension was announced, so that a length is counted from it."""
    return due.latest is not None and abs(due.latest.last_day - announced.on.first_day) <= _LATELY


def _is_over(deadline: FoundDeadline, published: When) -> bool:
    """Whether the time limit had been over for a while when the text was published."""
    latest = When(deadline.latest) if deadline.latest else None
    return latest is not None and latest.last_day + _STALE < published.first_day
