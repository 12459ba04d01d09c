"""Parameters an address does not take: which change nothing, which are refused, which are ignored.

The rule, for every public address:

1. What others add to links so that clicks can be told apart, and what makes a copy that was kept be fetched
   anew, changes nothing anywhere: `WithoutTrackers` takes it out of the address before anything reads it,
   pages that are kept among them.
2. Any other parameter that is not taken is refused by name on every address of the API and on every address
   that takes filters: there it could be a mistyped filter.
3. Elsewhere it is refused where it reads like a parameter that selects something (`SELECTING`, or one the
   address takes), and ignored otherwise.

oEmbed alone ignores every other parameter: its consumers send those of all providers to each.
"""

from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches
from enum import StrEnum
from urllib.parse import unquote_plus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

TRACKERS = {
    # Advertisers and networks: Google, Microsoft, Meta, X, TikTok, LinkedIn, Pinterest, Reddit, Yandex.
    "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid",
    "msclkid", "fbclid", "igsh", "igshid", "twclid", "ttclid", "li_fat_id", "epik", "rdt_cid",
    "rb_clickid", "yclid", "ysclid", "ymclid", "guccounter", "guce_referrer", "guce_referrer_sig",
    "wickedid", "irclickid",
    # Newsletters and statistics: HubSpot, Marketo, Olytics, Vero, Klaviyo, Drip, Google and Adobe Analytics.
    "_hsenc", "_hsmi", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "vero_conv", "_ke", "__s",
    "_gl", "_ga", "s_cid", "s_kwcid", "ef_id", "wt_mc", "wt_zmc", "cmpid", "ns_campaign", "ns_mchannel",
    "ns_source", "ns_linkname", "spm", "trk", "sc_cid", "smid",
    # What buttons to share with add.
    "ref", "ref_src", "ref_url", "referrer", "s", "si", "share", "shared",
}  # fmt: skip
TRACKER_FAMILIES = ("utm_", "mc_", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "at_", "xtor")
CACHE_BUSTERS = {
    "_", "_t", "_ts", "_v", "v", "ver", "version", "t", "ts", "timestamp", "time", "r", "rnd", "rand",
    "random", "cb", "cache", "cachebust", "cachebuster", "cacheseconds", "bust", "nocache", "no_cache",
    "no-cache",
}  # fmt: skip
FILTERS = frozenset(
    ("q", "sender", "target", "actor", "dossier", "threat", "kind", "status", "within", "case")
)
"""The filters there are; an address that takes one of them takes filters."""
SELECTING = FILTERS | {"as_of", "sort", "page", "month", "limit", "cursor"}
"""What selects something on some address of this site."""
ALIKE = 0.8
"""How alike two names are of which one may be the other mistyped, of 1 (difflib.SequenceMatcher.ratio)."""


def changes_nothing(name: str) -> bool:
    """Whether it is a tracker or makes a kept copy be fetched anew."""
    plain = name.lower()
    return plain in TRACKERS or plain in CACHE_BUSTERS or plain.startswith(TRACKER_FAMILIES)


class Others(StrEnum):
    """What becomes of parameters an address does not take."""

    JUDGED = "judged"
    REFUSED = "refused"
    IGNORED = "ignored"


def unknown_names(
    given: Iterable[str], taken: Collection[str], others: Others = Others.JUDGED
) -> tuple[list[str], list[str]]:
    """Of the names of an address those that are refused, and those that are ignored, by the rule above."""
    unknown = [name for name in given if name not in taken]
    if others is Others.IGNORED:
        return [], unknown
    if others is Others.REFUSED or FILTERS & set(taken):
        return unknown, []
    known = SELECTING | set(taken)
    refused = [name for name in unknown if get_close_matches(name[:40].lower(), known, n=1, cutoff=ALIKE)]
    return refused, [name for name in unknown if name not in refused]


class WithoutTrackers:
    """The outermost middleware: the rest of the site sees addresses without what changes nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as if the parameters that change nothing had not been there."""
        if query := request.META.get("QUERY_STRING"):
            request.META["QUERY_STRING"] = without_trackers(query)
        return self.get_response(request)


def without_trackers(query: str) -> str:
    """A query as it was sent, without what changes nothing; all else to the byte."""
    return "&".join(part for part in query.split("&") if not changes_nothing(_name(part)))


def leave_out(request: HttpRequest, names: Collection[str]) -> None:
    """Take parameters out of the address of a request."""
    left = request.GET.copy()
    for name in names:
        left.pop(name, None)
    request.GET = left  # type: ignore[assignment]  # Django itself sets a plain one
    request.META["QUERY_STRING"] = left.urlencode(safe=":")


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])
