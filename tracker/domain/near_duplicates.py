"""Texts that are nearly the same: MinHash of their word 4-grams, and the bands by which such texts meet.

A text of 500 words has few features that a simple fingerprint such as SimHash could tell apart. MinHash
estimates the Jaccard similarity of the sets of 4-grams (Broder 1997): the share of permutations in which two
texts have the same minimum. With 32 bands of 2 of its 64 values, two texts whose similarity is s meet with
probability 1 - (1 - s²)³²: 0.996 at 0.4, 0.28 at 0.1. `datasketch` does the same with numpy and scipy, which
is 100 MB more for a hundred texts a day.
"""

import re
import struct
from hashlib import blake2b
from random import Random

from tracker.domain.text import plain

WORDS = 4
PERMUTATIONS = 64
BAND = 2
SIMILAR = 0.4
"""From this estimate on two texts are taken for one."""
FEWEST_WORDS = 20
"""A text of fewer words is compared with none: its few 4-grams say too little."""
_PRIME = (1 << 61) - 1
_MASK = (1 << 32) - 1
_random = Random(64)  # noqa: S311 -- the same permutations in every process, for ever
_FACTORS = [(_random.randrange(1, _PRIME), _random.randrange(_PRIME)) for _ in range(PERMUTATIONS)]
_LAYOUT = struct.Struct(f">{PERMUTATIONS}I")
_WORD = re.compile(r"\w+")


def signature(text: str) -> bytes:
    """64 minima of 4 bytes each; empty for a text that is too short to compare."""
    words = _WORD.findall(plain(text))
    if len(words) < FEWEST_WORDS:
        return b""
    grams = {" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
    hashes = [int.from_bytes(blake2b(gram.encode(), digest_size=8).digest()) % _PRIME for gram in grams]
    return _LAYOUT.pack(
        *(min((factor * each + shift) % _PRIME for each in hashes) & _MASK for factor, shift in _FACTORS)
    )


def bands(signed: bytes) -> list[int]:
    """The 32 keys of a signature, signed numbers of 64 bits; texts with one in common may be similar."""
    width = BAND * 4
    return [
        int.from_bytes(
            blake2b(signed[at : at + width], digest_size=8, salt=bytes([at // width])).digest(), signed=True
        )
        for at in range(0, len(signed), width)
    ]


def similarity(one: bytes, other: bytes) -> float:
    """The estimated Jaccard similarity of two texts, 0 to 1, by their signatures."""
    if not one or not other:
        return 0.0
    pairs = zip(_LAYOUT.unpack(one), _LAYOUT.unpack(other), strict=True)
    same = sum(1 for mine, yours in pairs if mine == yours)
    return same / PERMUTATIONS
