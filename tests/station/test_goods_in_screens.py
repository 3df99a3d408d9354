"""Goods in at the terminal: receive, put away and look up by keyboard and scanner alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.widgets import ContentSwitcher, Label, Static

from edge.station.i18n import Language
from edge.station.screens.errand import ErrandPage
from edge.station.screens.menu import MenuScreen
from edge.station.widgets.lists import LineList
from tests.station.goods_in import OTHER_PACKAGE, PACKAGE, DockStation, goods_in, tag
from tests.station.test_terminal import Terminal, terminal

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh_CN"])


class DockTerminal(Terminal):
    """What one sees and does at the page in front."""

    @property
    def banner(self) -> str:
        return str(self.app.screen.query_one("#banner", Static).content)

    @property
    def role(self) -> str:
        classes = self.app.screen.query_one("#banner").classes
        (role,) = [name[1:] for name in classes if name.startswith("-")]
        return role

    def text(self, selector: str) -> str:
        return str(self.app.screen.query_one(selector, Static).content)

    @property
    def list(self) -> str:
        return self.app.screen.query_one(LineList).render().plain


@asynccontextmanager
async def at(
    errand: str, language: Language = "en", **more: bool
) -> AsyncIterator[tuple[DockTerminal, DockStation]]:
    """Logged in, at that page."""
    demanding = more.pop("demanding", False)
    station = DockStation(goods_in(**more) if more else None, demanding=demanding)
    async with terminal(station, language) as bench:
        await bench.type("TD:BADGE:B-1001" if language == "en" else "TD:BADGE:B-7731")
        dock = DockTerminal(bench.app, bench.pilot, bench.bells)
        await dock.press("f7")
        await dock.type(errand)
        assert isinstance(dock.app.screen, ErrandPage)
        yield dock, station


async def test_the_menu_is_there_once_somebody_is_logged_in() -> None:
    station = DockStation()
    async with terminal(station) as bench:
        dock = DockTerminal(bench.app, bench.pilot, bench.bells)
        await dock.press("f7")
        assert not isinstance(dock.app.screen, MenuScreen)
        await bench.type("TD:BADGE:B-1001")
        assert "F7" in bench.text("#keys")
        await dock.press("f7", "escape")
        assert bench.pane == "orders"
        await dock.press("f7", "down", "enter")
        assert dock.text("#title") == "Put away"
        assert station.docks["putaway"].in_front
        await dock.press("escape")
        assert not station.docks["putaway"].in_front
        await bench.type("TD:SCREEN:LOOKUP")
        assert dock.text("#title") == "Look up"


@LANGUAGES
async def test_an_order_is_received_by_scans_and_keys(language: Language) -> None:
    async with at("1", language) as (dock, station):
        assert "PO-1" in dock.list
        await dock.press("down", "enter")
        assert ("PO-2 at DOCK-1" if language == "en" else "PO-2") in dock.text("#title")
        await dock.press("f4")
        await dock.type("PO-1", PACKAGE)
        assert dock.role == "busy"
        await dock.press("enter")
        assert dock.role == "good"
        assert "6 / 10" in dock.list
        await dock.type("*4", "MUG-BLUE")
        await dock.press("f10")
        assert dock.role == "good"
        moved = station.docks["receive"].dock.moved()
        assert moved == [
            ("MUG-BLUE", 6, "supplier", "DOCK-1"),
            ("TEA-GREEN", 4, "supplier", "DOCK-1"),
            ("MUG-BLUE", 4, "supplier", "DOCK-1"),
        ]


@LANGUAGES
async def test_a_wrong_item_stops_the_receiver_with_a_beep_and_a_colour(language: Language) -> None:
    async with at("1", language) as (dock, _):
        await dock.type("PO-2", "SPOON")
        assert (dock.role, dock.bells) == ("stop", ["bell"])
        assert ("WRONG ITEM: Bamboo spoon" if language == "en" else "错货：Bamboo spoon") in dock.banner
        await dock.type("LAMP", "LAMP")
        assert dock.role == "warn"
        assert "2 / 1" in dock.list
        await dock.press("f3")
        assert "1 / 1" in dock.list


async def test_giving_a_begun_order_back_takes_two_presses() -> None:
    async with at("1") as (dock, station):
        await dock.type("PO-1", "MUG-BLUE")
        await dock.press("f4")
        assert dock.role == "warn"
        await dock.type("MUG-BLUE")
        await dock.press("f4")
        assert "2 / 10" in dock.list
        await dock.press("f4")
        assert "PO-2" in dock.list
        assert station.docks["receive"].dock.movements == []


async def test_a_blind_receiver_sees_no_quantity() -> None:
    async with at("1", blind=True) as (dock, _):
        await dock.type("PO-1", "MUG-BLUE")
        assert "/" not in dock.list
        assert dock.text("#progress").startswith("1 item found")


@LANGUAGES
async def test_goods_are_put_away_and_a_wrong_place_is_refused_loudly(language: Language) -> None:
    async with at("2", language) as (dock, station):
        assert "DOCK-1 → A-1" in dock.list
        await dock.press("enter")
        await dock.type("B-2")
        assert (dock.role, dock.bells) == ("stop", ["bell"])
        assert ("WRONG PLACE" if language == "en" else "库位错误") in dock.banner
        assert station.docks["putaway"].dock.movements == []
        assert "F8" in dock.text("#keys")
        await dock.type("A-1")
        assert dock.role == "good"
        assert station.docks["putaway"].dock.moved() == [("MUG-BLUE", 12, "DOCK-1", "A-1")]
        await dock.type("TEA-GREEN", "A-1")
        await dock.press("f8")
        assert dock.role == "good"
        assert dock.text("#errand-empty")


@LANGUAGES
async def test_whatever_is_scanned_is_looked_up(language: Language) -> None:
    async with at("3", language) as (dock, _):
        await dock.type("MUG-BLUE")
        assert ("stands at A-1" if language == "en" else "在 A-1") in dock.list
        await dock.type("A-1")
        assert dock.role == "good"
        assert "Green tea" in dock.list
        await dock.type("GIBBERISH")
        assert (dock.role, dock.bells) == ("stop", ["bell"])


async def test_help_and_the_other_language_are_a_key_away_on_every_page() -> None:
    async with at("1") as (dock, _):
        await dock.press("f1")
        assert dock.app.screen.query_one("#panes", ContentSwitcher).current == "help"
        assert "HOW TO RECEIVE" in dock.text("#help-text")
        await dock.press("f2")
        assert "收货" in dock.text("#help-text")
        await dock.type("PO-1")
        assert dock.app.screen.query_one("#panes", ContentSwitcher).current == "errand"
        assert "PO-1" in str(dock.app.screen.query_one("#title", Label).content)


async def test_while_the_hub_is_away_receiving_goes_on() -> None:
    async with at("1") as (dock, station):
        station.connected = False
        await dock.type("PO-1", "MUG-BLUE")
        assert "Hub away" in dock.text("#badges")
        await dock.press("f10")
        assert len(station.docks["receive"].dock.movements) == 1


@LANGUAGES
async def test_what_the_portal_reads_is_seen_as_it_comes_and_the_wrong_piece_beeps(
    language: Language,
) -> None:
    async with at("1", language) as (dock, station):
        door = station.docks["receive"].dock
        await dock.type("PO-1")
        door.at_the_door(tag("T-1"), tag("T-2"))
        await dock.pilot.pause()
        assert "2 / 10" in dock.list
        assert ("2 by the portal" if language == "en" else "通道门 2 件") in dock.list
        await dock.type("\x1d010400638133393121T-2")
        assert dock.role == "warn"
        assert "2 / 10" in dock.list
        door.at_the_door(tag("L-1", "LAMP"))
        await dock.pilot.pause()
        assert (dock.role, dock.bells[-1:]) == ("stop", ["bell"])
        await dock.press("f4", "f4")
        assert "PO-1" in dock.text("#title"), "what the portal has booked is not given back"
        await dock.press("f10")
        assert door.moved() == [("MUG-BLUE", 1, "supplier", "DOCK-1")]


@LANGUAGES
async def test_an_item_that_wants_its_lot_and_serial_asks_for_them(language: Language) -> None:
    async with at("1", language, demanding=True) as (dock, station):
        await dock.type("PO-3", "CLOCK")
        assert (dock.role, dock.bells) == ("stop", ["bell"])
        assert dock.text("#scan-prompt") == ("lot" if language == "en" else "批号")
        await dock.type("L-4")
        assert dock.text("#scan-prompt") == ("serial number" if language == "en" else "序列号")
        await dock.type("S-9")
        assert ("in stock already" if language == "en" else "已在库存中") in dock.banner
        await dock.type("CLOCK", "L-4", "S-4")
        assert "1 / 2" in dock.list
        await dock.press("f10")
        (clock,) = station.docks["receive"].dock.movements
        assert (clock.lot, clock.serial) == ("L-4", "S-4")


@LANGUAGES
async def test_a_whole_package_is_put_away_by_two_scans(language: Language) -> None:
    async with at("2", language, units=True) as (dock, station):
        assert ("Package of 2 lines" if language == "en" else "包裹（2 行）") in dock.list
        await dock.type(OTHER_PACKAGE, "A-1")
        assert dock.role == "good"
        assert len(station.docks["putaway"].dock.movements) == 2
        await dock.press("f3")
        await dock.type("*2", "LAMP", "B-2")
        assert station.docks["putaway"].dock.moved()[-1] == ("LAMP", 2, "DOCK-1", "B-2")
