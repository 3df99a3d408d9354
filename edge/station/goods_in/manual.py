"""The help pages of the errands, in the reader's language."""

from __future__ import annotations

from edge.station.i18n import Words


def errand_help(name: str, _: Words) -> str:
    """Plain text, a page long."""
    if name == "receive":
        return _page(
            _("HOW TO RECEIVE"),
            [
                _("1  Take an order: scan its number or a package of it, or choose it with ↑ ↓ and Enter."),
                _("2  Scan each piece. A case counts what it holds; *12 before a scan counts it 12 times."),
                _("3  Scan a package's label to see what is in it. Again, or Enter: all is received."),
                _("4  By weight: scan one, put all of them on the scale, F6."),
                _("5  Damaged: F7 after the scan. It is booked apart, and the office decides."),
                _("6  Red means look: a wrong item is only taken in when it is scanned twice."),
                _("7  F10 books it. What is too many or missing is the office's to decide."),
                _("An item that wants a lot, serial number or day of expiry asks: scan it or type it."),
                _("What the portal of the door reads is counted by itself: scan what it has not read."),
                _("No order tells of it: choose “Without an order” at the end of the list, and scan it."),
                _("Another dock: scan its code before you take an order."),
            ],
        )
    if name == "putaway":
        return _page(
            _("HOW TO PUT AWAY"),
            [
                _("1  Scan what you take from the dock, or choose it with ↑ ↓ and Enter."),
                _("2  A part of it: *n before the scan, or after it."),
                _("A package: scan its number, then its place. Scan what is in it to take a part of it."),
                _("3  Carry it to the place that is shown, and scan the place."),
                _("4  Red: a wrong place. Go to the right one, or F8 leaves it there, in your name."),
                _("F3 takes the last one back: it stands at the dock again."),
            ],
        )
    if name == "move":
        return _page(
            _("HOW TO MOVE"),
            [
                _("1  Scan the place where the goods stand, then the goods. *12 before a scan: 12 times."),
                _("   Or the goods first, then their place. ↑ ↓ and Enter take all of a line of the list."),
                _("2  F6 takes everything that stands there by the list."),
                _("3  Carry it to its new place and scan that: now it is booked."),
                _("F3 puts the last one down; with empty hands it takes the last move back."),
                _("On hold and damaged goods are moved by the office. It works while the hub is away."),
            ],
        )
    if name == "send":
        return _page(
            _("HOW TO SEND A TRANSFER"),
            [
                _("1  Take a transfer: scan its number, or choose it with ↑ ↓ and Enter."),
                _("2  Scan each piece that you load. *12 before a scan counts it 12 times."),
                _("   ↑ ↓ and Enter load the rest of a line. A place's code says from where you take."),
                _("3  Red means stop: a wrong item, lot or place, or too many. Nothing was counted."),
                _("4  F10 when it leaves. What is short is asked about; F10 again sends it as it is."),
                _("F3 takes the last scan back, F4 gives the transfer back. Nothing is booked before F10."),
                _("It works while the hub is away. What has left is taken back in the office."),
            ],
        )
    if name == "make":
        return _page(
            _("HOW TO MAKE GOODS"),
            [
                _("1  Take an order: scan its number, or choose it with ↑ ↓ and Enter."),
                _("2  Scan the place where you take components, then each of them, with its lot."),
                _("   What you do not scan is taken by the bill: the hub says from where."),
                _("3  Scan each piece that you make. *12 before a scan counts it 12 times."),
                _("   ↑ ↓ and Enter count one of a line."),
                _("4  Spoilt: F6 before the scan, of a piece or of a component."),
                _("5  F10 books it; as often as you like. F3 takes the last scan back, F4 all of it."),
                _("It works while the hub is away. What was booked is undone in the office."),
            ],
        )
    return _page(
        _("HOW TO LOOK UP"),
        [
            _("Scan anything: an item, a place, a package, a lot, an order."),
            _("You see what it is, where it stands and what is due, by what was downloaded last."),
            _("Nothing is booked here."),
        ],
    )


def _page(title: str, steps: list[str]) -> str:
    return "\n".join([title, "", *(f"  {step}" for step in steps)])
