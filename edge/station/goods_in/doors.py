"""What the RFID portal of a dock door reads, beside what is counted by hand there. Pure.

The portal's own movements book it. Here it is shown as it comes, from the portal of this very agent or, of
another one, from the hub.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from edge.station.bench import Feedback, go, stop
from edge.station.errand import Lookup
from edge.station.goods_in.unannounced import is_unannounced
from edge.station.goods_in.unloading import Seen, Unloading
from gateway.wire.evidence import TAG
from gateway.wire.inbound import GoodsIn
from gateway.wire.messages import AnyEvent, Movement, UnplacedScan


def read(hand: Unloading, events: Iterable[AnyEvent], lookup: Lookup) -> Unloading:
    """With what came in at its place."""
    seen: list[Seen] = []
    unplaced: list[str] = []
    for event in events:
        match event:
            case Movement(kind="receipt", destination=hand.location, serial=str(serial)):
                hit = lookup(event.item)
                if hit is None:
                    unplaced.append(event.evidence.get(TAG, event.item))
                else:
                    seen.append(Seen(hit.sku, hit.name, serial))
            case UnplacedScan(location=hand.location):
                unplaced.append(event.data)
            case _:
                pass
    return replace(hand, door=hand.door.with_more(seen, unplaced))


def told(hand: Unloading, goods: GoodsIn) -> Unloading:
    """With what the hub has heard from any portal of that door."""
    due = next((due for due in goods.receipts if due.number == hand.due.number), None)
    if due is None:
        return hand
    reads = [door for door in due.door if door.session == hand.session]
    seen = [Seen(tag.sku, tag.name, tag.serial) for door in reads for tag in door.tags]
    return replace(hand, door=hand.door.with_more(seen, [code for door in reads for code in door.unplaced]))


def news(before: Unloading, after: Unloading) -> Feedback | None:
    """What the receiver must hear of it; the worst first."""
    fresh = after.door.seen[len(before.door.seen) :]
    on_order = {line.sku for line in after.due.lines}
    wrong = next((one for one in fresh if one.sku not in on_order), None)
    if wrong is not None and not is_unannounced(after.due.number):
        return stop("door_not_on_order", name=wrong.name, sku=wrong.sku, order=after.due.number)
    over = _first_over(before, after, fresh)
    if over is not None:
        return over
    if len(after.door.unplaced) > len(before.door.unplaced):
        return stop("door_unplaced", code=after.door.unplaced[-1][:64])
    return go("door_read", pieces=len(fresh)) if fresh else None


def _first_over(before: Unloading, after: Unloading, fresh: Sequence[Seen]) -> Feedback | None:
    for line in after.due.lines:
        if line.qty is None or not any(one.sku == line.sku for one in fresh):
            continue
        due, got = line.qty - line.received_qty, after.qty(line.sku)
        if got > max(due, before.qty(line.sku)):
            return stop("came_over", name=line.name, got=got, due=max(due, Decimal(0)))
    return None
