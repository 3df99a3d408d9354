from __future__ import annotations

from hub.api.amounts import has_decimals
from hub.api.catalogue.meaning import gs1_parts
from hub.api.catalogue.schemas import (
    CodeAnswer,
    CodeMeaning,
    FixedPlaceAnswer,
    FixedPlaceRequest,
    ItemAnswer,
    ItemChanges,
    NewCodeRequest,
    NewItemRequest,
)
from hub.api.database import Connection
from hub.api.problems import Problem, WrongFields, not_found
from hub.domain.gtin import forms as gtin_forms
from hub.store import item_places, items, locations


def create_item(conn: Connection, wanted: NewItemRequest) -> ItemAnswer:
    """Raises ConflictError when the SKU, or it as a code, is taken."""
    return ItemAnswer.model_validate(items.create(conn, items.NewItem(**wanted.model_dump())))


def change_item(conn: Connection, sku: str, wanted: ItemChanges) -> ItemAnswer:
    """Raises NotFoundError."""
    changes = wanted.model_dump(include=wanted.model_fields_set)
    if not changes:
        return ItemAnswer.model_validate(items.get(conn, sku))
    return ItemAnswer.model_validate(items.update(conn, sku, changes))


def add_code(conn: Connection, sku: str, wanted: NewCodeRequest) -> CodeAnswer:
    """Raises NotFoundError, ConflictError, Problem (`validation`)."""
    wrong = WrongFields()
    if wanted.kind == "gtin" and not gtin_forms(wanted.code):
        wrong.add(
            "body.code", "not a GTIN: 8, 12, 13 or 14 digits with a valid check digit (or say kind `other`)"
        )
    item = items.get(conn, sku)
    if not has_decimals(wanted.qty, item.qty_decimals):
        wrong.add("body.qty", f"item {sku} is counted with {item.qty_decimals} decimals")
    wrong.raise_if_any()
    return CodeAnswer.model_validate(
        items.add_code(conn, sku, wanted.code, wanted.kind, wanted.qty, wanted.pack)
    )


def remove_code(conn: Connection, sku: str, code: str) -> None:
    """Raises NotFoundError, Problem (`conflict`) for the item's own SKU."""
    known = items.find_code(conn, code)
    if known is not None and known.sku == sku and known.kind == "sku":
        raise Problem("conflict", f"{code} is the item's own SKU; it stays a code of the item.")
    items.remove_code(conn, sku, code)


def fix_place(
    conn: Connection, sku: str, site: str, place: str, wanted: FixedPlaceRequest
) -> FixedPlaceAnswer:
    """Raises NotFoundError, Problem (`conflict`, `validation`)."""
    item, location = items.get(conn, sku), locations.get(conn, site, place)
    if location.outside or location.kind == "in_transit":
        raise Problem("conflict", f"{place} is no place where goods stand.")
    wrong = WrongFields()
    if wanted.max_qty is not None and not has_decimals(wanted.max_qty, item.qty_decimals):
        wrong.add("body.max_qty", f"item {sku} is counted with {item.qty_decimals} decimals")
    wrong.raise_if_any()
    row = {"sku": sku, "site": site, "place": place, "max_qty": wanted.max_qty}
    item_places.save_many(conn, [row])
    return FixedPlaceAnswer.model_validate(row)


def meaning(conn: Connection, code: str) -> CodeMeaning:
    """Raises Problem (`not-found`, `validation`)."""
    found = find_meaning(conn, code)
    if found is None:
        parts = gs1_parts(code)
        by = f" (GTIN {parts.gtin})" if parts and parts.gtin else ""
        raise not_found("item with the code", f"{code!r}{by}", "POST /api/v1/items/{sku}/codes adds one.")
    return found


def find_meaning(conn: Connection, code: str) -> CodeMeaning | None:
    """Raises Problem (`validation`)."""
    parts = None if (found := items.find_code(conn, code)) else gs1_parts(code)
    if found is None:
        gtin = parts.gtin if parts else code
        candidates = gtin_forms(gtin) if gtin else []
        found = next((known for other in candidates if (known := items.find_code(conn, other))), None)
    if found is None:
        return None
    item = ItemAnswer.model_validate(items.get(conn, found.sku))
    return CodeMeaning.model_validate(
        {
            "code": code,
            "matched": found.code,
            "kind": found.kind,
            "qty": found.qty,
            "item": item,
            "gs1": parts,
        }
    )
