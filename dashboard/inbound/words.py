"""The words of goods in: what differs, what may be decided."""

from __future__ import annotations

from dashboard.i18n import N_

DIFFERENCES = {
    "over": N_("Too many"),
    "short": N_("Too few"),
    "wrong_item": N_("Wrong item"),
    "damaged": N_("Damaged"),
    "unannounced": N_("Without an order"),
}
DECISIONS = {
    "accept": N_("Accept"),
    "return": N_("Send back"),
    "scrap": N_("Scrap"),
    "claim": N_("Claim"),
    "match": N_("Put onto an order"),
}
OF_AN_ORDER = ("accept", "return", "scrap", "claim")
MAY = {"short": ("accept", "claim"), "unannounced": ("match", "accept", "return", "scrap")}
"""Where other things can be decided: what is not there goes nowhere, nobody owes what nobody ordered."""
HELD = {"hold": N_("On hold"), "damaged": N_("Damaged")}
NOTICES = {
    "announced": N_("Announced"),
    "partly_arrived": N_("Partly arrived"),
    "arrived": N_("Arrived"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
}
PACKAGES = {"underway": N_("Under way"), "arrived": N_("Arrived"), "broken": N_("Opened"), "void": N_("Void")}
SETTLEMENTS = {"replace": N_("To be replaced"), "credit": N_("To be credited")}
