from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Manager, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.orders import service
from hub.api.orders.schemas import (
    CartonAnswer,
    CartonQuery,
    NewOrderRequest,
    OneOrderQuery,
    OrderAnswer,
    OrderQuery,
    OrderSummary,
    ShipmentsAnswer,
)
from hub.api.paging import Page, after_id, encode_cursor, page_of
from hub.api.references import known_site
from hub.api.values import PathCode
from hub.store import orders, readings

router = APIRouter(tags=["orders"])


@router.get("/orders", operation_id="list_orders")
def list_orders(_: Viewer, database: Db, query: Annotated[OrderQuery, Query()]) -> Page[OrderSummary]:
    """Sales orders, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = orders.list_page(
            conn,
            site=query.site,
            status=query.status,
            after=after_id("orders", query.after),
            limit=query.limit + 1,
        )
        shown = service.summaries(conn, rows[: query.limit])
    more = len(rows) > query.limit
    return Page(items=shown, next=encode_cursor("orders", rows[query.limit - 1].id) if more else None)


@router.post(
    "/orders", operation_id="create_order", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def create_order(_: Manager, database: Db, now: Now, wanted: NewOrderRequest) -> OrderAnswer:
    """Release an order for packing. The benches are told."""
    with database.transaction() as conn:
        return service.create(conn, wanted, now=now())


@router.get("/orders/{number}", operation_id="get_order", responses=problems(404, 409))
def get_order(
    _: Viewer, database: Db, number: PathCode, query: Annotated[OneOrderQuery, Query()]
) -> OrderAnswer:
    """One order with its lines."""
    with database.transaction() as conn:
        return service.one(conn, service.find(conn, number, query.site))


@router.post("/orders/{number}/cancel", operation_id="cancel_order", responses=problems(404, 409))
def cancel_order(
    _: Manager, database: Db, now: Now, number: PathCode, query: Annotated[OneOrderQuery, Query()]
) -> OrderAnswer:
    """Cancel an order of which nothing has shipped. The benches are told; its reservations are released."""
    with database.transaction() as conn:
        return service.cancel(conn, number, query.site, now=now())


@router.get("/orders/{number}/shipments", operation_id="list_order_shipments", responses=problems(404, 409))
def list_shipments(
    _: Viewer, database: Db, number: PathCode, query: Annotated[OneOrderQuery, Query()]
) -> ShipmentsAnswer:
    """What has left on it, by lot and serial number: in which carton, and what was let through and why."""
    with database.transaction() as conn:
        return service.shipped(conn, service.find(conn, number, query.site))


@router.get("/cartons", operation_id="list_cartons")
def list_cartons(_: Viewer, database: Db, query: Annotated[CartonQuery, Query()]) -> Page[CartonAnswer]:
    """Closed cartons, newest first, with what they should and did weigh."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = readings.list_cartons(
            conn,
            site=query.site,
            order=query.order,
            after=after_id("cartons", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, service.carton, lambda row: encode_cursor("cartons", row.id))
