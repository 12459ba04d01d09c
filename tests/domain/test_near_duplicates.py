"""Which texts are nearly the same, and that such texts meet by their bands."""

from random import Random

import pytest

from tracker.domain.near_duplicates import SIMILAR, bands, signature, similarity

WORDS = [f"word{n}" for n in range(2000)]


def a_text(seed: int, length: int = 400) -> list[str]:
    random = Random(seed)
    return [random.choice(WORDS) for _ in range(length)]


def share_in_common(one: list[str], other: list[str]) -> float:
    """The Jaccard similarity of their 4-grams, counted."""
    grams = [{tuple(words[at : at + 4]) for at in range(len(words) - 3)} for words in (one, other)]
    return len(grams[0] & grams[1]) / len(grams[0] | grams[1])


@pytest.mark.parametrize("kept", [400, 320, 260, 120, 0])
def test_the_estimate_is_near_the_share_in_common(kept: int) -> None:
    one = a_text(1)
    other = [*one[:kept], *a_text(2)[kept:]]
    found = similarity(signature(" ".join(one)), signature(" ".join(other)))
    assert found == pytest.approx(share_in_common(one, other), abs=0.15)


def test_similar_texts_share_a_band_and_others_do_not() -> None:
    for seed in range(20):
        one = a_text(seed)
        near = [*one[:300], *a_text(seed + 100)[300:]]
        assert share_in_common(one, near) > SIMILAR
        assert set(bands(signature(" ".join(one)))) & set(bands(signature(" ".join(near))))
        assert not set(bands(signature(" ".join(one)))) & set(bands(signature(" ".join(a_text(seed + 200)))))


def test_letters_punctuation_and_breaks_make_no_difference() -> None:
    text = " ".join(a_text(3))
    assert signature(text) == signature(text.upper().replace(" ", ",\n"))
    assert len(signature(text)) == 256
    assert len(bands(signature(text))) == 32


def test_a_short_text_is_compared_with_none() -> None:
    assert signature("Open the river.") == b""
    assert bands(b"") == []
    assert similarity(b"", signature(" ".join(a_text(1)))) == 0
