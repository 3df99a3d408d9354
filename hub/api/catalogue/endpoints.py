from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, status

from hub.api.auth.roles import Manager, Viewer
from hub.api.catalogue import service
from hub.api.catalogue.schemas import (
    CodeAnswer,
    CodeMeaning,
    FixedPlaceAnswer,
    FixedPlaceRequest,
    ItemAnswer,
    ItemChanges,
    ItemQuery,
    NewCodeRequest,
    NewItemRequest,
)
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.paging import Page, after_text, encode_cursor, page_of
from hub.api.values import PathCode, PathTail
from hub.store import item_places, items

router = APIRouter(tags=["items"])
LongCode = Annotated[
    str,
    Path(min_length=1, max_length=512, description="A stored code or a GS1 element string (FNC1 as %1D)."),
]


@router.get("/items", operation_id="list_items")
def list_items(_: Viewer, database: Db, query: Annotated[ItemQuery, Query()]) -> Page[ItemAnswer]:
    """Items by SKU."""
    with database.transaction() as conn:
        rows = items.list_page(
            conn,
            after=after_text("items", query.after) or "",
            limit=query.limit + 1,
            category=query.category,
            active=query.active,
            search=query.q,
        )
    return page_of(rows, query.limit, ItemAnswer.model_validate, lambda row: encode_cursor("items", row.sku))


@router.post(
    "/items", operation_id="create_item", status_code=status.HTTP_201_CREATED, responses=problems(409)
)
def create_item(_: Manager, database: Db, wanted: NewItemRequest) -> ItemAnswer:
    """Make an item; its SKU becomes its first code. Agents are told."""
    with database.transaction() as conn:
        return service.create_item(conn, wanted)


@router.get("/items/{sku}", operation_id="get_item", responses=problems(404))
def get_item(_: Viewer, database: Db, sku: PathCode) -> ItemAnswer:
    """One item."""
    with database.transaction() as conn:
        return ItemAnswer.model_validate(items.get(conn, sku))


@router.patch("/items/{sku}", operation_id="change_item", responses=problems(404))
def change_item(_: Manager, database: Db, sku: PathCode, wanted: ItemChanges) -> ItemAnswer:
    """Change the named fields of an item. Agents are told. What it is counted in never changes."""
    with database.transaction() as conn:
        return service.change_item(conn, sku, wanted)


@router.get("/items/{sku}/codes", operation_id="list_codes", responses=problems(404))
def list_codes(_: Viewer, database: Db, sku: PathCode) -> Page[CodeAnswer]:
    """All codes that stand for an item."""
    with database.transaction() as conn:
        items.get(conn, sku)
        codes = items.codes(conn, sku)
    return Page(items=[CodeAnswer.model_validate(code) for code in codes], next=None)


@router.post(
    "/items/{sku}/codes",
    operation_id="add_code",
    status_code=status.HTTP_201_CREATED,
    responses=problems(404, 409),
)
def add_code(_: Manager, database: Db, sku: PathCode, wanted: NewCodeRequest) -> CodeAnswer:
    """Let a code stand for so many base units of the item. Agents are told."""
    with database.transaction() as conn:
        return service.add_code(conn, sku, wanted)


@router.delete(
    "/items/{sku}/codes/{code:path}",
    operation_id="remove_code",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404, 409),
)
def remove_code(_: Manager, database: Db, sku: PathCode, code: LongCode) -> None:
    """Take a code away from an item; its own SKU stays. Agents are told."""
    with database.transaction() as conn:
        service.remove_code(conn, sku, code)


@router.get("/items/{sku}/places", operation_id="list_fixed_places", responses=problems(404))
def list_fixed_places(_: Viewer, database: Db, sku: PathCode) -> Page[FixedPlaceAnswer]:
    """Where an item always stands."""
    with database.transaction() as conn:
        items.get(conn, sku)
        places = item_places.list_all(conn, [sku])
    return Page(items=[FixedPlaceAnswer.model_validate(place) for place in places], next=None)


@router.put("/items/{sku}/places/{site}/{place:path}", operation_id="fix_place", responses=problems(404, 409))
def fix_place(
    _: Manager, database: Db, sku: PathCode, site: PathCode, place: PathTail, wanted: FixedPlaceRequest
) -> FixedPlaceAnswer:
    """Give an item a fixed place, or change how much of it goes there."""
    with database.transaction() as conn:
        return service.fix_place(conn, sku, site, place, wanted)


@router.delete(
    "/items/{sku}/places/{site}/{place:path}",
    operation_id="free_place",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(404),
)
def free_place(_: Manager, database: Db, sku: PathCode, site: PathCode, place: PathTail) -> None:
    """Take a fixed place away from an item. What stands there stays."""
    with database.transaction() as conn:
        item_places.remove(conn, sku, site, place)


@router.get("/codes/{code:path}", operation_id="what_is_code", responses=problems(404))
def what_is_code(_: Viewer, database: Db, code: LongCode) -> CodeMeaning:
    """What a code on a box stands for: the item, how many of it, and what a GS1 element string adds."""
    with database.transaction() as conn:
        return service.meaning(conn, code)
