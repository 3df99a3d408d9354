"""Lot, serial number and day of expiry, where an item demands them: asked for until all are there. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from devices.codes.gs1 import ScannedCode
from edge.station.bench import Feedback, stop
from edge.station.errand import Lookup
from edge.station.goods_in.reckoning import fit
from edge.station.goods_in.unloading import Goods, Unloading
from gateway.wire.inbound import DuePackage, PackedLine
from gateway.wire.messages import Detail

# as GS1 writes it, as people do, and without dashes
_DAYS: Final = (re.compile(r"(\d\d)(\d\d)(\d\d)"), re.compile(r"(\d{4})-?(\d\d)-?(\d\d)"))


class Asked(msgspec.Struct, frozen=True):
    """Goods that were scanned and cannot be counted before what they want is known."""

    goods: Goods
    wants: tuple[Detail, ...]

    @property
    def lacking(self) -> tuple[Detail, ...]:
        return lacking(self.goods, self.wants)

    def question(self) -> Feedback:
        return stop("details_wanted", name=self.goods.name, details=",".join(self.lacking))

    def answered(self, code: ScannedCode, text: str, lookup: Lookup) -> Asked | Feedback:
        """With what a scan of the goods' own code says; what was typed is the first that is asked."""
        hit = lookup(text) or (lookup(code.gtin) if code.gtin else None)
        if hit is not None and hit.sku != self.goods.sku:
            return stop("details_first", name=self.goods.name, details=",".join(self.lacking))
        if hit is not None or code.lot or code.serial or code.expiry:
            return Asked(
                msgspec.structs.replace(
                    self.goods,
                    lot=self.goods.lot or fit(code.lot),
                    serial=self.goods.serial or fit(code.serial),
                    expiry=self.goods.expiry or code.expiry,
                ),
                self.wants,
            )
        return self._typed(text)

    def _typed(self, text: str) -> Asked | Feedback:
        first = self.lacking[0]
        if first != "expiry":
            return Asked(msgspec.structs.replace(self.goods, **{first: fit(text)}), self.wants)
        day = typed_day(text)
        if day is None:
            return stop("no_day", text=text[:20])
        return Asked(msgspec.structs.replace(self.goods, expiry=day), self.wants)


def lacking(goods: Goods | PackedLine, wants: Iterable[Detail]) -> tuple[Detail, ...]:
    serial = goods.serial if isinstance(goods, Goods) else None
    given: Mapping[Detail, object] = {"lot": goods.lot, "serial": serial, "expiry": goods.expiry}
    return tuple(detail for detail in wants if not given[detail])


def typed_day(text: str) -> date | None:
    """2027-01-31, 20270131 or, as in AI (17), 270131; its day 00 is the last of the month."""
    for pattern in _DAYS:
        match = pattern.fullmatch(text)
        if match is not None:
            year, month, day = (int(part) for part in match.groups())
            return _day(year + 2000 if year < 100 else year, month, day)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        if day == 0:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        return date(year, month, day)
    except ValueError:
        return None


def serial_fault(
    goods: Goods, wants: Collection[Detail], hand: Unloading, there: Collection[str]
) -> Feedback | None:
    """Why these goods cannot be counted; None: they can. ``there``: serial numbers that are in stock."""
    if "serial" in wants and goods.qty != 1:
        return stop("serial_one_by_one", name=goods.name)
    if goods.serial and (goods.qty != 1 or hand.has_serial(goods.sku, goods.serial)):
        return stop("serial_twice", name=goods.name, serial=goods.serial)
    if goods.serial in there and not hand.door_has(goods.sku, goods.serial or ""):
        return stop("serial_in_stock", name=goods.name, serial=goods.serial or "")
    return None


def package_fault(package: DuePackage, lookup: Lookup) -> Feedback | None:
    """A package whose notice does not say what its items demand is opened, and scanned piece by piece."""
    found = {}
    for line in package.lines:
        hit = lookup(line.sku)
        lacks = lacking(line, hit.wants) if hit is not None else ()
        if lacks:
            found[line.name] = lacks
    return stop("package_lacks", sscc=package.sscc, lacking=listed(found)) if found else None


def door_fault(hand: Unloading, lookup: Lookup) -> Feedback | None:
    """What only the portal has counted of items that demand more than a tag tells."""
    found: dict[str, tuple[Detail, ...]] = {}
    for one in hand.door.seen:
        hit = lookup(one.sku)
        wants = tuple(detail for detail in (hit.wants if hit else ()) if detail != "serial")
        if wants and hand.qty(one.sku) > max(hand.by_hand(one.sku), Decimal(0)):
            found[one.name] = wants
    return stop("door_lacks", lacking=listed(found)) if found else None


def listed(found: Mapping[str, tuple[Detail, ...]]) -> str:
    """For a text's {lacking}: an item a line, its details behind a tab."""
    return "\n".join(f"{name}\t{','.join(details)}" for name, details in found.items())
