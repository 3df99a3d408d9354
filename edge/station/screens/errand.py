"""The one screen of all errands: a banner, a list, a scan field, keys. What it shows is the presenter's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.screen import Screen
from textual.widgets import ContentSwitcher, Label, Static

from edge.station.bench import Effect, Feedback
from edge.station.errand import ErrandScreen, ErrandView
from edge.station.goods_in.manual import errand_help
from edge.station.i18n import Words, other
from edge.station.port import ErrandPort
from edge.station.presenter import Badge, StatusView
from edge.station.widgets.bars import KeyBar, StatusBar
from edge.station.widgets.lists import LineList
from edge.station.widgets.roles import dress
from edge.station.widgets.scan_field import ScanField

REFRESH_S: Final = 0.1
_KEYS: Final = ("f3", "f4", "f5", "f6", "f7", "f8", "f10")


class ErrandPage(Screen[None]):
    """Brings the errand in front while it is shown. Escape on an empty scan field leaves it; what was begun
    stays begun."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"press('{key}')", show=False, priority=True) for key in _KEYS),
        Binding("escape", "leave", show=False, priority=True),
        Binding("f9", "leave", show=False, priority=True),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]

    class Happened(Message):
        """The port's listener was called, on whatever thread."""

        def __init__(self, effects: Sequence[Effect]) -> None:
            super().__init__()
            self.effects = effects

    def __init__(
        self, what: ErrandScreen, port: ErrandPort, status: Callable[[Words], StatusView], words: Words
    ) -> None:
        super().__init__()
        self._what, self._port, self._status, self._words = what, port, status, words
        self._chosen = 0
        self._help = False
        self._dropping = False
        self._shown: tuple[object, ...] | None = None
        self._unsubscribe: Callable[[], None] | None = None

    def compose(self) -> ComposeResult:
        yield StatusBar(id="status")
        yield Static(id="banner", markup=False)
        with ContentSwitcher(initial="errand", id="panes"):
            with Vertical(id="errand"):
                with Horizontal(id="errand-title"):
                    yield Label(id="title", markup=False)
                    yield Label(id="progress", markup=False)
                yield LineList(id="lines")
                yield Label(id="errand-empty", markup=False)
            with VerticalScroll(id="help", can_focus=False):
                yield Static(id="help-text", markup=False)
        with Horizontal(id="scan-bar"):
            yield Label(id="scan-prompt", markup=False)
            yield ScanField(id="scan")
        yield KeyBar(id="keys", markup=False)

    def on_mount(self) -> None:
        self._unsubscribe = self._port.subscribe(self._hear)
        self._port.to_front()
        self.query_one(ScanField).focus()
        self._draw()
        self.set_interval(REFRESH_S, self._draw)

    def on_unmount(self) -> None:
        self._port.to_back()
        if self._unsubscribe is not None:
            self._unsubscribe()

    def _hear(self, effects: Sequence[Effect]) -> None:
        if effects:
            # the one call of Textual's that any thread may make
            self.post_message(self.Happened(effects))

    def on_errand_page_happened(self, message: Happened) -> None:
        for effect in message.effects:
            if isinstance(effect, Feedback):
                self._help = self._dropping = False
                if not effect.ok:
                    self.app.bell()
        self._draw()

    # --- what is scanned and pressed ---

    def on_scan_field_scanned(self, message: ScanField.Scanned) -> None:
        message.stop()
        self._help = False
        if message.text:
            self._port.submit_scan(message.text)
            return
        choices = self._view().choices
        if choices:
            self._port.submit_scan(choices[self._chosen % len(choices)])
        elif "enter" in self._what.keys:
            self._port.act(self._what.keys["enter"])

    def on_scan_field_choose(self, message: ScanField.Choose) -> None:
        message.stop()
        rows = len(self._view().rows)
        self._chosen = (self._chosen + message.step) % rows if rows else 0
        self._draw()

    def on_scan_field_help_wanted(self, message: ScanField.HelpWanted) -> None:
        message.stop()
        self.turn_help()

    def action_press(self, key: str) -> None:
        action = self._what.keys.get(key)
        if action is not None:
            self._act(action)

    def action_turn(self, pages: int) -> None:
        page = self.query_one("#help", VerticalScroll)
        page.scroll_relative(y=pages * page.size.height, animate=False)

    def _act(self, action: str) -> None:
        """Twice where it drops what was done: one slip of the finger must not."""
        if action == self._what.drops and self._what.begun(self._port.state) and not self._dropping:
            self._dropping = True
            self._draw()
            return
        self._dropping = False
        self._port.act(action)

    def turn_help(self) -> None:
        self._help = not self._help
        self._draw()

    def turn_language(self) -> None:
        self._words = Words(other(self._words.language))
        self._draw()

    def action_leave(self) -> None:
        """What is half typed is wiped first, and help is closed."""
        field = self.query_one(ScanField)
        if field.value:
            field.value = ""
        elif self._help:
            self.turn_help()
        else:
            self.dismiss()

    def on_resize(self) -> None:
        self._shown = None

    # --- drawing ---

    def _view(self) -> ErrandView:
        return self._what.present(self._port.state, self._port.status(), self._chosen, self._words)

    def _draw(self) -> None:
        words = self._words
        now = (
            self._port.state, self._port.status(), self._chosen, self._help, self._dropping, words.language,
        )  # fmt: skip
        if now == self._shown or not self.is_running:
            return
        self._shown = now
        _ = words
        view = self._view()
        banner = view.banner
        if self._dropping:
            banner = Badge(_("All scans of it are dropped. Press F4 again."), "warn")
        self.query_one(StatusBar).show(self._status(words))
        self.query_one("#panes", ContentSwitcher).current = "help" if self._help else "errand"
        box = self.query_one("#banner", Static)
        box.update(banner.text)
        box.display = not self._help
        dress(box, banner.role)
        self.query_one("#title", Label).update(view.title)
        self.query_one("#progress", Label).update(view.progress)
        self.query_one(LineList).show(view.rows, view.focus)
        self.query_one("#lines").display = bool(view.rows)
        self.query_one("#errand-empty", Label).update("" if view.rows else view.empty)
        self.query_one("#help-text", Static).update(errand_help(self._what.name, words))
        self.query_one("#scan-prompt", Label).update(view.scan_prompt)
        self.query_one(KeyBar).show(view.keys)
