"""The terminal as a counter uses it: a list of places, a scanner, a scale, a few keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from edge.station.i18n import Language
from edge.station.widgets.lists import LineList, OrderList
from gateway.wire.counting import CountItem, CountTask
from gateway.wire.messages import Count
from tests.station.bench_port import MUG, BenchPort, order
from tests.station.test_terminal import LANGUAGES, Terminal, terminal

DUE = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


def shelf(number: str, location: str, *skus: str, round_: int = 1, whole: bool = False) -> CountTask:
    items = [CountItem(sku=sku, name=sku.title()) for sku in skus]
    return CountTask(number=number, location=location, items=items, round=round_, whole=whole, due=DUE)


@asynccontextmanager
async def logged_in(
    *counts: CountTask, language: Language = "en", size: tuple[int, int] = (100, 30)
) -> AsyncIterator[tuple[Terminal, BenchPort]]:
    port = BenchPort([order("7", "Lin", (MUG, 2))], counts=counts)
    async with terminal(port, size=size) as bench:
        await bench.type("TD:BADGE:B-1001" if language == "en" else "TD:BADGE:B-7731")
        yield bench, port


@asynccontextmanager
async def counting(language: Language = "en") -> AsyncIterator[tuple[Terminal, BenchPort]]:
    """At SHELF-1, with mugs and tea to count."""
    async with logged_in(shelf("CNT-1", "SHELF-1", "MUG-BLUE", "TEA-GREEN"), language=language) as (
        bench,
        port,
    ):
        await bench.press("f5")
        await bench.type("", "SHELF-1")
        yield bench, port


async def test_a_count_is_chosen_counted_and_closed_by_keys_and_scanner_alone() -> None:
    counts = (shelf("CNT-1", "SHELF-1", "MUG-BLUE"), shelf("CNT-2", "SHELF-2", "SPOON", round_=2))
    async with logged_in(*counts) as (bench, port):
        assert "F5" in bench.text("#keys")
        await bench.press("f5")
        assert bench.text("#orders-title") == "2 places to count"
        assert "SHELF-2" in bench.rows(OrderList)
        assert "count again" in bench.rows(OrderList)
        await bench.press("down")
        await bench.type("")
        assert bench.text("#order") == "Count CNT-2 · SHELF-2 · count again"
        assert "scan the place" in bench.banner
        await bench.wedge("SHELF-2", "SPOON", "SPOON")
        assert (bench.role, bench.banner) == ("good", "Bamboo spoon: 2 so far")
        await bench.press("f10")
        assert bench.role == "good"
        assert "CNT-2 at SHELF-2 is done" in bench.banner
        assert bench.text("#orders-title") == "1 place to count"
        (count,) = [event for event in port.outbox if isinstance(event, Count)]
        assert (count.item, str(count.qty), count.document, count.round) == ("SPOON", "2", "CNT-2", 2)
        await bench.press("f5")
        assert bench.text("#orders-title") == "1 order to pack"


async def test_the_wrong_place_is_red_and_rings() -> None:
    async with logged_in(shelf("CNT-1", "SHELF-1", "MUG-BLUE")) as (bench, _):
        await bench.type("TD:COUNT:CNT-1", "SHELF-9")
        assert bench.role == "stop"
        assert "WRONG PLACE: SHELF-9" in bench.banner
        assert bench.bells == ["bell"]


async def test_nobody_is_shown_how_many_there_should_be() -> None:
    async with counting() as (bench, _):
        assert "?" in bench.rows(LineList)
        assert bench.text("#progress") == "0 of 2 lines"
        await bench.type("MUG-BLUE")
        assert bench.text("#progress") == "1 of 2 lines"


async def test_a_number_is_typed_and_the_last_scan_taken_back() -> None:
    async with counting() as (bench, port):
        await bench.type("*12")
        assert bench.text("#scan-prompt") == "Next scan × 12"
        await bench.type("MUG-BLUE", "=40")
        assert "40 so far" in bench.banner
        await bench.press("f3")
        assert [str(line.qty) for line in port.counting.lines] == ["12", "None"]


async def test_what_is_on_the_scale_is_counted_by_its_weight() -> None:
    async with counting() as (bench, port):
        await bench.type("TEA-GREEN")
        port.on_scale(1482)
        await bench.settle()
        assert "F6" in bench.text("#keys")
        await bench.press("f6")
        assert bench.banner == "Green tea, 100 g tin: 10 so far"
        port.on_scale(1560)
        await bench.press("f6")
        assert bench.role == "stop"
        assert "CANNOT TELL" in bench.banner


async def test_what_is_missing_is_asked_for_before_it_counts_as_none() -> None:
    async with counting() as (bench, port):
        await bench.type("MUG-BLUE")
        await bench.press("f10")
        assert bench.role == "warn"
        assert "NOT COUNTED: Tea-Green" in bench.banner
        assert port.counting.task is not None
        await bench.press("f10")
        assert {e.item: str(e.qty) for e in port.outbox if isinstance(e, Count)} == {
            "MUG-BLUE": "1",
            "TEA-GREEN": "0",
        }


async def test_a_count_begun_is_not_given_back_by_one_slip_of_the_finger() -> None:
    async with counting() as (bench, port):
        await bench.type("MUG-BLUE")
        await bench.press("f4")
        assert "Press F4 again" in bench.banner
        assert port.counting.task is not None
        await bench.press("f4")
        assert port.counting.task is None
        assert bench.text("#orders-title") == "1 place to count"


async def test_counting_goes_on_while_the_hub_is_away() -> None:
    async with counting() as (bench, port):
        port.connected = False
        await bench.type("MUG-BLUE")
        assert "Hub away" in str(bench.text("#badges"))
        await bench.press("f10", "f10")
        assert "No more counts on this machine" in bench.text("#orders-empty")


@LANGUAGES
async def test_the_count_screen_speaks_its_readers_language(language: Language) -> None:
    async with counting(language) as (bench, _):
        await bench.type("MUG-BLUE")
        assert ("so far" if language == "en" else "目前") in bench.banner
        assert ("Count by weight" if language == "en" else "按重量") in bench.text("#keys")


async def test_all_keys_fit_a_small_screen() -> None:
    async with logged_in(shelf("CNT-1", "SHELF-1", "MUG-BLUE"), size=(80, 24)) as (bench, _):
        await bench.type("TD:COUNT:CNT-1")
        keys = bench.text("#keys")
        assert len(keys.splitlines()) <= 2
        assert "F10" in keys
