"""Promises of stock: what is asked for in names, and what the store made of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from hub.api.amounts import has_decimals
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.problems import Problem, WrongFields
from hub.api.reservations.schemas import ReservationAnswer, ReservationRequest, ReservedAnswer
from hub.api.values import plain
from hub.store import items, reservations, sites
from hub.store.reservations import Reservation, Short, ShortageError


def answer(row: Reservation) -> ReservationAnswer:
    names = ReservationAnswer.model_fields.keys() - {"user"}
    members: dict[str, Any] = {name: getattr(row, name) for name in names}
    return ReservationAnswer.model_validate(members | {"user": row.user_login})


def reserve(conn: Connection, wanted: ReservationRequest, *, who: Principal, now: datetime) -> ReservedAnswer:
    """Raises Problem (`validation` with all that is wrong, `insufficient-stock` with all shortages)."""
    site_id, lines = _resolve(conn, wanted)
    try:
        ids = reservations.reserve(conn, site_id, wanted.document, lines, at=now, user_id=who.user_id)
    except ShortageError as error:
        raise _shortage(error.short) from error
    return ReservedAnswer(items=[answer(reservations.get(conn, one)) for one in ids])


def _resolve(conn: Connection, wanted: ReservationRequest) -> tuple[int, list[tuple[int, Decimal]]]:
    wrong = WrongFields()
    site = sites.find(conn, wanted.site)
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
    lines = []
    for position, line in enumerate(wanted.lines):
        item = items.find(conn, line.sku)
        if item is None:
            wrong.add(f"body.lines.{position}.sku", f"there is no item {line.sku!r}")
        elif not has_decimals(line.qty, item.qty_decimals):
            what = f"item {item.sku} is counted with {item.qty_decimals} decimals"
            wrong.add(f"body.lines.{position}.qty", what)
        else:
            lines.append((item.id, line.qty))
    wrong.raise_if_any()
    assert site is not None  # noqa: S101 - else something would be wrong
    return site.id, lines


def _shortage(short: list[Short]) -> Problem:
    said = [f"{plain(one.available)} {one.sku}, not {plain(one.requested)}" for one in short]
    return Problem(
        "insufficient-stock",
        f"Free to be reserved are {'; '.join(said)}. Reserve less, or release another reservation.",
        short=[
            {"sku": one.sku, "available": plain(one.available), "requested": plain(one.requested)}
            for one in short
        ],
    )


def release(
    conn: Connection, reservation_id: int, reason: str, *, who: Principal, now: datetime
) -> ReservationAnswer:
    """Raises NotFoundError, ConflictError."""
    reservations.release(conn, reservation_id, at=now, user_id=who.user_id, reason=reason)
    return answer(reservations.get(conn, reservation_id))
