"""A sheet's rows of text -> records, and every fault at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from hub.domain.sheets.columns import HEAD_ROW, Column, Fault, Key, Record, key_of

LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class ReadRow:
    """`values` has the columns that the file has and that could be read: `wrong` names the others."""

    row: int
    values: Record
    wrong: frozenset[str] = frozenset()


@dataclass(slots=True)
class Sheet:
    """`rows` are those that can be told apart: their key could be read and is not another row's."""

    rows: list[ReadRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lines: int = 0


def read(
    columns: Sequence[Column],
    key: Sequence[str],
    lines: Iterable[Sequence[str]],
    *,
    decimal_comma: bool = False,
) -> Sheet:
    """The first line has the headings, in any order and of any case; empty lines are skipped.

    With `decimal_comma` a number 1,5 is 1.5.
    """
    sheet = Sheet()
    numbered = enumerate(lines, HEAD_ROW)
    _, headings = next(numbered, (HEAD_ROW, ()))
    known, head_faults = _heads(columns, headings)
    sheet.faults += head_faults
    seen: dict[Key, int] = {}
    for number, line in numbered:
        if not any(cell.strip() for cell in line):
            continue
        sheet.lines += 1
        row = _row(known, number, line, sheet.faults, decimal_comma)
        if any(name not in row.values for name in key):
            continue
        first = seen.setdefault(key_of(key, row.values), number)
        if first != number:
            said = " / ".join(str(part) for part in key_of(key, row.values))
            sheet.faults.append(Fault(number, key[0], said, f"stands in row {first} already"))
            continue
        sheet.rows.append(row)
    if not sheet.lines and not sheet.faults:
        sheet.faults.append(Fault(0, "", "", "the file has no rows below its headings"))
    return sheet


def _heads(columns: Sequence[Column], headings: Sequence[str]) -> tuple[list[Column | None], list[Fault]]:
    by_heading = {_plain(column.name): column for column in columns}
    by_heading |= {_plain(column.zh): column for column in columns}
    found: list[Column | None] = []
    faults: list[Fault] = []
    for place, heading in enumerate(headings, 1):
        column = by_heading.get(_plain(heading))
        if column is None and heading.strip():
            known = ", ".join(one.name for one in columns)
            faults.append(Fault(HEAD_ROW, heading[:LONGEST_SHOWN], "", f"no such column; there are: {known}"))
        elif column is not None and column in found:
            faults.append(Fault(HEAD_ROW, column.name, "", f"stands twice, again as column {place}"))
            column = None
        found.append(column)
    for column in columns:
        if column.required and column not in found:
            faults.append(Fault(HEAD_ROW, column.name, "", "this column is missing, and cannot be"))
    return found, faults


def _plain(heading: str) -> str:
    return heading.strip().rstrip("*").strip().casefold().replace(" ", "_")


def _row(
    known: Sequence[Column | None],
    number: int,
    line: Sequence[str],
    faults: list[Fault],
    decimal_comma: bool,
) -> ReadRow:
    values: Record = {}
    wrong: set[str] = set()
    cells = [cell.strip() for cell in line]
    # a short line: its last cells are empty
    for column, text in zip_longest(known, cells[: len(known)], fillvalue=""):
        if not isinstance(column, Column):
            continue
        if decimal_comma and column.cell.is_number:
            text = _pointed(text)  # noqa: PLW2901
        fault = _cell(column, text, values)
        if fault:
            wrong.add(column.name)
            faults.append(Fault(number, column.name, text[:LONGEST_SHOWN], fault))
    for text in filter(None, cells[len(known) :]):
        faults.append(Fault(number, "", text[:LONGEST_SHOWN], "stands under no heading"))
    return ReadRow(number, values, frozenset(wrong))


def _pointed(number: str) -> str:
    """1,5 as 1.5; what 1,500.00 and 1.000,5 mean nobody can tell, so they stay wrong."""
    return number.replace(",", ".") if number.count(",") == 1 and "." not in number else number


def _cell(column: Column, text: str, values: Record) -> str:
    """Reads into `values`; what is wrong, or ''."""
    if not text:
        if column.required:
            return "must not be empty"
        values[column.name] = column.default
        return ""
    try:
        values[column.name] = column.cell.read(text)
    except ValueError as error:
        return str(error)
    return ""
