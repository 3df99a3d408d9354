"""Headings of the tables about free and promised stock."""

from __future__ import annotations

from dashboard.columns import Columns, moment, quantity, stock
from dashboard.i18n import Language


def of(language: Language) -> Columns:
    """One for all of them: a heading means the same in each."""
    _ = language.text
    return {
        **stock(language),
        "qty": quantity(_("Altogether")),
        "available": quantity(_("Available")),
        "reserved": quantity(_("Reserved")),
        "on_hold": quantity(_("On hold")),
        "damaged": quantity(_("Damaged")),
        "in_transit": quantity(_("In transit")),
        "document": _("Document"),
        "open": quantity(_("Still reserved")),
        "promised": quantity(_("Reserved at first")),
        "shipped": quantity(_("Shipped")),
        "since": moment(_("Since")),
        "by": _("By"),
    }
