"""What is wrong with a file, all of it at once."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN_ROWS = 5


class RetailError(Exception):
    """Something the person who gave the command can put right; the message says what and where."""


class FileProblemsError(RetailError):
    """A file that cannot be imported. `problems` has one sentence each; nothing was written."""

    def __init__(self, path: str, problems: Iterable[str]) -> None:
        self.path = path
        self.problems = list(problems)
        listed = "".join(f"\n  - {problem}" for problem in self.problems)
        super().__init__(f"{path} cannot be imported; nothing was written:{listed}")


def rows_phrase(rows: Iterable[int]) -> str:
    """'3 rows: 7, 9, 12' or, of many, '120 rows, the first: 7, 9, 12, 13, 20'. Rows count from 1."""
    numbers = list(rows)
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    shown = ", ".join(str(number) for number in numbers[:SHOWN_ROWS])
    link = ":" if len(numbers) <= SHOWN_ROWS else ", the first:"
    return f"{len(numbers)} rows{link} {shown}"
