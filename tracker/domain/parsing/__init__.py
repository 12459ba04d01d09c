"""Reads the words of a time limit ('within 50 days', 'by Saturday noon') into a window, or says why not.

Nothing is guessed silently: every open point is an `Assumption` of the `Reading`. A word that was not
understood makes the words `Unreadable` where it stands inside the time limit or beside it; elsewhere it is
left out and reported. The module `leftovers` has the rule.
"""

from tracker.domain.dates.moments import When, zone
from tracker.domain.parsing.context import Frame
from tracker.domain.parsing.resolve import resolve
from tracker.domain.parsing.result import Assumption, Reading, Rule, Step, Unreadable
from tracker.domain.parsing.scan import scan
from tracker.domain.parsing.tokens import LONGEST, tokenise

__all__ = ["LONGEST", "Assumption", "Reading", "Rule", "Step", "Unreadable", "read"]


def read(words: str, *, announced: When, zone_name: str, given_zone: bool = False) -> Reading:
    """The window that these words name when said at that announcement.

    `zone_name` is the IANA zone of the sender's seat, in which days are counted and, unless the words name
    another, hours are read; `given_zone` says that it came from the sender's words, so it is not an
    assumption. Raises `Unreadable` for the words, `NoSuchZone` for the zone.
    """
    zone(zone_name)
    return resolve(scan(tokenise(words)), Frame(announced, zone_name, given_zone))
