"""Kits taken apart at the terminal, by keyboard and scanner alone, with the hub away too."""

from __future__ import annotations

from decimal import Decimal

from edge.station.i18n import Language
from gateway.wire.production import BrokenPart
from tests.station.bench_port import MUG
from tests.station.test_goods_in_screens import LANGUAGES, at


@LANGUAGES
async def test_a_kit_is_taken_apart_and_what_came_of_it_is_seen_and_booked(language: Language) -> None:
    async with at("7", language) as (dock, station):
        station.connected = False
        assert dock.text("#title") == ("Take kits apart" if language == "en" else "拆卸套件")
        await dock.press("enter")
        assert "MO-5" in dock.text("#title")
        assert "F10" in dock.text("#keys")
        await dock.type("SPOON")
        assert (dock.role, dock.bells) == ("stop", ["bell"])
        await dock.press("enter")
        assert dock.role == "busy"
        assert "1 / 4" in dock.list
        assert "2 / 2" in dock.list
        await dock.press("f6")
        assert dock.role == "warn"
        await dock.type("MUG-BLUE")
        assert "1 / 2" in dock.list
        await dock.press("f10")
        assert dock.role == "good"
        (report,) = station.docks["apart"].dock.reports
        assert (report.document, report.made_qty) == ("MO-5", Decimal(1))
        assert report.broken == [BrokenPart(item=MUG.sku, qty=Decimal(1))]


async def test_what_was_scanned_is_dropped_when_it_is_asked_for_twice() -> None:
    async with at("7") as (dock, station):
        await dock.press("enter", "enter", "f4")
        assert "F4" in dock.banner
        await dock.press("f4")
        assert "Nothing was told" in dock.banner
        assert station.docks["apart"].dock.outbox == []


async def test_help_says_how_to_take_kits_apart() -> None:
    async with at("7") as (dock, _):
        await dock.press("f1")
        assert "HOW TO TAKE KITS APART" in dock.text("#help-text")
