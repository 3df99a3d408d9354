"""The list of items, and one of them."""

from __future__ import annotations

import streamlit as st

from dashboard import session, terms
from dashboard.i18n import Language
from dashboard.master import item_card, tables
from dashboard.master.forms import hub, outcome, saved
from dashboard.master.models import Item


def show() -> None:
    language = session.language()
    _ = language.text
    outcome()
    left, right = st.columns([5, 1], vertical_alignment="bottom")
    search = left.text_input(
        _("Search"),
        placeholder=_("Part of the SKU or the name"),
        key="master_search",
        icon=":material/search:",
    )
    if session.may("manager") and right.button(_("New item"), icon=":material/add:", width="stretch"):
        _new()
    rows, more = hub().items(search.strip())
    if not rows:
        st.info(
            _("No item is found. Bring a list in under *Import & export*, or make one."),
            icon=":material/flag:",
        )
        return
    chosen = _list(rows, language)
    note = language.plural("{n} row", "{n} rows", len(rows))
    st.caption(note + (" · " + _("There are more: search to see fewer.") if more else ""))
    if chosen is None:
        st.caption(_("Choose a line to see and change an item."))
    else:
        item_card.show(chosen)


def _list(rows: list[Item], language: Language) -> Item | None:
    _ = language.text
    picked = st.dataframe(
        tables.items(rows, lambda code: terms.word(terms.TRACKING, code, language)),
        hide_index=True,
        placeholder="–",
        height=320 if len(rows) > 8 else "auto",
        column_config={
            "sku": _("SKU"),
            "name": st.column_config.TextColumn(_("Name"), width="medium"),
            "category": _("Category"),
            "unit": _("Unit"),
            "unit_weight_g": st.column_config.NumberColumn(_("Unit weight (g)"), format="localized"),
            "unit_weight_sd_g": st.column_config.NumberColumn(_("Spread (g)"), format="localized"),
            "tracking": _("Tracking"),
            "shelf_life_days": st.column_config.NumberColumn(_("Shelf life (days)"), format="%d"),
            "active": st.column_config.CheckboxColumn(_("Active")),
        },
        on_select="rerun",
        selection_mode="single-row",
        key="master_items",
    )
    lines = picked["selection"]["rows"]
    return rows[lines[0]] if lines and lines[0] < len(rows) else None


def _new() -> None:
    _ = session.language().text

    @st.dialog(_("New item"))
    def ask() -> None:
        with st.form("master_new_item"):
            sku = st.text_input(_("SKU"), max_chars=64)
            name = st.text_input(_("Name"), max_chars=200)
            category = st.text_input(_("Category"), max_chars=200)
            unit = st.text_input(_("Unit"), value="pcs", max_chars=16)
            decimals = st.number_input(_("Decimals of its quantities"), 0, 6, 0)
            st.caption(_("What an item is counted in never changes."))
            if st.form_submit_button(_("Make it"), type="primary"):
                body = {
                    "sku": sku.strip(),
                    "name": name.strip(),
                    "category": category.strip(),
                    "unit": unit.strip(),
                    "qty_decimals": int(decimals),
                }
                saved(lambda: hub().add_item(body), _("Item {sku} is made.").format(sku=sku.strip()))

    ask()
