from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from hub.api.auth.roles import Manager, Operator, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.paging import Page, after_id, encode_cursor, page_of
from hub.api.receiving import service
from hub.api.receiving.schemas import (
    CountedAnswer,
    CountedItem,
    DecisionRequest,
    DueAnswer,
    DueList,
    DueQuery,
    ExceptionAnswer,
    ExceptionQuery,
    PolicyAnswer,
    PolicyRequest,
    ReceiptAnswer,
    ReceiptMade,
    ReceiptQuery,
    ReceiptRequest,
    UnplacedCode,
)
from hub.api.references import known_site
from hub.api.values import PathCode, PathId
from hub.store import downlink, sites
from hub.store.inbound import exceptions, receipts, sightings

router = APIRouter(tags=["inbound"])


@router.get("/receipts/due", operation_id="receipts_due")
def receipts_due(_: Viewer, database: Db, query: Annotated[DueQuery, Query()]) -> DueList:
    """Orders that are with their suppliers, the earliest due first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = receipts.due_orders(conn, site=query.site, limit=query.limit)
    return DueList(items=[DueAnswer.model_validate(row) for row in rows])


@router.get("/receipts", operation_id="list_receipts")
def list_receipts(_: Viewer, database: Db, query: Annotated[ReceiptQuery, Query()]) -> Page[ReceiptAnswer]:
    """Unloadings, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = receipts.list_page(
            conn,
            site=query.site,
            document=query.document,
            only_open=query.open,
            after=after_id("receipts", query.after),
            limit=query.limit + 1,
        )
    return page_of(
        rows, query.limit, ReceiptAnswer.model_validate, lambda row: encode_cursor("receipts", row.id)
    )


@router.get("/receipts/{receipt_id}/counted", operation_id="counted_at_receipt", responses=problems(404))
def counted(_: Viewer, database: Db, receipt_id: PathId) -> CountedAnswer:
    """What a portal and hands have counted of an unloading at a terminal, live while it goes on. A piece that
    both have counted is in the books once: `total` of them."""
    with database.transaction() as conn:
        receipts.check_there(conn, receipt_id)
        return CountedAnswer(
            items=[CountedItem.model_validate(one) for one in sightings.of_receipt(conn, receipt_id)],
            unplaced=[UnplacedCode.model_validate(one) for one in sightings.unplaced(conn, receipt_id)],
        )


@router.post(
    "/receipts", operation_id="post_receipt", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def post_receipt(
    who: Operator,
    once: Once,
    wanted: ReceiptRequest,
) -> ReceiptMade:
    """Book what a person has unloaded. Whatever came is booked; how it differs from the order is answered."""
    return once(
        who.user_id,
        {"receipt": wanted},
        ReceiptMade,
        lambda conn, at: service.receive(conn, wanted, who=who, now=at),
    )


@router.get("/receipt-exceptions", operation_id="list_receipt_exceptions")
def list_exceptions(
    _: Viewer, database: Db, query: Annotated[ExceptionQuery, Query()]
) -> Page[ExceptionAnswer]:
    """What came otherwise than ordered, newest first."""
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = exceptions.list_page(
            conn,
            site=query.site,
            order=query.order,
            kind=query.kind,
            undecided_only=query.undecided,
            after=after_id("receipt-exceptions", query.after),
            limit=query.limit + 1,
        )
    return page_of(
        rows,
        query.limit,
        ExceptionAnswer.model_validate,
        lambda row: encode_cursor("receipt-exceptions", row.id),
    )


@router.post(
    "/receipt-exceptions/{exception_id}/decision",
    operation_id="decide_receipt_exception",
    responses=problems(404, 409),
)
def decide(
    who: Manager, database: Db, now: Now, exception_id: PathId, wanted: DecisionRequest
) -> ExceptionAnswer:
    """Say what becomes of it, once. What is not decided on of its quantity stays to be decided."""
    with database.transaction() as conn:
        return service.decide(conn, exception_id, wanted, who=who, now=now())


@router.get("/receiving/{site}", operation_id="get_receiving_policy", responses=problems(404))
def get_policy(_: Viewer, database: Db, site: PathCode) -> PolicyAnswer:
    """How a site receives."""
    with database.transaction() as conn:
        return PolicyAnswer(site=site, blind=receipts.is_blind(conn, sites.get(conn, site).id))


@router.put("/receiving/{site}", operation_id="set_receiving_policy", responses=problems(404))
def set_policy(_: Manager, database: Db, site: PathCode, wanted: PolicyRequest) -> PolicyAnswer:
    """Let receivers see what was ordered, or count blind."""
    with database.transaction() as conn:
        receipts.set_blind(conn, sites.get(conn, site).id, blind=wanted.blind)
        downlink.notify(conn)
    return PolicyAnswer(site=site, blind=wanted.blind)
