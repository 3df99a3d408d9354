"""Headings and number formats of the tables about places and traces."""

from __future__ import annotations

import streamlit as st

from dashboard.columns import Columns, moment, quantity
from dashboard.i18n import Language


def of(language: Language) -> Columns:
    """One for all of them: a heading means the same in each."""
    _ = language.text
    return {
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "lot": _("Lot"),
        "qty": quantity(_("Quantity")),
        "unit": _("Unit"),
        "partner": st.column_config.TextColumn(_("Who"), width="medium"),
        "document": _("Document"),
        "first_at": moment(_("First")),
        "last_at": moment(_("Last")),
        "site": _("Site"),
        "places": _("Place"),
        "location": _("Place"),
        "kind": _("Kind of place"),
        "packages": st.column_config.TextColumn(_("Package or carton"), width="medium"),
        "customer": st.column_config.TextColumn(_("Customer"), width="medium"),
        "bought": st.column_config.TextColumn(_("Suppliers"), width="medium"),
        "level": st.column_config.NumberColumn(_("Level"), format="%d"),
        "number": _("Lot or serial number"),
        "order": _("Production order"),
        "partners": st.column_config.TextColumn(_("Who"), width="medium"),
        "qty_in": quantity(_("Came in")),
        "qty_out": quantity(_("Went out")),
        "qty_left": quantity(_("There now")),
    }
