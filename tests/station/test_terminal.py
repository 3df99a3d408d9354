"""The terminal as a packer uses it: a keyboard, a scanner that types, a bench scale."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot
from textual.widgets import ContentSwitcher, Digits, Input, Label, Static

from edge.station.app import StationApp
from edge.station.i18n import Language
from edge.station.screens.errand import ErrandPage
from edge.station.screens.override import OverrideScreen
from edge.station.widgets.lists import LineList, NameList, OrderList
from edge.station.widgets.row_window import RowWindow
from edge.station.widgets.scan_field import ScanField
from gateway.wire.messages import Movement
from tests.station.bench_port import ADA, LAMP, MUG, RIBBON, TARE_G, TEA, WANG, BenchPort, order

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh_CN"])
RIGHT_G = TARE_G + 2 * 310 + 148


class Terminal:
    """What one sees and does at a running terminal."""

    def __init__(self, app: StationApp, pilot: Pilot[None], bells: list[str]) -> None:
        self.app, self.pilot, self.bells = app, pilot, bells

    async def type(self, *texts: str) -> None:
        for text in texts:
            self.app.screen.query_one(ScanField).value = text
            await self.pilot.press("enter")
            await self._heard()
        await self.settle()

    async def wedge(self, *texts: str) -> None:
        """As a wedge scanner does, all in one go: characters one after the other, then Enter."""
        await self.pilot.press(*[key for text in texts for key in (*text, "enter")])
        await self.settle()

    async def burst(self, data: str) -> None:
        """Bytes of a wedge scanner as a terminal hands them over: all at once."""
        for event in XTermParser().feed(data):
            self.app.post_message(event)
        await self.settle()

    async def press(self, *keys: str) -> None:
        """As a person does: the next key when what the last one led to is on the screen."""
        for key in keys:
            await self.pilot.press(key)
            await self._heard()
        await self.settle()

    async def settle(self) -> None:
        """Until all that was said has been heard, and what would be drawn next is there to be seen."""
        await self._heard()
        if list(self.app.workers):  # somebody is at the door, and is looked at
            await self.app.workers.wait_for_complete()
            await self._heard()
        front = self.app.screen
        self.app.call_later(front._draw if isinstance(front, ErrandPage) else self.app._draw)
        await self._heard()

    async def _heard(self) -> None:
        """A pause empties every widget's queue once; a message climbs from the field to the app by some."""
        for _ in range(5):
            await self.pilot.pause(0)

    @property
    def pane(self) -> str:
        return str(self.app.query_one("#panes", ContentSwitcher).current)

    @property
    def banner(self) -> str:
        return self.text("#banner")

    @property
    def role(self) -> str:
        roles = [name[1:] for name in self.app.query_one("#banner").classes if name.startswith("-")]
        assert len(roles) == 1
        return roles[0]

    def text(self, selector: str) -> str:
        return str(self.app.query_one(selector, Static).content)

    def rows(self, kind: type[RowWindow]) -> str:
        return self.app.query_one(kind).render().plain


@asynccontextmanager
async def terminal(port: BenchPort, language: Language = "en", *, size=(100, 30)) -> AsyncIterator[Terminal]:
    app = StationApp(port, language, clock_s=lambda: 0.0)
    async with app.run_test(size=size) as pilot:
        bells: list[str] = []
        app.bell = lambda: bells.append("bell")  # type: ignore[method-assign]
        made = Terminal(app, pilot, bells)
        await made.settle()
        yield made


@asynccontextmanager
async def packing(language: Language = "en") -> AsyncIterator[tuple[Terminal, BenchPort]]:
    """Logged in, order 7 (two mugs, one tea) in hand."""
    port = BenchPort([order("7", "Café Nord", (MUG, 2), (TEA, 1)), order("8", "Lin", (LAMP, 1))])
    async with terminal(port) as bench:
        await bench.type("TD:BADGE:B-1001" if language == "en" else "TD:BADGE:B-7731", "")
        assert bench.pane == "packing"
        yield bench, port


async def test_a_badge_logs_in_and_the_terminal_speaks_its_owners_language() -> None:
    async with terminal(BenchPort([order("7", "", (MUG, 1))])) as bench:
        assert bench.pane == "login"
        await bench.type("TD:BADGE:B-7731")
        assert bench.pane == "orders"
        assert bench.text("#operator") == "王芳"
        assert bench.text("#orders-title") == "待打包订单 1 张"


