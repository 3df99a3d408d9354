from __future__ import annotations

from datetime import datetime

from hub.api import posting
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.putaway.schemas import PutawayDone, PutawayRequest
from hub.domain.ledger import Entry
from hub.domain.places import PICKABLE
from hub.store import sites
from hub.store.inbound import putaway


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
    source = names.place(wanted.source, "body.source", {"dock"})
    destination = names.place(wanted.destination, "body.destination", PICKABLE)
    goods = names.goods(wanted.sku, wanted.qty, "body")
    wrong.raise_if_any()
    assert source and destination and goods  # noqa: S101 - else something would be wrong
    task = next(
        (
            task
            for task in putaway.tasks(conn, site.id)
            if (task.location, task.sku, task.lot) == (source.code, wanted.sku, wanted.lot)
        ),
        None,
    )
    suggested = task.suggested if task else None
    overridden = suggested is not None and suggested != destination.code
    if overridden and wanted.override_reason is None:
        raise Problem(
            "conflict",
            f"{wanted.sku} belongs to {suggested}, not {destination.code}. Put it there, or give an "
            "`override_reason`.",
            suggested=suggested,
        )
    evidence = {"suggested": suggested or ""}
    if wanted.override_reason is not None:
        evidence["override"] = wanted.override_reason
    entry = Entry(
        site.id, goods[0].item_id, "putaway", goods[1], source.id, destination.id, now,
        lot=wanted.lot, user_id=who.user_id, evidence=evidence,
    )  # fmt: skip
    moved = posting.move(conn, [entry], now=now)
    return PutawayDone(movement_id=moved[0], suggested=suggested, overridden=overridden)
