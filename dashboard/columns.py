"""Headings and number formats of the tables, one place for all pages."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.i18n import Language

Columns = dict[str, Any]


def money(heading: str, currency: str | None = None) -> Any:
    return st.column_config.NumberColumn(
        f"{heading} ({currency})" if currency else heading, format="accounting"
    )


def quantity(heading: str) -> Any:
    return st.column_config.NumberColumn(heading, format="localized")


def ratio(heading: str, help_: str | None = None) -> Any:
    return st.column_config.NumberColumn(heading, format="%.2f", help=help_)


def moment(heading: str) -> Any:
    return st.column_config.DatetimeColumn(heading, format="YYYY-MM-DD HH:mm:ss")


def turnover(language: Language, by: str, currency: str | None) -> Columns:
    _ = language.text
    heads = {"item": _("SKU"), "category": _("Category"), "site": _("Site")}
    return {
        "key": heads[by],
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "cogs": money(_("COGS"), currency),
        "average_value": money(_("Average stock value"), currency),
        "turnover": ratio(_("Turnover"), _("COGS ÷ average stock value, in the period")),
        "annual_turnover": ratio(_("Turnover a year"), _("As if the whole year went like the period")),
        "days_of_inventory": st.column_config.NumberColumn(
            _("Days of inventory"), format="%.1f", help=_("How long the average stock lasts")
        ),
        "revenue": money(_("Revenue"), currency),
        "units_sold": quantity(_("Units sold")),
    }


def movements(language: Language, currency: str | None) -> Columns:
    _ = language.text
    return {
        "occurred_at": moment(_("When")),
        "kind": _("Kind"),
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "qty": quantity(_("Quantity")),
        "source": _("From"),
        "destination": _("To"),
        "value": money(_("Value"), currency),
        "document": _("Document"),
        "by": _("Seen by"),
        "id": st.column_config.NumberColumn(_("No."), format="%d"),
    }


def stock(language: Language) -> Columns:
    _ = language.text
    return {
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "category": _("Category"),
        "site": _("Site"),
        "location": _("Place"),
        "lot": _("Lot"),
        "qty": quantity(_("Quantity")),
        "unit": _("Unit"),
        "expiry": st.column_config.DateColumn(_("Expiry"), format="YYYY-MM-DD"),
        "days_left": st.column_config.NumberColumn(
            _("Days left"), format="%d", help=_("Below 0 it is expired")
        ),
        "places": st.column_config.NumberColumn(_("Places"), format="%d"),
        "unit_cost": money(_("Unit cost")),
        "value": money(_("Value")),
        "currency": _("Currency"),
    }


def held(language: Language) -> Columns:
    _ = language.text
    return {
        "id": st.column_config.NumberColumn(_("No."), format="%d"),
        "received_at": moment(_("First received")),
        "times": st.column_config.NumberColumn(_("Times"), format="%d", help=_("How often it came, alike")),
        "last_received_at": moment(_("Last received")),
        "agent": _("Agent"),
        "reason": _("Reason"),
        "detail": st.column_config.TextColumn(_("Detail"), width="large"),
        "size_bytes": st.column_config.NumberColumn(_("Bytes"), format="%d"),
        "status": _("Status"),
    }


def devices(language: Language) -> Columns:
    _ = language.text
    return {
        "id": _("Device"),
        "connected": st.column_config.CheckboxColumn(_("Connected"), width=76),
        "garbage_bytes": st.column_config.NumberColumn(
            _("Noise"),
            format="localized",
            help=_("Bytes thrown away: noise, and frames damaged or not its protocol's"),
            width=76,
        ),
        "reconnects": st.column_config.NumberColumn(
            _("Came back"), format="%d", help=_("How often its line was lost and found again"), width=84
        ),
    }
