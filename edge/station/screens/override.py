"""Asks why a carton is closed in spite of its weight. Scans do not reach the session meanwhile."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from edge.station.i18n import N_, Words
from edge.station.packing import PREFIX

SHORTEST_REASON: Final = 3
REASONS: Final = (
    N_("another carton or more filling than usual"),
    N_("the goods' weight in the catalogue is wrong"),
    N_("the scale is broken"),
)
"""Kept in English with the movements, whatever language the packer reads."""


class OverrideScreen(ModalScreen[str | None]):
    """Gives back the reason, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words

    def compose(self) -> ComposeResult:
        _ = self._words
        with Vertical(id="override"):
            yield Label(_("Why is the carton right although its weight is not?"), id="override-title")
            for number, reason in enumerate(REASONS, 1):
                yield Label(f" {number}  {_(reason)}", markup=False)
            yield Input(placeholder=_("1–3, or your own reason"), id="override-reason", max_length=200)
            yield Label(_("Enter: close the carton   Esc: back"), id="override-keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if text.isdecimal():
            number = int(text)
            text = REASONS[number - 1] if 1 <= number <= len(REASONS) else ""
        if len(text) < SHORTEST_REASON or text.upper().startswith(PREFIX):
            self.query_one(Input).value = ""
            self.app.bell()
            return
        self.dismiss(text)

    def action_leave(self) -> None:
        self.dismiss(None)
