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
        parts = [Content.assemble((f" {key} ", "bold reverse"), f" {what}") for key, what in keys]
        self.update(Content("   ").join(parts))
