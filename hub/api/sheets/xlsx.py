"""XLSX workbooks, by openpyxl, row by row: neither a way in nor a way out holds a whole workbook's cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException

from hub.domain.sheets.columns import Column
from hub.domain.sheets.csv_text import UnreadableError

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAGIC: Final = b"PK\x03\x04"
# a spreadsheet keeps 15 digits of a number; what has more stays text
_EXACT_DIGITS: Final = 15
# a workbook is a zip: of a few megabytes sent, this much may come out
MAX_UNPACKED_BYTES: Final = 300_000_000
_TEXT: Final = "@"
_HEAD: Final = Font(bold=True)


def lines(content: bytes) -> Iterator[list[str]]:
    """The cells of the first worksheet as text. Raises UnreadableError, also while read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise UnreadableError(f"unpacked it has {unpacked} bytes; at most {MAX_UNPACKED_BYTES} are read")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, and then rows would be missing
        for row in sheet.iter_rows(values_only=True):
            yield [_text(value) for value in row]
    except (
        zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, SyntaxError, EOFError
    ) as error:  # fmt: skip
        raise UnreadableError(f"no workbook that can be read ({error}); save it as XLSX again") from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**_EXACT_DIGITS else f"{value:.6E}"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _number(value: float) -> str:
    """As the spreadsheet shows it: 0.1 + 0.2 is 0.3 there."""
    text = f"{value:.{_EXACT_DIGITS}g}"
    if abs(value) >= 10**_EXACT_DIGITS:
        return f"{value:.6E}"
    return format(Decimal(text), "f")


def workbook(title: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], language: str) -> bytes:
    """A worksheet with these rows, and one that explains its columns."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = max(12, len(column.heading(language)) + 4)
    sheet.append([_cell(sheet, column.heading(language), bold=True) for column in columns])
    for row in rows:
        sheet.append(
            [
                _cell(sheet, text, number=column.cell.is_number)
                for column, text in zip(columns, row, strict=True)
            ]
        )
    _explain(book.create_sheet("说明" if language == "zh_CN" else "columns"), columns, language)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _explain(sheet: Any, columns: Sequence[Column], language: str) -> None:
    chinese = language == "zh_CN"
    heads = ("列", "必填", "含义", "示例") if chinese else ("column", "required", "meaning", "example")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].width = 24, 80
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for column in columns:
        required = ("是" if chinese else "yes") if column.required else ""
        note = column.note_zh if chinese else column.note
        sheet.append(
            [_cell(sheet, text) for text in (column.heading(language), required, note, column.example)]
        )


def _cell(sheet: Any, text: str, *, number: bool = False, bold: bool = False) -> Any:
    if not text:
        return None
    if number and sum(c.isdigit() for c in text) <= _EXACT_DIGITS:
        return Decimal(text)
    try:
        cell = WriteOnlyCell(sheet, value=text)
    except IllegalCharacterError:  # control characters, which XML cannot hold
        cell = WriteOnlyCell(sheet, value="".join(c if c >= " " or c in "\t\n" else "�" for c in text))
    cell.data_type = "s"  # a text that begins with = is no formula
    cell.number_format = _TEXT
    if bold:
        cell.font = _HEAD
    return cell
