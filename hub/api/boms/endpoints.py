from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from hub.api.auth.roles import Manager, Viewer
from hub.api.boms import service
from hub.api.boms.schemas import (
    BomAnswer,
    BomChanges,
    BomQuery,
    BuildableAnswer,
    BuildableQuery,
    ExplosionAnswer,
    ExplosionQuery,
    NewBom,
)
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.idempotency import Once
from hub.api.paging import Page, decode_cursor, encode_cursor, page_of
from hub.api.references import known_site
from hub.api.values import PathId
from hub.api.versions import SeenVersion, tag
from hub.store.production import boms

router = APIRouter(tags=["production"])


def _after(of: str, text: str | None) -> tuple[str, int]:
    values = decode_cursor(of, text, str, int)
    return ("", 0) if values is None else (str(values[0]), int(values[1] or 0))


@router.get("/boms", operation_id="list_boms")
def list_boms(_: Viewer, database: Db, query: Annotated[BomQuery, Query()]) -> Page[BomAnswer]:
    """Bills of materials with their components, by SKU and version."""
    with database.transaction() as conn:
        rows = boms.list_page(
            conn,
            sku=query.sku,
            active=query.active,
            component=query.component,
            after=_after("boms", query.after),
            limit=query.limit + 1,
        )
        shown = service.answers(conn, rows)
    return page_of(
        shown, query.limit, lambda one: one, lambda one: encode_cursor("boms", one.sku, one.version)
    )


@router.post("/boms", operation_id="create_bom", status_code=status.HTTP_201_CREATED, responses=problems(409))
def create_bom(who: Manager, response: Response, once: Once, wanted: NewBom) -> BomAnswer:
    """Say what an item is made of: its next version. A ring of items made of each other is refused.

    Sent again under its key it gets the first answer again and makes nothing.
    """
    made = once(
        who.user_id,
        {"bom": wanted},
        BomAnswer,
        lambda conn, at: service.create(conn, wanted, who=who, now=at),
    )
    tag(response, made.edition)
    return made


@router.get("/boms/buildable", operation_id="list_buildable")
def list_buildable(
    _: Viewer, database: Db, query: Annotated[BuildableQuery, Query()]
) -> Page[BuildableAnswer]:
    """How much of each item with an active bill could be built now, and what limits it. One level deep."""
    with database.transaction() as conn:
        site = known_site(conn, query.site)
        assert site is not None  # noqa: S101 - one was named
        rows = service.buildable_page(
            conn, site, after=_after("buildable", query.after), limit=query.limit + 1
        )
    return page_of(
        rows, query.limit, lambda one: one, lambda one: encode_cursor("buildable", one.sku, one.version)
    )


@router.get("/boms/{bom_id}", operation_id="get_bom", responses=problems(404))
def get_bom(_: Viewer, database: Db, response: Response, bom_id: PathId) -> BomAnswer:
    """One bill of materials; its ETag is what a change sends back."""
    with database.transaction() as conn:
        answer = service.one(conn, boms.get(conn, bom_id))
    tag(response, answer.edition)
    return answer


@router.patch("/boms/{bom_id}", operation_id="change_bom", responses=problems(404, 409, 412, 428))
def change_bom(
    _: Manager, database: Db, response: Response, bom_id: PathId, seen: SeenVersion, wanted: BomChanges
) -> BomAnswer:
    """Change the named fields. Once an order was made by it, only its note and `active` change."""
    with database.transaction() as conn:
        changed = service.change(conn, bom_id, seen, wanted)
    tag(response, changed.edition)
    return changed


@router.get("/boms/{bom_id}/explosion", operation_id="explode_bom", responses=problems(404))
def explode_bom(
    _: Viewer, database: Db, bom_id: PathId, query: Annotated[ExplosionQuery, Query()]
) -> ExplosionAnswer:
    """All that a quantity takes, level by level down to what is bought, with the expected scrap."""
    with database.transaction() as conn:
        return service.explosion(conn, bom_id, query)
