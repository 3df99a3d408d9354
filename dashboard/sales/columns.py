"""Headings and number formats of the tables about sales orders."""

from __future__ import annotations

import streamlit as st

from dashboard.columns import Columns, moment, quantity
from dashboard.i18n import Language


def of(language: Language) -> Columns:
    """One for all of them: a heading means the same in each."""
    _ = language.text
    return {
        "number": _("Order"),
        "site": _("Site"),
        "customer": _("Customer"),
        "state": _("State"),
        "bench": _("Bench"),
        "qty": quantity(_("Quantity")),
        "shipped": quantity(_("Shipped")),
        "released_at": moment(_("Released")),
        "shipped_at": moment(_("Shipped at")),
        "line": st.column_config.NumberColumn(_("Line"), format="%d"),
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "location": _("Take from"),
        "lot": _("Lot"),
        "expiry": st.column_config.DateColumn(_("Expiry"), format="YYYY-MM-DD"),
        "serial": _("Serial number"),
        "carton": _("Carton"),
        "source": _("Taken from"),
        "occurred_at": moment(_("When")),
        "operator": _("Packed by"),
        "verdict": _("How it was checked"),
        "measured_g": quantity(_("Weighed (g)")),
        "expected_g": quantity(_("Expected (g)")),
        "tolerance_g": quantity(_("Tolerance (± g)")),
        "packed_at": moment(_("Closed at")),
        "let_through": _("Let through"),
        "reason": st.column_config.TextColumn(_("Reason"), width="large"),
        "by": _("Let through by"),
    }
