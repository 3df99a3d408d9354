"""What can be found, and the states that documents are in."""

from __future__ import annotations

from dashboard.i18n import N_

KINDS = {
    "item": N_("Item"),
    "place": N_("Place"),
    "package": N_("Package"),
    "lot": N_("Lot"),
    "serial": N_("Serial number"),
    "purchase_order": N_("Purchase order"),
    "sales_order": N_("Sales order"),
    "transfer": N_("Transfer"),
    "production_order": N_("Production order"),
    "supplier_return": N_("Return to supplier"),
    "ship_notice": N_("Ship notice"),
    "count": N_("Count"),
    "delivery": N_("Delivery without an order"),
}
STATES = {
    "underway": N_("Under way"),
    "announced": N_("Announced"),
    "partly_arrived": N_("Partly arrived"),
    "arrived": N_("Arrived"),
    "open": N_("Being unloaded"),
    "released": N_("Released"),
    "shipped": N_("Shipped"),
}
