"""The words of production: states, what an order is for, what a line of a report is."""

from __future__ import annotations

from dashboard.i18n import N_

STATES = {
    "draft": N_("Draft"),
    "released": N_("Released"),
    "started": N_("Begun"),
    "partly_produced": N_("Partly produced"),
    "produced": N_("Produced"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}
ORDERS = {"assemble": N_("Make"), "disassemble": N_("Take apart")}
BOMS = {"made": N_("Made"), "kit": N_("Kit")}
ROLES = {"consumed": N_("Consumed"), "produced": N_("Produced"), "scrapped": N_("Scrapped")}
