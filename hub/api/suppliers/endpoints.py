from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status

from hub.api.auth.roles import Manager, Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, PageQuery, after_id, after_text, encode_cursor, page_of
from hub.api.suppliers import service
from hub.api.suppliers.schemas import (
    LinkAnswer,
    NewLinkAnswer,
    NewLinkRequest,
    NewSupplierRequest,
    OfferAnswer,
    OfferQuery,
    SourceAnswer,
    SupplierAnswer,
    SupplierChanges,
    SupplierItemAnswer,
    SupplierItemRequest,
    SupplierQuery,
)
from hub.api.values import PathCode, PathId
from hub.api.versions import SeenVersion, tag
from hub.store import supplier_items, supplier_links, suppliers

router = APIRouter(tags=["suppliers"])


@router.get("/suppliers", operation_id="list_suppliers")
def list_suppliers(
    _: Viewer, database: Db, now: Now, query: Annotated[SupplierQuery, Query()]
) -> Page[SupplierAnswer]:
    """Suppliers by code, with the lead time they promise and the one that was measured."""
    with database.transaction() as conn:
        rows = suppliers.list_page(
            conn,
            after=after_text("suppliers", query.after) or "",
            limit=query.limit + 1,
            active=query.active,
            search=query.q,
        )
        shown = service.answers(conn, rows[: query.limit], now())
    more = len(rows) > query.limit
    return Page(items=shown, next=encode_cursor("suppliers", shown[-1].code) if more else None)


@router.post(
    "/suppliers", operation_id="create_supplier", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def create_supplier(
    _: Manager, database: Db, now: Now, response: Response, wanted: NewSupplierRequest
) -> SupplierAnswer:
    """Make a supplier."""
    with database.transaction() as conn:
        made = service.create(conn, wanted, now())
    tag(response, made.version)
    return made


@router.get("/suppliers/{code}", operation_id="get_supplier", responses=problems(404))
def get_supplier(_: Viewer, database: Db, now: Now, response: Response, code: PathCode) -> SupplierAnswer:
    """One supplier; its ETag is what a change sends back."""
    with database.transaction() as conn:
        answer = service.answers(conn, [suppliers.get(conn, code)], now())[0]
    tag(response, answer.version)
    return answer


@router.patch("/suppliers/{code}", operation_id="change_supplier", responses=problems(404, 412, 428))
def change_supplier(
    _: Manager,
    database: Db,
    now: Now,
    response: Response,
    code: PathCode,
    seen: SeenVersion,
    wanted: SupplierChanges,
) -> SupplierAnswer:
    """Change the named fields of a supplier. One that is not active is ordered from no more."""
    with database.transaction() as conn:
        changed = service.change(conn, code, seen, wanted, now())
    tag(response, changed.version)
    return changed


@router.get("/suppliers/{code}/items", operation_id="list_supplier_items", responses=problems(404))
def list_supplier_items(
    _: Viewer, database: Db, code: PathCode, query: Annotated[PageQuery, Query()]
) -> Page[SupplierItemAnswer]:
    """What a supplier delivers, by SKU, with its prices."""
    of = f"items of {code}"
    with database.transaction() as conn:
        supplier = suppliers.get(conn, code)
        rows = supplier_items.list_page(
            conn, supplier.id, after=after_text(of, query.after) or "", limit=query.limit + 1
        )
        shown = service.item_answers(conn, supplier.id, rows[: query.limit])
    more = len(rows) > query.limit
    return Page(items=shown, next=encode_cursor(of, shown[-1].sku) if more else None)


@router.post("/suppliers/{code}/items", operation_id="put_supplier_item", responses=problems(404))
def put_supplier_item(
    _: Manager, database: Db, now: Now, code: PathCode, wanted: SupplierItemRequest
) -> SupplierItemAnswer:
    """Say that a supplier delivers an item, on which terms and at which prices, whatever was said before."""
    with database.transaction() as conn:
        return service.put_item(conn, code, wanted, now().date())


@router.delete(
    "/suppliers/{code}/items/{sku}",
    operation_id="remove_supplier_item",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404),
)
def remove_supplier_item(_: Manager, database: Db, code: PathCode, sku: PathCode) -> None:
    """Say that a supplier does not deliver an item any more. Orders stay as they are."""
    with database.transaction() as conn:
        supplier_items.remove(conn, code, sku)


@router.get("/suppliers/{code}/offer", operation_id="supplier_offer", responses=problems(404))
def supplier_offer(
    _: Viewer, database: Db, now: Now, code: PathCode, query: Annotated[OfferQuery, Query()]
) -> OfferAnswer:
    """What ordering so many comes to: the quantity it delivers, the price of it, and when it comes."""
    with database.transaction() as conn:
        return service.offer(conn, code, query, now().date())


@router.get("/suppliers/{code}/links", operation_id="list_supplier_links", responses=problems(404))
def list_supplier_links(
    _: Manager, database: Db, code: PathCode, query: Annotated[PageQuery, Query()]
) -> Page[LinkAnswer]:
    """The links that were given to a supplier, newest first."""
    of = f"links of {code}"
    with database.transaction() as conn:
        supplier = suppliers.get(conn, code)
        rows = supplier_links.list_page(
            conn, supplier.id, after=after_id(of, query.after), limit=query.limit + 1
        )
    return page_of(rows, query.limit, LinkAnswer.model_validate, lambda row: encode_cursor(of, row.id))


@router.post(
    "/suppliers/{code}/links",
    operation_id="give_supplier_link",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def give_supplier_link(
    who: Manager, database: Db, now: Now, request: Request, code: PathCode, wanted: NewLinkRequest
) -> NewLinkAnswer:
    """Give a supplier a link to its own orders and items. Its token is shown this once."""
    public_url: str | None = request.app.state.settings.public_url
    with database.transaction() as conn:
        return service.give_link(conn, code, wanted, user_id=who.user_id, now=now(), public_url=public_url)


@router.post(
    "/suppliers/{code}/links/{link_id}/revoke",
    operation_id="revoke_supplier_link",
    responses=problems(404, 409),
)
def revoke_supplier_link(_: Manager, database: Db, now: Now, code: PathCode, link_id: PathId) -> LinkAnswer:
    """Take a link back: it opens nothing from now on."""
    with database.transaction() as conn:
        supplier = suppliers.get(conn, code)
        return LinkAnswer.model_validate(supplier_links.revoke(conn, supplier.id, link_id, at=now()))


@router.get("/items/{sku}/suppliers", operation_id="list_sources", responses=problems(404))
def list_sources(_: Viewer, database: Db, now: Now, sku: PathCode) -> Page[SourceAnswer]:
    """Who delivers an item."""
    with database.transaction() as conn:
        return Page(items=service.sources(conn, sku, now()), next=None)
