"""Lots, serial numbers and days of expiry that an item demands of what a desk says has happened to it."""

from __future__ import annotations

from hub.api import pieces
from hub.api.database import Connection
from hub.api.movements.schemas import MovementRequest
from hub.api.problems import WrongFields
from hub.domain.inbound.tracked import faults, of_movement, wants
from hub.store import stock
from hub.store.items import Item
from hub.store.locations import Location


def check(
    conn: Connection,
    wanted: MovementRequest,
    item: Item,
    source: Location,
    destination: Location,
    wrong: WrongFields,
) -> None:
    """Nobody else brings this piece in, or takes it away, before this transaction ends."""
    demanded = of_movement(
        wants(item.tracking, expiry=item.tracks_expiry),
        comes_in=source.outside,
        leaves=destination.outside,
    )
    for detail, what in faults(demanded, wanted.qty, wanted.lot, wanted.serial, wanted.expiry):
        if detail != "lot" or not _put_right(conn, wanted, item, source, destination):
            wrong.add(f"body.{detail}", what)
    if wanted.serial:
        pieces.check(conn, item.id, wanted.serial, source, "body.serial", wrong)


def _put_right(
    conn: Connection, wanted: MovementRequest, item: Item, source: Location, destination: Location
) -> bool:
    """Devices book goods whose lot nobody read: a desk may take them away, or make up for such as left."""
    if not source.outside:
        place = (item.id, source.id, "")
        return stock.at_places(conn, [place])[place] >= wanted.qty
    place = (item.id, destination.id, "")
    return wanted.kind == "adjustment" and stock.at_places(conn, [place])[place] <= -wanted.qty
