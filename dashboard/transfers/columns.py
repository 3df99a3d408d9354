"""Headings and number formats of the tables about transfers."""

from __future__ import annotations

import streamlit as st

from dashboard.columns import Columns, moment, quantity
from dashboard.i18n import Language


def of(language: Language) -> Columns:
    """One for all of them: a heading means the same in each."""
    _ = language.text
    return {
        "number": _("Transfer"),
        "state": _("State"),
        "from_site": _("From"),
        "to_site": _("To"),
        "sent_at": moment(_("Sent")),
        "due_on": st.column_config.DateColumn(_("Due on"), format="YYYY-MM-DD"),
        "arrived": _("Lines arrived"),
        "undecided": st.column_config.NumberColumn(_("To decide"), format="%d"),
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "lot": _("Lot"),
        "source": _("Taken from"),
        "location": _("Place"),
        "qty": quantity(_("Quantity")),
        "received": quantity(_("Received")),
        "under_way": quantity(_("In transit")),
        "back": quantity(_("Taken back")),
        "lost": quantity(_("Lost")),
        "serials": st.column_config.TextColumn(_("Serial numbers"), width="medium"),
        "difference": _("Difference"),
        "decision": _("Decision"),
        "reason": _("Reason"),
    }


def arriving(language: Language) -> Columns:
    """Of the table that is typed into."""
    _ = language.text
    typed = st.column_config.NumberColumn
    return of(language) | {
        "came": typed(_("Came"), min_value=0.0, help=_("All of it, the damaged ones too.")),
        "damaged": typed(_("Of these damaged"), min_value=0.0),
        "serials": st.column_config.TextColumn(
            _("Serial numbers"), help=_("With commas between them. Take out those that have not come.")
        ),
        "broken": st.column_config.TextColumn(_("Serial numbers of the damaged")),
    }
