"""How wide words are: the advances of the fonts cards are drawn with, read from their files.

The fonts are static cuts of those of the pages (Source Serif 4 at weight 600, Inter at 500; Latin and
Cyrillic), for the renderer reads no WOFF2. The licence keeps the name "Source" for the original.
"""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Face:
    """One font: its family, its file, and how far each character moves on, as a share of the size."""

    family: str
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
    return _face("Ultimata Serif", FONTS / "serif-600.ttf")


@cache
def sans() -> Face:
    """The font of all else."""
    return _face("Ultimata Sans", FONTS / "sans-500.ttf")


def _face(family: str, path: Path) -> Face:
    """Read a TrueType file: `head`, `hhea`, `hmtx` and a `cmap` of format 4 (OpenType 1.9)."""
    data = path.read_bytes()
    (count,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sIII", data, 12 + 16 * place) for place in range(count))
    at = {tag: offset for tag, _checksum, offset, _length in records}
    (units,) = struct.unpack_from(">H", data, at[b"head"] + 18)
    (measured,) = struct.unpack_from(">H", data, at[b"hhea"] + 34)
    moves = [struct.unpack_from(">H", data, at[b"hmtx"] + 4 * glyph)[0] / units for glyph in range(measured)]
    glyphs = _glyphs(data, at[b"cmap"])
    # Glyphs past the last one measured move on as far as that one.
    advances = {char: moves[min(glyph, measured - 1)] for char, glyph in glyphs.items()}
    return Face(family, path, advances, moves[0])


def _glyphs(data: bytes, cmap: int) -> dict[str, int]:
    """Which glyph stands for which character, from the first table of format 4."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    tables = (cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * place)[0] for place in range(count))
    table = next(each for each in tables if struct.unpack_from(">H", data, each)[0] == 4)
    segments = struct.unpack_from(">H", data, table + 6)[0] // 2
    found: dict[str, int] = {}
    for place in range(segments):
        end_at = table + 14 + 2 * place
        start_at = end_at + 2 * segments + 2
        shift_at, range_at = start_at + 2 * segments, start_at + 4 * segments
        end, start, shift, jump = (
            struct.unpack_from(">H", data, where)[0] for where in (end_at, start_at, shift_at, range_at)
        )
        for code in range(start, end + 1):
            if not jump:
                glyph = (code + shift) % 0x10000
            else:
                (glyph,) = struct.unpack_from(">H", data, range_at + jump + 2 * (code - start))
                glyph = glyph and (glyph + shift) % 0x10000
            if glyph:
                found[chr(code)] = glyph
    return found
