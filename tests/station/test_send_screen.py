"""Sending a transfer at the terminal, by keyboard and scanner alone, with the hub away too."""

from __future__ import annotations

from decimal import Decimal

from edge.station.i18n import Language
from tests.station.test_goods_in_screens import LANGUAGES, at


@LANGUAGES
async def test_a_transfer_is_chosen_loaded_by_scan_and_sent(language: Language) -> None:
    async with at("5", language) as (dock, station):
        station.connected = False
        assert dock.text("#title") == ("Send a transfer" if language == "en" else "发出调拨")
        assert "TRF-2" in dock.list
        await dock.press("enter")
        assert "TRF-1" in dock.text("#title")
        await dock.type("LAMP")
        assert (dock.role, dock.bells) == ("stop", ["bell"])
        await dock.type("TEA-GREEN")
        assert dock.role == "busy"
        assert "1 / 2" in dock.list
        assert "F10" in dock.text("#keys")
        await dock.press("f10")
        assert dock.role == "warn"
        await dock.press("f10")
        assert dock.role == "good"
        assert station.docks["send"].dock.departures == [("TRF-1", [("TEA-GREEN", "A-1", None, Decimal(1))])]
        assert "TRF-1" not in dock.list


async def test_by_keys_the_rest_of_a_line_is_loaded_and_taken_back() -> None:
    async with at("5") as (dock, station):
        await dock.press("enter", "enter")
        assert "12 / 12" in dock.list
        await dock.press("f3")
        assert "0 / 12" in dock.list
        await dock.press("enter", "f4")
        assert "F4" in dock.banner
        await dock.press("f4")
        assert "Nothing was booked" in dock.banner
        assert station.docks["send"].dock.outbox == []


async def test_help_says_how_to_send() -> None:
    async with at("5") as (dock, _):
        await dock.press("f1")
        assert "HOW TO SEND A TRANSFER" in dock.text("#help-text")
