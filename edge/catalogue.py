"""The catalogue as an agent needs it: from a scanned code to an item, at once, without the network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from gateway.wire.messages import Catalog, CatalogItem


@dataclass(frozen=True, slots=True)
class Match:
    """A code that the catalogue knows: `code` in the catalogue's spelling, `qty` base units a scan."""

    code: str
    item: CatalogItem
    qty: Decimal


class Catalogue:
    """One complete version, immutable. Version 0 is 'none has come yet'."""

    def __init__(self, version: int = 0, items: Iterable[CatalogItem] = ()) -> None:
        self.version = version
        self.items = {item.sku: item for item in items}
        self._by_code: dict[str, Match] = {}
        self._by_gtin: dict[str, Match] = {}
        for item in self.items.values():
            self._add(item.sku, item, Decimal(1))
            for code in item.codes:
                self._add(code.code, item, code.qty)

    def _add(self, code: str, item: CatalogItem, qty: Decimal) -> None:
        match = Match(code, item, qty)
        self._by_code[code] = match
        gtin = as_gtin14(code)
        if gtin is not None:
            self._by_gtin.setdefault(gtin, match)

    def __len__(self) -> int:
        return len(self.items)

    def lookup(self, code: str) -> Match | None:
        """What a code stands for. A GTIN is found whether it is written with 8, 12, 13 or 14 digits."""
        match = self._by_code.get(code)
        if match is None:
            gtin = as_gtin14(code)
            match = self._by_gtin.get(gtin) if gtin is not None else None
        return match


def as_gtin14(code: str) -> str | None:
    """A GTIN-8, -12, -13 or -14 with its right check digit as 14 digits (GS1 General Specifications 7.9);
    None for anything else."""
    if len(code) not in (8, 12, 13, 14) or not code.isascii() or not code.isdigit():
        return None
    digits = [int(digit) for digit in code.zfill(14)]
    weighted = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return code.zfill(14) if weighted % 10 == 0 else None


class PageCollector:
    """Pages as they come, in any order, again and again; a version counts once all its pages are there.

    A version is not compared by size: a hub that was set up anew starts to count again, and is right.
    """

    def __init__(self, current_version: int = 0) -> None:
        self.current_version = current_version
        self._pages: dict[int, Catalog] = {}

    def add(self, page: Catalog) -> Catalogue | None:
        """The new catalogue when this page was the last one missing. Raises ValueError for a page number
        that cannot be."""
        if not 1 <= page.page <= page.pages:
            raise ValueError(f"catalogue page {page.page} of {page.pages} cannot be")
        if page.version == self.current_version:
            return None
        self._pages[page.page] = page
        same = [p for p in self._pages.values() if p.version == page.version and p.page <= page.pages]
        if len(same) < page.pages:
            return None
        items = [item for p in sorted(same, key=lambda p: p.page) for item in p.items]
        self.current_version, self._pages = page.version, {}
        return Catalogue(page.version, items)
