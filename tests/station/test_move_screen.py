"""Moving goods at the terminal, by keyboard and scanner alone, with the hub away too."""

from __future__ import annotations

from edge.station.i18n import Language
from tests.station.test_goods_in_screens import LANGUAGES, at


@LANGUAGES
async def test_goods_are_moved_by_scans_and_what_is_wrong_is_stopped_loudly(language: Language) -> None:
    async with at("4", language) as (dock, station):
        assert dock.text("#title") == ("Move" if language == "en" else "移库")
        await dock.type("BROKEN")
        assert (dock.role, dock.bells) == ("stop", ["bell"])
        await dock.type("A-1")
        assert dock.role == "busy"
        assert "Green tea" in dock.list
        assert "F6" in dock.text("#keys")
        await dock.type("TEA-GREEN")
        assert "1 / 2" in dock.list
        await dock.type("B-2")
        assert dock.role == "good"
        assert "A-1 → B-2" in dock.list
        assert station.docks["move"].dock.moved() == [("TEA-GREEN", 1, "A-1", "B-2")]


async def test_by_keys_a_line_of_the_list_or_everything_is_taken_and_taken_back() -> None:
    async with at("4") as (dock, station):
        await dock.type("A-1")
        await dock.press("down", "enter")
        assert "2 / 2" in dock.list
        await dock.press("f3", "f6")
        assert "40 / 40" in dock.list
        await dock.type("B-2")
        assert "2 items moved to B-2" in dock.banner
        await dock.press("f3")
        assert dock.role == "good"
        assert station.docks["move"].dock.moved()[2:] == [
            ("MUG-BLUE", 40, "B-2", "A-1"),
            ("TEA-GREEN", 2, "B-2", "A-1"),
        ]


async def test_goods_that_are_scanned_first_show_where_they_stand() -> None:
    async with at("4") as (dock, station):
        station.connected = False
        await dock.type("MUG-BLUE")
        assert "stands at DOCK-1" in dock.list
        await dock.press("down", "enter")
        assert "DOCK-1" in dock.text("#title")
        await dock.type("A-1")
        assert station.docks["move"].dock.moved() == [("MUG-BLUE", 1, "DOCK-1", "A-1")]
        assert "Hub away" in dock.text("#badges")


async def test_help_says_how_to_move() -> None:
    async with at("4") as (dock, _):
        await dock.press("f1")
        assert "HOW TO MOVE" in dock.text("#help-text")
        await dock.press("f2")
        assert "移库" in dock.text("#help-text")
