"""What a packer sees of lots: which to take and where, and what another one does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal

import pytest
from textual.widgets import Input

from edge.station.i18n import Language
from edge.station.screens.override import OverrideScreen
from edge.station.widgets.lists import LineList
from gateway.wire.messages import Movement, Order, OrderLine
from gateway.wire.picking import PickFrom, StandingLot
from tests.station.bench_port import ADA, BOSS, SERUM, WANG, BenchPort
from tests.station.test_terminal import Terminal, terminal

OLD, NEW = date(2026, 4, 1), date(2026, 5, 1)
GTIN = "0109506000134352"
PICKS = [
    PickFrom(place="S-1", qty=Decimal(1), lot="OLD", expiry=OLD),
    PickFrom(place="S-2", qty=Decimal(1), lot="NEW", expiry=NEW),
]
LOTS = [
    StandingLot(sku=SERUM.sku, lot="GONE", place="S-9", expiry=date(2026, 3, 1)),
    StandingLot(sku=SERUM.sku, lot="OLD", place="S-1", expiry=OLD),
    StandingLot(sku=SERUM.sku, lot="NEW", place="S-2", expiry=NEW),
    StandingLot(sku=SERUM.sku, lot="LATE", place="S-3", expiry=date(2027, 1, 1)),
]
ORDER = Order(
    number="7",
    customer="Clinic",
    lines=[OrderLine(line=1, sku=SERUM.sku, name=SERUM.name, qty=Decimal(2), picks=PICKS)],
)


@asynccontextmanager
async def packing(language: Language = "en") -> AsyncIterator[tuple[Terminal, BenchPort]]:
    port = BenchPort([ORDER], operators=(ADA, WANG, BOSS), lots=LOTS)
    async with terminal(port) as bench:
        await bench.type("TD:BADGE:B-1001" if language == "en" else "TD:BADGE:B-7731", "")
        yield bench, port


def shipped(port: BenchPort) -> list[tuple[str, str | None, str | None]]:
    found = [event for event in port.outbox if isinstance(event, Movement)]
    return [(event.source, event.lot, event.evidence.get("lot_override")) for event in found]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "→ S-1 × 1, lot OLD, until 2026-04-01  (+1)"),
        ("zh_CN", "→ S-1 × 1, 批号 OLD, 有效期至 2026-04-01  (+1)"),
    ],
)
async def test_the_line_tells_place_lot_and_last_day_and_goes_on_to_the_next(
    language: Language, line: str
) -> None:
    async with packing(language) as (bench, port):
        assert line in bench.rows(LineList)
        await bench.type(SERUM.sku)
        assert line not in bench.rows(LineList)
        assert "S-2 × 1" in bench.rows(LineList)
        await bench.type(f"{GTIN}10NEW")
        await bench.press("f10")
        assert shipped(port) == [("S-1", "OLD", None), ("S-2", "NEW", None)]


async def test_another_lot_is_yellow_and_beeps_and_is_taken_for_a_reason() -> None:
    async with packing() as (bench, port):
        await bench.type(f"{GTIN}10LATE")
        assert (bench.role, bench.bells) == ("warn", ["bell"])
        assert "Take lot OLD, 2026-04-01 from S-1" in bench.banner
        assert port.state.lines[0].scanned == 0
        await bench.press("f8")
        assert isinstance(bench.app.screen, OverrideScreen)
        bench.app.screen.query_one(Input).value = "1"
        await bench.press("enter")
        assert port.state.lines[0].scanned == 1
        await bench.type(SERUM.sku)
        await bench.press("f10")
        assert shipped(port) == [
            ("S-3", "LATE", "the lot that was told is not at its place"), ("S-1", "OLD", None),
        ]  # fmt: skip


async def test_an_expired_lot_is_red_until_a_manager_takes_over() -> None:
    async with packing() as (bench, port):
        await bench.type(f"{GTIN}10GONE")
        assert bench.role == "stop"
        for badge, banner, scanned in (("", "Only a manager", 0), ("TD:BADGE:B-1", "1 of 2", 1)):
            if badge:
                await bench.type(badge)
            await bench.press("f8")
            bench.app.screen.query_one(Input).value = "the clinic wants it"
            await bench.press("enter")
            assert banner in bench.banner
            assert port.state.lines[0].scanned == scanned


async def test_f3_puts_another_lot_back_and_leaves_the_carton_as_it_is() -> None:
    async with packing() as (bench, port):
        await bench.type(SERUM.sku, f"{GTIN}10LATE")
        await bench.press("f3")
        assert "Not taken" in bench.banner
        assert port.state.lines[0].scanned == 1


async def test_a_reason_is_for_the_goods_it_was_asked_for_and_for_no_others_scanned_meanwhile() -> None:
    async with packing() as (bench, port):
        await bench.type(f"{GTIN}10LATE")
        await bench.press("f8")
        assert isinstance(bench.app.screen, OverrideScreen)
        port.submit_scan(f"{GTIN}10GONE")  # by the bench's own scanner, which needs no focus
        await bench.settle()
        assert not isinstance(bench.app.screen, OverrideScreen)
        assert bench.role == "stop"
        assert "EXPIRED" in bench.banner
        assert [line.scanned for line in port.state.lines] == [0]


async def test_a_reason_that_comes_too_late_takes_nothing() -> None:
    async with packing() as (bench, port):
        await bench.type(f"{GTIN}10LATE")
        asked = port.state.question
        assert asked is not None
        await bench.type(SERUM.sku)
        port.override("it is damaged", asked)  # as pressed in the same moment
        await bench.settle()
        assert "NOT DONE" in bench.banner
        assert [line.scanned for line in port.state.lines] == [1]


async def test_a_manager_may_scan_his_badge_while_the_reason_is_asked_for() -> None:
    async with packing() as (bench, port):
        await bench.type(f"{GTIN}10GONE")
        await bench.press("f8")
        port.submit_scan("TD:BADGE:B-1")
        await bench.settle()
        assert isinstance(bench.app.screen, OverrideScreen)
        bench.app.screen.query_one(Input).value = "the clinic wants it"
        await bench.press("enter")
        assert [line.scanned for line in port.state.lines] == [1]
