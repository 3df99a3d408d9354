"""What a hand scanner's user is told, in English: a terminal translates it itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "moved": "{qty} x {name}: {source} -> {destination}",
    "counted": "{qty} x {name} counted, {total} so far",
    "looked_up": "{name} ({sku}), {qty} {unit}",
    "mode": "mode {mode}",
    "asked": "count {number}: scan what is there, or TD:NONE if nothing is",
    "nothing_here": "nothing stands at {place}: TD:CLOSE tells it",
    "not_counting": "scan TD:MODE:COUNT first",
    "counted_here": "something was counted at {place} already: TD:UNDO or TD:CANCEL takes it back",
    "said_empty": "you said that nothing stands at {place}: TD:UNDO takes that back",
    "not_empty": "taken back: {place} is not empty",
    "document": "document {document}",
    "place": "{word} {place}",
    "qty": "next item times {qty}",
    "undone": "taken back: {qty} x {item}",
    "closed": "closed",
    "cancelled": "cancelled",
    "nothing_to_undo": "there is nothing to take back",
    "unknown_code": "unknown code {code}",
    "untrusted": "do not trust this code: {why}",
    "no_destination": "scan TD:TO first: where to?",
    "same_place": "{place} is both from and to",
    "no_place": "{place} is no place where goods stand: scan the card of a dock or a shelf",
    "serial_qty": "a serial number is one piece, not {qty}",
    "bad_qty": "{text} is no quantity",
    "unknown_command": "unknown command {command}",
    "badge": "this is a badge: it is for a packing bench",
    "not_kept": "NOT KEPT: {why}",
}
