from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields, not_found
from hub.api.ship_notices.schemas import ContentAnswer, NoticeAnswer, NoticeRequest, NoticeSummary
from hub.domain.inbound import sscc
from hub.domain.purchasing.states import Kind, Standing, State, expects_goods
from hub.store.inbound import notices
from hub.store.inbound.notices import NewLine, NewPackage, Notice, PackageLine
from hub.store.purchasing import orders
from hub.store.purchasing.orders import Order


def summary(notice: Notice) -> NoticeSummary:
    return NoticeSummary.model_validate(notice)


def one(conn: Connection, notice: Notice) -> NoticeAnswer:
    packages: dict[str, dict[str, Any]] = {}
    for row in notices.packages(conn, [notice.id]):
        package = packages.setdefault(
            row.sscc,
            {name: getattr(row, name) for name in ("sscc", "state", "arrived_at", "location", "broken_at")}
            | {"lines": []},
        )
        if row.line is not None:
            package["lines"].append(_line(row))
    members = summary(notice).model_dump() | {"content": list(packages.values())}
    return NoticeAnswer.model_validate(members)


def _line(row: PackageLine) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("line", "sku", "name", "unit", "qty", "lot", "expiry")}


def create(conn: Connection, wanted: NoticeRequest, *, who: Principal, now: datetime) -> NoticeAnswer:
    """Raises ConflictError, Problem (`validation`, with everything that is wrong; `conflict`)."""
    wrong = WrongFields()
    order = _order(conn, wanted.order, wrong)
    wrong.raise_if_any()
    assert order is not None  # noqa: S101 - else something would be wrong
    standing = Standing(Kind(order.kind), State(order.state), sent=order.sent_at is not None)
    if not expects_goods(standing):
        state = order.state.replace("_", " ")
        raise Problem(
            "conflict", f"Nothing is to be expected on {order.number}: it is a {order.kind}, {state}."
        )
    new = _packages(conn, wanted, order.site, wrong)
    wrong.raise_if_any()
    made = notices.create(
        conn,
        site_id=order.site_id,
        supplier_id=order.supplier_id,
        order_id=order.id,
        number=wanted.number,
        due_on=wanted.due_on,
        new=new,
        at=now,
        user_id=who.user_id,
    )
    return one(conn, made)


def _order(conn: Connection, number: str, wrong: WrongFields) -> Order | None:
    order = orders.find(conn, number)
    if order is None:
        wrong.add("body.order", f"there is no purchase order {number!r}")
    return order


def _packages(conn: Connection, wanted: NoticeRequest, site: str, wrong: WrongFields) -> list[NewPackage]:
    names = Names(conn, site, wrong)
    seen: set[str] = set()
    made: list[NewPackage] = []
    for position, package in enumerate(wanted.packages):
        where = f"body.packages.{position}"
        fault = sscc.fault(package.sscc)
        if fault is not None:
            wrong.add(f"{where}.sscc", fault)
        elif package.sscc in seen:
            wrong.add(f"{where}.sscc", "stands twice in this notice")
        seen.add(package.sscc)
        lines: list[NewLine] = []
        for number, line in enumerate(package.lines):
            found = names.goods(line.item, line.qty, f"{where}.lines.{number}")
            if found is not None:
                lines.append(NewLine(found[0].item_id, found[1], line.lot, line.expiry))
        made.append(NewPackage(package.sscc, lines))
    return made


def content(conn: Connection, number: str) -> ContentAnswer:
    """Raises Problem (`not-found`, `validation`)."""
    fault = sscc.fault(number)
    if fault is not None:
        raise Problem("validation", f"{number} is no SSCC: {fault}.")
    lines = notices.content(conn, number)
    if not lines:
        raise not_found("package", number, "No supplier has announced it.")
    return ContentAnswer.model_validate(_of(lines))


def _of(lines: Sequence[notices.ContentLine]) -> dict[str, Any]:
    names = (
        "sscc",
        "state",
        "site",
        "order",
        "supplier",
        "notice",
        "due_on",
        "arrived_at",
        "location",
        "broken_at",
    )
    members: dict[str, Any] = {name: getattr(lines[0], name) for name in names}
    shown = ("line", "sku", "name", "unit", "qty", "lot", "expiry")
    return members | {"lines": [{name: getattr(line, name) for name in shown} for line in lines]}
