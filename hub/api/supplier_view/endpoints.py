from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, PageQuery, after_id, decode_cursor, encode_cursor, page_of
from hub.api.problems import Problem
from hub.api.purchasing.document import service as document
from hub.api.purchasing.document.service import A_DOCUMENT
from hub.api.supplier_view import service
from hub.api.supplier_view.holder import SupplierHolder
from hub.api.supplier_view.schemas import (
    ConfirmRequest,
    GoodsAnswer,
    SelfAnswer,
    SupplierDocumentQuery,
    SupplierOrderAnswer,
    SupplierOrdersQuery,
)
from hub.api.values import PathCode
from hub.api.versions import SeenVersion, tag
from hub.store import supplier_links

router = APIRouter(tags=["supplier's view"], responses=problems(401))


@router.get("/supplier-view", operation_id="supplier_self")
def supplier_self(who: SupplierHolder) -> SelfAnswer:
    """Whose link it is, and until when it opens."""
    return SelfAnswer.model_validate(
        {name: getattr(who.supplier, name) for name in ("code", "name", "language")}
        | {"expires_at": who.expires_at}
    )


@router.get("/supplier-view/orders", operation_id="supplier_orders")
def supplier_orders(
    who: SupplierHolder, database: Db, query: Annotated[SupplierOrdersQuery, Query()]
) -> Page[SupplierOrderAnswer]:
    """The supplier's own orders that were sent, newest first."""
    of = f"orders of supplier {who.supplier.id}"
    with database.transaction() as conn:
        rows = service.list_page(
            conn, who, only_open=query.open, after=after_id(of, query.after), limit=query.limit + 1
        )
        shown = service.answers(conn, rows[: query.limit])
    more = len(rows) > query.limit
    return Page(items=shown, next=encode_cursor(of, rows[query.limit - 1].id) if more else None)


@router.get("/supplier-view/orders/{number}", operation_id="supplier_order", responses=problems(404))
def supplier_order(
    who: SupplierHolder, database: Db, response: Response, number: PathCode
) -> SupplierOrderAnswer:
    """One of them."""
    with database.transaction() as conn:
        answer = service.answers(conn, [service.find(conn, who, number)])[0]
    tag(response, answer.version)
    return answer


@router.get(
    "/supplier-view/orders/{number}/document",
    operation_id="supplier_order_document",
    response_class=Response,
    responses=problems(404, 409) | A_DOCUMENT,
)
def supplier_order_document(
    who: SupplierHolder,
    database: Db,
    request: Request,
    number: PathCode,
    query: Annotated[SupplierDocumentQuery, Query()],
) -> Response:
    """It as PDF, CSV or XLSX."""
    font: str | None = request.app.state.settings.pdf_font
    with database.transaction() as conn:
        order = service.find(conn, who, number)
        if not service.is_shown(order):
            raise Problem("conflict", f"{number} is being changed; it is here again when it is sent.")
        return document.answer(conn, order, query.format, font=font)


@router.post(
    "/supplier-view/orders/{number}/confirm",
    operation_id="supplier_confirms",
    responses=problems(404, 409, 412, 428),
)
def supplier_confirms(
    who: SupplierHolder,
    database: Db,
    now: Now,
    response: Response,
    number: PathCode,
    seen: SeenVersion,
    wanted: ConfirmRequest,
) -> SupplierOrderAnswer:
    """Say on which day each line arrives."""
    with database.transaction() as conn:
        answer = service.confirm(conn, who, number, seen, wanted, now())
    tag(response, answer.version)
    return answer


@router.get("/supplier-view/items", operation_id="supplier_goods")
def supplier_goods(
    who: SupplierHolder, database: Db, now: Now, query: Annotated[PageQuery, Query()]
) -> Page[GoodsAnswer]:
    """Stock and sales of the items that the supplier delivers, by SKU and site. No prices."""
    of = f"goods of supplier {who.supplier.id}"
    after = decode_cursor(of, query.after, str, str) or ("", "")
    with database.transaction() as conn:
        rows = supplier_links.goods(
            conn,
            who.supplier.id,
            today=now().date(),
            after=(str(after[0]), str(after[1])),
            limit=query.limit + 1,
        )
    return page_of(
        rows, query.limit, GoodsAnswer.model_validate, lambda row: encode_cursor(of, row.sku, row.site)
    )
