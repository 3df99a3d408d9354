from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from hub.api.auth.roles import Admin, Manager, Operator, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.paging import Page, PageQuery, after_id, decode_cursor, encode_cursor, page_of
from hub.api.purchasing import service
from hub.api.purchasing.document import service as document
from hub.api.purchasing.document.service import A_DOCUMENT
from hub.api.purchasing.schemas import (
    DocumentQuery,
    HistoryAnswer,
    LimitAnswer,
    LimitRequest,
    NewCallOff,
    NewPurchaseOrder,
    OnOrderAnswer,
    OnOrderQuery,
    PurchaseOrderAnswer,
    PurchaseOrderChanges,
    PurchaseOrderQuery,
    PurchaseOrderSummary,
    WhyRequest,
)
from hub.api.references import known_site
from hub.api.values import PathCode
from hub.api.versions import SeenVersion, tag
from hub.domain.purchasing.approval import Limit
from hub.store.purchasing import history, limits, on_order, orders, work
from hub.store.purchasing.history import By

router = APIRouter(tags=["purchasing"])
OPEN_STATES = ("draft", "approved", "sent", "partly_received")


@router.get("/purchase-orders", operation_id="list_purchase_orders")
def list_purchase_orders(
    _: Viewer, database: Db, query: Annotated[PurchaseOrderQuery, Query()]
) -> Page[PurchaseOrderSummary]:
    """Purchase orders, blanket orders and call-offs, newest first."""
    states = [query.state] if query.state else list(OPEN_STATES) if query.open else None
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = orders.list_page(
            conn,
            site=query.site,
            supplier=query.supplier,
            states=states,
            kind=query.kind,
            sku=query.sku,
            due_before=query.due_before,
            after=after_id("purchase-orders", query.after),
            limit=query.limit + 1,
        )
        shown = service.summaries(conn, rows[: query.limit])
    more = len(rows) > query.limit
    return Page(
        items=shown, next=encode_cursor("purchase-orders", rows[query.limit - 1].id) if more else None
    )


