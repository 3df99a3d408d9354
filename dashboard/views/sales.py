"""Sales orders: the list, and of the chosen one what is to be taken for it and what left on it."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.sales import order_card, page, tables
from dashboard.sales.models import Summary

MOST = 500


def show() -> None:
    language = session.language()
    _ = language.text
    st.title(_("Sales orders"))
    status = st.segmented_control(
        _("State"),
        page.STATUSES,
        default="released",
        format_func=lambda code: _("All") if code == "all" else page.state_word(code),
        key=page.STATUS,
        label_visibility="collapsed",
        required=True,
    )
    rows = page.selling().orders(site=session.site(), status=None if status == "all" else status, limit=MOST)
    if rows:
        hide = ("site",) if len({row.site for row in rows}) == 1 else ()
        page.table(
            tables.orders(rows, page.state_word, session.formats(None).local), "selling_orders", hide=hide
        )
        st.caption(language.plural("{n} row", "{n} rows", len(rows)))
        if len(rows) == MOST:
            st.warning(_("Only the newest {n} are listed.").format(n=MOST))
    else:
        _nothing(status)
    chosen = _chosen(rows)
    if chosen is not None:
        order_card.show(page.selling().order(*chosen))


def _nothing(status: str) -> None:
    _ = session.language().text
    if status in ("released", "all"):
        said = _(
            "There is no order to pack. Orders come by `POST /orders`, from your shop or another system."
        )
    else:
        said = _("There is none. Choose *All* to see every order.")
    st.info(said, icon=":material/flag:")


def _chosen(rows: list[Summary]) -> tuple[str, str | None] | None:
    """Number and site. What another page has asked for is shown first, on the list or not."""
    _ = session.language().text
    keys: list[tuple[str, str | None]] = [(row.number, row.site) for row in rows]
    opened = page.opened()
    if opened is not None and opened not in keys:
        keys.insert(0, opened)
    if not keys:
        return None
    several = len({site for _number, site in keys}) > 1
    found: tuple[str, str | None] | None = st.selectbox(
        _("Order"),
        keys,
        index=0 if opened is None else keys.index(opened),
        format_func=lambda key: f"{key[0]} · {key[1]}" if several and key[1] else key[0],
        key=f"selling_chosen_{opened}",
    )
    return found
