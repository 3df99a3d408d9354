"""Asks why a carton is closed in spite of its weight, or goods are taken in spite of their lot.

Scans do not reach the session meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from edge.station.i18n import N_, Words
from edge.station.packing import PREFIX

SHORTEST_REASON: Final = 3


@dataclass(frozen=True, slots=True)
class About:
    """`reasons` are kept in English with the movements, whatever language the packer reads."""

    question: str
    keys: str
    reasons: tuple[str, ...]


WEIGHT: Final = About(
    N_("Why is the carton right although its weight is not?"),
    N_("Enter: close the carton   Esc: back"),
    (
        N_("another carton or more filling than usual"),
        N_("the goods' weight in the catalogue is wrong"),
        N_("the scale is broken"),
    ),
)
LOT: Final = About(
    N_("Why is it taken although it is not what should be taken?"),
    N_("Enter: take it   Esc: back"),
    (
        N_("the lot that was told is not at its place"),
        N_("the lot that was told is damaged"),
        N_("the customer has agreed to it"),
    ),
)


class OverrideScreen(ModalScreen[str | None]):
    """Gives back the reason, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, words: Words, of_a_lot: bool) -> None:
        super().__init__()
        self._words, self._about = words, LOT if of_a_lot else WEIGHT

    def compose(self) -> ComposeResult:
        _ = self._words
        with Vertical(id="override"):
            yield Label(_(self._about.question), id="override-title")
            for number, reason in enumerate(self._about.reasons, 1):
                yield Label(f" {number}  {_(reason)}", markup=False)
            yield Input(placeholder=_("1–3, or your own reason"), id="override-reason", max_length=200)
            yield Label(_(self._about.keys), id="override-keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        text = event.value.strip()
        if text.isdecimal():
            number = int(text)
            reasons = self._about.reasons
            text = reasons[number - 1] if 1 <= number <= len(reasons) else ""
        if len(text) < SHORTEST_REASON or text.upper().startswith(PREFIX):
            self.query_one(Input).value = ""
            self.app.bell()
            return
        self.dismiss(text)

    def action_leave(self) -> None:
        self.dismiss(None)
