"""All kinds of lists that go out and come in as files. A new one is a line here."""

from __future__ import annotations

from typing import Final

from hub.api.boms.sheets import BomComponents, Boms
from hub.api.catalogue.pack_sheets import FixedPlaces, ItemCodes
from hub.api.catalogue.sheets import Items
from hub.api.places.sheets import Places, Sites
from hub.api.problems import not_found
from hub.api.purchasing.sheets import PurchaseOrders
from hub.api.sheets.kind import SheetKind
from hub.api.ship_notices.sheets import ShipNotices
from hub.api.suppliers.sheets import SupplierItems, SupplierPrices, Suppliers

KINDS: Final[dict[str, SheetKind]] = {
    kind.name: kind
    for kind in (
        Items(),
        ItemCodes(),
        Sites(),
        Places(),
        FixedPlaces(),
        Suppliers(),
        SupplierItems(),
        SupplierPrices(),
        PurchaseOrders(),
        ShipNotices(),
        Boms(),
        BomComponents(),
    )
}


def kind_named(name: str) -> SheetKind:
    """Raises Problem (`not-found`)."""
    kind = KINDS.get(name)
    if kind is None:
        raise not_found("kind of list", repr(name), f"There are: {', '.join(KINDS)}.")
    return kind
