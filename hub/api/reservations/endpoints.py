from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Operator, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.paging import Page, after_id, decode_cursor, encode_cursor, page_of
from hub.api.references import known_site
from hub.api.reservations import service
from hub.api.reservations.schemas import (
    AvailableAnswer,
    AvailableQuery,
    ReleaseRequest,
    ReservationAnswer,
    ReservationQuery,
    ReservationRequest,
    ReservedAnswer,
)
from hub.api.values import PathId
from hub.store import reservations, stock

router = APIRouter(tags=["stock"])


@router.get("/stock/available", operation_id="available_stock")
def available(_: Viewer, database: Db, query: Annotated[AvailableQuery, Query()]) -> Page[AvailableAnswer]:
    """What stands at a site and is not promised, by SKU and site."""
    after = decode_cursor("available", query.after, str, str) or ("", "")
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = stock.available(
            conn,
            site=query.site,
            sku=query.sku,
            after=(str(after[0]), str(after[1])),
            limit=query.limit + 1,
        )
    return page_of(
        rows,
        query.limit,
        AvailableAnswer.model_validate,
        lambda row: encode_cursor("available", row.sku, row.site),
    )


@router.get("/reservations", operation_id="list_reservations")
def list_reservations(
    _: Viewer, database: Db, query: Annotated[ReservationQuery, Query()]
) -> Page[ReservationAnswer]:
    """Promises of stock, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = reservations.list_page(
            conn,
            site=query.site,
            sku=query.sku,
            document=query.document,
            only_open=query.open,
            after=after_id("reservations", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, service.answer, lambda row: encode_cursor("reservations", row.id))


@router.post(
    "/reservations",
    operation_id="reserve_stock",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def reserve(
    who: Operator,
    once: Once,
    wanted: ReservationRequest,
) -> ReservedAnswer:
    """Promise stock to a document: all of the lines, or none where one cannot be covered.

    Sent again under its key it gets the first answer again and reserves nothing.
    """
    return once(
        who.user_id,
        {"reserve": wanted},
        ReservedAnswer,
        lambda conn, at: service.reserve(conn, wanted, who=who, now=at),
    )


@router.post(
    "/reservations/{reservation_id}/release",
    operation_id="release_reservation",
    responses=problems(404, 409),
)
def release(
    who: Operator, database: Db, now: Now, reservation_id: PathId, wanted: ReleaseRequest | None = None
) -> ReservationAnswer:
    """Give back what is open of it. Nothing is: 409."""
    reason = "" if wanted is None else wanted.reason
    with database.transaction() as conn:
        return service.release(conn, reservation_id, reason, who=who, now=now())