async def test_a_badge_at_the_benchs_own_scanner_logs_in_too() -> None:
    port = BenchPort([])
    async with terminal(port) as bench:
        port.submit_scan("TD:BADGE:B-1001")
        await bench.settle()
        assert (bench.pane, port.state.operator) == ("orders", "ada")


async def test_a_name_is_chosen_and_its_pin_typed_unseen() -> None:
    port = BenchPort([])
    async with terminal(port) as bench:
        assert ADA.name in bench.rows(NameList)
        assert bench.app.query_one(ScanField).password
        await bench.press("down")
        await bench.type("4711")
        assert port.state.operator == WANG.login
        assert not bench.app.query_one(ScanField).password


@LANGUAGES
async def test_wrong_tries_are_refused_and_lock_the_terminal(language: Language) -> None:
    port = BenchPort([])
    async with terminal(port, language) as bench:
        await bench.type("0000")
        assert bench.role == "stop"
        assert ("Wrong PIN" if language == "en" else "PIN 码错误") in bench.banner
        await bench.type("NOBODYS-BADGE")
        await bench.type("0000")
        await bench.type("0000")
        await bench.type("0000")
        assert ("Wait 30 s" if language == "en" else "等待 30 秒") in bench.banner
        await bench.type("2718")
        assert port.state.operator is None
        assert len(bench.bells) == 6


async def test_nothing_is_packed_by_the_benchs_scanner_before_somebody_logged_in() -> None:
    port = BenchPort([order("7", "", (MUG, 1))])
    async with terminal(port) as bench:
        port.submit_scan("TD:ORDER:7")
        await bench.settle()
        assert (bench.pane, port.state.order) == ("login", None)
        assert bench.bells


async def test_a_whole_carton_is_typed_by_a_wedge_scanner_without_a_pause() -> None:
    port = BenchPort([order("7", "", (RIBBON, 2))])
    async with terminal(port) as bench:
        await bench.wedge("TD:BADGE:B-1001")
        await bench.wedge("TD:ORDER:7", "RIBBON", "RIBBON", "TD:CLOSE")
        assert port.shipped() == {"RIBBON": 2}


@pytest.mark.parametrize("end", ["\r", "\t", "\r\n"])
async def test_scans_that_come_in_one_burst_stay_apart(end: str) -> None:
    port = BenchPort([order("7", "", (RIBBON, 2), (MUG, 1))])
    async with terminal(port) as bench:
        await bench.type("TD:BADGE:B-1001")
        await bench.burst("".join(f"{code}{end}" for code in ("TD:ORDER:7", "RIBBON", "MUG-BLUE", "RIBBON")))
        assert [line.scanned for line in port.state.lines] == [2, 1]


async def test_an_order_is_chosen_by_keyboard_or_taken_by_scan() -> None:
    port = BenchPort([order("7", "Café Nord", (MUG, 2)), order("8", "博物馆", (LAMP, 1))])
    async with terminal(port) as bench:
        await bench.type("2718")
        assert "博物馆" in bench.rows(OrderList)
        await bench.press("down", "enter")
        assert port.state.order == "8"
        await bench.press("f4")
        assert (bench.pane, port.state.order) == ("orders", None)
        await bench.type("7")
        assert port.state.order == "7"


@LANGUAGES
async def test_a_wrong_item_is_stopped(language: Language) -> None:
    async with packing(language) as (bench, port):
        await bench.type("LAMP")
        assert bench.role == "stop"
        assert ("WRONG ITEM: Paper lamp" if language == "en" else "错货：Paper lamp") in bench.banner
        assert bench.bells == ["bell"]
        assert all(line.scanned == 0 for line in port.state.lines)
        await bench.type("MUG-BLUE")
        assert bench.role == "busy"
        assert "1 / 2" in bench.rows(LineList)


@LANGUAGES
async def test_too_many_is_stopped(language: Language) -> None:
    async with packing(language) as (bench, port):
        await bench.type("TEA-GREEN", "TEA-GREEN")
        assert bench.role == "stop"
        assert ("TOO MANY: Green tea" if language == "en" else "超数：Green tea") in bench.banner
        assert [line.scanned for line in port.state.lines] == [0, 1]


@LANGUAGES
async def test_a_carton_with_goods_missing_is_not_closed(language: Language) -> None:
    async with packing(language) as (bench, port):
        await bench.type("TEA-GREEN")
        await bench.press("f10")
        assert bench.role == "stop"
        assert ("2 × Blue mug" if language == "en" else "Blue mug with handle 还缺 2") in bench.banner
        assert port.outbox == []


