"""Headings and number formats of the tables about counts."""

from __future__ import annotations

import streamlit as st

from dashboard.columns import Columns, moment, money, quantity
from dashboard.i18n import Language


def counts(language: Language) -> Columns:
    _ = language.text
    return {
        "number": _("Count"),
        "location": _("Place"),
        "state": _("Status"),
        "origin": _("Why"),
        "due_at": moment(_("Due on")),
        "lines": st.column_config.NumberColumn(_("Lines"), format="%d"),
        "round": st.column_config.NumberColumn(_("Round"), format="%d"),
        "by": _("Counted by"),
        "value": money(_("At stake")),
        "cause": st.column_config.TextColumn(_("Cause"), width="medium"),
    }


def count_lines(language: Language, currency: str) -> Columns:
    _ = language.text
    return {
        "sku": _("SKU"),
        "name": st.column_config.TextColumn(_("Name"), width="medium"),
        "lot": _("Lot"),
        "abc": _("Class"),
        "ledger": quantity(_("Books")),
        "first": quantity(_("First count")),
        "counted": quantity(_("Counted")),
        "variance": quantity(_("Variance")),
        "value": money(_("Value"), currency),
        "accurate": st.column_config.CheckboxColumn(_("Within tolerance")),
    }


def places(language: Language) -> Columns:
    _ = language.text
    return {
        "location": _("Place"),
        "accuracy": st.column_config.ProgressColumn(
            _("Record accuracy"), format="percent", min_value=0, max_value=1
        ),
        "counted": st.column_config.NumberColumn(_("Lines counted"), format="%d"),
        "off": st.column_config.NumberColumn(_("Lines off"), format="%d"),
        "last": moment(_("Last counted")),
    }


def shelves(language: Language) -> Columns:
    _ = language.text
    return {
        "location": _("Place"),
        "sku": _("SKU"),
        "at": moment(_("When")),
        "weight_g": quantity(_("Weight (g)")),
        "expected_g": quantity(_("Expected (g)")),
        "pieces": quantity(_("Pieces by weight")),
        "ledger": quantity(_("Books")),
        "within": st.column_config.CheckboxColumn(_("Within tolerance")),
    }
