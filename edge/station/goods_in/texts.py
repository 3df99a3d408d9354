"""What the errands say to people. Every key of their feedback has its text here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from edge.station.bench import Feedback
from edge.station.i18n import N_, Words
from edge.station.texts import FEEDBACK, shown

TEXTS: Final[Mapping[str, str]] = {
    # receiving
    "receipt_taken": N_("Order {order} at {place}: scan what you unload, or the label of a package."),
    "receipt_in_hand": N_("Order {order} is in hand already. Go on scanning."),
    "receipt_unknown": N_("Order {order} is not expected here. Check the number, or ask the office."),
    "receipt_not_closed": N_("Order {order} is not finished. Close it (F10), or give it back (F4)."),
    "no_receipt": N_("No order in hand. Scan an order's number or a package, or choose one from the list."),
    "dock_set": N_("You unload at {place}."),
    "dock_not_now": N_("Close the order in hand first, or give it back; then go to {place}."),
    "no_dock": N_("{place} is no dock of this site."),
    "goods_untrusted": N_("DO NOT TRUST THIS CODE: {why}. Scan another code of it, or set it aside."),
    "came": N_("{name}: {got} of {due}"),
    "came_blind": N_("{name}: {got}"),
    "came_damaged": N_("{name}: {qty} damaged. Set it apart."),
    "came_over": N_("TOO MANY: {name} – {got}, and {due} were due. It is counted; the office decides."),
    "not_on_order": N_(
        "WRONG ITEM: {name} ({sku}) is not on order {order}. To take it in all the same, scan it again."
    ),
    "serial_twice": N_("{name}: serial number {serial} is one piece, and only once."),
    "package_shown": N_(
        "Package {sscc}: {lines} lines, {pieces} pieces. Scan it again or press Enter to receive all of it."
    ),
    "package_received": N_("Package {sscc} received, {lines} lines."),
    "package_blind": N_("Package {sscc} is expected. Open it and scan what is in it."),
    "package_twice": N_("Package {sscc} was received already."),
    "package_unknown": N_("Package {sscc} was not announced. Open it and scan what is in it."),
    "package_of_other": N_("Package {sscc} belongs to order {order}; {in_hand} is in hand. Set it aside."),
    "package_undone": N_("Taken back: package {sscc}."),
    "receipt_undone": N_("Taken back: {qty} × {name}."),
    "next_damaged": N_("The next scan is of damaged goods."),
    "next_whole": N_("The next scan is of whole goods."),
    "marked_damaged": N_("Damaged: {qty} × {name}. Set it apart."),
    "marked_whole": N_("Not damaged after all: {qty} × {name}."),
    "weigh_what": N_("Scan one of them first, then put all of them on the scale."),
    "weigh_unsteady": N_("Wait until the weight is steady."),
    **{key: text for key, text in FEEDBACK.items() if key.startswith("scale_")},
    "weigh_no_unit": N_("No unit weight is known of {name}. Count by scan."),
    "weigh_unsure": N_("The weight cannot tell how many {name} there are. Count by scan."),
    "weighed": N_("{name}: {pieces} by weight."),
    "nothing_unloaded": N_("Nothing was scanned yet. Give the order back (F4) if nothing came."),
    "receipt_closed": N_("Order {order} is booked: all of it has come."),
    "receipt_closed_short": N_("Order {order} is booked; {lines} lines are short. The office decides."),
    "receipt_given_back": N_("Order {order} was given back. Nothing was booked."),
    # putting away
    "carry": N_("{qty} × {name}: carry it to {place} and scan the place."),
    "carry_anywhere": N_("{qty} × {name}: no place is suggested. Scan the place where you put it."),
    "carry_first": N_("Scan the goods first, then the place."),
    "not_at_dock": N_("{name} ({sku}): none of it waits at a dock."),
    "nothing_to_put_away": N_("There is nothing to put away."),
    "more_than_there": N_("{name}: {left} wait at the dock, not {qty}."),
    "wrong_place": N_("WRONG PLACE: this is {place}, it belongs to {wanted}. Go there, or leave it: F8."),
    "no_place_for_stock": N_("{place} is no place where orders are picked. Scan a shelf."),
    "put_away": N_("{qty} × {name} put to {place}."),
    "put_away_undone": N_("Taken back: {qty} × {name}. Bring it to {place} again."),
    "put_down": N_("{name} stays at {place}."),
    "nothing_to_override": N_("Scan the place first where it is to stay."),
    # looking up
    "found_item": N_("{name} ({sku})"),
    "found_place": N_("Place {place}"),
    "found_package": N_("Package {sscc} for order {order}"),
    "found_order": N_("Order {order}, {supplier}"),
    "found_lot": N_("Lot {lot}"),
    "found_nothing": N_("{code} is not known on this machine."),
    # any
    "bad_qty": N_("“{text}” is not a quantity. Scan a quantity card from 1 up."),
    "qty_keyed": N_("The next scan counts {qty} times."),
    "nothing_to_undo": N_("There is no scan to take back."),
    "unknown_code": N_("UNKNOWN CODE {code}. Scan the item's own barcode, or set it aside for the office."),
    "unknown_command": N_("{command} is not a command of this station."),
    "not_kept": N_("NOT KEPT: this machine could not store it, do it again. Tell the office: {why}"),
}


def errand_text(feedback: Feedback, _: Words) -> str:
    filled = {name: shown(name, value) for name, value in feedback.params.items()}
    return _(TEXTS[feedback.key]).format(**filled)
