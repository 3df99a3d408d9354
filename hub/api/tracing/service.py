from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from hub.api.database import Connection
from hub.api.movements import service as ledger
from hub.api.paging import after_id, encode_cursor
from hub.api.problems import Problem, WrongFields
from hub.api.tracing.schemas import (
    DealingAnswer,
    DocumentQuery,
    DocumentTrace,
    OriginAnswer,
    OtherDealing,
    ResultAnswer,
    SoldAnswer,
    StayAnswer,
    TraceAnswer,
    TraceQuery,
)
from hub.domain.production import genealogy as walking
from hub.domain.production.genealogy import Batch, Step
from hub.domain.tracing import trace
from hub.store import items, movements, tracing
from hub.store.items import Item
from hub.store.production import genealogy


def traced(conn: Connection, query: TraceQuery) -> TraceAnswer:
    """Raises Problem (`validation`, `not-found`, `invalid-cursor`)."""
    item = _item(conn, query.item)
    # the same cursor does not go on in another lot's list
    of = f"trace {item.sku} {query.lot or ''} {query.serial or ''} {query.order}"
    after = after_id(of, query.after)
    batch = Batch(item.id, query.lot or "", query.serial)
    [flows] = tracing.flows(conn, [batch])
    if not flows:
        what = f"lot {query.lot!r}" if query.lot else f"serial number {query.serial!r}"
        raise Problem("not-found", f"Nothing has ever moved of {what} of item {item.sku}.")
    found = trace(flows)
    rows = movements.list_page(
        conn,
        sku=item.sku,
        lot=query.lot,
        serial=query.serial,
        after=after,
        limit=query.limit + 1,
        newest_first=query.order == "desc",
    )
    shown = ledger.answers(conn, rows[: query.limit])
    return TraceAnswer(
        sku=item.sku,
        name=item.name,
        unit=item.unit,
        lot=query.lot,
        serial=query.serial,
        expiry=found.expiry,
        qty_in=found.qty_in,
        qty_out=found.qty_out,
        qty_left=found.qty_left,
        suppliers=[DealingAnswer.model_validate(one) for one in found.dealings_with("supplier")],
        customers=[DealingAnswer.model_validate(one) for one in found.dealings_with("customer")],
        others=[
            OtherDealing.model_validate(one)
            for one in found.dealings
            if one.outside not in ("supplier", "customer")
        ],
        places=[StayAnswer.model_validate(one) for one in found.stays],
        made_of=_made_of(conn, batch),
        went_into=_went_into(conn, batch),
        items=shown,
        next=encode_cursor(of, shown[-1].id) if len(rows) > query.limit else None,
    )


def of_document(conn: Connection, query: DocumentQuery) -> DocumentTrace:
    """Raises Problem (`not-found`)."""
    rows = tracing.on_document(conn, query.document, site=query.site, limit=query.limit + 1)
    if not rows:
        raise Problem("not-found", f"Nothing has gone to a customer on {query.document!r}.")
    shown = rows[: query.limit]
    flows = tracing.flows(conn, [row.batch for row in shown])
    known = {item.id: item for item in items.by_ids(conn, {row.batch.item_id for row in shown})}
    sold = []
    for row, of in zip(shown, flows, strict=True):
        item, batch = known[row.batch.item_id], row.batch
        suppliers = trace(of).dealings_with("supplier")
        sold.append(
            SoldAnswer(
                site=row.site,
                customer=row.customer,
                sku=item.sku,
                name=item.name,
                unit=item.unit,
                lot=batch.lot,
                serial=batch.serial,
                qty=row.qty,
                packages=row.packages,
                suppliers=[DealingAnswer.model_validate(one) for one in suppliers],
                made_of=_made_of(conn, batch) if batch.told_apart else [],
            )
        )
    return DocumentTrace(document=query.document, items=sold, more=len(rows) > query.limit)


def _made_of(conn: Connection, batch: Batch) -> list[OriginAnswer]:
    steps = walking.made_of(batch, partial(genealogy.made_of, conn))
    return [
        OriginAnswer.model_validate(of | {"suppliers": dealings})
        for of, dealings in _told(conn, steps, "supplier")
    ]


def _went_into(conn: Connection, batch: Batch) -> list[ResultAnswer]:
    steps = walking.went_into(batch, partial(genealogy.went_into, conn))
    return [
        ResultAnswer.model_validate(of | {"customers": dealings})
        for of, dealings in _told(conn, steps, "customer")
    ]


def _told(
    conn: Connection, steps: Sequence[Step], outside: str
) -> Iterator[tuple[dict[str, Any], list[DealingAnswer]]]:
    """Each step by name, with whom its lot or piece was dealt; two steps of one batch are told alike."""
    batches = sorted({step.batch for step in steps}, key=lambda one: (one.item_id, one.lot, one.serial or ""))
    flows = dict(zip(batches, tracing.flows(conn, batches), strict=True))
    known = {item.id: item for item in items.by_ids(conn, {one.item_id for one in batches})}
    for step in steps:
        item = known[step.batch.item_id]
        dealings = trace(flows[step.batch]).dealings_with(outside)
        of: dict[str, Any] = {"sku": item.sku, "name": item.name, "unit": item.unit}
        of |= {"lot": step.batch.lot, "serial": step.batch.serial}
        of |= {name: getattr(step, name) for name in ("level", "qty", "site", "order", "at")}
        yield of, [DealingAnswer.model_validate(one) for one in dealings]


def _item(conn: Connection, code: str) -> Item:
    """Raises Problem (`validation`)."""
    item = items.find(conn, code)
    if item is None and (known := items.find_code(conn, code)) is not None:
        item = items.get(conn, known.sku)
    if item is None:
        wrong = WrongFields()
        wrong.add("query.item", f"{code!r} is neither an item nor an item's code")
        wrong.raise_if_any()
    assert item is not None  # noqa: S101 - else it would be wrong
    return item
