"""The help pages of the errands, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from edge.station.i18n import N_, Words

_PAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "receive": (
        N_("HOW TO RECEIVE"),
        N_("1  Take an order: scan its number or a package of it, or choose it with ↑ ↓ and Enter."),
        N_("2  Scan each piece. A case counts what it holds; *12 before a scan counts it 12 times."),
        N_("3  Scan a package's label to see what is in it. Again, or Enter: all is received."),
        N_("4  By weight: scan one, put all of them on the scale, F6."),
        N_("5  Damaged: F7 after the scan. It is booked apart, and the office decides."),
        N_("6  Red means look: a wrong item is only taken in when it is scanned twice."),
        N_("7  F10 books it. What is too many or missing is the office's to decide."),
        N_("An item that wants a lot, serial number or day of expiry asks: scan it or type it."),
        N_("What the portal of the door reads is counted by itself: scan what it has not read."),
        N_("No order tells of it: choose “Without an order” at the end of the list, and scan it."),
        N_("Another dock: scan its code before you take an order."),
    ),
    "putaway": (
        N_("HOW TO PUT AWAY"),
        N_("1  Scan what you take from the dock, or choose it with ↑ ↓ and Enter."),
        N_("2  A part of it: *n before the scan, or after it."),
        N_("A package: scan its number, then its place. Scan what is in it to take a part of it."),
        N_("3  Carry it to the place that is shown, and scan the place."),
        N_("4  Red: a wrong place. Go to the right one, or F8 leaves it there, in your name."),
        N_("F3 takes the last one back: it stands at the dock again."),
    ),
    "move": (
        N_("HOW TO MOVE"),
        N_("1  Scan the place where the goods stand, then the goods. *12 before a scan: 12 times."),
        N_("   Or the goods first, then their place. ↑ ↓ and Enter take all of a line of the list."),
        N_("2  F6 takes everything that stands there by the list."),
        N_("3  Carry it to its new place and scan that: now it is booked."),
        N_("F3 puts the last one down; with empty hands it takes the last move back."),
        N_("On hold and damaged goods are moved by the office. It works while the hub is away."),
    ),
    "send": (
        N_("HOW TO SEND A TRANSFER"),
        N_("1  Take a transfer: scan its number, or choose it with ↑ ↓ and Enter."),
        N_("2  Scan each piece that you load. *12 before a scan counts it 12 times."),
        N_("   ↑ ↓ and Enter load the rest of a line. A place's code says from where you take."),
        N_("3  Red means stop: a wrong item, lot or place, or too many. Nothing was counted."),
        N_("4  F10 when it leaves. What is short is asked about; F10 again sends it as it is."),
        N_("F3 takes the last scan back, F4 gives the transfer back. Nothing is booked before F10."),
        N_("It works while the hub is away. What has left is taken back in the office."),
    ),
    "make": (
        N_("HOW TO MAKE GOODS"),
        N_("1  Take an order: scan its number, or choose it with ↑ ↓ and Enter."),
        N_("2  Scan the place where you take components, then each of them, with its lot."),
        N_("   What you do not scan is taken by the bill: the hub says from where."),
        N_("3  Scan each piece that you make. *12 before a scan counts it 12 times."),
        N_("   ↑ ↓ and Enter count one of a line."),
        N_("4  Spoilt: F6 before the scan, of a piece or of a component."),
        N_("5  F10 books it; as often as you like. F3 takes the last scan back, F4 all of it."),
        N_("It works while the hub is away. What was booked is undone in the office."),
    ),
    "apart": (
        N_("HOW TO TAKE KITS APART"),
        N_("1  Take an order: scan the kit or the order's number, or choose it with ↑ ↓ and Enter."),
        N_("2  Scan the place where the kits stand, then each kit. *12 before a scan: 12 times."),
        N_("3  You see what comes out. A part that you do not scan comes by the bill."),
        N_("   Scan each part whose lot, serial number or day of expiry is written down."),
        N_("4  A part is broken or missing: F6, then scan it, or choose its line and press Enter."),
        N_("   Nothing came of a kit: F6, then scan the kit. It is spoilt."),
        N_("5  F10 books it; as often as you like. F3 takes the last scan back, F4 all of it."),
        N_("It works while the hub is away. What was booked is undone in the office."),
    ),
    "lookup": (
        N_("HOW TO LOOK UP"),
        N_("Scan anything: an item, a place, a package, a lot, an order."),
        N_("You see what it is, where it stands and what is due, by what was downloaded last."),
        N_("Nothing is booked here."),
    ),
}
"""Of each errand the title of its page, and its steps."""


def errand_help(name: str, _: Words) -> str:
    """Plain text, a page long."""
    title, *steps = map(_, _PAGES[name])
    return "\n".join([title, "", *(f"  {step}" for step in steps)])
