"""A text is tried by certainty: a package, a document, a place, an item, a lot, a serial number."""

from __future__ import annotations

from collections.abc import Iterator

from hub.api.catalogue.schemas import CodeMeaning
from hub.api.catalogue.service import find_meaning
from hub.api.database import Connection
from hub.api.lookup.schemas import FoundAnswer, StandAnswer
from hub.domain.inbound import sscc
from hub.store import items, lookup
from hub.store.inbound import notices

MOST = 20
STANDS = 100


def look_up(conn: Connection, text: str, site: str | None) -> list[FoundAnswer]:
    """Raises Problem (`validation`) for a GS1 element string that breaks its rules."""
    return [
        *_package(conn, text, site),
        *_documents(conn, text, site),
        *_places(conn, text, site),
        *_goods(conn, text, site),
    ]


def _package(conn: Connection, text: str, site: str | None) -> Iterator[FoundAnswer]:
    number = text.removeprefix("(00)") if text.startswith("(00)") else text
    if len(number) == sscc.LENGTH + 2 and number.startswith("00"):
        number = number[2:]  # as a scanner reads it, with its application identifier
    if sscc.fault(number) is not None:
        return
    lines = notices.content(conn, number)
    if not lines or site not in (None, lines[0].site):
        return
    first = lines[0]
    inside = [
        StandAnswer(
            site=line.site, location="", location_kind="", sku=line.sku, name=line.name, unit=line.unit,
            lot=line.lot, qty=line.qty,
        )
        for line in lines
    ]  # fmt: skip
    yield FoundAnswer(
        kind="package", code=number, name=first.supplier, site=first.site, state=first.state,
        order=first.order, stands=inside,
    )  # fmt: skip


def _documents(conn: Connection, text: str, site: str | None) -> Iterator[FoundAnswer]:
    for one in lookup.documents(conn, text, site=site, limit=MOST):
        yield FoundAnswer.model_validate(one)


def _places(conn: Connection, text: str, site: str | None) -> Iterator[FoundAnswer]:
    for one in lookup.places(conn, text, site=site):
        yield FoundAnswer(
            kind="place", code=one.code, name=one.name, site=one.site, state=one.kind,
            stands=_stands(conn, None, location_id=one.id),
        )  # fmt: skip


def _goods(conn: Connection, text: str, site: str | None) -> Iterator[FoundAnswer]:
    meaning = find_meaning(conn, text)
    if meaning is None:
        yield from _numbers(conn, text, text, None, site)
        return
    item = items.get(conn, meaning.item.sku)
    if meaning.gs1 is not None and (meaning.gs1.lot or meaning.gs1.serial):
        yield from _numbers(conn, meaning.gs1.lot, meaning.gs1.serial, item.id, site)
    yield _item(conn, meaning, item.id, site)
    if meaning.gs1 is None:
        yield from _numbers(conn, text, text, None, site)


def _item(conn: Connection, meaning: CodeMeaning, item_id: int, site: str | None) -> FoundAnswer:
    return FoundAnswer(
        kind="item", code=meaning.item.sku, name=meaning.item.name, sku=meaning.item.sku,
        stands=_stands(conn, site, item_id=item_id),
    )  # fmt: skip


def _numbers(
    conn: Connection, lot: str | None, serial: str | None, item_id: int | None, site: str | None
) -> Iterator[FoundAnswer]:
    for of in lookup.lots(conn, lot, item_id=item_id, limit=MOST) if lot else ():
        stands = _stands(conn, site, item_id=of.id, lot=lot)
        yield FoundAnswer(kind="lot", code=lot or "", name=of.name, sku=of.sku, stands=stands)
    for piece in lookup.serials(conn, serial, item_id=item_id, limit=MOST) if serial else ():
        where = StandAnswer(
            site=piece.site, location=piece.location, location_kind=piece.location_kind, sku=piece.sku,
            name=piece.name, unit="", lot=piece.lot, qty=0 if piece.outside else 1,
        )  # fmt: skip
        yield FoundAnswer(
            kind="serial", code=serial or "", name=piece.name, sku=piece.sku, site=piece.site, stands=[where]
        )


def _stands(
    conn: Connection,
    site: str | None,
    *,
    item_id: int | None = None,
    location_id: int | None = None,
    lot: str | None = None,
) -> list[StandAnswer]:
    rows = lookup.stands(conn, site=site, limit=STANDS, item_id=item_id, location_id=location_id, lot=lot)
    return [StandAnswer.model_validate(row) for row in rows]
