"""The ledger, read; and a person's word on what devices have not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hub.api import pieces, posting
from hub.api.amounts import has_decimals
from hub.api.auth.roles import Principal, Role
from hub.api.database import Connection
from hub.api.movements import details
from hub.api.movements.schemas import MovementAnswer, MovementRequest
from hub.api.problems import Problem, WrongFields
from hub.api.values import plain
from hub.domain.ledger import Entry
from hub.domain.places import fits
from hub.store import items, locations, movements, orders, reversals, sites, stock
from hub.store.items import Item
from hub.store.locations import Location
from hub.store.movements import MovementRow
from hub.store.production import reports
from hub.store.sites import Site
from hub.store.transfers.arrivals import KIND as TRANSFER

# clocks of desks differ from the hub's by seconds
CLOCK_TOLERANCE = timedelta(minutes=2)
OLDEST = timedelta(days=3660)
_ENDS = {
    "adjustment": "goes between a place inside and loss_gain",
    "move": "goes from a place inside to a place inside",
    "scrap": "goes between a place inside and scrap",
    "receipt": "goes from supplier to a place inside",
    "shipment": "goes from a place inside to customer",
    "customer_return": "goes from customer to a place inside",
    "supplier_return": "goes from a place inside to supplier",
}


def answers(conn: Connection, rows: Sequence[MovementRow]) -> list[MovementAnswer]:
    reversed_by = reversals.of(conn, [row.id for row in rows])
    return [_answer(row, reversed_by.get(row.id)) for row in rows]


def _answer(row: MovementRow, reversed_by: int | None) -> MovementAnswer:
    names = MovementAnswer.model_fields.keys() - {"user", "reversed_by"}
    members: dict[str, Any] = {name: getattr(row, name) for name in names}
    return MovementAnswer.model_validate(members | {"user": row.user_login, "reversed_by": reversed_by})


@dataclass(frozen=True, slots=True)
class _Named:
    """What a request's names stand for."""

    site: Site
    item: Item
    source: Location
    destination: Location


def post(conn: Connection, wanted: MovementRequest, *, who: Principal, now: datetime) -> MovementAnswer:
    """Post a person's word. Raises Problem (`validation`, `forbidden`, `conflict`, `insufficient-stock`)."""
    for name, said in (
        ("allow_negative", wanted.allow_negative),
        ("unit_cost", wanted.unit_cost is not None),
    ):
        if said and who.role < Role.MANAGER:
            raise Problem("forbidden", f"Only a manager may say `{name}`.")
    named = _resolve(conn, wanted, now)
    entry = Entry(
        site_id=named.site.id,
        item_id=named.item.id,
        kind=wanted.kind,
        qty=wanted.qty,
        source_id=named.source.id,
        destination_id=named.destination.id,
        occurred_at=wanted.occurred_at or now,
        unit_cost=wanted.unit_cost,
        unit_price=wanted.unit_price,
        lot=wanted.lot,
        serial=wanted.serial,
        expiry=wanted.expiry,
        document=wanted.document,
        user_id=who.user_id,
        evidence={"reason": wanted.reason},
    )
    posted = _post(conn, entry, now)
    if not named.source.outside and not wanted.allow_negative:
        _refuse_shortage(conn, entry, wanted)
    return answers(conn, [movements.get(conn, posted)])[0]


def _post(conn: Connection, entry: Entry, now: datetime) -> int:
    return posting.post(conn, [entry], now=now)[0]


def _refuse_shortage(conn: Connection, entry: Entry, wanted: MovementRequest) -> None:
    """Looks after posting, when the ledger has the item locked; the rollback takes the posting back."""
    place = (entry.item_id, entry.source_id, entry.lot)
    left = stock.at_places(conn, [place])[place]
    if left < 0:
        available = plain(left + entry.qty)
        of_lot = f" of lot {wanted.lot}" if wanted.lot else ""
        raise Problem(
            "insufficient-stock",
            f"At {wanted.source} there are {available} {wanted.sku}{of_lot}, not {plain(entry.qty)}. "
            "Count the place, or let a manager say `allow_negative`.",
            available=available,
            requested=plain(entry.qty),
        )


