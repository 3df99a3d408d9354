"""Production at the terminal, by keyboard and scanner alone, with the hub away too."""

from __future__ import annotations

from decimal import Decimal

from edge.station.i18n import Language
from tests.station.test_goods_in_screens import LANGUAGES, at


@LANGUAGES
async def test_an_order_is_chosen_and_what_was_done_is_booked(language: Language) -> None:
    async with at("6", language) as (dock, station):
        station.connected = False
        assert dock.text("#title") == ("Make goods" if language == "en" else "生产")
        await dock.press("enter")
        assert "MO-1" in dock.text("#title")
        await dock.type("SPOON")
        assert (dock.role, dock.bells) == ("stop", ["bell"])
        await dock.type("A-1")
        await dock.type("MUG-BLUE")
        assert dock.role == "busy"
        assert "1 / 8" in dock.list
        assert "F10" in dock.text("#keys")
        await dock.press("f6")
        assert dock.role == "warn"
        await dock.press("enter")
        assert "0 / 4" in dock.list
        await dock.press("enter", "f3", "enter", "f10")
        assert dock.role == "good"
        (report,) = station.docks["make"].dock.reports
        assert (report.document, report.made_qty, report.spoilt_qty) == ("MO-1", Decimal(1), Decimal(1))


async def test_what_was_scanned_is_dropped_when_it_is_asked_for_twice() -> None:
    async with at("6") as (dock, station):
        await dock.press("enter", "enter", "f4")
        assert "F4" in dock.banner
        await dock.press("f4")
        assert "Nothing was told" in dock.banner
        assert station.docks["make"].dock.outbox == []


async def test_help_says_how_to_make() -> None:
    async with at("6") as (dock, _):
        await dock.press("f1")
        assert "HOW TO MAKE GOODS" in dock.text("#help-text")