@LANGUAGES
async def test_a_wrong_weight_is_stopped_and_the_right_one_closes(language: Language) -> None:
    async with packing(language) as (bench, port):
        await bench.type("MUG-BLUE", "MUG-BLUE", "TEA-GREEN")
        port.on_scale(RIGHT_G - 310)
        await bench.press("f10")
        assert bench.role == "stop"
        assert ("310 g too light" if language == "en" else "轻了 310 g") in bench.banner
        assert port.outbox == []
        port.on_scale(RIGHT_G + 2)
        await bench.settle()
        assert bench.role == "good"
        assert bench.app.query_one("#live", Digits).value == "950"
        await bench.press("f10")
        assert (bench.pane, bench.role) == ("orders", "good")
        assert port.shipped() == {"MUG-BLUE": 2, "TEA-GREEN": 1}
        (carton,) = port.cartons()
        assert carton.verdict == "verified"
        assert carton.operator == ("ada" if language == "en" else "wang")
        assert carton.carton in bench.banner
        assert "7 " not in bench.rows(OrderList)


@LANGUAGES
async def test_while_the_hub_is_away_packing_goes_on_and_what_waits_is_shown(language: Language) -> None:
    async with packing(language) as (bench, port):
        port.connected = False
        await bench.settle()
        away = "Hub away" if language == "en" else "服务器断开"
        assert away in bench.text("#badges")
        await bench.type("MUG-BLUE", "MUG-BLUE", "TEA-GREEN")
        port.on_scale(RIGHT_G)
        await bench.type("TD:CLOSE")
        assert len(port.cartons()) == 1
        waiting = "3 events kept here" if language == "en" else "本机待传 3 条"
        assert waiting in bench.text("#badges")


async def test_the_scale_is_seen_live_and_whether_it_is_steady() -> None:
    async with packing() as (bench, port):
        port.on_scale(Decimal("212.5"), stable=False)
        await bench.settle()
        assert bench.app.query_one("#live", Digits).value == "212.5"
        assert bench.text("#steady") == "≈ moving"
        port.on_scale(180)
        await bench.settle()
        assert bench.text("#steady") == "■ steady"
        assert bench.text("#difference") == "weight fits"
        port.session.scale_away()
        await bench.settle()
        assert bench.app.query_one("#live", Digits).value == "-"


async def test_an_overloaded_scale_says_so_and_what_to_do() -> None:
    async with packing("zh_CN") as (bench, port):
        port.session.scale_away("overload")
        await bench.settle()
        assert bench.text("#steady") == "▲ 超载"
        await bench.type("MUG-BLUE", "MUG-BLUE", "TEA-GREEN")
        await bench.press("f10")
        assert "超载" in bench.text("#banner")
        port.on_scale(180)
        await bench.settle()
        assert bench.text("#steady") == "■ 已稳定"


async def test_closing_in_spite_of_the_weight_asks_why_and_keeps_the_answer() -> None:
    async with packing() as (bench, port):
        await bench.type("MUG-BLUE", "MUG-BLUE", "TEA-GREEN")
        port.on_scale(RIGHT_G + 500)
        await bench.press("f8")
        assert isinstance(bench.app.screen, OverrideScreen)
        await bench.press("enter")
        assert isinstance(bench.app.screen, OverrideScreen)
        await bench.press("escape")
        assert port.outbox == []
        await bench.press("f8", "1", "enter")
        assert [carton.verdict for carton in port.cartons()] == ["overridden"]
        reasons = {event.evidence["override"] for event in port.outbox if isinstance(event, Movement)}
        assert reasons == {"another carton or more filling than usual"}
        assert bench.app.focused is bench.app.query_one(ScanField)


async def test_a_weight_is_answered_for_only_while_the_carton_is_as_it_was() -> None:
    async with packing() as (bench, port):
        await bench.type("MUG-BLUE", "MUG-BLUE", "TEA-GREEN")
        port.on_scale(RIGHT_G + 500)
        await bench.press("f8")
        port.on_scale(RIGHT_G + 600)
        await bench.settle()
        assert isinstance(bench.app.screen, OverrideScreen)
        port.submit_scan("TD:UNDO")  # by the bench's own scanner, which needs no focus
        await bench.settle()
        assert not isinstance(bench.app.screen, OverrideScreen)
        assert (port.state.order, port.outbox) == ("7", [])


