"""Misspelt words: which words of the record may be meant.

Of two words that differ by one letter more, fewer, other or changed places, one form with a letter left out
is the same (the method of SymSpell, W. Garbe 2012). So a table of such forms finds them by equality, on any
database and without an extension.
"""

from collections.abc import Iterable, Iterator

from tracker.domain.search.words import pieces

SHORTEST = 4
"""Letters of the shortest word that is put right."""
LONG = 8
"""Letters from which a word may differ in two."""
LONGEST = 24


def forms(word: str) -> frozenset[str]:
    """The word, and it with any one letter left out."""
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def spelt(line: str, *, names_only: bool = False) -> Iterator[tuple[str, str]]:
    """The words of a line that a misspelt one may mean: folded, and as written.

    `names_only`: those with a capital, or all digits and capitals, as names in a sentence have.
    """
    for piece in pieces(line):
        written = line[piece.start : piece.end]
        if len(piece.words) == 1 and (not names_only or written[0].isupper()):
            (word,) = piece.words
            if SHORTEST <= len(word) <= LONGEST and word.isalpha():
                yield word, written.removesuffix("'s").removesuffix("’s")


def best(word: str, known: Iterable[tuple[str, int, str]], *, most: int = 4) -> list[str]:
    """Which of these words may be meant, the likeliest first; each with how much it weighs and as written."""
    allowed = 2 if len(word) >= LONG else 1
    found = ((distance(word, other, allowed), weight, other, shown) for other, weight, shown in known)
    ranked = sorted(each for each in found if 0 < each[0] <= allowed)
    return list(dict.fromkeys(shown for *_, shown in ranked))[:most]


def distance(one: str, other: str, most: int) -> int:
    """How many letters were added, left out, changed or swapped with the next (optimal string alignment).

    Anything over `most` may come out as `most + 1`.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
