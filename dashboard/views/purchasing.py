"""Buying: orders from draft to received, suppliers and their links, what is on order."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.purchasing import editing, limits, on_order, orders, page, suppliers

SECTIONS = ("orders", "new", "suppliers", "on_order", "limits")


def show() -> None:
    _ = session.language().text
    st.title(_("Purchasing"))
    names = {
        "orders": _("Orders"),
        "new": _("New order"),
        "suppliers": _("Suppliers"),
        "on_order": _("On order"),
        "limits": _("Limits"),
    }
    section = st.segmented_control(
        _("Section"),
        SECTIONS,
        default="orders",
        format_func=names.__getitem__,
        key="buying_section",
        label_visibility="collapsed",
        required=True,
    )
    page.show_outcome()
    shown = {
        "orders": orders.show,
        "new": editing.new,
        "suppliers": suppliers.show,
        "on_order": on_order.show,
        "limits": limits.show,
    }
    shown[section]()
