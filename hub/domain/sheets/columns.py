"""The columns of a kind of sheet, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hub.domain.sheets.cells import Cell

Record = dict[str, Any]
"""A whole row by the columns' names."""
Key = tuple[Any, ...]
HEAD_ROW = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`name` is its heading and the record's field; `zh` its Chinese heading, which is taken as well.

    `default` is what a new row has where the file has no such column, and any row where its cell is empty.
    `filled_in`: an empty cell asks for what the hub fills in; of a row that is there it changes nothing.
    """

    name: str
    zh: str
    cell: Cell
    required: bool = False
    default: Any = None
    filled_in: bool = False
    note: str = ""
    note_zh: str = ""
    example: str = ""

    def heading(self, language: str) -> str:
        return self.zh if language == "zh_CN" else self.name


class Fault(NamedTuple):
    """What is wrong, where: `row` as a spreadsheet counts (1 is the headings), `column` by its name.

    Both are empty (0, "") for what concerns the whole file.
    """

    row: int
    column: str
    value: str
    what: str


def key_of(key: Sequence[str], record: Record) -> Key:
    return tuple(record[name] for name in key)
