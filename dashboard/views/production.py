"""Production: orders and what is reported on them, what can be built now, bills of materials."""

from __future__ import annotations

import streamlit as st

from dashboard import session, steps
from dashboard.production import boms, building, orders

SECTIONS = ("orders", "build", "boms")


def show() -> None:
    _ = session.language().text
    st.title(_("Production"))
    names = {
        "orders": _("Orders"),
        "build": _("What can be built"),
        "boms": _("Bills of materials"),
    }
    section = st.segmented_control(
        _("Section"),
        SECTIONS,
        default="orders",
        format_func=names.__getitem__,
        key="making_section",
        label_visibility="collapsed",
        required=True,
    )
    steps.show_outcome()
    {"orders": orders.show, "build": building.show, "boms": boms.show}[section]()
