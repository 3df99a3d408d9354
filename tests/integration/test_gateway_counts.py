"""A count is compared with what stood there when it was made, whatever has overtaken it on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire import messages
from tests.integration.gateway_world import World, move, now


@pytest.fixture
def applier(world: World) -> Iterator[Applier]:
    made = Applier(world.dsn)
    yield made
    made.close()


def test_movements_that_overtook_a_count_do_not_spoil_it(world: World, applier: Applier) -> None:
    noon = now() - timedelta(hours=3)

    def at(minutes: int) -> dict[str, object]:
        return {"at": noon + timedelta(minutes=minutes)}

    before = [move(qty="10", **at(0)), move(qty="8", lot="L1", **at(0))]
    out = [move(qty="3", source="DOCK-1", destination="SHELF-1", kind="putaway", **at(20))]
    back = [move(qty="1", source="SHELF-1", destination="DOCK-1", kind="move", **at(30)), move(**at(40))]
    counted = messages.Count(
        at=noon + timedelta(minutes=10), device="scanner-1", item="BOLT", qty=Decimal(9), location="DOCK-1"
    )
    for seq, events in ((1, before), (3, out), (4, back), (2, [counted])):
        applier.apply([Delivery(world.topic(), world.batch(seq, events))])
    assert world.on_hand("BOLT", "DOCK-1") == 17
    assert world.query("select counted_qty, ledger_qty from stock_count") == [(Decimal(9), Decimal(10))]
