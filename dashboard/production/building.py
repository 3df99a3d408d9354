"""What can be built now, and the form that orders it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import session, steps
from dashboard.production import page, tables
from dashboard.production.models import Buildable, Order
from dashboard.typed import number


def show() -> None:
    _ = session.language().text
    site = page.site()
    if site is None:
        st.info(_("Choose a site at the left."), icon=":material/warehouse:")
        return
    rows = page.making().buildable(site)
    if not rows:
        st.info(
            _(
                "Nothing can be built yet: say first what an item is made of, under *Bills of materials*, "
                "or bring a list in under *Master data*, *Import & export*."
            ),
            icon=":material/flag:",
        )
        return
    page.table(tables.buildable(rows, page.bom_word), "making_buildable")
    st.caption(_("Of what is available, one level deep. Behind a component: how much of it there is."))
    if session.may("operator"):
        _order(site, rows)


def _order(site: str, rows: list[Buildable]) -> None:
    _ = session.language().text
    st.subheader(_("Order it"))
    chosen: Buildable = st.selectbox(
        _("Item"), rows, format_func=lambda row: f"{row.sku} · {row.name}", key="making_item"
    )
    kinds = ("assemble", "disassemble") if chosen.kind == "kit" else ("assemble",)
    with st.form(f"making_new_{chosen.sku}_{steps.key_of('production')}", border=True):
        kind = st.segmented_control(
            _("What is to be done?"), kinds, default="assemble", format_func=page.order_word, required=True
        )
        left, middle, right = st.columns(3)
        qty = left.text_input(
            _("Quantity"), placeholder=_("{n} can be built").format(n=tables.number(chosen.qty))
        )
        places = page.places(site)
        destination = middle.selectbox(_("Put it to"), places)
        due_on = right.date_input(_("Due on"), value=None, format="YYYY-MM-DD")
        source = st.selectbox(
            _("Take from"),
            page.places(site, page.PICKABLE),
            index=None,
            placeholder=_("Wherever it can be picked, what expires first"),
        )
        note = st.text_input(_("Note"), max_chars=200)
        if not st.form_submit_button(_("Draft the order"), type="primary", icon=":material/add:"):
            return
    wanted: dict[str, Any] = {
        "site": site, "sku": chosen.sku, "kind": kind, "qty": number(qty), "source": source,
        "destination": destination, "due_on": due_on.isoformat() if due_on else None, "note": note,
    }  # fmt: skip
    if not wanted["qty"] or not destination:
        st.warning(_("Say a quantity."))
        return
    made: list[Order] = []
    if steps.attempt(lambda: made.append(page.making().create(wanted, steps.key_of("production")))):
        steps.used("production")
        page.open_order(made[0].number)
        steps.done(_("{number} is drafted. Release it under *Orders*.").format(number=made[0].number))
        st.rerun()
