from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final
from urllib.parse import parse_qs, quote

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from hub.api.clock import Now
from hub.api.database import Connection, Db
from hub.api.i18n import N_, text_in
from hub.api.problems import Problem
from hub.api.purchasing.document import service as document
from hub.api.purchasing.document.service import MEDIA_TYPES, Format
from hub.api.supplier_page import render
from hub.api.supplier_view import service
from hub.api.supplier_view.holder import Holder, holder
from hub.api.uploads import RawBody
from hub.store import supplier_links
from hub.store.errors import StaleError, StoreError

PREFIX: Final = "/supplier"
MAX_ORDERS: Final = 50
MAX_GOODS: Final = 1000
_MAX_FIELDS: Final = 2000
router = APIRouter(include_in_schema=False)
Token = Annotated[str, Path(max_length=200)]


@router.get("/{token}")
def supplier_page(token: Token, database: Db, now: Now, done: str = "") -> Response:
    """The page; ``done`` names the order that was confirmed just now."""
    with database.transaction() as conn:
        who = holder(conn, token, now())
        if who is None:
            return render.closed_door()
        return _page(conn, who, token, now(), message=_thanks(conn, who, done) if done else "")


def _thanks(conn: Connection, who: Holder, number: str) -> str:
    try:
        service.find(conn, who, number)
    except Problem:  # the address was made up: it must not put words on the page
        return ""
    _ = text_in(who.supplier.language)
    return _("Thank you: {number} is confirmed.").format(number=number)


def _page(
    conn: Connection,
    who: Holder,
    token: str,
    now: datetime,
    *,
    message: str = "",
    good: bool = True,
    status: int = 200,
) -> Response:
    rows = service.list_page(conn, who, only_open=False, after=None, limit=MAX_ORDERS + 1)
    goods = supplier_links.goods(conn, who.supplier.id, today=now.date(), limit=MAX_GOODS)
    return render.page(
        who,
        f"{PREFIX}/{token}",
        service.answers(conn, rows[:MAX_ORDERS]),
        goods,
        more_orders=len(rows) > MAX_ORDERS,
        message=message,
        good=good,
        status=status,
    )


@router.get("/{token}/document")
def supplier_page_document(
    token: Token,
    database: Db,
    now: Now,
    request: Request,
    number: str,
    format: str = "pdf",  # noqa: A002
) -> Response:
    """One of his orders, to take away."""
    font: str | None = request.app.state.settings.pdf_font
    with database.transaction() as conn:
        who = holder(conn, token, now())
        if who is None:
            return render.closed_door()
        try:
            order = service.find(conn, who, number)
        except Problem:
            return _refusal(conn, who, token, now(), N_("There is no such order of yours."), 404)
        if format not in MEDIA_TYPES or not service.is_shown(order):
            return _refusal(conn, who, token, now(), N_("There is no such document."), 404)
        form: Format = format  # type: ignore[assignment]
        return document.answer(conn, order, form, font=font)


@router.post("/{token}/confirm")
def supplier_page_confirm(token: Token, database: Db, now: Now, body: RawBody) -> Response:
    """The form of an order: on which days its lines arrive."""
    with database.transaction() as conn:
        who = holder(conn, token, now())
        if who is None:
            return render.closed_door()
        try:
            said = _fields(body)
            number, version = said["number"], int(said["version"])
            dates = {
                int(name.removeprefix("line-")): date.fromisoformat(day)
                for name, day in said.items()
                if name.startswith("line-") and day
            }
        except (KeyError, ValueError):
            return _refusal(conn, who, token, now(), N_("The form could not be read: fill it in again."), 422)
        try:
            with conn.transaction():
                service.confirm_dates(
                    conn,
                    who,
                    number,
                    version,
                    dates,
                    reference=said.get("reference", "")[:200].replace("\x00", ""),
                    note="",
                    now=now(),
                )
        except StaleError:
            why = N_("The order has changed meanwhile: look at it again, then confirm it.")
            return _refusal(conn, who, token, now(), why, 412)
        except (StoreError, Problem):
            return _refusal(conn, who, token, now(), N_("This order cannot be confirmed any more."), 409)
    # the page anew, so that going back or reloading does not send the form again
    return RedirectResponse(f"{PREFIX}/{token}?done={quote(number, safe='')}", 303)


def _fields(body: bytes) -> dict[str, str]:
    """The first value of each. Raises ValueError."""
    parsed = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    return {name: values[0] for name, values in parsed.items()}


def _refusal(conn: Connection, who: Holder, token: str, now: datetime, why: str, status: int) -> Response:
    message = text_in(who.supplier.language)(why)
    return _page(conn, who, token, now, message=message, good=False, status=status)
