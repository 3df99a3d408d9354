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
        # no-break spaces: a key must not part from its word at the line's end
        parts = [
            Content.assemble((f"\u00a0{key}\u00a0", "bold reverse"), "\u00a0" + what.replace(" ", "\u00a0"))
            for key, what in keys
        ]
        self.update(Content("  ").join(parts))
