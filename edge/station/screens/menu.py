"""What else can be done at this station, to choose from by number, arrow or barcode (TD:SCREEN:<name>)."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label

from edge.station.i18n import Words
from edge.station.menu import MARK, SCREENS
from edge.station.widgets.lists import NameList
from edge.station.widgets.scan_field import ScanField


class MenuScreen(ModalScreen[str | None]):
    """Gives the name of the errand that was chosen; None: back to packing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False, priority=True)]

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._chosen = 0

    def compose(self) -> ComposeResult:
        _ = self._words
        with Vertical(id="menu"):
            yield Label(_("What do you want to do?"), id="menu-title", markup=False)
            yield NameList(id="menu-list")
            yield ScanField(id="scan")
            yield Label(_("↑ ↓ and Enter, or the number · Esc: back"), id="menu-keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(ScanField).focus()
        self._draw()

    def _draw(self) -> None:
        _ = self._words
        names = [f"{number}  {_(one.title)}" for number, one in enumerate(SCREENS, start=1)]
        self.query_one(NameList).show(names, self._chosen)

    def on_scan_field_choose(self, message: ScanField.Choose) -> None:
        message.stop()
        self._chosen = (self._chosen + message.step) % len(SCREENS)
        self._draw()

    def on_scan_field_scanned(self, message: ScanField.Scanned) -> None:
        message.stop()
        text = message.text.strip()
        if text[: len(MARK)].upper() == MARK:
            text = text[len(MARK) :].lower()
        names = [one.name for one in SCREENS]
        if not text:
            self.dismiss(names[self._chosen])
        elif text in names:
            self.dismiss(text)
        elif text.isdecimal() and 1 <= int(text) <= len(names):
            self.dismiss(names[int(text) - 1])
        else:
            self.app.bell()

    def action_leave(self) -> None:
        self.dismiss(None)