async def test_giving_back_a_begun_order_takes_two_presses() -> None:
    async with packing() as (bench, port):
        await bench.type("MUG-BLUE")
        await bench.press("f4")
        assert (port.state.order, bench.role) == ("7", "warn")
        await bench.type("TEA-GREEN")
        await bench.press("f4")
        assert port.state.order == "7"
        await bench.press("f4")
        assert port.state.order is None
        assert port.outbox == []


async def test_undo_takes_the_last_scan_back() -> None:
    async with packing() as (bench, port):
        await bench.type("MUG-BLUE", "TEA-GREEN")
        await bench.press("f3")
        assert [line.scanned for line in port.state.lines] == [1, 0]


async def test_help_and_the_other_language_are_a_key_away_and_scans_still_arrive() -> None:
    async with packing() as (bench, port):
        await bench.press("?")
        assert bench.pane == "help"
        assert "HOW TO PACK" in bench.text("#help-text")
        await bench.press("f2")
        assert "打包步骤" in bench.text("#help-text")
        await bench.type("MUG-BLUE")
        assert bench.pane == "packing"
        assert "Blue mug with handle：1 / 2" in bench.banner
        await bench.press("f1", "f1", "f2")
        assert bench.pane == "packing"
        assert "1 of 3" not in bench.banner
        assert port.state.lines[0].scanned == 1


async def test_the_scan_field_has_the_focus_whatever_was_pressed() -> None:
    async with packing() as (bench, _port):
        for key in ("f1", "f2", "tab", "shift+tab", "up", "down", "pagedown", "escape", "f1"):
            await bench.press(key)
            assert bench.app.focused is bench.app.query_one(ScanField)
        await bench.pilot.click("#banner")
        assert bench.app.focused is bench.app.query_one(ScanField)


async def test_a_scanner_that_ends_with_tab_or_sends_gs1_separators_is_understood() -> None:
    async with packing() as (bench, port):
        await bench.press(*"MUG-BLUE", "tab")
        assert port.state.lines[0].scanned == 1
        heard: list[str] = []
        port.submit_scan = heard.append  # type: ignore[method-assign]
        await bench.press(*"]C110AB", "ctrl+right_square_bracket", *"21X", "enter")
        assert heard == ["]C110AB\x1d21X"]


async def test_another_badge_scanned_amid_the_work_takes_over() -> None:
    async with packing() as (bench, port):
        await bench.type("MUG-BLUE", "TD:BADGE:B-7731")
        assert (port.state.operator, bench.pane) == ("wang", "packing")
        await bench.type("TD:BADGE:NOBODYS")
        assert (port.state.operator, bench.role) == ("wang", "stop")


async def test_logging_out_keeps_the_carton_for_whoever_comes_next() -> None:
    async with packing() as (bench, port):
        await bench.type("MUG-BLUE")
        await bench.press("f9")
        assert bench.pane == "login"
        await bench.type("TD:BADGE:B-7731")
        assert bench.pane == "packing"
        assert port.state.lines[0].scanned == 1


async def test_an_empty_list_says_what_to_expect() -> None:
    async with terminal(BenchPort([])) as bench:
        await bench.type("2718")
        assert "New orders appear here" in bench.text("#orders-empty")


async def test_without_operators_the_terminal_says_who_can_add_them() -> None:
    async with terminal(BenchPort([], operators=())) as bench:
        assert "The office adds them" in bench.text("#login-hint")
        await bench.type("1234")
        assert bench.role == "stop"


async def test_markup_in_a_name_is_only_a_name() -> None:
    odd = order("7", "[red]not red[/]", (RIBBON, 1))
    async with terminal(BenchPort([odd])) as bench:
        await bench.type("2718")
        assert "[red]not red[/]" in bench.rows(OrderList)
        await bench.press("enter")
        assert "[red]not red[/]" in bench.text("#order")


async def test_a_long_order_keeps_the_line_in_hand_in_view_on_a_small_screen() -> None:
    from edge.station.packing import CatalogueHit

    port = BenchPort([])
    hits = [CatalogueHit(f"S{n:03}", Decimal(1), f"Thing {n}") for n in range(600)]
    port.desk.packing = type(port.session)({h.sku: h for h in hits}.get, port.session.settings)
    port.session.tasks([order("7", "", *((h, 1) for h in hits))])
    async with terminal(port, size=(80, 24)) as bench:
        port.session.operator_required = True
        await bench.type("2718", "", "S431")
        assert "Thing 431" in bench.rows(LineList)
        assert len(bench.rows(LineList).splitlines()) <= bench.app.query_one(LineList).size.height
        assert bench.app.query_one(Input) is bench.app.focused
        assert isinstance(bench.app.query_one("#progress"), Label)
