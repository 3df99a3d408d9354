"""Fonts of the PDF: every name must be readable, in Latin letters and in Chinese.

A TrueType font that the settings name is embedded, and used for everything. Without one the PDF names two
fonts that every reader has or stands in for: Helvetica for what Latin-1 has, STSong for Chinese and whatever
else its character set has. A character that neither has loses its accent; where that does not help, it is a
question mark.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

LATIN: Final = "Helvetica"
LATIN_BOLD: Final = "Helvetica-Bold"
CHINESE: Final = "STSong-Light"
OWN: Final = "TallydockOwn"
# letters whose stroke Unicode does not count as an accent
_BARE: Final = {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "Ħ": "H", "ħ": "h", "ı": "i", "Ŧ": "T", "ŧ": "t"}


class FontError(Exception):
    """The font of the settings cannot be used; the text says why."""


class Fonts(NamedTuple):
    """``embedded``: one font for all, whose name is ``normal``."""

    normal: str
    bold: str
    embedded: bool

    def markup(self, text: str, *, bold: bool = False) -> str:
        """The text as reportlab's markup, in fonts that have its characters."""
        if self.embedded:
            return escape(text)
        latin = self.bold if bold else self.normal
        parts = []
        for is_latin, run in groupby(_drawable(text), key=_is_latin):
            font = latin if is_latin else CHINESE
            parts.append(f'<font name="{font}">{escape("".join(run))}</font>')
        return "".join(parts)


@cache
def fonts(path: str | None) -> Fonts:
    """``path`` of a .ttf or .ttc file, or None. Raises FontError."""
    if path is None:
        pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
        return Fonts(LATIN, LATIN_BOLD, embedded=False)
    try:
        pdfmetrics.registerFont(TTFont(OWN, str(Path(path))))
    except (TTFError, OSError) as error:
        raise FontError(f"the font {path} cannot be used: {error}") from error
    return Fonts(OWN, OWN, embedded=True)


def _is_latin(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _is_chinese(char: str) -> bool:
    """Whether the character set of STSong has it: that of GBK, all planes of which it names."""
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _drawable(text: str) -> Iterator[str]:
    for char in unicodedata.normalize("NFC", text):
        if _is_latin(char) or _is_chinese(char):
            yield char
        else:
            bare = _BARE.get(char) or unicodedata.normalize("NFKD", char)[0]
            yield bare if _is_latin(bare) or _is_chinese(bare) else "?"
