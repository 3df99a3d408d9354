"""Headings and number formats of the tables about buying."""

from __future__ import annotations

import streamlit as st

from dashboard.columns import Columns, money, quantity
from dashboard.i18n import Language


def _day(heading: str, help_: str | None = None) -> object:
    return st.column_config.DateColumn(heading, format="YYYY-MM-DD", help=help_)


def orders(language: Language) -> Columns:
    _ = language.text
    return {
        "number": _("Order"),
        "supplier": st.column_config.TextColumn(_("Supplier"), width="medium"),
        "kind": _("Kind"),
        "state": _("State"),
        "amount": money(_("Amount")),
        "currency": _("Currency"),
        "due_on": _day(
            _("Due on"), _("When the next open line is due: by the supplier's word, else by ours")
        ),
        "received": st.column_config.TextColumn(_("Lines received")),
    }


def lines(language: Language) -> Columns:
    _ = language.text
    return {
        "line": st.column_config.NumberColumn(_("No."), format="%d", width=50),
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "qty": quantity(_("Quantity")),
        "unit": _("Unit"),
        "unit_price": money(_("Unit price")),
        "amount": money(_("Amount")),
        "expected_on": _day(_("Expected on")),
        "confirmed_on": _day(_("Confirmed for"), _("The supplier's word")),
        "received_qty": quantity(_("Received")),
        "called_qty": quantity(_("Called off")),
    }


def editable(language: Language, skus: list[str]) -> Columns:
    _ = language.text
    return {
        "line": st.column_config.NumberColumn(_("No."), format="%d", disabled=True, width=50),
        "sku": st.column_config.SelectboxColumn(_("SKU"), options=skus, required=True),
        "qty": st.column_config.TextColumn(_("Quantity"), required=True),
        "unit_price": st.column_config.TextColumn(_("Unit price"), help=_("Empty: the supplier's price")),
        "expected_on": st.column_config.DateColumn(
            _("Expected on"), format="YYYY-MM-DD", help=_("Empty: by the supplier's lead time")
        ),
    }


def suppliers(language: Language) -> Columns:
    _ = language.text
    return {
        "code": _("Code"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "currency": _("Currency"),
        "promised": st.column_config.NumberColumn(_("Promised days"), format="%d"),
        "measured": st.column_config.NumberColumn(
            _("Measured days"), format="%.1f", help=_("From sent to all of a line received, within a year")
        ),
        "on_time": st.column_config.NumberColumn(_("On time"), format="%.0f %%"),
        "active": st.column_config.CheckboxColumn(_("Active")),
    }


def supplier_items(language: Language) -> Columns:
    _ = language.text
    return {
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "supplier_sku": _("Supplier's number"),
        "min_qty": quantity(_("Minimum")),
        "pack_qty": quantity(_("Pack")),
        "from_qty": quantity(_("From quantity")),
        "unit_price": money(_("Unit price")),
        "valid_from": _day(_("Valid from")),
        "valid_to": _day(_("Valid to")),
    }


def prices(language: Language) -> Columns:
    """What is typed: text, for a float would not keep a price."""
    _ = language.text
    return {
        "from_qty": st.column_config.TextColumn(
            _("From quantity"), help=_("Holds for so many and more; empty: for any quantity")
        ),
        "unit_price": st.column_config.TextColumn(_("Unit price"), required=True),
        "valid_from": st.column_config.DateColumn(
            _("Valid from"), format="YYYY-MM-DD", help=_("Empty: from today")
        ),
        "valid_to": st.column_config.DateColumn(
            _("Valid to"), format="YYYY-MM-DD", help=_("Its last day; empty: no end")
        ),
    }


def limits(language: Language) -> Columns:
    _ = language.text
    return {"role": _("Role"), "currency": _("Currency"), "amount": _("Up to")}


def on_order(language: Language) -> Columns:
    _ = language.text
    return {
        "sku": _("SKU"),
        "site": _("Site"),
        "due_on": _day(_("Due on")),
        "qty": quantity(_("Quantity")),
    }
