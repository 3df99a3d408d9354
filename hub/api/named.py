"""What a request's names stand for; everything that is wrong with them is gathered."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.problems import WrongFields
from hub.store import items, locations
from hub.store.items import KnownCode
from hub.store.locations import Location


class Names:
    """Looks names of one site up. What is not found is noted in ``wrong``, and None is given."""

    def __init__(self, conn: Connection, site: str, wrong: WrongFields) -> None:
        self._conn, self._site, self._wrong = conn, site, wrong

    def place(self, code: str, where: str, kinds: Collection[str] | None = None) -> Location | None:
        """``kinds``: those that it may be of; None: any inside the walls, but for goods on their way."""
        found = locations.find(self._conn, self._site, code)
        if found is None:
            self._wrong.add(where, f"site {self._site} has no location {code!r}")
        elif kinds is None and found.kind == "in_transit":
            self._wrong.add(where, f"what is at {code} is on its way: its transfer moves it")
            return None
        elif found.outside if kinds is None else found.kind not in kinds:
            allowed = "inside the walls" if kinds is None else f"of kind {' or '.join(sorted(kinds))}"
            self._wrong.add(where, f"{code} is of kind {found.kind}; it must be {allowed}")
            return None
        return found

    def outside(self, kind: str) -> int:
        """The id of the site's own place outside the walls."""
        return locations.get(self._conn, self._site, kind).id

    def goods(self, code: str, qty: Decimal, where: str) -> tuple[KnownCode, Decimal] | None:
        """An item by any of its codes, and the quantity in base units: a pack's code counts what it holds."""
        found = items.resolve(self._conn, [code])
        if not found:
            self._wrong.add(f"{where}.item", f"the code {code!r} stands for no item")
            return None
        known = found[0]
        base = qty * known.qty
        if not has_decimals(base, known.qty_decimals):
            times = f"{qty:f} times {known.qty.normalize():f}"
            what = f"{times}: the item is counted with {known.qty_decimals} decimals"
            self._wrong.add(f"{where}.qty", what)
            return None
        return known, base
