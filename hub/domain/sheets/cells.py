"""What a cell may hold. `read` takes what stands in it, or says in a ValueError what is wrong with it.

An empty cell is not asked: that is the column's matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d+\Z", re.ASCII)
# what a spreadsheet makes of a long barcode that it took for a number
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+?\d+\Z", re.ASCII)
# a spreadsheet's dates come with their midnight
_DAY = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})(日?)(?:[T ]00?:00(?::00)?)?", re.ASCII)
_DAY_MARKS = frozenset({("-", "-", ""), ("/", "/", ""), (".", ".", ""), ("年", "月", "日")})
_YES = frozenset({"yes", "y", "true", "1", "是"})
_NO = frozenset({"no", "n", "false", "0", "否"})


class Cell(Protocol):
    """`is_number` says whether a spreadsheet may keep it as a number."""

    @property
    def is_number(self) -> bool: ...

    def read(self, text: str) -> Any:
        """Raises ValueError."""
        ...

    def write(self, value: Any) -> str: ...


@dataclass(frozen=True, slots=True)
class TextCell:
    """Any text up to `max_length` characters."""

    max_length: int = 200
    is_number: bool = False

    def read(self, text: str) -> str:
        if len(text) > self.max_length:
            raise ValueError(f"{len(text)} characters; at most {self.max_length} are kept")
        if "\x00" in text:
            raise ValueError("a NUL character cannot be stored")
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class CodeCell:
    """A code that a person or a scanner says: no spaces around it, and not a number that Excel has rounded.

    `pattern`, where given, is what the whole code must be like, and `like` says so in words.
    """

    max_length: int = 64
    pattern: str = ""
    like: str = ""
    is_number: bool = False

    def read(self, text: str) -> str:
        if _ROUNDED.match(text):
            raise ValueError(
                "a spreadsheet has rounded a long number: format the column as text, then enter it again"
            )
        if self.pattern and not re.fullmatch(self.pattern, text):
            raise ValueError(f"not {self.like}")
        return TextCell(self.max_length).read(text)

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class DecimalCell:
    """An exact decimal number with at most `digits` digits, `decimals` of them behind the point."""

    digits: int = 18
    decimals: int = 6
    positive: bool = False
    signed: bool = False
    is_number: bool = True

    def read(self, text: str) -> Decimal:
        if not _NUMBER.match(text):
            raise ValueError(_no_number(text))
        value = Decimal(text)
        if self.positive and value <= 0:
            raise ValueError("must be above 0")
        if not self.signed and value < 0:
            raise ValueError("must not be below 0")
        if len(text) > 100 or value != round(value, self.decimals):
            raise ValueError(f"at most {self.decimals} decimals are kept")
        if abs(value) >= Decimal(10) ** (self.digits - self.decimals):
            raise ValueError(f"too large: at most {self.digits - self.decimals} digits before the point")
        return value

    def write(self, value: Decimal) -> str:
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class WholeCell:
    """A whole number between `least` and `most`."""

    least: int = 0
    most: int = 2**31 - 1
    is_number: bool = True

    def read(self, text: str) -> int:
        if not _WHOLE.match(text) or len(text) > 30:
            raise ValueError("not a whole number")
        value = int(text)
        if not self.least <= value <= self.most:
            raise ValueError(f"must be between {self.least} and {self.most}")
        return value

    def write(self, value: int) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class ChoiceCell:
    """One of some words, whatever their case; `also` has other words for them, which are taken as well."""

    choices: Sequence[str]
    also: Mapping[str, str] = field(default_factory=dict)
    is_number: bool = False

    def read(self, text: str) -> str:
        wanted = self.also.get(text, text).casefold()
        for choice in self.choices:
            if choice.casefold() == wanted:
                return choice
        raise ValueError(f"must be one of: {', '.join(self.choices)}")

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class YesNoCell:
    is_number: bool = False

    def read(self, text: str) -> bool:
        word = text.casefold()
        if word not in _YES | _NO:
            raise ValueError("must be yes or no")
        return word in _YES

    def write(self, value: bool) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day as 2026-03-05, or as a spreadsheet rewrites it: 2026/3/5, 2026.3.5, 2026年3月5日.

    The year comes first: what 5/3/2026 is nobody can tell.
    """

    is_number: bool = False

    def read(self, text: str) -> date:
        match = _DAY.fullmatch(text)
        if match is None or match.group(2, 4, 6) not in _DAY_MARKS:
            raise ValueError("not a day like 2026-03-05")
        year, month, day = map(int, match.group(1, 3, 5))
        try:
            return date(year, month, day)
        except ValueError:
            raise ValueError("the calendar has no such day") from None

    def write(self, value: date) -> str:
        return value.isoformat()


def _no_number(text: str) -> str:
    if _NUMBER.match(text.replace(",", "")):
        return "not a number: write it with a point, or say that the comma is the file's decimal mark"
    return "not a number"
