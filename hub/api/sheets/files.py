"""A list as a file of either format, and a file of either format as lines of text."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from hub.api.sheets import xlsx
from hub.api.sheets.kind import SheetKind
from hub.domain.sheets import csv_text
from hub.domain.sheets.columns import Column, Record

Format = Literal["csv", "xlsx"]
Language = Literal["en", "zh_CN"]
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": xlsx.MEDIA_TYPE}


class ReadFile(NamedTuple):
    """`reading` says how the file was read."""

    reading: dict[str, str]
    lines: Iterator[list[str]]


def read(content: bytes, encoding: str | None) -> ReadFile:
    """By what is in it, whatever its name. Raises UnreadableError, also while the lines are read."""
    if not content.strip():
        raise csv_text.UnreadableError("the file is empty")
    if content.startswith(xlsx.MAGIC):
        return ReadFile({"format": "xlsx"}, xlsx.lines(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise csv_text.UnreadableError("an XLS of the old kind; save it as XLSX or as CSV")
    found = csv_text.read(content, encoding)
    reading = {"format": "csv", "encoding": found.encoding, "separator": found.separator}
    return ReadFile(reading, found.lines)


def write(kind: SheetKind, records: Iterable[Record], form: Format, language: Language) -> bytes:
    lines = (texts(kind.columns, record) for record in records)
    if form == "xlsx":
        return xlsx.workbook(kind.name, kind.columns, lines, language)
    headings = [column.heading(language) for column in kind.columns]
    return csv_text.write(itertools.chain([headings], lines))


def texts(columns: Sequence[Column], record: Record) -> list[str]:
    return [cell_text(column, record[column.name]) for column in columns]


def cell_text(column: Column, value: object) -> str:
    return "" if value is None else column.cell.write(value)
