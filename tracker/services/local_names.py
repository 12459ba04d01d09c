"""The names that pages and mails of another language show, read anew whenever the record has changed."""

import contextlib
from collections.abc import Iterator

from django.db import DatabaseError
from django.utils import translation

from tracker.queries.local_names import local_names
from tracker.queries.status import record_version
from tracker.templatetags.local_names import use_table

ENGLISH = "en"
_versions: dict[str, int] = {}


def use_local_names(version: int | None = None) -> None:
    """Bring the names of the language that is active up to the record.

    No query for English, nor where the names of this `version` of the record are there; 1 where no version
    is given; 2 more to read them.
    """
    language = translation.get_language() or ENGLISH
    if language == ENGLISH:
        return
    # Without a database the names that are there are used, and pages that need none are still answered.
    with contextlib.suppress(DatabaseError):
        at = record_version() if version is None else version
        if _versions.get(language) != at:
            use_table(language, local_names(language))
            _versions[language] = at


def forget() -> None:
    """Read the names anew, of whatever version of the record they are."""
    for language in _versions:
        use_table(language, {})
    _versions.clear()


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Word what is within in a language, with its names."""
    with translation.override(language):
        use_local_names()
        yield
