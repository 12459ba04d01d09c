"""What is written alike in every language, and what tells a time in any of them."""

from typing import Final

from tracker.domain.parsing.vocabulary import FIXED, FLOATING, MONTHS, UNITS, WEEKDAYS

SIGNS: Final = "".join(
    f"{word} = {word}\n" for word in (*FLOATING, *FIXED, "h", "hamas", "nato", "g", "covid")
)
"""Abbreviations of zones and the like."""
TELLS: Final = (
    frozenset(UNITS)
    | frozenset(MONTHS)
    | frozenset(WEEKDAYS)
    | frozenset(
        "today tomorrow tonight yesterday noon midnight weekend quarter end until till before after within "
        "morning afternoon evening night oclock hours? spring summer autumn winter".split()
    )
) - {"h"}
"""What a word is read as that tells a time."""
