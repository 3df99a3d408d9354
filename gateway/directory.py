"""What codes and places mean: remembered, and asked for when they were not seen before.

A change of the catalogue raises its version, and with that everything remembered of it is forgotten. Places
never change what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable

from hub.store import items, locations
from hub.store.items import Connection, KnownCode
from hub.store.locations import KnownPlace

MAX_REMEMBERED = 200_000


class Directory:
    """``codes`` by code, ``places`` by (site id, code): look up after ``learn``. ``benches``: ids of
    places."""

    def __init__(self) -> None:
        self.codes: dict[str, KnownCode] = {}
        self.places: dict[tuple[int, str], KnownPlace] = {}
        self.benches: set[int] = set()
        self._version = 0

    def learn(self, conn: Connection, codes: set[str], places: set[tuple[int, str]]) -> None:
        """Ask for what is not known. Unknown codes and places are asked for again each time."""
        version = items.catalog_version(conn)
        if version != self._version or len(self.codes) > MAX_REMEMBERED:
            self.codes.clear()
            self._version = version
        new_codes = codes - self.codes.keys()
        if new_codes:
            self._remember_codes(items.resolve(conn, sorted(new_codes)))
        new_places = places - self.places.keys()
        if new_places:
            self._remember_places(locations.by_codes(conn, sorted(new_places)))

    def _remember_codes(self, found: Iterable[KnownCode]) -> None:
        self.codes.update((known.code, known) for known in found)

    def _remember_places(self, found: Iterable[KnownPlace]) -> None:
        for known in found:
            self.places[known.site_id, known.code] = known
            if known.kind == "bench":
                self.benches.add(known.id)
