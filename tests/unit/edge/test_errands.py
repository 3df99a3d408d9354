"""An agent learns that its outbox is an old copy: what was in hand then is given back, what was begun since
goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devices.events import Scan
from edge.bench import BenchRole
from edge.catalogue import Catalogue
from edge.errands import ErrandRole
from edge.moment import Moment
from edge.station.errand import Errand, Hand
from gateway.wire.messages import CatalogItem, DeviceConfig, Order, OrderLine, Tasks
from tests.station.bench_port import MUG, TEA
from tests.station.goods_in import (
    NOON,
    SETTINGS,
    Dock,
    making,
    moving,
    putting_away,
    receiving,
    sending,
)

NOW = Moment(NOON, 0, "boot")
BEGUN = [
    pytest.param(receiving, ("PO-1", MUG.sku), "PO-2", id="receive"),
    pytest.param(sending, ("TRF-1", TEA.sku), "", id="send"),
    pytest.param(making, ("MO-1",), "", id="make"),
    pytest.param(moving, ("A-1", MUG.sku), "", id="move"),
    pytest.param(putting_away, (MUG.sku,), "", id="putaway"),
]


def started(dock: Dock, stored: bytes | None = None) -> ErrandRole:
    role = ErrandRole(dock.errand, SETTINGS, lambda: Hand("ada"))
    role.remember(stored)
    return role


def do(role: ErrandRole, *texts: str) -> Errand:
    for text in texts:
        role.handle("scanner", Scan(text), NOW)
    return role.errand


@pytest.mark.parametrize(("session", "scans", "other"), BEGUN)
def test_what_was_begun_after_the_start_goes_on(
    session: Callable[[], Dock], scans: tuple[str, ...], other: str
) -> None:
    role = started(session())
    in_hand = do(role, *scans).in_hand
    assert in_hand is not None
    role.remember(role.memory())  # something could not be kept meanwhile, and it went back to what was
    assert role.doubt(NOW).events == []
    assert role.errand.in_hand == in_hand


@pytest.mark.parametrize(("session", "scans", "other"), BEGUN)
def test_what_was_in_hand_at_the_start_is_given_back_unless_something_else_was_begun(
    session: Callable[[], Dock], scans: tuple[str, ...], other: str
) -> None:
    before = started(session())
    do(before, *scans)
    role = started(session(), before.memory())
    assert role.errand.in_hand is not None
    role.doubt(NOW)
    assert role.errand.in_hand is None
    if other:
        role = started(session(), before.memory())
        role.act("give_back", NOW)
        in_hand = do(role, other).in_hand
        role.doubt(NOW)
        assert role.errand.in_hand == in_hand is not None


def test_so_do_cartons() -> None:
    config = DeviceConfig(
        id="gun", role="bench_scanner", protocol="line-scanner", port="gun", settings={"location": "PACK-1"}
    )
    bench = BenchRole([config], lambda: Catalogue(1, [CatalogItem(sku=MUG.sku, name=MUG.name)]))
    bench.remember(None)
    line = OrderLine(line=1, sku=MUG.sku, name=MUG.name, qty=MUG.qty)
    bench.tasks(Tasks(v=1, version=1, orders=[Order(number="7", lines=[line])]), NOW)
    bench.handle("gun", Scan("TD:ORDER:7"), NOW)
    bench.remember(bench.memory())
    bench.doubt(NOW)
    assert bench.session.state.order == "7"
