"""What a cited page says: the article as trafilatura takes it out, and beside it all that is visible."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from lxml.etree import LxmlError, iterwalk

from tracker.domain.quotations import folded
from tracker.intake.page_facts import parsed

UNSEEN = frozenset(("script", "style", "noscript", "template", "svg", "head"))
INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "ins", "kbd"),
        *("mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    )
)


@dataclass(frozen=True, slots=True)
class CitedText:
    """Title, first heading, and the texts, folded (domain.quotations): the article, all that is visible."""

    title: str = ""
    heading: str = ""
    article: str = ""
    visible: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Those in which quoted words may stand; none where the page is empty."""
        return tuple(filter(None, (self.article, self.visible)))

    @property
    def hash(self) -> str:
        """Of the article, or else of what is visible; empty where nothing is."""
        text = self.article or self.visible
        return sha256(text.encode()).hexdigest() if text else ""


def cited_text(body: bytes, *, charset: str = "") -> CitedText:
    """Read a page of HTML; never raises for what it holds."""
    root = parsed(body, charset)
    if root is None:
        return CitedText()
    title = next((node.text_content() for node in root.iter("title")), "")
    heading = next((node.text_content() for node in root.iter("h1")), "")
    visible = folded(_visible(root))  # before the article is taken out, which changes the tree
    return CitedText(title.strip(), heading.strip(), folded(_article(root)), visible)


def _article(root: Any) -> str:
    from trafilatura import extract  # noqa: PLC0415 -- only the worker, which reads pages, loads it

    try:
        return extract(root, include_comments=False, favor_recall=True) or ""
    except (LxmlError, ValueError, TypeError, AttributeError, RecursionError):
        return ""  # of a page that it trips over, what is visible is enough


def _visible(root: Any) -> str:
    """All text that a reader could see, in the order of the page; blocks are parted by a blank."""
    pieces: list[str] = []
    walk = iterwalk(root, events=("start", "end", "comment"))
    for event, node in walk:
        is_unseen = event == "comment" or node.tag in UNSEEN
        if event == "start":
            pieces.append("" if node.tag in INLINE else " ")
            if is_unseen:
                walk.skip_subtree()
            else:
                pieces.append(node.text or "")
        else:
            pieces += ["" if is_unseen or node.tag in INLINE else " ", node.tail or ""]
    return "".join(pieces)
