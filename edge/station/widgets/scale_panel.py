"""The live bench scale: big digits, what is expected, and where the weight lies in the tolerance."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Digits, Label

from edge.station.presenter import ScaleView
from edge.station.widgets.roles import STYLE, dress

_SPAN: Final = 3.0
"""The gauge shows three tolerances to either side."""


class Gauge(Widget):
    """±1 tolerance in the middle as a thick bar, the needle under it."""

    def __init__(self) -> None:
        super().__init__(id="gauge")
        self._needle: float | None = None

    def show(self, needle: float | None) -> None:
        if needle != self._needle:
            self._needle = needle
            self.refresh()

    def render(self) -> Content:
        half = max(6, (self.size.width - 3) // 2)
        inner = round(half / _SPAN)
        outer = half - inner
        bar = Content.assemble(
            ("─" * outer, "$text-muted"),
            ("━" * inner + "┃" + "━" * inner, "bold $success"),
            ("─" * outer, "$text-muted"),
        )
        if self._needle is None:
            return bar
        place = half + round(self._needle / _SPAN * half)
        mark = "◀" if place < 0 else "▶" if place > 2 * half else "▲"
        place = max(0, min(2 * half, place))
        style = STYLE["good" if abs(self._needle) <= 1 else "stop"]
        return Content("\n").join([bar, Content.assemble(" " * place, (mark, f"bold {style}"))])


class ScalePanel(Vertical):
    """Digits in grams; the border takes the verdict's colour."""

    def compose(self) -> ComposeResult:
        yield Label(id="steady", markup=False)
        yield Digits("-", id="live")
        yield Label(id="difference", markup=False)
        yield Label(id="expected", markup=False)
        yield Gauge()
        yield Label(id="weight-hint", markup=False)

    def show(self, view: ScaleView) -> None:
        dress(self, view.role)
        self.border_title = view.title
        steady = self.query_one("#steady", Label)
        steady.update(view.steady.text)
        dress(steady, view.steady.role)
        self.query_one("#live", Digits).update(view.live)
        difference = self.query_one("#difference", Label)
        difference.update(view.difference.text)
        dress(difference, view.difference.role)
        self.query_one(Gauge).show(view.needle)
        self.query_one("#expected", Label).update(view.expected)
        self.query_one("#weight-hint", Label).update(view.hint)
