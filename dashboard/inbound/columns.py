"""Headings and number formats of the tables about goods in."""

from __future__ import annotations

import streamlit as st

from dashboard.columns import Columns, moment, quantity
from dashboard.i18n import Language


def of(language: Language) -> Columns:
    """One for all of them: a heading means the same in each."""
    _ = language.text
    minutes = st.column_config.NumberColumn
    return {
        "number": _("Order"),
        "document": _("Order"),
        "supplier": st.column_config.TextColumn(_("Supplier"), width="medium"),
        "due_on": st.column_config.DateColumn(_("Due on"), format="YYYY-MM-DD"),
        "late": st.column_config.NumberColumn(_("Days late"), format="%d"),
        "received": _("Lines received"),
        "packages": st.column_config.NumberColumn(_("Packages under way"), format="%d"),
        "location": _("Place"),
        "opened_at": moment(_("Begun")),
        "closed_at": moment(_("Booked")),
        "operator": _("Done by"),
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "lot": _("Lot"),
        "difference": _("Difference"),
        "kind": _("Kind"),
        "qty": quantity(_("Quantity")),
        "notice": _("Notice"),
        "state": _("Status"),
        "arrived": _("Packages arrived"),
        "sscc": _("Package (SSCC)"),
        "expiry": st.column_config.DateColumn(_("Use by"), format="YYYY-MM-DD"),
        "return": _("Return"),
        "settlement": _("Settled by"),
        "seen": st.column_config.NumberColumn(_("By the portal"), format="%d"),
        "by_hand": quantity(_("By hand")),
        "total": quantity(_("Came")),
        "code": _("Tag or code"),
        "read_at": moment(_("Read")),
        "agent": _("Agent"),
        "why": st.column_config.TextColumn(_("Reason"), width="large"),
        "since": moment(_("Since")),
        "reason": _("Reason"),
        "receipts": st.column_config.NumberColumn(_("Receipts"), format="%d"),
        "p50": minutes(_("Half within (min)"), format="%.1f"),
        "p95": minutes(_("95 % within (min)"), format="%.1f"),
    }
