"""Feeds as sites write them, read into plain values."""

import pytest

from tests.news_sites import entry, rss
from tracker.intake.addresses import canonical, host_of
from tracker.intake.feed_document import FeedItem, NotAFeed, read_feed

ADDRESS = "https://a.example/feeds/all"
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title>
<entry><id>tag:a.example,2026:1</id><title type="html">Open &lt;b&gt;the&lt;/b&gt; river</title>
<link href="../1"/><updated>2026-03-10T09:30:00+02:00</updated><summary>Or else.</summary></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title></channel><item>
<title>River</title><link>https://a.example/2</link><dc:date>2026-03-10T09:30:00Z</dc:date></item></rdf:RDF>"""


@pytest.mark.parametrize(
    ("text", "item"),
    [
        (
            ATOM,
            FeedItem(
                "https://a.example/1",
                "tag:a.example,2026:1",
                "Open  the  river",
                "Or else.",
                "2026-03-10T07:30:00Z",
            ),
        ),
        (RDF, FeedItem("https://a.example/2", "", "River", "", "2026-03-10T09:30:00Z")),
        (rss(entry("/3", "A", published="nonsense")), FeedItem("https://a.example/3", "", "A", "", "")),
        (
            rss(entry("/3", "A", published="Sat, 01 Jan 1000 00:00:00 GMT")),
            FeedItem("https://a.example/3", "", "A", "", ""),
        ),
        (
            rss("<item><guid>https://a.example/4</guid><title>A</title></item>"),
            FeedItem("https://a.example/4", "https://a.example/4", "A", "", ""),
        ),
    ],
)
def test_each_kind_of_feed_gives_the_same_values(text: str, item: FeedItem) -> None:
    assert read_feed(text.encode(), address=ADDRESS).items == (item,)


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        (rss(entry("/1", "Річка")).replace("?>", ' encoding="windows-1251"?>', 1).encode("cp1251"), ""),
        (rss(entry("/1", "Річка")).encode("koi8-u"), "koi8-u"),
        (rss(entry("/1", "Річка")).encode("utf-16"), "utf-8"),
        (b"\xef\xbb\xbf" + rss(entry("/1", "Річка")).encode(), "no-such"),
    ],
)
def test_the_encoding_is_what_the_mark_the_header_or_the_document_says(body: bytes, charset: str) -> None:
    assert read_feed(body, charset=charset, address=ADDRESS).items[0].title == "Річка"


def test_a_feed_that_is_cut_short_gives_what_it_has() -> None:
    whole = rss(*(entry(f"/{n}", f"River {n}") for n in range(5)))
    assert len(read_feed(whole[: len(whole) * 3 // 4].encode(), address=ADDRESS).items) >= 3


@pytest.mark.parametrize("declared", ["utf-7", "unicode_escape", "punycode", "rot13", "cp037"])
def test_an_encoding_that_no_feed_has_is_not_decoded(declared: str) -> None:
    hidden = (
        f'<?xml version="1.0" encoding="{declared}"?><!DOCTYPE a [+ADw-!ENTITY b "c"+AD4-]><rss>&b;</rss>'
    )
    try:
        found = read_feed(hidden.encode(), charset=declared, address=ADDRESS)
    except NotAFeed:
        return
    assert found.items == ()


def test_entries_without_an_address_of_the_web_are_left_out_and_counted() -> None:
    long = entry("/" + "x" * 2000, "D")
    text = rss("<item><title>A</title></item>", entry("javascript:alert(1)", "B"), entry("/c", "C"), long)
    found = read_feed(text.encode(), address=ADDRESS)
    assert [item.title for item in found.items] == ["C"]
    assert found.notes == ("3 of its entries have no web address and are left out.",)


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("HTTP://WWW.A.example:80/x/?utm_source=rss&b=2&a=1#top", "https://www.a.example/x?a=1&b=2"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example/x?eid=4&fbclid=1", "https://a.example/x?eid=4"),
        ("https://a.example:8443/x", "https://a.example:8443/x"),
        ("https://київ.example/річка", "https://xn--80ahlb.example/%D1%80%D1%96%D1%87%D0%BA%D0%B0"),
        ("https://a.example/%D1%80", "https://a.example/%D1%80"),
        ("https://[broken", "https://[broken"),
        ("ftp://a.example/x", "ftp://a.example/x"),
    ],
)
def test_addresses_of_one_article_are_one(address: str, same: str) -> None:
    assert canonical(address) == same.replace("xn--80ahlb", host_of("https://київ.example/").split(".")[0])
    assert canonical(canonical(address)) == canonical(address)


def test_an_address_is_never_longer_than_its_column() -> None:
    one, other = (canonical(f"https://a.example/{'ї' * 1900}{end}") for end in "ab")
    assert (len(one), one.isascii(), one != other) == (2000, True, True)
