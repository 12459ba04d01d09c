"""How wide words are: the advances of the fonts cards are drawn with, read from their files.

The fonts are static cuts of those of the pages (Source Serif 4 at weight 600, Inter at 500; Latin and
Cyrillic), for the renderer reads no WOFF2. The licence keeps the name "Source" for the original.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Face:
    """One font: its file, and how far each character moves on, as a share of the size."""

    path: Path
    advances: dict[str, float]
    unknown: float
    """Of the box that stands for a character it lacks."""

    def width(self, text: str, size: float) -> float:
        """How wide the text is at a size, in the unit of the size; pairs may be set a little tighter."""
        return size * sum(self.advances.get(char, self.unknown) for char in text)

    def wrapped(self, text: str, *, size: float, within: float) -> list[str]:
        """The text in lines no wider than `within`; a word wider than that is broken."""
        lines = [""]
        for word in text.split():
            joined = f"{lines[-1]} {word}".lstrip()
            if self.width(joined, size) <= within:
                lines[-1] = joined
                continue
            if lines[-1]:
                lines.append("")
            for char in word:
                if lines[-1] and self.width(lines[-1] + char, size) > within:
                    lines.append("")
                lines[-1] += char
        return lines

    def cut(self, text: str, *, size: float, within: float) -> str:
        """The text if it fits, else as much of it as does, with an ellipsis."""
        if self.width(text, size) <= within:
            return text
        while text and self.width(text + ELLIPSIS, size) > within:
            text = text[:-1]
        return text.rstrip(" ,;:") + ELLIPSIS


@cache
def serif() -> Face:
    """The font of headings and figures."""
    return _face(FONTS / "serif-600.ttf")


@cache
def sans() -> Face:
    """The font of all else."""
    return _face(FONTS / "sans-500.ttf")


def _face(path: Path) -> Face:
    with TTFont(path) as font:
        units: int = font["head"].unitsPerEm
        moves: dict[str, tuple[int, int]] = font["hmtx"].metrics
        glyphs: dict[int, str] = font.getBestCmap()
        advances = {chr(code): moves[glyph][0] / units for code, glyph in glyphs.items()}
        return Face(path, advances, moves[font.getGlyphOrder()[0]][0] / units)
