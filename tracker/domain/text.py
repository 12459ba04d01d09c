"""Words as a search sees them."""

import unicodedata


def plain(text: str) -> str:
    """Lower case without accents: what is searched in, and what a search is turned into."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
