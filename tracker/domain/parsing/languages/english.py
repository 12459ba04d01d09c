"""English: the grammar's own words (`vocabulary` has them)."""

from tracker.domain.parsing.languages.common import TELLS
from tracker.domain.parsing.languages.table import Language
from tracker.domain.parsing.vocabulary import HARMLESS

LANGUAGE = Language(
    code="en",
    name="English",
    time_words=(TELLS | {"by", "the", "midday", "later", "than", "o'clock"})
    - {"min", "mar", "mai", "mon", "sun", "sat", "end", "h", "dec", "sept", "nov", "oct"},
    words=TELLS | HARMLESS,
)
