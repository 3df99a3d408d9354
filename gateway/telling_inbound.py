"""What a station is told of goods that come in, as a message of the wire. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from gateway.wire.inbound import (
    DoorReads,
    DueLine,
    DuePackage,
    DueReceipt,
    GoodsIn,
    KnownSerials,
    Leaving,
    PackedLine,
    Place,
    PutAway,
    SeenTag,
    StandingUnit,
    StockRow,
)
from gateway.wire.messages import VERSION, Stock
from hub.store.inbound.notices import DueLine as AnnouncedLine
from hub.store.inbound.putaway import Task, UnitTask
from hub.store.inbound.telling import MOST_STOCK, GoodsInToTell, StockToTell

_NAME_LENGTH: Final = 200


def goods_in(found: GoodsInToTell) -> GoodsIn:
    """Where receivers are blind, neither what was ordered nor what is in a package leaves the hub."""
    due: dict[str, DueReceipt] = {}
    for item in found.due:
        receipt = due.get(item.number)
        if receipt is None:
            receipt = due[item.number] = DueReceipt(
                number=item.number, supplier=item.supplier[:_NAME_LENGTH], due=item.due_on
            )
        receipt.lines.append(
            DueLine(
                sku=item.sku,
                name=item.name[:_NAME_LENGTH],
                qty=None if found.blind else item.qty,
                received_qty=item.received_qty,
            )
        )
    packages: dict[str, DuePackage] = {}
    for line in found.packages:
        if line.order not in due:
            continue  # of an order beyond the limit, or closed meanwhile
        package = packages.get(line.sscc)
        if package is None:
            package = packages[line.sscc] = DuePackage(sscc=line.sscc)
            due[line.order].packages.append(package)
        if not found.blind:
            package.lines.append(_packed(line))
    _tell_doors(found, due)
    return GoodsIn(
        blind=found.blind,
        receipts=list(due.values()),
        putaways=[_putaway(task) for task in found.putaways],
        places=[
            Place(code=place.code, kind=place.kind, name=place.name[:_NAME_LENGTH]) for place in found.places
        ],
        units=[_unit(unit) for unit in found.units],
        in_stock=_known_serials(found),
        leaving=_leaving(found),
    )


def _leaving(found: GoodsInToTell) -> list[Leaving]:
    told: dict[str, Leaving] = {}
    for item in found.leaving:
        transfer = told.get(item.number)
        if transfer is None:
            transfer = told[item.number] = Leaving(
                number=item.number, to=item.to_site[:_NAME_LENGTH], due=item.due_on
            )
        transfer.lines.append(
            DueLine(sku=item.sku, name=item.name[:_NAME_LENGTH], qty=item.qty, received_qty=item.received_qty)
        )
    return list(told.values())


def _known_serials(found: GoodsInToTell) -> list[KnownSerials]:
    known: dict[str, KnownSerials] = {}
    for one in found.serials:
        known.setdefault(one.sku, KnownSerials(sku=one.sku)).serials.append(one.serial)
    return list(known.values())


def _tell_doors(found: GoodsInToTell, due: dict[str, DueReceipt]) -> None:
    doors: dict[tuple[str, str], DoorReads] = {}

    def door(document: str, session: str | None) -> DoorReads | None:
        if session is None or document not in due:
            return None
        reads = doors.get((document, session))
        if reads is None:
            reads = doors[document, session] = DoorReads(session=session)
            due[document].door.append(reads)
        return reads

    for tag in found.seen:
        if (reads := door(tag.document, tag.session)) is not None:
            reads.tags.append(SeenTag(sku=tag.sku, name=tag.name[:_NAME_LENGTH], serial=tag.serial))
    for code in found.unplaced:
        if (reads := door(code.document, code.session)) is not None:
            reads.unplaced.append(code.code[:_NAME_LENGTH])


def stock(rows: Sequence[StockToTell], at: datetime) -> Stock:
    return Stock(
        v=VERSION,
        at=at,
        rows=[
            StockRow(sku=row.sku, location=row.location, qty=row.qty, lot=row.lot or None)
            for row in rows[:MOST_STOCK]
        ],
        whole=len(rows) <= MOST_STOCK,
    )


def _packed(line: AnnouncedLine) -> PackedLine:
    return PackedLine(
        sku=line.sku, name=line.name[:_NAME_LENGTH], qty=line.qty, lot=line.lot or None, expiry=line.expiry
    )


def _unit(unit: UnitTask) -> StandingUnit:
    return StandingUnit(
        sscc=unit.sscc,
        order=unit.order,
        location=unit.location,
        lines=[
            PackedLine(
                sku=line.sku,
                name=line.name[:_NAME_LENGTH],
                qty=line.qty,
                lot=line.lot or None,
                expiry=line.expiry,
            )
            for line in unit.lines
        ],
        to=unit.suggested,
        why=unit.why or "",
    )


def _putaway(task: Task) -> PutAway:
    return PutAway(
        sku=task.sku,
        name=task.name[:_NAME_LENGTH],
        location=task.location,
        qty=task.qty,
        lot=task.lot or None,
        to=task.suggested,
        why=task.why or "",
    )
