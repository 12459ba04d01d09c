"""Texts of the record: which characters they hold, and how a search sees them."""

import re
import unicodedata
from collections import Counter

REFUSED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
DIRECTION_MARKS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NEVER_CHARACTERS = set("\ufeff\ufffe\uffff")
_TYPED = str.maketrans(
    {
        **dict.fromkeys(
            "\u2018\u2019\u201a\u201b\u2032\u2035\u02b9\u02bb\u02bc\u02bd\u02c8\u055a\ua78c\uff07`\u00b4", "'"
        ),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u02ba\uff02", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-"),
        # Soft hyphen, zero-width characters, joiners and marks of direction.
        **dict.fromkeys("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff", ""),
        **dict(zip("łøđħŧıðƶɨ", "lodhtidzi", strict=True)),
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ŋ": "ng",
    }
)
_BREAK = re.compile(r" *[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+ *")


def is_forbidden(letter: str) -> bool:
    """Whether no text may hold the character: controls, line separators, direction marks, non-characters.

    Line feed, carriage return and tab are among them; files may hold those three around texts.
    """
    return (
        unicodedata.category(letter) in REFUSED_CATEGORIES
        or letter in DIRECTION_MARKS
        or letter in NEVER_CHARACTERS
    )


def one_line(text: str) -> str:
    """The text as the record may hold it: breaks and tabs become a blank, other forbidden characters go.

    None of them can be seen, so whoever pasted them cannot find them. A text without any stays as it is, but
    for blanks around it.
    """
    if not text.isprintable():
        text = "".join(letter for letter in _BREAK.sub(" ", text) if not is_forbidden(letter))
    return text.strip()


def plain(text: str) -> str:
    """What is searched in, and what a search is turned into.

    Lower case without accents; letters with a stroke as those without (they do not decompose); typographic
    apostrophes, quotation marks and dashes as one types them; nothing that cannot be seen within a word. A
    text that is plain stays as it is.
    """
    # Decomposing makes capitals of "№", folding makes letters that decompose.
    folded = unicodedata.normalize("NFKD", text.translate(_TYPED)).casefold()
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_TYPED)


def bears_the_same(before: str, after: str) -> bool:
    """Whether two wordings of a sentence bear the same numbers, dates, names and negations.

    A rule for what may pass as a mended wording, not an understanding of it: the same numerals and words for
    numbers, months and weekdays, the same words that negate or limit, and the same capitalised words, in any
    order and as often. A sentence may begin with another article.
    """
    return _bearing(before) == _bearing(after)


def _bearing(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in _WORD.findall(text):
        folded = plain(word).removesuffix("'s")
        has_capital = word[0].isupper() and folded not in _OPENING
        if has_capital or folded in _BEARING or any(letter.isdigit() for letter in word):
            found[folded] += 1
    return found


_WORD = re.compile(r"[\w'’%.,:/-]*\w%?")
_BEARING = frozenset(
    re.findall(
        r"\S+",
        """
        january february march april june july august september october november december
        monday tuesday wednesday thursday friday saturday sunday
        one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty hundred
        thousand million billion half both all none every any some
        not no never nor neither without cannot unless except only before after until
        don't doesn't didn't won't wouldn't can't couldn't shouldn't isn't aren't wasn't weren't
        """,
    )
)
"""Words that change what a sentence says; `may` is left out, which is a verb more often than a month."""
_OPENING = frozenset(
    re.findall("[a-z]+", "a an the this that these those it its he she they his her their there")
)
"""Words with which a sentence begins and that name nothing."""
