"""The one field that always has the focus: a keyboard-wedge scanner types into it, and so may a person."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

GROUP_SEPARATOR: Final = "\x1d"
MAX_LENGTH: Final = 512


class ScanField(Input):
    """Ends a scan at Enter or Tab, as the scanner is set. Gives Up and Down to the list beside it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", show=False),
        Binding("down", "choose(1)", show=False),
        Binding("escape", "wipe", show=False),
    ]

    class Scanned(Message):
        """A whole scan or line of typing; "" for Enter alone."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Choose(Message):
        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    class HelpWanted(Message):
        pass

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id, compact=True, max_length=MAX_LENGTH, select_on_focus=False)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("enter", "tab"):
            # here and not by a binding: bindings run later, when the next scan's first characters are in
            self._submit()
        elif event.key == "ctrl+right_square_bracket":
            # how a wedge scanner sends GS1's separator, and how a terminal names it
            self.insert_text_at_cursor(GROUP_SEPARATOR)
        elif event.character == "?" and not self.value:
            self.post_message(self.HelpWanted())
        else:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()

    async def action_submit(self) -> None:
        self._submit()

    def _submit(self) -> None:
        text, self.value = self.value, ""
        self.post_message(self.Scanned(text))

    def action_choose(self, step: int) -> None:
        self.post_message(self.Choose(step))

    def action_wipe(self) -> None:
        self.value = ""
