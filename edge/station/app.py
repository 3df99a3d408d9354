"""The packing terminal: one page, one scan field, everything by keyboard and scanner alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import ContentSwitcher, Label, Static

from edge.station import count_presenter
from edge.station.bench import BadgeScanned, Effect, Feedback
from edge.station.i18n import Language, Words, other
from edge.station.login import Doorkeeper, LoginRefusedError
from edge.station.manual import help_text
from edge.station.menu import MARK, SCREENS
from edge.station.port import StationPort
from edge.station.presenter import Badge, Screen, StatusView, View, present, screen_of, status_view
from edge.station.screens.errand import ErrandPage
from edge.station.screens.menu import MenuScreen
from edge.station.screens.override import Answer, OverrideScreen
from edge.station.texts import refusal_text
from edge.station.widgets.bars import KeyBar, StatusBar
from edge.station.widgets.lists import LineList, NameList, OrderList
from edge.station.widgets.roles import dress
from edge.station.widgets.scale_panel import ScalePanel
from edge.station.widgets.scan_field import ScanField
from gateway.wire.messages import Operator

REFRESH_S: Final = 0.1
PANES: Final = {"counts": "orders", "counting": "packing"}
"""A count is shown where an order is, and the list of counts where that of the orders is."""
MAX_PIN_DIGITS: Final = 8
BADGE_PREFIX: Final = "TD:BADGE:"


class StationApp(App[None]):
    """Shows `port`'s state and brings it what is scanned and pressed. `clock_s` only goes forward."""

    TITLE = "Tallydock"
    CSS_PATH = "station.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", show=False, priority=True),
        Binding("f2", "language", show=False, priority=True),
        Binding("f3", "undo", show=False),
        Binding("f4", "give_back", show=False),
        Binding("f5", "counts", show=False),
        Binding("f6", "weigh", show=False),
        Binding("f7", "menu", show=False),
        Binding("f8", "override", show=False),
        Binding("f9", "log_out", show=False),
        Binding("f10", "close_carton", show=False),
        Binding("pageup", "turn(-1)", show=False),
        Binding("pagedown", "turn(1)", show=False),
    ]

    class Happened(Message):
        """The port's listener was called, on whatever thread."""

        def __init__(self, effects: Sequence[Effect]) -> None:
            super().__init__()
            self.effects = effects

    class Checked(Message):
        """A badge or PIN was verified, or refused."""

        def __init__(self, result: Operator | LoginRefusedError) -> None:
            super().__init__()
            self.result = result

    def __init__(
        self, port: StationPort, language: Language = "en", clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._port = port
        self._words = Words(language)
        self._clock_s = clock_s
        self._door = Doorkeeper()
        self._checking = False
        self._notice: Badge | None = None
        self._giving_back = False
        self._listing_counts = False
        self._chosen = 0
        self._shown: tuple[object, ...] | None = None
        self._help = False
        self._unsubscribe: Callable[[], None] | None = None

    # --- building ---

    def compose(self) -> ComposeResult:
        yield StatusBar(id="status")
        yield Static(id="banner", markup=False)
        with ContentSwitcher(initial="login", id="panes"):
            with Vertical(id="login"):
                yield Label(id="login-title", markup=False)
                yield NameList(id="names")
                yield Label(id="login-hint", markup=False)
            with Vertical(id="orders"):
                yield Label(id="orders-title", markup=False)
                yield OrderList(id="order-list")
                yield Label(id="orders-empty", markup=False)
            with Vertical(id="packing"):
                with Horizontal(id="packing-title"):
                    yield Label(id="order", markup=False)
                    yield Label(id="progress", markup=False)
                with Horizontal(id="work"):
                    yield LineList(id="lines")
                    yield ScalePanel(id="scale")
            with VerticalScroll(id="help", can_focus=False):
                yield Static(id="help-text", markup=False)
        with Horizontal(id="scan-bar"):
            yield Label(id="scan-prompt", markup=False)
            yield ScanField(id="scan")
        yield KeyBar(id="keys", markup=False)

    def on_mount(self) -> None:
        self._port.require_operator()
        self._unsubscribe = self._port.subscribe(self._hear)
        self.query_one(ScanField).focus()
        self._draw()
        self.set_interval(REFRESH_S, self._draw)

    def on_unmount(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()

    def _hear(self, effects: Sequence[Effect]) -> None:
        if effects:
            # the one call of Textual's that any thread may make
            self.post_message(self.Happened(effects))

    # --- what happened ---

    def on_station_app_happened(self, message: Happened) -> None:
        for effect in message.effects:
            if isinstance(effect, BadgeScanned):
                self._log_in(None, effect.badge)
            if isinstance(effect, Feedback):
                self._notice = None
                self._giving_back = False
                self._help = False
                if not effect.ok:
                    self.bell()
        if isinstance(self.screen, OverrideScreen):
            self.screen.still_asked(self._port.state.question)
        self._draw()

    def on_scan_field_scanned(self, message: ScanField.Scanned) -> None:
        text = message.text
        screen = self._screen()
        self._help = False
        if screen == "login":
            self._typed_at_the_door(text)
        elif text[: len(MARK)].upper() == MARK:
            self._open(text[len(MARK) :].strip().lower())
        elif text:
            self._port.submit_scan(text)
        else:
            mark = {"orders": "TD:ORDER:", "counts": "TD:COUNT:"}.get(screen)
            numbers = self._numbers(screen)
            if mark and numbers:
                self._port.submit_scan(f"{mark}{numbers[self._chosen % len(numbers)]}")

    def on_scan_field_choose(self, message: ScanField.Choose) -> None:
        count = len(self._choices())
        self._chosen = (self._chosen + message.step) % count if count else 0
        self._draw()

    def on_scan_field_help_wanted(self) -> None:
        self.action_help()

    def _screen(self) -> Screen:
        screen = screen_of(self._port.state, self._port.status())
        counts = count_presenter.screen_of(self._port.counting, listing=self._listing_counts)
        return counts if counts and screen != "login" and self._port.state.order is None else screen

    def _numbers(self, screen: Screen) -> Sequence[str]:
        if screen == "orders":
            return [order.number for order in self._port.orders()]
        return [task.number for task in self._port.counting.counts] if screen == "counts" else ()

    def _choices(self) -> Sequence[object]:
        screen = self._screen()
        return self._port.operators() if screen == "login" else self._numbers(screen)

    # --- the door ---

    def _typed_at_the_door(self, text: str) -> None:
        if not text:
            return
        if text[: len(BADGE_PREFIX)].upper() == BADGE_PREFIX:
            self._log_in(None, text[len(BADGE_PREFIX) :])
        elif text.isdecimal() and len(text) <= MAX_PIN_DIGITS:
            operators = self._port.operators()
            login = operators[self._chosen % len(operators)].login if operators else ""
            self._log_in(login, text)
        else:
            self._log_in(None, text)

    def _log_in(self, login: str | None, secret: str) -> None:
        """By PIN with a login, by badge without."""
        if self._checking:
            return
        self._checking = True
        _ = self._words
        self._notice = Badge(_("Checking …"), "busy")
        self._draw()
        self._verify(login, secret)

    @work(thread=True)
    def _verify(self, login: str | None, secret: str) -> None:
        """scrypt takes its time: off the terminal's thread."""
        self._door.operators(self._port.operators())
        try:
            if login is None:
                operator = self._door.by_badge(secret, self._clock_s())
            else:
                operator = self._door.by_pin(login, secret, self._clock_s())
        except LoginRefusedError as refusal:
            self.post_message(self.Checked(refusal))
        else:
            self.post_message(self.Checked(operator))

    def on_station_app_checked(self, message: Checked) -> None:
        self._checking = False
        if isinstance(message.result, Operator):
            self._welcome(message.result)
        else:
            self._refuse(message.result)

    def _refuse(self, refusal: LoginRefusedError) -> None:
        self._notice = Badge(refusal_text(refusal, self._words), "stop")
        self.bell()
        self._draw()

    def _welcome(self, operator: Operator) -> None:
        self._notice = None
        self._chosen = 0
        self._words = Words(operator.language)
        self._port.operator(operator.login)
        self._draw()

    # --- keys ---

    def action_help(self) -> None:
        if isinstance(self.screen, ErrandPage):
            self.screen.turn_help()
            return
        self._help = not self._help
        self._draw()

    def action_turn(self, pages: int) -> None:
        page = self.query_one("#help", VerticalScroll)
        page.scroll_relative(y=pages * page.size.height, animate=False)

    def on_resize(self) -> None:
        self._shown = None

    def action_language(self) -> None:
        if isinstance(self.screen, ErrandPage):
            self.screen.turn_language()
            return
        self._words = Words(other(self._words.language))
        self._notice = None
        self._draw()

    def action_undo(self) -> None:
        self._port.undo()

    def action_counts(self) -> None:
        """To the list of counts, and back to the orders."""
        if self._screen() in ("orders", "counts"):
            self._listing_counts = not self._listing_counts
            self._chosen = 0
            self._draw()

    def action_weigh(self) -> None:
        if self._screen() == "counting":
            self._port.weigh()

    def action_give_back(self) -> None:
        """Twice when something was scanned: one slip of the finger must not undo an order or a count."""
        state, task = self._port.state, self._port.counting.task
        begun = any(line.scanned for line in state.lines) or any(
            line.qty for line in self._port.counting.lines
        )
        if begun and not self._giving_back:
            self._giving_back = True
            _ = self._words
            text = _("Give order {order} back? All its scans are dropped. Press F4 again.")
            if task is not None:
                text = _("Give count {order} back? All its scans are dropped. Press F4 again.")
            self._notice = Badge(text.format(order=task.number if task else state.order), "warn")
            self._draw()
            return
        self._port.cancel()

    def action_close_carton(self) -> None:
        self._port.close()

    def action_log_out(self) -> None:
        self._notice = None
        self._listing_counts = False
        self._chosen = 0
        self._port.operator(None)
        self._draw()

    def action_menu(self) -> None:
        """To what else can be done here; a carton in hand stays in hand."""
        if self._screen() != "login":
            self.push_screen(MenuScreen(self._words), self._open)

    def _open(self, name: str | None) -> None:
        what = next((one for one in SCREENS if one.name == name), None)
        if what is not None:
            page = ErrandPage(what, self._port.errand(what.name), self._status_view, self._words)
            self.push_screen(page)

    def _status_view(self, words: Words) -> StatusView:
        port = self._port
        return status_view(port.state, port.operators(), port.status(), words)

    def action_override(self) -> None:
        question = self._port.state.question
        if self._screen() == "packing" and question is not None:
            self.push_screen(OverrideScreen(self._words, question), self._overridden)

    def _overridden(self, answer: Answer | None) -> None:
        if answer is not None:
            self._port.override(*answer)

    # --- drawing ---

    def _draw(self) -> None:
        port, words = self._port, self._words
        seen = (port.state, list(port.orders()), list(port.operators()), port.status())
        counting, screen = port.counting, self._screen()
        now = (*seen, counting, screen, self._notice, self._chosen, self._help, words.language)
        if now == self._shown or len(self.screen_stack) > 1 or not self.is_running:
            return
        self._shown = now
        view = (
            count_presenter.present(screen, counting, seen[0], seen[2], seen[3], words)
            if screen in PANES
            else present(*seen, words)
        )
        operators, banner = seen[2], self._notice or view.banner
        self.query_one("#panes", ContentSwitcher).current = (
            "help" if self._help else PANES.get(view.screen, view.screen)
        )
        self.query_one(StatusBar).show(view.status)
        banner_box = self.query_one("#banner", Static)
        banner_box.update(banner.text)
        banner_box.display = not self._help
        dress(banner_box, banner.role)
        self._draw_login(operators)
        self._draw_orders(view)
        self._draw_packing(view)
        self.query_one("#help-text", Static).update(help_text(self._words))
        self.query_one("#scan-prompt", Label).update(view.scan_prompt)
        self.query_one(ScanField).password = view.screen == "login"
        self.query_one(KeyBar).show(view.keys)

    def _draw_login(self, operators: Sequence[Operator]) -> None:
        _ = self._words
        names = tuple(operator.name or operator.login for operator in operators)
        self.query_one("#login-title", Label).update(_("Who is packing?"))
        self.query_one(NameList).show(names, self._chosen % len(names) if names else 0)
        nobody = _("No operators are known here yet. The office adds them in the hub, under users.")
        self.query_one("#login-hint", Label).update("" if names else nobody)

    def _draw_orders(self, view: View) -> None:
        rows = view.orders.rows
        self.query_one("#orders-title", Label).update(view.orders.title)
        self.query_one(OrderList).show(rows, self._chosen % len(rows) if rows else 0)
        self.query_one("#order-list").display = bool(rows)
        self.query_one("#orders-empty", Label).update("" if rows else view.orders.empty)

    def _draw_packing(self, view: View) -> None:
        packing = view.packing
        self.query_one("#order", Label).update(packing.title)
        self.query_one("#progress", Label).update(packing.progress)
        current = next((i for i, line in enumerate(packing.lines) if line.current), None)
        first_open = next((i for i, line in enumerate(packing.lines) if line.role != "good"), 0)
        self.query_one(LineList).show(packing.lines, first_open if current is None else current)
        self.query_one(ScalePanel).show(packing.scale)


def run(agent: StationPort, language: Language = "en") -> None:
    """Show the terminal until somebody ends it. The agent has to be started already, and goes on after it."""
    StationApp(agent, language).run()
