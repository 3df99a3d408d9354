"""The three lists of the terminal: names to log in, orders to take, lines to pack."""

from __future__ import annotations

from rich.cells import set_cell_size
from textual.content import Content

from edge.station.presenter import LineView, OrderView
from edge.station.widgets.roles import STYLE
from edge.station.widgets.row_window import RowWindow

_COUNT_CELLS = 13
_SKU_CELLS = 18
_WIDE_CELLS = 56
"""Below this the SKU has no room beside the name."""


def _choice(text: str, focused: bool, width: int) -> Content:
    cut = set_cell_size(f" {'▶' if focused else ' '} {text}", width)
    return Content.styled(cut, "bold $text on $primary") if focused else Content(cut)


class NameList(RowWindow[str]):
    row_height = 2

    def draw(self, row: str, focused: bool, width: int) -> Content:
        return _choice(row, focused, width).append("\n")


class OrderList(RowWindow[OrderView]):
    row_height = 2

    def draw(self, row: OrderView, focused: bool, width: int) -> Content:
        columns = set_cell_size(row.number, 22) + set_cell_size(row.size, 24) + row.customer
        return _choice(columns, focused, width).append("\n")


class LineList(RowWindow[LineView]):
    """Each line: how many of how many, what, a bar, and where to take it."""

    row_height = 3

    def draw(self, row: LineView, focused: bool, width: int) -> Content:
        style = STYLE[row.role]
        edge = Content.styled("▌ " if row.current else "  ", "bold $accent")
        sku_cells = _SKU_CELLS if width >= _WIDE_CELLS else 0
        name_cells = max(8, width - 2 - _COUNT_CELLS - sku_cells)
        head = Content.assemble(
            edge,
            (set_cell_size(row.count.rjust(_COUNT_CELLS - 3), _COUNT_CELLS), f"bold {style}"),
            (set_cell_size(row.name, name_cells), "bold" if row.current else ""),
            (set_cell_size(row.sku, sku_cells), "$text-muted"),
        )
        cells = max(4, width - 2 - _COUNT_CELLS - 2)
        done = round(cells * min(1.0, row.progress))
        mark = set_cell_size("✔".rjust(_COUNT_CELLS - 3) if row.role == "good" else "", _COUNT_CELLS)
        bar = Content.assemble(
            edge, (mark, f"bold {style}"), ("█" * done, style), ("░" * (cells - done), "$text-disabled")
        )
        indent = " " * (2 + _COUNT_CELLS)
        take = Content.styled(set_cell_size(indent + row.take, width) if row.take else "", "$text-accent")
        return Content("\n").join([head, bar, take])
