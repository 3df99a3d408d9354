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
    "delivery_taken": N_("Delivery without an order at {place}: scan what you unload. The office decides."),
    "delivery_closed": N_("Delivery {order} is booked. The office says to which order it belongs."),
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
    "came_by_door": N_("{name}: {got}. The portal had counted it already."),
    "door_read": N_("The portal has read {pieces} more."),
    "door_not_on_order": N_(
        "WRONG ITEM AT THE PORTAL: {name} ({sku}) is not on order {order}. Set it aside."
    ),
    "door_unplaced": N_("The portal has read a tag that nobody can place: {code}. Scan the piece by hand."),
    "door_has_booked": N_(
        "The portal has counted {pieces} pieces in already. Book it (F10); the office undoes what is wrong."
    ),
    "came_damaged": N_("{name}: {qty} damaged. Set it apart."),
    "came_over": N_("TOO MANY: {name} – {got}, and {due} were due. It is counted; the office decides."),
    "not_on_order": N_(
        "WRONG ITEM: {name} ({sku}) is not on order {order}. To take it in all the same, scan it again."
    ),
    "serial_twice": N_("{name}: serial number {serial} is one piece, and only once."),
    "serial_in_stock": N_("{name}: serial number {serial} is in stock already. Set it aside for the office."),
    "serial_one_by_one": N_("{name} has serial numbers: scan each piece by itself."),
    "details_wanted": N_("{name} wants its {details}: scan its GS1 code, or type it. Not counted yet."),
    "details_first": N_("{name} still wants its {details}. Scan or type it, or leave it out: F3."),
    "details_dropped": N_("{name} was not counted."),
    "no_day": N_("“{text}” is no day. Type it like 2027-01-31 or 270131."),
    "package_lacks": N_("Package {sscc} does not say: {lacking}. Open it and scan what is in it."),
    "door_lacks": N_("The portal cannot tell: {lacking}. Scan these before you book."),
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
    "carry_unit": N_("Package {sscc}: carry it as it is to {place} and scan the place."),
    "carry_unit_anywhere": N_(
        "Package {sscc}: no place takes it whole. Scan where you put it, or take parts."
    ),
    "carry_part": N_(
        "{qty} × {name} out of package {sscc}, which is opened. Scan the place where you put it."
    ),
    "no_unit": N_("Package {sscc} does not stand here as a whole."),
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
    # moving
    "move_from": N_(
        "You take from {place}: {items} items stand there by the list. Scan them, or F6 for all."
    ),
    "move_where_from": N_("{qty} × {name}: where does it stand? Scan that place, or choose it."),
    "move_where_to": N_("{qty} × {name} from {place}: carry it to its new place and scan that."),
    "move_more_than_known": N_(
        "{name}: the list knows of {known} at {place}. What you carry counts; scan the new place."
    ),
    "move_everything": N_("All of {place} is in hand, {items} items. Scan the new place."),
    "moved_one": N_("{qty} × {name} moved to {place}."),
    "moved_many": N_("{items} items moved to {place}."),
    "move_undone": N_("Taken back: {items} items. Bring them to {place} again."),
    "move_taken_back": N_("Put down again: {qty} × {name}."),
    "move_put_down": N_("Nothing is in hand. Scan a place or goods."),
    "move_nothing_in_hand": N_("Nothing is in hand."),
    "move_same_place": N_("It stands at {place} already. Scan the place where it goes."),
    "move_held": N_(
        "What stands at {place} waits for the office's word. It is released there, not moved here."
    ),
    "move_no_place": N_("{place} is no place to move goods from or to."),
    "move_which_lot": N_("{name}: several lots stand at {place}. Scan the lot, or choose it from the list."),
    "move_from_first": N_("Scan the place first whose goods are to be moved."),
    "move_nothing_there": N_("Nothing stands there by the list. Scan what you take."),
    "move_all_in_hand": N_("{name}: all of it is in hand. Scan it, or *n, if there is more."),
    "move_put_down_first": N_("{name} is in hand already, piece by piece. Put it down (F4), then take all."),
    # sending a transfer
    "transfer_taken": N_("Transfer {transfer} to {to}: scan what you load."),
    "transfer_in_hand": N_("Transfer {transfer} is in hand already. Go on loading."),
    "transfer_unknown": N_("Transfer {transfer} does not wait here. Check the number, or ask the office."),
    "transfer_not_sent": N_("Transfer {transfer} is not finished. Send it (F10), or give it back (F4)."),
    "no_transfer": N_("No transfer in hand. Scan a transfer's number, or choose one from the list."),
    "transfer_withdrawn": N_(
        "Transfer {transfer} was sent or cancelled in the office meanwhile. Unload it, and give it back (F4)."
    ),
    "transfer_given_back": N_("Transfer {transfer} was given back. Nothing was booked."),
    "transfer_sent": N_("Transfer {transfer} is on its way to {to}."),
    "load_from": N_("You take from {place}: {lines} lines are left there."),
    "load_not_from": N_("WRONG PLACE: nothing of transfer {transfer} is taken from {place}."),
    "load_not_planned": N_(
        "WRONG ITEM: {name} ({sku}) is not on transfer {transfer}. Leave it, or have the office add it."
    ),
    "load_other_lot": N_("WRONG LOT: {name}, lot {lot}. Planned: {planned}."),
    "load_other_serial": N_("WRONG PIECE: {name}, serial number {serial}. Planned: {planned}."),
    "load_wants": N_("{name} wants its {details}: scan its GS1 code. Nothing was counted."),
    "load_which_lot": N_("{name}: several lots are planned. Scan the lot, or choose the line."),
    "load_enough": N_("ENOUGH: {name} – all {planned} are loaded. Leave this one here."),
    "load_too_many": N_("TOO MANY: {name} – {qty}, and {rest} are still to be loaded. Nothing was counted."),
    "load_put": N_("{name}: {loaded} of {planned}, from {place}"),
    "load_line_done": N_("{name}: all {planned} loaded."),
    "load_complete": N_("All of transfer {transfer} is loaded. F10 when it leaves."),
    "load_short": N_(
        "Transfer {transfer}: {lines} lines are short. F10 again sends what is loaded; the rest stays here."
    ),
    "load_undone": N_("Taken back: {qty} × {name}. Bring it to {place} again."),
    "nothing_loaded": N_("Nothing was loaded yet. Give the transfer back (F4) if it does not leave."),
    # production
    "make_order": N_("Order {order}: {qty} × {name}. Scan what you make, and the components you take."),
    "make_in_hand": N_("Order {order} is in hand already. Go on."),
    "make_unknown": N_("Order {order} is not at work here. Check the number, or ask the office."),
    "make_not_told": N_("Order {order} is not booked yet. Book it (F10), or give it back (F4)."),
    "make_no_order": N_("No order in hand. Scan a production order's number, or choose one from the list."),
    "make_from": N_("You take components from {place}."),
    "make_no_place": N_("{place} is no place to take components from."),
    "make_where": N_("{name}: where do you take it? Scan that place first."),
    "make_not_part": N_("WRONG ITEM: {name} ({sku}) is no component of order {order}. Nothing was counted."),
    "make_other_lot": N_("{name}: lot {lot}, and lot {before} is in hand. Book that first (F10)."),
    "make_other_expiry": N_(
        "{name}: keeps until {expiry}, and what is in hand until {before}. Book that first (F10)."
    ),
    "make_wants": N_("{name} wants its {details}: scan its GS1 code. Nothing was counted."),
    "make_made": N_("{name}: {total} of {wanted} made."),
    "make_more": N_("{name}: {total} made, and {wanted} were ordered. It counts."),
    "make_used": N_("{name}: {total} taken from {place}."),
    "make_spoilt": N_("Spoilt: {qty} × {name}. It does not come into the stock."),
    "make_scrapped": N_("Spoilt: {qty} × {name} from {place}. It is written off."),
    "make_next_spoilt": N_("The next scan is spoilt."),
    "make_next_good": N_("The next scan is good."),
    "make_undone": N_("Taken back: {qty} × {name}."),
    "make_nothing": N_("Nothing was scanned yet. Give the order back (F4) if nothing was done."),
    "make_told": N_("Order {order}: {made} × {name} told. The hub books it."),
    "make_given_back": N_("Order {order} was given back. Nothing was told."),
    # taking kits apart
    "apart_order": N_("Order {order}: take {qty} × {name} apart. Scan each kit."),
    "apart_first": N_(
        "Order {order}, which of {count} is due first: take {qty} × {name} apart. Scan each kit."
    ),
    "apart_not_ordered": N_(
        "No order says that {name} is to be taken apart. Ask the office for one, or look at the list."
    ),
    "apart_no_order": N_(
        "No order in hand. Scan the kit or its order's number, or choose one from the list."
    ),
    "apart_from": N_("The kits stand at {place}."),
    "apart_no_place": N_("{place} is no place to take kits from."),
    "apart_where": N_("{name}: where do the kits stand? Scan that place first."),
    "apart_not_part": N_("WRONG ITEM: {name} ({sku}) is no part of {kit}. Nothing was counted."),
    "apart_kit": N_("{name}: {total} of {wanted} taken apart."),
    "apart_more": N_("{name}: {total} taken apart, and {wanted} were ordered. It counts."),
    "apart_kit_spoilt": N_("Spoilt: {qty} × {name}. Nothing came of it."),
    "apart_came": N_("{name}: {total} of {wanted} came out."),
    "apart_beyond": N_("{name}: {total} came out, and by the bill {wanted} are in it. It counts."),
    "apart_broken": N_("Broken: {qty} × {name}. It does not come into the stock."),
    "apart_next_broken": N_("The next scan is broken."),
    "apart_missing": N_(
        "{name}: {qty} are not accounted for. Scan what came out. Broken or missing: F6, then scan it."
    ),
    "apart_too_broken": N_(
        "{name}: {broken} are broken, and {wanted} are in what was taken apart. Take some back (F3)."
    ),
    "apart_no_kit": N_("No kit was counted. Scan the kits that you took apart."),
    "apart_all_broken": N_(
        "Nothing came of {name}: then the kit is spoilt. Take it back (F3), then F6 and scan the kit."
    ),
    "apart_told": N_("Order {order}: {made} × {name} taken apart. The hub books it."),
    # looking up
    "found_item": N_("{name} ({sku})"),
    "found_place": N_("Place {place}"),
    "found_unit": N_("Package {sscc}, whole, stands at {place}"),
    "found_package": N_("Package {sscc} for order {order}"),
    "found_order": N_("Order {order}, {supplier}"),
    "found_transfer": N_("Transfer {order} to {site}"),
    "found_production": N_("Production order {order}: {name}"),
    "found_lot": N_("Lot {lot}"),
    "found_nothing": N_("{code} is not known on this machine."),
    # any
    "not_among_first": N_(
        "{number} is not among the first {count} of {all} that this terminal is told, by due date. "
        "Finish some of them, or ask the office for an earlier day."
    ),
    "bad_qty": N_("“{text}” is not a quantity. Scan a quantity card from 1 up."),
    **{key: FEEDBACK[key] for key in ("qty_not_whole", "qty_too_fine")},
    "qty_keyed": N_("The next scan counts {qty} times."),
    "nothing_to_undo": N_("There is no scan to take back."),
    "unknown_code": N_("UNKNOWN CODE {code}. Scan the item's own barcode, or set it aside for the office."),
    "unknown_command": N_("{command} is not a command of this station."),
    "not_kept": N_("NOT KEPT: this machine could not store it, do it again. Tell the office: {why}"),
}


DETAILS: Final[Mapping[str, str]] = {
    "lot": N_("lot"),
    "serial": N_("serial number"),
    "expiry": N_("day of expiry"),
}


def _details(codes: str, _: Words) -> str:
    return _(", ").join(_(DETAILS[code]) for code in codes.split(","))


def _lacking(listed: str, _: Words) -> str:
    """As edge.station.goods_in.details.listed writes it."""
    items = (line.split("\t") for line in listed.split("\n"))
    return _("; ").join(f"{name} – {_details(codes, _)}" for name, codes in items)


def errand_text(feedback: Feedback, _: Words) -> str:
    filled = {name: shown(name, value) for name, value in feedback.params.items()}
    if "details" in filled:
        filled["details"] = _details(filled["details"], _)
    if "lacking" in filled:
        filled["lacking"] = _lacking(filled["lacking"], _)
    return _(TEXTS[feedback.key]).format(**filled)
