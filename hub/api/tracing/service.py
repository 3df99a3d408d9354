from __future__ import annotations

from hub.api.database import Connection
from hub.api.movements import service as ledger
from hub.api.paging import after_id, encode_cursor
from hub.api.problems import Problem, WrongFields
from hub.api.tracing.schemas import DealingAnswer, OtherDealing, StayAnswer, TraceAnswer, TraceQuery
from hub.domain.tracing import trace
from hub.store import items, movements, tracing
from hub.store.items import Item


def traced(conn: Connection, query: TraceQuery) -> TraceAnswer:
    """Raises Problem (`validation`, `not-found`, `invalid-cursor`)."""
    item = _item(conn, query.item)
    # the same cursor does not go on in another lot's list
    of = f"trace {item.sku} {query.lot or ''} {query.serial or ''} {query.order}"
    after = after_id(of, query.after)
    flows = tracing.flows(conn, item.id, lot=query.lot, serial=query.serial)
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
        items=shown,
        next=encode_cursor(of, shown[-1].id) if len(rows) > query.limit else None,
    )


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
