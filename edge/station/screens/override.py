"""Asks why a carton is closed in spite of its weight, or goods are taken in spite of their lot.

A scanner that types cannot reach the session meanwhile. A scanner on a line of its own does: when another
thing is in question then, the answer would be to the wrong one, so this closes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from edge.station.bench import Question
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


Answer = tuple[str, Question]
"""A reason, and for what."""


class OverrideScreen(ModalScreen[Answer | None]):
    """Gives back the reason and the question, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]

    def __init__(self, words: Words, question: Question) -> None:
        super().__init__()
        self._words, self._question = words, question
        self._about = LOT if question.objection is not None else WEIGHT

    def still_asked(self, question: Question | None) -> None:
        if question != self._question:
            self.app.bell()
            self.dismiss(None)

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
        self.dismiss((text, self._question))

    def action_leave(self) -> None:
        self.dismiss(None)