def _resolve(conn: Connection, wanted: MovementRequest, now: datetime) -> _Named:
    """Everything that is wrong, at once. Raises Problem (`validation`)."""
    wrong = WrongFields()
    item = items.find(conn, wanted.sku)
    if item is None:
        wrong.add("body.sku", f"there is no item {wanted.sku!r}")
    elif not has_decimals(wanted.qty, item.qty_decimals):
        wrong.add("body.qty", f"item {item.sku} is counted with {item.qty_decimals} decimals")
    if wanted.occurred_at is not None:
        if wanted.occurred_at > now + CLOCK_TOLERANCE:
            wrong.add("body.occurred_at", "lies in the future")
        elif wanted.occurred_at < now - OLDEST:
            wrong.add("body.occurred_at", "lies more than ten years back")
    site = sites.find(conn, wanted.site)
    source = destination = None
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
    else:
        source, destination = _places(conn, wrong, wanted)
    if item is not None and source is not None and destination is not None:
        details.check(conn, wanted, item, source, destination, wrong)
    wrong.raise_if_any()
    _refuse_sales_order(conn, wanted)
    assert site and item and source and destination  # noqa: S101 - else something would be wrong
    return _Named(site, item, source, destination)


def _refuse_sales_order(conn: Connection, wanted: MovementRequest) -> None:
    """Its lines count what stations ship; goods that leave past them would be shipped twice."""
    if wanted.kind == "shipment" and wanted.document and orders.find(conn, wanted.site, wanted.document):
        raise Problem(
            "conflict",
            f"{wanted.document} is a sales order: it is packed and shipped at a station. "
            "Name another document, or none.",
        )


def _places(
    conn: Connection, wrong: WrongFields, wanted: MovementRequest
) -> tuple[Location | None, Location | None]:
    source = locations.find(conn, wanted.site, wanted.source)
    destination = locations.find(conn, wanted.site, wanted.destination)
    if source is None:
        wrong.add("body.source", f"site {wanted.site} has no location {wanted.source!r}")
    if destination is None:
        wrong.add("body.destination", f"site {wanted.site} has no location {wanted.destination!r}")
    if source is None or destination is None:
        return source, destination
    for name, place in (("source", source), ("destination", destination)):
        if place.kind == "in_transit":
            wrong.add(f"body.{name}", f"what is at {place.code} is on its way: its transfer moves it")
    if source.code == destination.code:
        wrong.add("body.destination", "is the source")
    elif not fits(wanted.kind, source.kind, destination.kind):
        wrong.add("body.kind", f"{wanted.kind} {_ENDS[wanted.kind]}")
    if wanted.unit_cost is not None and not source.outside:
        wrong.add("body.unit_cost", "only what comes in from outside has a cost of its own")
    if wanted.unit_price is not None and "customer" not in (source.kind, destination.kind):
        wrong.add("body.unit_price", "only what a customer gets, or gives back, has a price")
    return source, destination


def reverse(
    conn: Connection, movement_id: int, *, reason: str, who: Principal, now: datetime
) -> MovementAnswer:
    """Post the way back of a movement, once. Raises NotFoundError, Problem (`conflict`)."""
    reversals.lock(conn, movement_id)
    of = movements.raw(conn, movement_id)
    row = movements.get(conn, movement_id)
    if row.reverses is not None:
        raise Problem(
            "conflict", f"Movement {movement_id} is itself the reversal of {row.reverses}; post anew instead."
        )
    if row.kind == TRANSFER:
        raise Problem(
            "conflict",
            f"Movement {movement_id} belongs to transfer {row.document}: take back what is under way, or "
            "decide on what differs, there.",
        )
    if of.reversed_by is not None:
        raise Problem(
            "conflict",
            f"Movement {movement_id} has been reversed already, by {of.reversed_by}.",
            reversed_by=of.reversed_by,
        )
    _refuse_production(conn, movement_id)
    if of.serial:
        _refuse_piece(conn, row, of.item_id, of.serial)
    entry = Entry(
        site_id=of.site_id,
        item_id=of.item_id,
        kind=of.kind,
        qty=of.qty,
        source_id=of.destination_id,
        destination_id=of.source_id,
        occurred_at=now,
        lot=of.lot,
        serial=of.serial,
        expiry=of.expiry,
        document=of.document,
        user_id=who.user_id,
        reverses=of.id,
        evidence={"reason": reason},
    )
    return answers(conn, [movements.get(conn, _post(conn, entry, now))])[0]


def _refuse_piece(conn: Connection, row: MovementRow, item_id: int, serial: str) -> None:
    """A piece that has gone on since cannot go back from where it was then."""
    why = pieces.refusal(conn, item_id, serial, locations.get(conn, row.site, row.destination))
    if why:
        raise Problem("conflict", f"Movement {row.id} cannot be taken back: {why}.")


def _refuse_production(conn: Connection, movement_id: int) -> None:
    """What was taken and what was made of it belong together, and to the order's account."""
    reported = reports.of_movement(conn, movement_id)
    if reported is not None:
        raise Problem(
            "conflict",
            f"Movement {movement_id} is a part of report {reported[1]} on production order {reported[0]}: "
            "undo that report.",
        )
