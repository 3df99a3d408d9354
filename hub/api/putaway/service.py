from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from hub.api import posting
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.putaway.schemas import PutawayDone, PutawayRequest
from hub.domain.evidence import SSCC
from hub.domain.ledger import Entry
from hub.domain.places import PICKABLE
from hub.store import locations, sites
from hub.store.inbound import putaway
from hub.store.inbound.putaway import Task, UnitTask

_UNSAID: Final = datetime.min.replace(tzinfo=UTC)


def put_away(conn: Connection, wanted: PutawayRequest, *, who: Principal, now: datetime) -> PutawayDone:
    """Another place than the suggested one takes a person's reason.

    Raises Problem (`validation`, `conflict`, `insufficient-stock`).
    """
    wrong = WrongFields()
    site = sites.find(conn, wanted.site)
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
        wrong.raise_if_any()
        raise AssertionError
    names = Names(conn, wanted.site, wrong)
    destination = names.place(wanted.destination, "body.destination", PICKABLE)
    loose, whole = putaway.both(conn, site.id)
    if wanted.sscc is not None:
        entries, suggested = _unit(conn, wanted, site.id, whole, wrong)
    else:
        entries, suggested = _loose(wanted, names, loose, site.id)
    wrong.raise_if_any()
    assert destination and entries  # noqa: S101 - else something would be wrong
    overridden = suggested is not None and suggested != destination.code
    if overridden and wanted.override_reason is None:
        raise Problem(
            "conflict",
            f"{wanted.sku or wanted.sscc} belongs to {suggested}, not {destination.code}. Put it there, or "
            "give an `override_reason`.",
            suggested=suggested,
        )
    evidence = {"suggested": suggested or ""}
    if wanted.override_reason is not None:
        evidence["override"] = wanted.override_reason
    if wanted.sscc is not None:
        evidence[SSCC] = wanted.sscc
    said = [
        entry._replace(destination_id=destination.id, occurred_at=now, user_id=who.user_id, evidence=evidence)
        for entry in entries
    ]
    moved = posting.move(conn, said, now=now)
    return PutawayDone(movement_id=moved[0], movements=moved, suggested=suggested, overridden=overridden)


def _loose(
    wanted: PutawayRequest, names: Names, tasks: Sequence[Task], site_id: int
) -> tuple[list[Entry], str | None]:
    assert wanted.sku and wanted.qty and wanted.source  # noqa: S101 - the request's own check
    source = names.place(wanted.source, "body.source", {"dock"})
    goods = names.goods(wanted.sku, wanted.qty, "body")
    if source is None or goods is None:
        return [], None
    key = (source.code, wanted.sku, wanted.lot)
    suggested = next((one.suggested for one in tasks if (one.location, one.sku, one.lot) == key), None)
    return [_entry(site_id, goods[0].item_id, goods[1], source.id, wanted.lot)], suggested


def _unit(
    conn: Connection, wanted: PutawayRequest, site_id: int, whole: Sequence[UnitTask], wrong: WrongFields
) -> tuple[list[Entry], str | None]:
    unit = next((one for one in whole if one.sscc == wanted.sscc), None)
    if unit is None:
        wrong.add("body.sscc", f"no package {wanted.sscc} stands whole at {wanted.site}")
        return [], None
    if unit.location == wanted.destination:
        wrong.add("body.destination", "it stands there already")
    source = locations.get(conn, wanted.site, unit.location)
    made = [_entry(site_id, line.item_id, line.qty, source.id, line.lot) for line in unit.lines]
    return made, unit.suggested


def _entry(site_id: int, item_id: int, qty: Decimal, source_id: int, lot: str) -> Entry:
    return Entry(site_id, item_id, "putaway", qty, source_id, 0, _UNSAID, lot=lot)
