"""What may be done with the record's own words and data; the LICENSE of the software is another."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

SPDX = "CC-BY-4.0"
NAME = "Creative Commons Attribution 4.0 International"
URL = "https://creativecommons.org/licenses/by/4.0/"
SENTENCES = (
    _(
        "Facts belong to nobody. Titles, summaries and other sentences are the record's own words: use them "
        "for anything, and name Ultimata and the version (CC BY 4.0)."
    ),
    _(
        "Sources are linked, not copied. Their titles, and the quotes of at most ten words, are their "
        "authors' and publishers'; what stands behind a link is under the terms of whoever published it."
    ),
)


def licence_file() -> str:
    """The text of the file LICENSE in `seeds/` and in each archive of the record, in the site's language."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"Ultimata: {NAME} ({SPDX})\n{URL}legalcode\n\n" + "\n\n".join(map(str, SENTENCES)) + "\n"
