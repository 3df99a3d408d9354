"""The words of orders: states, kinds, and what became of one."""

from __future__ import annotations

from dashboard.i18n import N_

STATES = {
    "draft": N_("Draft"),
    "approved": N_("Approved"),
    "sent": N_("Sent"),
    "partly_received": N_("Partly received"),
    "received": N_("Received"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}
KINDS = {"order": N_("Order"), "blanket": N_("Blanket order"), "call_off": N_("Call-off")}
FIELDS = {
    "sku": N_("SKU"),
    "qty": N_("Quantity"),
    "unit_price": N_("Unit price"),
    "expected_on": N_("Expected on"),
    "confirmed_on": N_("Confirmed for"),
    "received_qty": N_("Received"),
    "state": N_("State"),
    "note": N_("Note"),
    "supplier_reference": N_("Supplier's reference"),
    "exchange_rate": N_("Exchange rate"),
    "valid_until": N_("Call-offs until"),
    "call_off": N_("Call-off"),
}
"""What the history of an order names."""
EVENTS = {
    "created": N_("Drafted"),
    "changed": N_("Changed"),
    "approved": N_("Approved"),
    "sent": N_("Sent"),
    "confirmed": N_("Confirmed by the supplier"),
    "received": N_("Goods came"),
    "returned": N_("Goods went back"),
    "called_off": N_("Called off"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}
