"""Headings and number formats of the tables about production."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.columns import Columns, money, quantity
from dashboard.i18n import Language


def of(language: Language, currency: str | None = None) -> Columns:
    """One for all of them: a heading means the same in each."""
    _ = language.text
    return {
        "number": _("Order"),
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "unit": _("Unit"),
        "kind": _("Kind"),
        "state": _("State"),
        "qty": quantity(_("Quantity")),
        "produced": quantity(_("Produced")),
        "scrapped": quantity(_("Scrapped")),
        "open": quantity(_("Still open")),
        "due_on": st.column_config.DateColumn(_("Due on"), format="YYYY-MM-DD"),
        "buildable": quantity(_("Can be built")),
        "available": quantity(_("Available")),
        "limited_by": st.column_config.TextColumn(_("Limited by"), width="large"),
        "planned": quantity(_("Planned")),
        "consumed": quantity(_("Consumed")),
        "reserved": quantity(_("Reserved")),
        "short": quantity(_("Short")),
        "version": st.column_config.NumberColumn(_("Version"), format="%d"),
        "active": st.column_config.CheckboxColumn(_("Active")),
        "made_of": st.column_config.TextColumn(_("Made of"), width="large"),
        "scrap_percent": st.column_config.NumberColumn(_("Expected scrap (%)"), format="%.2f"),
        "level": st.column_config.NumberColumn(_("Level"), format="%d"),
        "role": _("What"),
        "location": _("Place"),
        "lot": _("Lot"),
        "serial": _("Serial number"),
        "expiry": st.column_config.DateColumn(_("Expiry"), format="YYYY-MM-DD"),
        "value": money(_("Value"), currency),
    }


def parts(language: Language) -> Columns:
    """Of a bill that is being written."""
    _ = language.text
    return {
        "sku": st.column_config.TextColumn(_("SKU"), required=True),
        "qty": st.column_config.TextColumn(_("Quantity"), required=True),
        "scrap_percent": st.column_config.TextColumn(_("Expected scrap (%)")),
    }


def goods(language: Language, skus: Sequence[str], places: Sequence[str]) -> Columns:
    """Of what was really taken, or came of a kit."""
    _ = language.text
    return {
        "item": st.column_config.SelectboxColumn(_("SKU"), options=list(skus), required=True),
        "qty": st.column_config.TextColumn(_("Quantity"), required=True),
        "source": st.column_config.SelectboxColumn(_("Place"), options=list(places)),
        "lot": st.column_config.TextColumn(_("Lot")),
        "serial": st.column_config.TextColumn(_("Serial number")),
        "expiry": st.column_config.DateColumn(_("Expiry"), format="YYYY-MM-DD"),
    }
