"""The page's HTML from what the supplier may see; everything that people typed is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from hub.api.i18n import N_, text_in
from hub.api.supplier_view.holder import Holder
from hub.api.supplier_view.schemas import SupplierOrderAnswer
from hub.api.supplier_view.service import OPEN_STATES
from hub.api.values import money_text, plain
from hub.store.supplier_links import Goods

_HTML_LANGUAGES: Final = {"en": "en", "zh_CN": "zh-CN"}
_STATES: Final = {
    "changing": N_("being changed"),
    "sent": N_("to be delivered"),
    "partly_received": N_("partly delivered"),
    "received": N_("delivered"),
    "closed": N_("closed"),
    "cancelled": N_("cancelled"),
}

# the page's words by their names in page.html
_WORDS: Final = {
    "orders": N_("Your orders"),
    "no_order": N_("There is no order of yours yet."),
    "deliver_to": N_("Deliver to"),
    "sent_on": N_("Sent on"),
    "confirmed_on": N_("Confirmed on"),
    "total": N_("Total"),
    "changing": N_("The buyer is changing this order. It holds again when it is sent."),
    "unconfirmed": N_("Not every line has your day: look at the order, and confirm it again."),
    "no": N_("No."),
    "our_number": N_("Our number"),
    "your_number": N_("Your number"),
    "name": N_("Name"),
    "quantity": N_("Quantity"),
    "unit_price": N_("Unit price"),
    "wanted_on": N_("Wanted on"),
    "received": N_("Received"),
    "deliver_on": N_("You deliver on"),
    "reference": N_("Your reference"),
    "confirm": N_("Confirm these dates"),
    "older": N_("Older orders are not shown."),
    "goods": N_("Your items: stock and sales"),
    "site": N_("Site"),
    "in_stock": N_("In stock"),
    "sold_30": N_("Sold in 30 days"),
    "sold_90": N_("Sold in 90 days"),
    "no_goods": N_("Nothing of yours has been in stock yet."),
}


@cache
def _style() -> str:
    return resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    source = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(source)


@cache
def _policy() -> str:
    """Its own style, forms to itself, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def page(
    holder: Holder,
    here: str,
    orders: Sequence[SupplierOrderAnswer],
    goods: Sequence[Goods],
    *,
    more_orders: bool = False,
    message: str = "",
    good: bool = True,
    status: int = 200,
) -> HTMLResponse:
    language = holder.supplier.language
    _ = text_in(language)
    until = _("This link opens until {day}. Whoever has it sees this page: keep it to yourself.")
    return _respond(
        language,
        status,
        title=holder.supplier.name,
        until=until.format(day=f"{holder.expires_at:%Y-%m-%d}"),
        holder=holder,
        here=here,
        orders=orders,
        goods=goods,
        more_orders=more_orders,
        message=message,
        message_kind="good" if good else "bad",
    )


def closed_door() -> HTMLResponse:
    """For a link that opens nothing: whose it was is not told, so it speaks both languages."""
    said = "This link is unknown, has expired or was taken back; ask whoever gave it for a new one."
    chinese = "此链接无效、已过期或已被收回，请向提供链接的人索取新链接。"
    return _respond(
        "en",
        401,
        title="Tallydock",
        until="",
        holder=None,
        here="",
        orders=(),
        goods=(),
        more_orders=False,
        message=f"{said} {chinese}",
        message_kind="bad",
    )


def _respond(language: str, status: int, **members: object) -> HTMLResponse:
    _ = text_in(language)
    html = _template().render(
        members
        | {
            "words": {name: _(word) for name, word in _WORDS.items()},
            "html_language": _HTML_LANGUAGES[language],
            "style": Markup(_style()),  # noqa: S704 - our own file
            "states": {state: _(name) for state, name in _STATES.items()},
            "confirmable": OPEN_STATES,
            "money": money_text,
            "plain": plain,
        }
    )
    return HTMLResponse(html, status, headers={"Content-Security-Policy": _policy()})
