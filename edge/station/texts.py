"""What the session's feedback and the door's refusals say to people. Every key has its text here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from edge.station.bench import Feedback, Parameter
from edge.station.i18n import N_, Words
from edge.station.login import LoginRefusedError

GRAM_PARAMETERS: Final = frozenset({"measured", "expected", "difference", "tolerance"})

FEEDBACK: Final[Mapping[str, str]] = {
    "operator_required": N_("Nobody is logged in. Scan your badge first."),
    "no_order": N_("No order in hand. Scan an order's barcode or choose one from the list."),
    "order_taken": N_("Order {order}: scan its goods into an empty carton."),
    "order_in_hand": N_("Order {order} is already in hand. Go on scanning."),
    "order_unknown": N_("Order {order} is not for this bench. Check the number, or ask the office."),
    "order_closed_here": N_("Order {order} was already packed here. Put this slip away."),
    "order_empty": N_("Order {order} has no lines. Ask the office."),
    "carton_in_hand": N_("Order {order} is not finished. Close it, or give it back first (F4)."),
    "withdrawn": N_("Order {order} was withdrawn. Put the goods back and give the order back (F4)."),
    "item_packed": N_("{name}: {scanned} of {ordered}"),
    "all_scanned": N_("{name} – that was the last one. Put the carton on the scale."),
    "wrong_item": N_("WRONG ITEM: {name} ({sku}) is not on order {order}. Take it out."),
    "too_many": N_(
        "TOO MANY: {name} – ordered {ordered}, packed {scanned}, just scanned {qty}. Take it out."
    ),
    "unknown_code": N_("UNKNOWN CODE {code}. Scan the item's own barcode, or set it aside for the office."),
    "unknown_command": N_("{command} is not a command of this station."),
    "bad_qty": N_("“{text}” is not a quantity. Scan a quantity card from 1 up."),
    "count_serial_twice": N_(
        "TWICE: {name} with serial number {serial} was counted already. Scan the next piece."
    ),
    "qty_not_whole": N_("{name} is counted in whole pieces, and {qty} is not whole. Nothing was counted."),
    "qty_too_fine": N_("{name} is counted with {decimals} decimals; {qty} has more. Nothing was counted."),
    "qty_keyed": N_("The next scan counts {qty} times."),
    "short": N_("NOT COMPLETE: {missing} × {name} missing (lines still open: {lines})."),
    "weight_missing": N_("Put the carton on the scale and wait until the weight is steady."),
    "scale_overload": N_("OVERLOAD: too much is on the scale. Take some off, and weigh it in parts."),
    "scale_underload": N_("UNDERLOAD: something is missing on the scale. Put its pan on, then zero it."),
    "scale_not_a_weight": N_("The scale counts or shows percent. Switch it back to grams."),
    "weight_right": N_("Weight is right. Close the carton (F10)."),
    "weight_fits": N_("The weight fits, but cannot prove the count. Count by eye, then close (F10)."),
    "weight_too_high": N_(
        "WRONG WEIGHT: {difference} too heavy ({measured} instead of {expected} ± {tolerance}). Count again."
    ),
    "weight_too_low": N_(
        "WRONG WEIGHT: {difference} too light ({measured} instead of {expected} ± {tolerance}). Count again."
    ),
    "lot_other": N_(
        "OTHER LOT: {name} is of lot {lot}. Take lot {told} from {place}. To take this one all the same: F8."
    ),
    "lot_expired": N_(
        "EXPIRED: {name}, lot {lot}, was good until {expiry}. Set it aside. A manager may take it: F8."
    ),
    "lot_held": N_(
        "NOT RELEASED: {name}, lot {lot}, is held at {place}. Set it aside. A manager may take it: F8."
    ),
    "lot_needs_reason": N_("To take it all the same, give a reason while logged in (F8)."),
    "lot_needs_manager": N_("Only a manager may take this {name}. Set it aside (F3), and take other pieces."),
    "lot_put_back": N_("Not taken: {name}. Put it back."),
    "nothing_held_back": N_("There is nothing to take all the same: scan the piece first."),
    "serial_singly": N_("ONE BY ONE: {name} has serial numbers. Scan each piece without a quantity."),
    "serial_packed": N_("TWICE: {name} with serial number {serial} is in this carton already."),
    "override_needs_reason": N_("To close in spite of the weight, give a reason while logged in."),
    "not_asked": N_("NOT DONE: something else was scanned meanwhile. Look at the carton."),
    "not_kept": N_("NOT KEPT: this machine could not store it, do it again. Tell the office: {why}"),
    "undone": N_("Taken back: {qty} × {name}. Take it out of the carton."),
    "nothing_to_undo": N_("There is no scan to take back."),
    "cancelled": N_("Order {order} was given back. Nothing was booked; put the goods back."),
    "closed_verified": N_("Carton {carton} closed, count proved by weight. Order {order} is done."),
    "closed_unweighed": N_("Carton {carton} closed, counted by scans only. Order {order} is done."),
    "no_count": N_("No count in hand. Choose one from the list (F5), or scan its barcode."),
    "count_taken": N_("Count {count}: go to {place} and scan the place's code."),
    "count_in_hand": N_("Count {count} is already in hand. Go on counting."),
    "other_count_in_hand": N_("Count {count} is not finished. Close it (F10), or give it back (F4)."),
    "count_unknown": N_("Count {count} is not for this terminal, or is done already."),
    "count_closed_here": N_("Count {count} was closed here already."),
    "count_withdrawn": N_("Count {count} is no longer wanted: somebody else has done it. Give it back (F4)."),
    "count_wrong_place": N_("WRONG PLACE: {code}. This count is of {place}: scan the code on that place."),
    "count_place_first": N_("Scan the code of {place} first, so that the right place is counted."),
    "count_at_place": N_("{place} – now scan what is there."),
    "count_found": N_("{name}: {qty} so far"),
    "count_unknown_code": N_("UNKNOWN CODE {code}. Set it aside for the office, and count on."),
    "count_not_asked": N_("NOT TO BE COUNTED: {name} is not part of count {count}. Leave it where it is."),
    "count_which_lot": N_("WHICH LOT of {name}? Scan the code that carries the lot."),
    "count_scan_first": N_("Scan an item first."),
    "count_not_steady": N_("Put all of it on the scale and wait until the weight is steady."),
    "count_no_weight": N_("No unit weight is known of {name}: count it by hand."),
    "count_weight_unsure": N_(
        "THE WEIGHT CANNOT TELL: {measured} is about {pieces} × {name}. Weigh fewer, or count by hand."
    ),
    "count_undone": N_("Taken back: {qty} × {name}."),
    "count_given_back": N_("Count {count} was given back. Nothing of it was sent."),
    "count_none_of": N_(
        "NOT COUNTED: {name} (lines still open: {lines}). If there is none, press F10 again."
    ),
    "count_nothing": N_("NOTHING COUNTED at {place}. If it is empty, press F10 again."),
    "count_closed": N_(
        "Count {count} at {place} is done and on its way. The hub says if it must be counted again."
    ),
    "closed_overridden": N_("Carton {carton} closed in spite of its weight. Order {order} is done."),
}

REFUSALS: Final[Mapping[str, str]] = {
    "locked": N_("Too many wrong tries. Wait {wait} s."),
    "wrong_badge": N_("This badge is not known here. Try again, or choose your name and type your PIN."),
    "wrong_pin": N_("Wrong PIN. Try again."),
    "unknown_operator": N_("Choose your name with ↑ and ↓ first, then type your PIN."),
    "no_pin": N_("No PIN is set for you. Scan your badge, or ask the office to set one."),
    "too_many_operators": N_("Too many operators to search for a badge. Choose your name and type your PIN."),
}


def feedback_text(feedback: Feedback, _: Words) -> str:
    filled = {name: shown(name, value) for name, value in feedback.params.items()}
    return _(FEEDBACK[feedback.key]).format(**filled)


def refusal_text(refusal: LoginRefusedError, _: Words) -> str:
    return _(REFUSALS[refusal.reason]).format(wait=round(refusal.wait_s))


def number_text(value: Decimal) -> str:
    """Without trailing zeros: 12, 0.5, 1,200."""
    plain = f"{value:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def grams_text(value: Decimal) -> str:
    """A weight to the tenth of a gram."""
    return f"{number_text(value.quantize(Decimal('0.1')))} g"


def shown(name: str, value: Parameter) -> str:
    if isinstance(value, Decimal):
        return grams_text(value) if name in GRAM_PARAMETERS else number_text(value)
    return str(value)
