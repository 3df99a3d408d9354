"""CSV as people's spreadsheets write it: with or without BOM, in UTF-8 or GB18030, cut by comma, semicolon
or tab."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

ENCODINGS: Final = ("utf-8", "gb18030", "windows-1252", "utf-16")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS: Final = ",;\t"
# a cell that begins so is a formula to a spreadsheet, whoever wrote it
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?\Z", re.ASCII)


class UnreadableError(Exception):
    """The file is no table; the text says why and what to do."""


class CsvFile(NamedTuple):
    encoding: str
    separator: str
    lines: Iterator[list[str]]


def read(content: bytes, encoding: str | None = None) -> CsvFile:
    """Its lines of cells. Raises UnreadableError, also while they are read."""
    name, text = _decoded(content, encoding)
    separator, text = _separator(text)
    return CsvFile(name, separator, _lines(text, separator))


def write(lines: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the byte order mark that Excel needs for Chinese."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_guarded(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _decoded(content: bytes, encoding: str | None) -> tuple[str, str]:
    marked = next((name for bom, name in _BOMS if content.startswith(bom)), None)
    name = marked or encoding or _guess(content)
    try:
        text = content.decode({"utf-8": "utf-8-sig", "windows-1252": "cp1252"}.get(name, name))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(
            f"line {line} is not {name}: say the file's encoding, or save it as 'CSV UTF-8'"
        ) from error
    if "\x00" in text:
        raise UnreadableError("it holds NUL characters: this is no text. Save it as CSV or XLSX")
    return name, text


def _guess(content: bytes) -> str:
    """Of a file without a mark: UTF-8 where it is; else by what stands beside a byte above 127.

    Chinese characters are mostly pairs of such bytes, a Western accent stands alone.
    """
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    pairs = alone = at = 0
    while at < len(content):
        if content[at] < 0x80:
            at += 1
        elif at + 1 < len(content) and content[at + 1] >= 0xA1:
            pairs += 1
            at += 2
        else:
            alone += 1
            at += 1
    return "gb18030" if pairs >= alone else "windows-1252"


def _separator(text: str) -> tuple[str, str]:
    """That of the headings; a first line `sep=;` is Excel's own word for it."""
    head, _, rest = text.partition("\n")
    if head.strip().lower().startswith("sep=") and len(head.strip()) == 5:
        return head.strip()[4], rest
    bare = "".join(head.split('"')[::2])
    return max(_SEPARATORS, key=bare.count), text


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for line in reader:
            yield [_bare(cell) for cell in line]
    except csv.Error as error:
        raise UnreadableError(f"line {reader.line_num}: {error}; check its quotation marks") from error


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell


def _guarded(cell: str) -> str:
    """A text that a spreadsheet would run as a formula gets an apostrophe, which is taken away when read."""
    is_formula = cell.lstrip("'").startswith(_FORMULA) and not _NUMBER.match(cell)
    return f"'{cell}" if is_formula else cell
