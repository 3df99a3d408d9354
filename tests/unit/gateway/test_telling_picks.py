"""Which lots a bench is told to take for its orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from gateway import telling
from gateway.telling_picks import Picking, floor_of, shared_out
from gateway.wire.messages import MAX_PAYLOAD_BYTES
from gateway.wire.outbound import LoadLine, TransferToLoad
from gateway.wire.picking import PickFrom, StandingLot
from hub.domain.fefo import LotAtPlace
from hub.domain.floor import NOTHING_KNOWN
from hub.store.downlink import AgentToTell
from hub.store.orders import OpenLine

TODAY = date(2026, 3, 5)
OLD, NEW, GONE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 3, 4)
CAME = datetime(2026, 1, 5, tzinfo=UTC)
TEA = 1


def line(number: str, qty: int, *, item: int = TEA, agent: int | None = None) -> OpenLine:
    return OpenLine(agent, item, number, "Lin", 1, f"SKU-{item}", "Tea", Decimal(qty))


def stands(place: str, lot: str, qty: int, expiry: date | None, kind: str = "shelf") -> LotAtPlace:
    return LotAtPlace(place, kind, lot, Decimal(qty), expiry, CAME)


TEAS = [
    stands("S-2", "NEW", 5, NEW),
    stands("S-1", "OLD", 2, OLD),
    stands("S-3", "GONE", 9, GONE),
    stands("HOLD", "HELD", 9, OLD, "hold"),
]


def test_the_order_released_first_gets_the_lot_that_expires_first_whoever_packs_it() -> None:
    lines = [line("1", 2, agent=4), line("2", 4)]
    picking = shared_out(lines, {TEA: TEAS}, today=TODAY)
    (order,) = telling.tasks([lines[1]], 1, picking=picking).orders
    assert order.lines[0].picks == [PickFrom(place="S-2", qty=Decimal(4), lot="NEW", expiry=NEW)]
    assert picking.picks["1", 1] == [PickFrom(place="S-1", qty=Decimal(2), lot="OLD", expiry=OLD)]


def test_goods_that_still_stand_at_a_dock_are_not_held() -> None:
    at_dock = {TEA: [stands("DOCK-1", "NEW", 5, NEW, "dock")]}
    told = telling.tasks([line("1", 1)], 1, picking=shared_out([line("1", 1)], at_dock, today=TODAY)).lots
    assert [(one.lot, one.held) for one in told] == [("NEW", False)]


def test_what_no_agent_would_take_is_cut_to_what_it_does() -> None:
    loads = [
        TransferToLoad(
            number=f"TRF-{n}",
            to="branch",
            lines=[LoadLine(sku="S" * 60, name="N" * 190, qty=Decimal(1), source="A-1")] * 200,
        )
        for n in range(50)
    ]
    message = telling.tasks([line("1", 1)], 1)
    message.transfers = list(loads)
    assert not telling.fit(message)
    assert message.transfers and message.transfers == loads[: len(message.transfers)]
    assert len(msgspec.json.encode(message)) < MAX_PAYLOAD_BYTES
    assert message.orders
    assert telling.fit(telling.tasks([line("1", 1)], 1))


def test_the_expired_and_the_held_are_told_only_to_be_known_when_they_are_scanned() -> None:
    picking = shared_out([line("1", 99)], {TEA: TEAS}, today=TODAY)
    assert [(pick.lot, pick.qty) for pick in picking.picks["1", 1]] == [("OLD", 2), ("NEW", 5)]
    told = telling.tasks([line("1", 99)], 1, picking=picking).lots
    assert [(one.lot, one.held) for one in told] == [
        ("GONE", False), ("HELD", True), ("OLD", False), ("NEW", False),
    ]  # fmt: skip
    assert told[0] == StandingLot(sku="SKU-1", lot="GONE", place="S-3", expiry=GONE)


def test_goods_without_a_lot_are_told_their_places() -> None:
    picking = shared_out([line("1", 3)], {TEA: [stands("S-1", "", 9, None)]}, today=TODAY)
    assert (picking.picks["1", 1], picking.lots) == ([PickFrom(place="S-1", qty=Decimal(3))], [])


def test_a_bench_is_told_of_no_lot_that_its_orders_do_not_want() -> None:
    lines = [line("1", 1), line("2", 1, item=2)]
    picking = shared_out(lines, {TEA: TEAS, 2: [stands("S-9", "OTHER", 5, NEW)]}, today=TODAY)
    assert {one.sku for one in telling.tasks(lines[:1], 1, picking=picking).lots} == {"SKU-1"}
    assert telling.tasks(lines, 1).lots == []


def agent(number: int, *devices: dict[str, object]) -> AgentToTell:
    return AgentToTell(
        number, 1, "main", f"agent-{number}", b"", "UTC", {"devices": list(devices)}, 1, None, 1, None
    )


def bench_at(place: str) -> dict[str, object]:
    return {"id": "gun", "role": "bench_scanner", "settings": {"location": place}}


ON_BENCHES = [
    stands("PACK-1", "", 1, None, "bench"),
    stands("PACK-2", "", 1, None, "bench"),
    stands("S-1", "", 2, None),
]


def places(picking: Picking, *numbers: str) -> list[list[str]]:
    return [[pick.place for pick in picking.picks[number, 1]] for number in numbers]


def test_each_bench_is_told_what_was_brought_to_it_and_not_what_lies_on_the_other() -> None:
    two = floor_of([agent(4, bench_at("PACK-1")), agent(5, bench_at("PACK-2"))])
    lines = [line("1", 1, agent=5), line("2", 2, agent=4), line("3", 2)]
    picking = shared_out(lines, {TEA: ON_BENCHES}, today=TODAY, floor=two)
    assert places(picking, "1", "2", "3") == [["PACK-2"], ["PACK-1", "S-1"], ["S-1"]]


def test_at_a_site_with_one_bench_what_was_brought_to_it_is_for_whatever_order_comes_first() -> None:
    one = floor_of([agent(4, bench_at("PACK-1"), {"role": "bench_scale", "settings": {}}), agent(6)])
    picking = shared_out([line("1", 2)], {TEA: ON_BENCHES}, today=TODAY, floor=one)
    assert places(picking, "1") == [["PACK-1", "S-1"]]


def test_of_goods_on_a_shelf_scale_it_is_told_where_the_scale_books_them_to() -> None:
    scale: dict[str, object] = {
        "id": "scale", "role": "shelf_scale",
        "settings": {"location": "S-1", "sku": "SKU-1", "put_from": "DOCK-1", "pick_to": "PACK-1"},
    }  # fmt: skip
    for lot, booked_at in (("", "PACK-1"), ("L", None)):
        stock = {TEA: [stands("S-1", lot, 9, None)], 2: [stands("S-1", "", 9, None)]}
        lines = [line("1", 1), line("2", 1, item=2)]
        picks = shared_out(lines, stock, today=TODAY, floor=floor_of([agent(4, scale)])).picks
        assert [picks[number, 1][0].booked_at for number in ("1", "2")] == [booked_at, None]


def test_a_configuration_that_cannot_be_read_tells_nothing_of_the_floor() -> None:
    broken: list[dict[str, Any]] = [{"devices": 3}, {"devices": ["x", {"role": "bench_scale"}]}]
    agents = [replace(agent(4), config=config) for config in broken]
    assert floor_of(agents) == NOTHING_KNOWN
