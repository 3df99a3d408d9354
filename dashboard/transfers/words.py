"""The words of transfers: states, what differs, what may be decided."""

from __future__ import annotations

from dashboard.i18n import N_

STATES = {
    "draft": N_("Draft"),
    "in_transit": N_("In transit"),
    "partly_received": N_("Partly received"),
    "received": N_("To decide"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}
DIFFERENCES = {"over": N_("Too many"), "short": N_("Too few"), "damaged": N_("Damaged")}
DECISIONS = {
    "lost": N_("Lost on the way"),
    "take_back": N_("Never left"),
    "sent_more": N_("More was sent"),
    "found": N_("Found"),
    "miscounted": N_("Miscounted here"),
    "keep": N_("Keep"),
    "scrap": N_("Scrap"),
}
BECAME = {"received": N_("Received"), "back": N_("Taken back"), "lost": N_("Lost")}
MAY = {
    "short": ("lost", "take_back"),
    "over": ("sent_more", "found", "miscounted"),
    "damaged": ("keep", "scrap"),
}
