"""Suppliers, what they deliver, and on which terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.problems import Problem, WrongFields, not_found
from hub.api.supplier_view import token as tokens
from hub.api.suppliers.schemas import (
    LinkAnswer,
    MeasuredLeadTime,
    NewLinkAnswer,
    NewLinkRequest,
    NewSupplierRequest,
    OfferAnswer,
    OfferQuery,
    PriceAnswer,
    PriceRequest,
    SourceAnswer,
    SupplierAnswer,
    SupplierChanges,
    SupplierItemAnswer,
    SupplierItemRequest,
)
from hub.domain.purchasing.prices import Price, deliverable, price_for
from hub.store import items, supplier_items, supplier_links, suppliers
from hub.store.supplier_items import SupplierItem, Terms
from hub.store.suppliers import NewSupplier, Supplier


def answers(conn: Connection, rows: Sequence[Supplier], now: datetime) -> list[SupplierAnswer]:
    measured = suppliers.lead_times(conn, [row.id for row in rows], now)
    names = SupplierAnswer.model_fields.keys() - {"measured"}
    return [
        SupplierAnswer.model_validate(
            {name: getattr(row, name) for name in names}
            | {"measured": MeasuredLeadTime.model_validate(measured[row.id])}
        )
        for row in rows
    ]


def create(conn: Connection, wanted: NewSupplierRequest, now: datetime) -> SupplierAnswer:
    """Raises ConflictError."""
    return answers(conn, [suppliers.create(conn, NewSupplier(**wanted.model_dump()))], now)[0]


def change(
    conn: Connection, code: str, version: int, wanted: SupplierChanges, now: datetime
) -> SupplierAnswer:
    """Raises NotFoundError, StaleError."""
    given = wanted.model_dump(include=wanted.model_fields_set)
    # only the promise can be taken back; of everything else there is always something
    changes = {name: value for name, value in given.items() if value is not None or name == "lead_time_days"}
    return answers(conn, [suppliers.update(conn, code, version, changes)], now)[0]


def item_answers(
    conn: Connection, supplier_id: int, rows: Sequence[SupplierItem]
) -> list[SupplierItemAnswer]:
    prices = supplier_items.prices(conn, supplier_id, [row.item_id for row in rows])
    names = SupplierItemAnswer.model_fields.keys() - {"prices"}
    return [
        SupplierItemAnswer.model_validate(
            {name: getattr(row, name) for name in names}
            | {"prices": [PriceAnswer.model_validate(price) for price in prices.get(row.item_id, ())]}
        )
        for row in rows
    ]


def put_item(conn: Connection, code: str, wanted: SupplierItemRequest, today: date) -> SupplierItemAnswer:
    """Raises NotFoundError (supplier), Problem (`validation`)."""
    supplier = suppliers.get(conn, code)
    wrong = WrongFields()
    item = items.find(conn, wanted.sku)
    if item is None:
        wrong.add("body.sku", f"there is no item {wanted.sku!r}")
    else:
        for name in ("min_qty", "pack_qty"):
            if not has_decimals(getattr(wanted, name), item.qty_decimals):
                wrong.add(f"body.{name}", f"item {item.sku} is counted with {item.qty_decimals} decimals")
    prices = [_price(price, today) for price in wanted.prices]
    seen: set[tuple[date, Any]] = set()
    for position, price in enumerate(prices):
        if (price.valid_from, price.from_qty) in seen:
            wrong.add(f"body.prices.{position}", "there is one from this day for so many already")
        if price.valid_to is not None and price.valid_to < price.valid_from:
            wrong.add(f"body.prices.{position}.valid_to", "lies before the first day")
        seen.add((price.valid_from, price.from_qty))
    wrong.raise_if_any()
    terms = Terms(wanted.supplier_sku, wanted.min_qty, wanted.pack_qty, wanted.lead_time_days)
    supplier_items.put(conn, code, wanted.sku, terms, prices)
    found = supplier_items.named(conn, supplier.id, [wanted.sku])
    return item_answers(conn, supplier.id, list(found.values()))[0]


def _price(wanted: PriceRequest, today: date) -> Price:
    return Price(wanted.valid_from or today, wanted.from_qty, wanted.valid_to, wanted.unit_price)


def offer(conn: Connection, code: str, query: OfferQuery, today: date) -> OfferAnswer:
    """Raises NotFoundError, Problem (`not-found`)."""
    supplier = suppliers.get(conn, code)
    item = supplier_items.named(conn, supplier.id, [query.sku]).get(query.sku)
    if item is None:
        raise not_found("item of this supplier", repr(query.sku), "Add it to what the supplier delivers.")
    qty = deliverable(query.qty, min_qty=item.min_qty, pack_qty=item.pack_qty)
    on = query.on or today
    prices = supplier_items.prices(conn, supplier.id, [item.item_id]).get(item.item_id, [])
    return OfferAnswer(
        supplier=code,
        sku=query.sku,
        qty=qty,
        unit_price=price_for(prices, qty, on),
        currency=supplier.currency,
        expected_on=expected_on(supplier, item, on),
    )


def expected_on(supplier: Supplier, item: SupplierItem | None, ordered_on: date) -> date | None:
    """By the supplier's promise; None where it gave none."""
    days = supplier.lead_time_days if item is None or item.lead_time_days is None else item.lead_time_days
    return None if days is None else ordered_on + timedelta(days=days)


def sources(conn: Connection, sku: str, now: datetime) -> list[SourceAnswer]:
    """Raises NotFoundError."""
    found = supplier_items.sources(conn, items.get(conn, sku).id)
    ids = {one.code: suppliers.get(conn, one.code).id for one in found}
    measured = suppliers.lead_times(conn, list(ids.values()), now)
    names = SourceAnswer.model_fields.keys() - {"supplier", "measured"}
    return [
        SourceAnswer.model_validate(
            {name: getattr(one, name) for name in names}
            | {"supplier": one.code, "measured": MeasuredLeadTime.model_validate(measured[ids[one.code]])}
        )
        for one in found
    ]


def give_link(
    conn: Connection,
    code: str,
    wanted: NewLinkRequest,
    *,
    user_id: int,
    now: datetime,
    public_url: str | None,
) -> NewLinkAnswer:
    """Raises NotFoundError, Problem (`conflict`)."""
    supplier = suppliers.get(conn, code)
    refuse_inactive(supplier)
    key = tokens.new_key()
    expires_at = (now + timedelta(days=wanted.days)).replace(microsecond=0)
    made = supplier_links.create(
        conn, supplier.id, key=key, label=wanted.label, expires_at=expires_at, at=now, user_id=user_id
    )
    token = tokens.make(key, made.id, supplier.id, expires_at)
    shown = LinkAnswer.model_validate(made).model_dump()
    path = f"/supplier/{token}"
    url = None if public_url is None else public_url + path
    return NewLinkAnswer.model_validate(shown | {"token": token, "path": path, "url": url})


def refuse_inactive(supplier: Supplier) -> None:
    """Raises Problem (`conflict`)."""
    if not supplier.active:
        raise Problem(
            "conflict", f"Supplier {supplier.code} is not active any more: nothing is ordered of it."
        )
