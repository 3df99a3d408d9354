"""The hub's stable words (kinds, states, virtual places) as people call them; others stay as they are."""

from __future__ import annotations

from dashboard.i18n import N_, Language

KINDS = {
    "receipt": N_("Receipt"),
    "putaway": N_("Put-away"),
    "pick": N_("Pick"),
    "move": N_("Move"),
    "shipment": N_("Shipment"),
    "customer_return": N_("Customer return"),
    "supplier_return": N_("Return to supplier"),
    "adjustment": N_("Adjustment"),
    "scrap": N_("Scrap"),
    "production": N_("Production"),
    "transfer": N_("Transfer"),
}
PLACES = {
    "supplier": N_("Supplier"),
    "customer": N_("Customer"),
    "loss_gain": N_("Loss / gain"),
    "scrap": N_("Scrap place"),
    "production": N_("Production floor"),
    "other_site": N_("Other site"),
    "in_transit": N_("In transit"),
    "hold": N_("On hold"),
    "damaged": N_("Damaged"),
}
ALARMS = {
    "negative-stock": N_("Negative stock"),
    "agent-offline": N_("Agent offline"),
    "agent-config": N_("Configuration not taken"),
    "cloned-agent": N_("Two agents with one identity"),
    "lost-batches": N_("Messages lost"),
    "clock": N_("Clock is wrong"),
    "fault": N_("Device fault"),
    "quarantine": N_("Messages in quarantine"),
    "quarantine-full": N_("Quarantine is full"),
    "shipped-cancelled-order": N_("Cancelled order shipped"),
    "over-receipt": N_("More received than ordered"),
    "tracking": N_("Lot, serial or expiry missing, or a piece twice"),
    "unordered-receipt": N_("Received without an order for it"),
    "transfer-overdue": N_("Transfer overdue"),
    "count-due": N_("Counts due"),
    "count-overdue": N_("Counts overdue"),
    "count-to-approve": N_("Variance to approve"),
    "count-not-used": N_("Count not used"),
    "production-not-used": N_("Production not booked"),
}
REASONS = {
    "topic": N_("Unknown topic"),
    "unknown-agent": N_("Unknown agent"),
    "disabled": N_("Agent disabled"),
    "agent-mismatch": N_("Another agent's name"),
    "signature": N_("Wrong signature"),
    "version": N_("Wrong version"),
    "malformed": N_("Malformed"),
    "oversized": N_("Too large"),
    "unknown-item": N_("Unknown item"),
    "unknown-location": N_("Unknown place"),
    "quantity": N_("Impossible quantity"),
    "unit": N_("Wrong unit"),
    "places": N_("Impossible places"),
    "document": N_("Its document does not allow it"),
    "database": N_("Refused by the database"),
    "sequence-reused": N_("Another message under a used number"),
    "epoch-superseded": N_("From an outbox that was replaced"),
    "old-copy": N_("From an old copy, perhaps known"),
    "sequence-forgotten": N_("Too late to tell whether it is known"),
}
FAULTS = {
    "disconnected": N_("Disconnected"),
    "line-noise": N_("Noise on the line"),
    "scale-trouble": N_("Trouble at the scale"),
    "reader-trouble": N_("Trouble at the reader"),
    "unexplained-weight": N_("Unexplained weight"),
    "scale-restarted": N_("Scale began anew"),
    "weight-jumped": N_("Weight jumped"),
    "older-memory": N_("Remembered from an old copy"),
    "misconfigured": N_("Wrong settings"),
    "no-unit-weight": N_("No unit weight"),
    "too-light-to-count": N_("Too light to count"),
    "driver-died": N_("Driver restarted"),
    "agent-error": N_("Error in the agent"),
    "not-kept": N_("Events lost"),
    "outbox-full": N_("Outbox full"),
    "outbox-damaged": N_("Outbox damaged"),
    "file-damaged": N_("File damaged"),
    "outbox-older-copy": N_("Restored from an old copy"),
    "unclean-stop": N_("Was not stopped properly"),
    "clock-set": N_("Clock was set"),
    "older-config": N_("Older configuration taken"),
    "older-tasks": N_("Older tasks taken"),
    "older-catalogue": N_("Older catalogue taken"),
}
STATUSES = {
    "held": N_("Held"),
    "replay_requested": N_("Being tried again"),
    "replayed": N_("Applied after all"),
    "discarded": N_("Discarded"),
}
COUNT_STATES = {
    "planned": N_("Planned"),
    "counting": N_("Being counted"),
    "recount": N_("To count again"),
    "to_approve": N_("To approve"),
    "posted": N_("Posted"),
    "cancelled": N_("Cancelled"),
}
COUNT_ORIGINS = {
    "weekly": N_("Weekly"),
    "monthly": N_("Monthly"),
    "exception": N_("Exception"),
    "shelf": N_("Shelf weight"),
    "asked": N_("Asked for"),
    "scanned": N_("Hand scanner"),
}
VARIANCE_REASONS = {
    "miscounted": N_("Miscounted before"),
    "unrecorded_movement": N_("Movement not recorded"),
    "wrong_place": N_("At the wrong place"),
    "wrong_item": N_("Wrong item"),
    "damaged": N_("Damaged"),
    "expired": N_("Expired"),
    "lost": N_("Lost"),
    "found": N_("Found"),
    "unknown": N_("Unknown"),
}
ROLES = {
    "admin": N_("Administrator"),
    "manager": N_("Manager"),
    "operator": N_("Operator"),
    "viewer": N_("Viewer"),
}
TRACKING = {
    "none": N_("Not tracked"),
    "lot": N_("By lot"),
    "serial": N_("By serial"),
    "lot_serial": N_("By lot and serial"),
}
PLACE_KINDS = {
    "dock": N_("Dock"),
    "shelf": N_("Shelf"),
    "bench": N_("Bench"),
    "storage": N_("Storage"),
    "hold": N_("On hold"),
    "damaged": N_("Damaged"),
    "in_transit": N_("In transit"),
}
CHANGES = {"created": N_("new"), "updated": N_("changed")}
IMPORT_STATES = {
    "waiting": N_("Waiting"),
    "running": N_("Running"),
    "done": N_("Taken in"),
    "refused": N_("Refused"),
    "failed": N_("Failed"),
    "checked-waiting": N_("Waiting"),
    "checked-running": N_("Being checked"),
    "checked-done": N_("Checked: right"),
    "checked-refused": N_("Checked: faults"),
    "checked-failed": N_("Failed"),
}
BY = {"item": N_("Item"), "category": N_("Category"), "site": N_("Site")}
STEPS = {"day": N_("Day"), "week": N_("Week"), "month": N_("Month")}


def word(terms: dict[str, str], code: str, language: Language) -> str:
    """`code` in the reader's language; underscores and hyphens of the hub's spelling count as one."""
    known = terms.get(code) or terms.get(code.replace("_", "-")) or terms.get(code.replace("-", "_"))
    return language.text(known) if known else code
