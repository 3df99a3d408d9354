from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hub.api import posting
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.holds.schemas import HoldRequest, Moved, ReleaseRequest
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.domain.ledger import Entry
from hub.domain.places import PICKABLE
from hub.store import sites
from hub.store.inbound import holds

_FREE = PICKABLE | {"dock"}
_HELD = frozenset({"hold", "damaged"})


def hold(conn: Connection, wanted: HoldRequest, *, who: Principal, now: datetime) -> Moved:
    """Raises Problem (`validation`, `conflict`, `insufficient-stock`)."""
    site = sites.find(conn, wanted.site)
    code = wanted.destination
    if code is None and site is not None:
        code = holds.place_of(conn, site.id, "hold")
        if code is None:
            raise Problem(
                "conflict", f"Site {site.code} has no place of kind hold. Make one, under locations."
            )
    return _move(conn, wanted, code or "", _FREE | {"damaged"}, {"hold"}, who, now)


def release(conn: Connection, wanted: ReleaseRequest, *, who: Principal, now: datetime) -> Moved:
    """Raises Problem (`validation`, `insufficient-stock`)."""
    return _move(conn, wanted, wanted.destination, _HELD, _FREE, who, now)


def _move(
    conn: Connection,
    wanted: HoldRequest | ReleaseRequest,
    to: str,
    leaves: Collection[str],
    enters: Collection[str],
    who: Principal,
    now: datetime,
) -> Moved:
    wrong = WrongFields()
    site = sites.find(conn, wanted.site)
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
        wrong.raise_if_any()
        raise AssertionError
    names = Names(conn, wanted.site, wrong)
    source = names.place(wanted.source, "body.source", leaves)
    destination = names.place(to, "body.destination", enters)
    goods = names.goods(wanted.sku, wanted.qty, "body")
    wrong.raise_if_any()
    assert source and destination and goods  # noqa: S101 - else something would be wrong
    entry = Entry(
        site.id, goods[0].item_id, "move", goods[1], source.id, destination.id, now,
        lot=wanted.lot, user_id=who.user_id, evidence={"reason": wanted.reason},
    )  # fmt: skip
    moved = posting.move(conn, [entry], now=now)
    return Moved(movement_id=moved[0], source=source.code, destination=destination.code)
