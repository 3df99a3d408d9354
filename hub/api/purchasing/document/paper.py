"""What stands on an order's paper, in the supplier's words; how it is laid out is pdf.py's matter. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hub.api.i18n import N_, Text
from hub.api.values import money_text, plain
from hub.domain.valuation import times
from hub.store.purchasing.orders import Line, Order
from hub.store.suppliers import Supplier

_TITLES = {
    "order": N_("Purchase order"),
    "blanket": N_("Blanket order"),
    "call_off": N_("Call-off"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """``facts`` are (heading, text) pairs, ``rows`` have a cell for each of ``columns``."""

    title: str
    number: str
    mark: str
    supplier: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, str]
    note: str
    page: str


def paper(order: Order, lines: Sequence[Line], supplier: Supplier, site_name: str, text: Text) -> Paper:
    _ = text
    facts = [
        (_("Deliver to"), site_name),
        (_("Date"), f"{order.sent_at or order.approved_at or order.created_at:%Y-%m-%d}"),
        (_("Currency"), order.currency),
    ]
    if order.blanket:
        facts.append((_("Draws on blanket order"), order.blanket))
    if order.valid_until:
        facts.append((_("Valid until"), order.valid_until.isoformat()))
    if order.supplier_reference:
        facts.append((_("Your reference"), order.supplier_reference))
    total = sum((times(line.qty, line.unit_price) for line in lines), Decimal(0))
    return Paper(
        title=_(_TITLES[order.kind]),
        number=order.number,
        mark=_mark(order, text),
        supplier=tuple(filter(None, (supplier.name, supplier.contact, *supplier.address.splitlines()))),
        facts=tuple(facts),
        columns=(
            _("No."),
            _("Our number"),
            _("Your number"),
            _("Name"),
            _("Quantity"),
            _("Unit"),
            _("Unit price"),
            _("Amount"),
            _("Wanted on"),
        ),
        rows=tuple(_row(line) for line in lines),
        total=(_("Total"), f"{money_text(total)} {order.currency}"),
        note=order.note,
        page=_("Page {page} of {pages}"),
    )


def _mark(order: Order, text: Text) -> str:
    """What tells this paper from an order that holds."""
    _ = text
    if order.state == "draft":
        return _("Draft: not an order yet")
    return _("Cancelled") if order.state == "cancelled" else ""


def _row(line: Line) -> tuple[str, ...]:
    return (
        str(line.line),
        line.sku,
        line.supplier_sku,
        line.name,
        plain(line.qty),
        line.unit,
        money_text(line.unit_price),
        money_text(times(line.qty, line.unit_price)),
        "" if line.expected_on is None else line.expected_on.isoformat(),
    )
