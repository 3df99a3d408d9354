"""The words of sales orders: their states, and what a carton's weight said."""

from __future__ import annotations

from dashboard.i18n import N_

STATES = {"released": N_("To pack"), "shipped": N_("Shipped"), "cancelled": N_("Cancelled")}
VERDICTS = {
    "verified": N_("Proved by weight"),
    "unweighed": N_("By scans only"),
    "overridden": N_("Closed in spite of its weight"),
}
LET_THROUGH = {"weight": N_("Weight"), "lot": N_("Other lot")}
