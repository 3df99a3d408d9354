"""Items, places and sites: one by one, and as files."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.master import files, items, places, sites

SECTIONS = ("items", "places", "sites", "files")


def show() -> None:
    _ = session.language().text
    st.title(_("Master data"))
    names = {
        "items": _("Items"),
        "places": _("Storage places"),
        "sites": _("Sites"),
        "files": _("Import & export"),
    }
    section = st.segmented_control(
        _("Section"),
        SECTIONS,
        default="items",
        format_func=names.__getitem__,
        key="master_section",
        label_visibility="collapsed",
        required=True,
    )
    {"items": items.show, "places": places.show, "sites": sites.show, "files": files.show}[section]()
