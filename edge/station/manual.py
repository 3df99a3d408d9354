"""The help page of the terminal, in the reader's language."""

from __future__ import annotations

from edge.station.i18n import Words


def help_text(_: Words) -> str:
    """Plain text, a page long."""
    keys = [
        ("F1  ?", _("This page, and back (Page Up and Page Down turn it)")),
        ("F2", _("English / 中文")),
        ("F3", _("Take the last scan back (barcode TD:UNDO)")),
        ("F4", _("Give the order back unpacked (TD:CANCEL)")),
        ("F5", _("The list of counts, and back to the orders (TD:COUNT:… takes a count)")),
        ("F6", _("While counting: all of the last item is on the scale, count it by weight")),
        ("*n =n", _("While counting: the next scan counts n times; n of the last item in all")),
        ("F7", _("Receive goods, put goods away, look something up")),
        ("F8", _("Close although the weight is wrong, take another lot than told: asks for the reason")),
        ("F9", _("Log out; a carton in hand stays")),
        ("F10", _("Close the carton (TD:CLOSE)")),
        ("Ctrl-Q", _("End the terminal; a carton in hand is kept")),
    ]
    steps = [
        _("1  Take an order: scan its barcode (TD:ORDER:…) or choose it with ↑ ↓ and Enter."),
        _("2  An arrow tells the place, the lot and its last day. Yellow: the piece is of another lot."),
        _("3  Scan each piece and put it into the carton. A quantity card (TD:QTY:…) multiplies it."),
        _("4  Red means stop: wrong item, too many, wrong weight. Nothing of it was counted."),
        _("5  When all is scanned, put the carton on the scale. Green: close it."),
        _("When the hub is away, go on: everything is kept on this machine and sent later, once."),
    ]
    lines = [f"  {key:<8}{what}" for key, what in keys]
    return "\n".join([_("HOW TO PACK"), "", *(f"  {step}" for step in steps), "", _("KEYS"), "", *lines])
