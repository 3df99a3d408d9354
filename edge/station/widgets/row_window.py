"""A list of the rows around the one that matters; nothing to scroll, so that nothing takes the focus."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.content import Content
from textual.widget import Widget

RowT = TypeVar("RowT")


class RowWindow(Widget, Generic[RowT]):
    """Draws of `rows` as many as fit, `row_height` terminal lines each, with row `focus` among them."""

    row_height = 1

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._rows: Sequence[RowT] = ()
        self._focus_row = 0

    def show(self, rows: Sequence[RowT], focus: int) -> None:
        if (rows, focus) != (self._rows, self._focus_row):
            self._rows, self._focus_row = rows, focus
            self.refresh()

    def render(self) -> Content:
        fit = max(1, self.size.height // self.row_height)
        start = max(0, min(self._focus_row - fit // 2, len(self._rows) - fit))
        width = max(20, self.size.width)
        shown = enumerate(self._rows[start : start + fit], start)
        return Content("\n").join([self.draw(row, index == self._focus_row, width) for index, row in shown])

    @abstractmethod
    def draw(self, row: RowT, focused: bool, width: int) -> Content:
        """One row, `row_height` lines of at most `width` cells."""
