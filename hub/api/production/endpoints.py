from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from hub.api.auth.roles import Manager, Operator, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.paging import Page, PageQuery, after_id, encode_cursor, page_of
from hub.api.production import reporting, service
from hub.api.production.schemas import (
    NewOrder,
    OrderAnswer,
    OrderChanges,
    OrderQuery,
    OrderSummary,
    ReleaseRequest,
    ReportAnswer,
    Reported,
    ReportRequest,
    ScrapRequest,
    WhyRequest,
)
from hub.api.references import known_site
from hub.api.values import PathCode, PathId
from hub.api.versions import SeenVersion, tag
from hub.domain.production.states import OPEN, Action
from hub.store.production import orders, reports

router = APIRouter(tags=["production"])


@router.get("/production-orders", operation_id="list_production_orders")
def list_orders(_: Viewer, database: Db, query: Annotated[OrderQuery, Query()]) -> Page[OrderSummary]:
    """Orders to make items, and to take kits apart, newest first."""
    states = [query.state] if query.state else list(OPEN) if query.open else None
    with database.transaction() as conn:
        known_site(conn, query.site)
        rows = orders.list_page(
            conn,
            site=query.site,
            sku=query.sku,
            states_=states,
            after=after_id("production-orders", query.after),
            limit=query.limit + 1,
        )
    return page_of(rows, query.limit, service.summary, lambda row: encode_cursor("production-orders", row.id))


@router.post(
    "/production-orders",
    operation_id="create_production_order",
    status_code=status.HTTP_201_CREATED,
    responses=problems(409),
)
def create_order(who: Operator, response: Response, once: Once, wanted: NewOrder) -> OrderAnswer:
    """Draft an order to make an item, or to take a kit apart. It says what is needed and what is short.

    Sent again under its key it gets the first answer again and makes nothing.
    """
    made = once(
        who.user_id,
        {"production": wanted},
        OrderAnswer,
        lambda conn, at: service.create(conn, wanted, who=who, now=at),
    )
    tag(response, made.version)
    return made


@router.get("/production-orders/{number}", operation_id="get_production_order", responses=problems(404))
def get_order(_: Viewer, database: Db, response: Response, number: PathCode) -> OrderAnswer:
    """One order with what it needs, what there is of it, and its account."""
    with database.transaction() as conn:
        answer = service.one(conn, orders.get(conn, number))
    tag(response, answer.version)
    return answer


@router.patch(
    "/production-orders/{number}",
    operation_id="change_production_order",
    responses=problems(404, 409, 412, 428),
)
def change_order(
    _: Operator, database: Db, response: Response, number: PathCode, seen: SeenVersion, wanted: OrderChanges
) -> OrderAnswer:
    """Change the named fields of a draft."""
    with database.transaction() as conn:
        changed = service.change(conn, number, seen, wanted)
    tag(response, changed.version)
    return changed


@router.post(
    "/production-orders/{number}/release",
    operation_id="release_production_order",
    responses=problems(404, 409, 412, 428),
)
def release_order(
    who: Operator,
    database: Db,
    now: Now,
    response: Response,
    number: PathCode,
    seen: SeenVersion,
    wanted: ReleaseRequest,
) -> OrderAnswer:
    """Promise the components to the order. Refused with all that is short, unless a manager lets it wait."""
    with database.transaction() as conn:
        changed = service.release(conn, number, seen, allow_short=wanted.allow_short, who=who, now=now())
    tag(response, changed.version)
    return changed


@router.post(
    "/production-orders/{number}/reports",
    operation_id="report_production",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def report(
    who: Operator,
    once: Once,
    number: PathCode,
    wanted: ReportRequest,
) -> Reported:
    """Say what was made, what was spoilt, and what was taken for it: by the bill, or what really was.

    Sent again under its key it gets the first answer again and posts nothing.
    """
    return once(
        who.user_id,
        {"production_report": number, "of": wanted},
        Reported,
        lambda conn, at: reporting.report(conn, number, wanted, who=who, now=at),
    )


@router.get(
    "/production-orders/{number}/reports", operation_id="list_production_reports", responses=problems(404)
)
def list_reports(
    _: Viewer, database: Db, number: PathCode, query: Annotated[PageQuery, Query()]
) -> Page[ReportAnswer]:
    """What was reported on an order, newest first; what was undone stays."""
    of = f"reports on {number}"
    with database.transaction() as conn:
        order = orders.get(conn, number)
        rows = reports.list_page(conn, order.id, after=after_id(of, query.after), limit=query.limit + 1)
        shown = service.report_answers(conn, rows)
    return page_of(shown, query.limit, lambda one: one, lambda one: encode_cursor(of, one.id))


@router.post(
    "/production-orders/{number}/reports/{report_id}/undo",
    operation_id="undo_production_report",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def undo_report(
    who: Manager,
    once: Once,
    number: PathCode,
    report_id: PathId,
    wanted: WhyRequest,
) -> Reported:
    """Take a wrong report back: what it made leaves the stock, what it took comes back at its cost. Once."""
    return once(
        who.user_id,
        {"undo": number, "report": report_id, "reason": wanted.reason},
        Reported,
        lambda conn, at: reporting.undo(conn, number, report_id, reason=wanted.reason, who=who, now=at),
    )


@router.post(
    "/production-orders/{number}/scrap",
    operation_id="scrap_component",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def scrap(
    who: Operator,
    once: Once,
    number: PathCode,
    wanted: ScrapRequest,
) -> Reported:
    """Write a component off that was spoilt before it was used. Spoilt pieces are reported with the good."""
    return once(
        who.user_id,
        {"scrap": number, "of": wanted},
        Reported,
        lambda conn, at: reporting.scrap(conn, number, wanted, who=who, now=at),
    )


@router.post(
    "/production-orders/{number}/close",
    operation_id="close_production_order",
    responses=problems(404, 409, 412, 428),
)
def close_order(
    who: Manager,
    database: Db,
    now: Now,
    response: Response,
    number: PathCode,
    seen: SeenVersion,
    wanted: WhyRequest,
) -> OrderAnswer:
    """Make nothing more on it: what is promised to it is free again, what is in work is written off."""
    with database.transaction() as conn:
        ended = service.end(conn, number, seen, Action.CLOSE, reason=wanted.reason, who=who, now=now())
    tag(response, ended.version)
    return ended


@router.post(
    "/production-orders/{number}/cancel",
    operation_id="cancel_production_order",
    responses=problems(404, 409, 412, 428),
)
def cancel_order(
    who: Manager,
    database: Db,
    now: Now,
    response: Response,
    number: PathCode,
    seen: SeenVersion,
    wanted: WhyRequest,
) -> OrderAnswer:
    """Cancel an order on which nothing has been reported, or all of it undone."""
    with database.transaction() as conn:
        ended = service.end(conn, number, seen, Action.CANCEL, reason=wanted.reason, who=who, now=now())
    tag(response, ended.version)
    return ended
