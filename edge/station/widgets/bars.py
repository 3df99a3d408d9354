"""The bars around the work: status above, keys below."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Label, Static

from edge.station.presenter import StatusView
from edge.station.widgets.roles import STYLE


class StatusBar(Horizontal):
    def compose(self) -> ComposeResult:
        yield Label(id="place", markup=False)
        yield Label(id="operator", markup=False)
        yield Label(id="badges", markup=False)

    def show(self, view: StatusView) -> None:
        self.query_one("#place", Label).update(view.place)
        self.query_one("#operator", Label).update(view.operator)
        badges = [Content.styled(badge.text, f"bold {STYLE[badge.role]}") for badge in view.badges]
        self.query_one("#badges", Label).update(Content("   ").join(badges))


class KeyBar(Static):
    def show(self, keys: tuple[tuple[str, str], ...]) -> None:
        """A key never parts from its word: full lines are broken between the pairs."""
        width = self.app.size.width - 2
        line, used, lines = Content(), 0, []
        for key, what in keys:
            pair = Content.assemble((f" {key} ", "bold reverse"), f" {what}  ")
            if used and used + pair.cell_length > width:
                lines.append(line)
                line, used = Content(), 0
            line, used = line.append(pair), used + pair.cell_length
        self.update(Content("\n").join([*lines, line]))
