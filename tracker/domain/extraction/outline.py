"""A sentence in outline: lower case, one sign for each actor and each time, so that patterns stay short.

`@` an actor, `^` a place, `~` an adjective of a country, `#` a limit (by Friday), `=` a length (48 hours),
`$` a start (from Friday), `%` another day or time, `&` a length that is no limit (for two years), `"` a
quotation mark. Each sign leads back to the characters of the text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracker.domain.extraction.mention import Mention
from tracker.domain.extraction.sentences import Sentence
from tracker.domain.extraction.time_words import TimeWords
from tracker.domain.vocabulary import Change

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2013\u2014\u2011\u2010", "-"),
        **dict.fromkeys("@^~#=$%&\n\t\r\xa0", " "),
    }
)


_SPELLED = re.compile(
    r"\s*\([^()\n]{0,60}[\u0400-\u04ff\u0590-\u06ff\u0370-\u03ff\u4e00-\u9fff][^()\n]{0,60}\)"
)
"""A name once more in another script: it is no part of the sentence."""


_FRAGMENT = re.compile(
    r"(?<=[\w,] )(?P<open>[\"\u201c])(?=[a-z]|[A-Z]\w+(?: [A-Z]\w+){0,3}[\"\u201d])[^\"\u201c\u201d\n.!?;]{2,80}?(?P<close>[\"\u201d])(?=[\s,.;:)])"
)
"""A few quoted words inside a clause ('to "correct its mistakes" by Friday'): their marks are no part of the sentence."""


@dataclass(slots=True)
class Outline:
    """The outline of one sentence; `actors` and `times` are the positions of signs with what stands there.

    `points` keeps what speaks for each mention in a role, once it was weighed (`roles.py`);
    `changes` the change of a time limit that it tells of, once it was looked for (`anchors.py`).
    """

    sentence: Sentence
    source: str
    text: str
    starts: list[int] = field(default_factory=list)
    actors: dict[int, Mention] = field(default_factory=dict)
    times: dict[int, TimeWords] = field(default_factory=dict)
    points: dict[str, list[tuple[float, Mention]]] = field(default_factory=dict)
    changes: list[tuple[Change, int, int] | None] = field(default_factory=list)

    def place(self, at: int) -> int:
        """The character of the text that a position of the outline stands for."""
        return self.starts[at] if at < len(self.starts) else self.sentence.end

    def place_before(self, at: int) -> int:
        """The end in the text of what stands before a position of the outline."""
        if at <= 0:
            return self.sentence.start
        last = min(at, len(self.starts)) - 1
        if last in self.actors:
            return self.actors[last].end
        if last in self.times:
            return self.times[last].end
        return self.starts[last] + 1

    def said(self, start: int, end: int) -> str:
        """The words of the text between two positions, in lower case."""
        return self.source[self.place(start) : max(self.place(start), self.place_before(end))].lower()


def outlines(
    text: str, found: Sequence[Sentence], mentions: Sequence[Mention], times: Sequence[TimeWords]
) -> list[Outline]:
    """One outline for each sentence; `mentions` and `times` in order. Linear in all of them."""
    items = _items(mentions, times)
    at = 0
    outlined = []
    for sentence in found:
        here: list[Mention | TimeWords] = []
        while at < len(items) and items[at].start < sentence.end:
            if items[at].start >= sentence.start and items[at].end <= sentence.end:
                here.append(items[at])
            at += 1
        outlined.append(_outline(text, sentence, here))
    return outlined


_CLOSED = ".!?\"\u201d\u2019'"


def opening(outlined: Sequence[Outline]) -> Sequence[Outline]:
    """The first sentence of a text, and what stands above it: a headline, the day."""
    for at, outline in enumerate(outlined[:_HEAD]):
        if outline.source[outline.sentence.start : outline.sentence.end].rstrip()[-1:] in _CLOSED:
            return outlined[: at + 1]
    return outlined[:2]


_HEAD = 4
"""A headline, what stands below it, the day, and the first sentence."""


_LIST = re.compile(
    r"(?:here (?:is|are)|following (?:is|are)|a (?:round-?up|summary|digest|look))\b.{0,90}\b(?:news|affairs|world|events|headlines|stories|briefs?|round-?up|summary|day|week)\b|.{0,40}\b(?:in brief|at a glance|round-?up|news digest)\b[^.]{0,40}:?\W*$"
)


def is_list(outlined: Sequence[Outline]) -> bool:
    """Whether each paragraph of a text is a report of its own: 'Following is a summary of world news.'"""
    return bool(outlined) and _LIST.match(outlined[0].text) is not None


def of_one_item(outlined: Sequence[Outline], index: int, others: Iterable[int]) -> list[int]:
    """Those of the sentences that tell of the same as one: in a round-up its paragraph."""
    if not is_list(outlined):
        return list(others)
    paragraph = outlined[index].sentence.paragraph
    return [each for each in others if outlined[each].sentence.paragraph == paragraph]


def _items(mentions: Sequence[Mention], times: Sequence[TimeWords]) -> list[Mention | TimeWords]:
    """Both in order; where they overlap ('Moscow time'), the words of time win."""
    both: list[Mention | TimeWords] = [*times, *mentions]
    both.sort(key=lambda each: (each.start, isinstance(each, Mention)))
    kept: list[Mention | TimeWords] = []
    for each in both:
        if kept and each.start < kept[-1].end:
            if isinstance(kept[-1], Mention) and kept[-1].is_person and each.end <= kept[-1].end:
                continue
            if isinstance(each, TimeWords) and isinstance(kept[-1], Mention):
                kept[-1] = each
            continue
        kept.append(each)
    return kept


def _outline(text: str, sentence: Sentence, items: Sequence[Mention | TimeWords]) -> Outline:
    made = Outline(sentence, text, "")
    pieces: list[str] = []
    at = sentence.start
    left_out = _left_out(text, sentence)
    for item in items:
        if any(start <= item.start < end for start, end in left_out):
            continue
        _add_plain(made, pieces, at, item.start, left_out)
        position = len(made.starts)
        if isinstance(item, Mention):
            made.actors[position] = item
            pieces.append(item.part.value)
        else:
            made.times[position] = item
            pieces.append(item.kind.value)
        made.starts.append(item.start)
        at = item.end
    _add_plain(made, pieces, at, sentence.end, left_out)
    made.text = "".join(pieces)
    return made


def _left_out(text: str, sentence: Sentence) -> list[tuple[int, int]]:
    """Names in another script, and the marks of quoted fragments that go on with the clause around them."""
    spelled = [match.span() for match in _SPELLED.finditer(text, sentence.start, sentence.end)]
    marks = [
        match.span(name)
        for match in _FRAGMENT.finditer(text, sentence.start, sentence.end)
        if text.count('"', sentence.start, match.start()) % 2 == 0
        for name in ("open", "close")
    ]
    return sorted([*spelled, *marks])


def _add_plain(
    made: Outline, pieces: list[str], start: int, end: int, left_out: Sequence[tuple[int, int]]
) -> None:
    """The words between two signs, without what is left out."""
    for gap_start, gap_end in left_out:
        if start <= gap_start and gap_end <= end:
            pieces.append(_plain(made.source[start:gap_start]))
            made.starts.extend(range(start, gap_start))
            start = gap_end
    pieces.append(_plain(made.source[start:end]))
    made.starts.extend(range(start, end))


def _plain(part: str) -> str:
    low = part.lower().translate(_PLAIN)
    return (
        low if len(low) == len(part) else "".join(char.lower()[:1] or " " for char in part).translate(_PLAIN)
    )