@router.post(
    "/purchase-orders",
    operation_id="create_purchase_order",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def create_purchase_order(
    who: Operator, response: Response, once: Once, wanted: NewPurchaseOrder
) -> PurchaseOrderAnswer:
    """Draft an order, or a blanket order for call-offs.

    Sent again under its key it gets the first answer again and makes nothing.
    """
    made = once(
        who.user_id,
        {"purchase": wanted},
        PurchaseOrderAnswer,
        lambda conn, at: service.create(conn, wanted, who=who, now=at),
    )
    tag(response, made.version)
    return made


@router.get("/purchase-orders/{number}", operation_id="get_purchase_order", responses=problems(404))
def get_purchase_order(_: Viewer, database: Db, response: Response, number: PathCode) -> PurchaseOrderAnswer:
    """One order with its lines; its ETag is what a change sends back."""
    with database.transaction() as conn:
        answer = service.one(conn, orders.get(conn, number))
    tag(response, answer.version)
    return answer


@router.patch(
    "/purchase-orders/{number}",
    operation_id="change_purchase_order",
    responses=problems(404, 409, 412, 428),
)
def change_purchase_order(
    who: Operator,
    database: Db,
    now: Now,
    response: Response,
    number: PathCode,
    seen: SeenVersion,
    wanted: PurchaseOrderChanges,
) -> PurchaseOrderAnswer:
    """Change the named fields. Beyond the approved amount the order becomes a draft again.

    Its history keeps what it was before. Once it is approved, only a manager may change it.
    """
    with database.transaction() as conn:
        changed = service.change(conn, number, seen, wanted, who=who, now=now())
    tag(response, changed.version)
    return changed


@router.post(
    "/purchase-orders/{number}/approve",
    operation_id="approve_purchase_order",
    responses=problems(404, 409, 412, 428),
)
def approve_purchase_order(
    who: Operator, database: Db, now: Now, response: Response, number: PathCode, seen: SeenVersion
) -> PurchaseOrderAnswer:
    """Approve a draft, up to the limit of the user's role."""
    with database.transaction() as conn:
        changed = service.approve(conn, number, seen, who=who, now=now())
    tag(response, changed.version)
    return changed


@router.post(
    "/purchase-orders/{number}/send",
    operation_id="send_purchase_order",
    responses=problems(404, 409, 412, 428),
)
def send_purchase_order(
    who: Operator, database: Db, now: Now, response: Response, number: PathCode, seen: SeenVersion
) -> PurchaseOrderAnswer:
    """Say that an approved order is sent: its supplier sees it by his link, and his time counts."""
    with database.transaction() as conn:
        sent = work.send(conn, number, seen, at=now(), by=By(who.user_id))
        changed = service.one(conn, sent)
    tag(response, changed.version)
    return changed


@router.post(
    "/purchase-orders/{number}/close",
    operation_id="close_purchase_order",
    responses=problems(404, 409, 412, 428),
)
def close_purchase_order(
    who: Manager,
    database: Db,
    now: Now,
    response: Response,
    number: PathCode,
    seen: SeenVersion,
    wanted: WhyRequest,
) -> PurchaseOrderAnswer:
    """Wait for nothing more of an order. What a call-off did not get, its blanket order has again."""
    with database.transaction() as conn:
        closed = work.close(conn, number, seen, reason=wanted.reason, at=now(), by=By(who.user_id))
        changed = service.one(conn, closed)
    tag(response, changed.version)
    return changed


@router.post(
    "/purchase-orders/{number}/cancel",
    operation_id="cancel_purchase_order",
    responses=problems(404, 409, 412, 428),
)
def cancel_purchase_order(
    who: Manager,
    database: Db,
    now: Now,
    response: Response,
    number: PathCode,
    seen: SeenVersion,
    wanted: WhyRequest,
) -> PurchaseOrderAnswer:
    """Cancel an order of which nothing has come."""
    with database.transaction() as conn:
        cancelled = work.cancel(conn, number, seen, reason=wanted.reason, at=now(), by=By(who.user_id))
        changed = service.one(conn, cancelled)
    tag(response, changed.version)
    return changed


@router.post(
    "/purchase-orders/{number}/call-offs",
    operation_id="call_off",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def call_off(
    who: Operator,
    response: Response,
    once: Once,
    number: PathCode,
    wanted: NewCallOff,
) -> PurchaseOrderAnswer:
    """Order a part of a blanket order, at its prices and approved with it; never more than it has left.

    Sent again under its key it gets the first answer again and draws nothing.
    """
    made = once(
        who.user_id,
        {"call_off": number, "of": wanted},
        PurchaseOrderAnswer,
        lambda conn, at: service.call_off(conn, number, wanted, who=who, now=at),
    )
    tag(response, made.version)
    return made


@router.get(
    "/purchase-orders/{number}/document",
    operation_id="purchase_order_document",
    response_class=Response,
    responses=problems(404) | A_DOCUMENT,
)
def purchase_order_document(
    _: Viewer,
    database: Db,
    request: Request,
    number: PathCode,
    query: Annotated[DocumentQuery, Query()],
) -> Response:
    """The order as its supplier gets it: PDF to read, CSV and XLSX for his own system."""
    font: str | None = request.app.state.settings.pdf_font
    with database.transaction() as conn:
        order = orders.get(conn, number)
        return document.answer(conn, order, query.format, language=query.language, font=font)


@router.get(
    "/purchase-orders/{number}/history", operation_id="purchase_order_history", responses=problems(404)
)
def purchase_order_history(
    _: Viewer, database: Db, number: PathCode, query: Annotated[PageQuery, Query()]
) -> Page[HistoryAnswer]:
    """What became of an order, oldest first: who did what, and what it was before and after."""
    of = f"history of {number}"
    with database.transaction() as conn:
        order = orders.get(conn, number)
        rows = history.list_page(conn, order.id, after=after_id(of, query.after), limit=query.limit + 1)
    return page_of(rows, query.limit, HistoryAnswer.model_validate, lambda row: encode_cursor(of, row.id))


@router.get("/on-order", operation_id="list_on_order")
def list_on_order(_: Viewer, database: Db, query: Annotated[OnOrderQuery, Query()]) -> Page[OnOrderAnswer]:
    """What suppliers still owe, by SKU and site, and when it is due."""
    after = decode_cursor("on-order", query.after, str, str) or ("", "")
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = on_order.open_qtys(conn, site=query.site, skus=[query.sku] if query.sku else None)
    answers = [one for one in service.on_order_answers(rows) if (one.sku, one.site) > after]
    return page_of(
        answers, query.limit, lambda one: one, lambda one: encode_cursor("on-order", one.sku, one.site)
    )


@router.get("/purchase-limits", operation_id="list_purchase_limits")
def list_purchase_limits(_: Viewer, database: Db, __: Annotated[PageQuery, Query()]) -> Page[LimitAnswer]:
    """How much of one order each role may approve."""
    with database.transaction() as conn:
        rows = limits.list_all(conn)
    return Page(items=[_limit(row) for row in rows], next=None)


@router.post("/purchase-limits", operation_id="put_purchase_limit")
def put_purchase_limit(_: Admin, database: Db, wanted: LimitRequest) -> LimitAnswer:
    """Set how much of one order a role may approve, in a currency or in all without a limit of their own."""
    limit = Limit(wanted.role, wanted.currency or "", wanted.amount)
    with database.transaction() as conn:
        limits.put(conn, limit)
    return _limit(limit)


def _limit(row: Limit) -> LimitAnswer:
    return LimitAnswer.model_validate(
        {"role": row.role, "currency": row.currency or None, "amount": row.amount}
    )
