"""One sales order: its lines, what its packer is told to take, what left, and what was let through."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.notices import plain
from dashboard.sales import page, tables
from dashboard.sales.models import Order, Shipped
from dashboard.sentences import sentence


def show(order: Order) -> None:
    _ = session.language().text
    formats = session.formats(None)
    with st.container(border=True):
        st.subheader(" · ".join(filter(None, (plain(order.number), plain(order.customer)))))
        state, bench, released, gone = st.columns(4)
        state.metric(_("State"), page.state_word(order.status))
        bench.metric(_("Bench"), order.agent or _("any"))
        released.metric(_("Released"), f"{formats.local(order.released_at):%Y-%m-%d %H:%M}")
        gone.metric(_("Shipped"), f"{formats.number(order.shipped_qty)} / {formats.number(order.qty)}")
        page.table(tables.lines(order.lines), "selling_lines")
        if order.status == "released":
            _told(order)
        shipped = page.selling().shipped(order)
        _left(order, shipped)
        _cartons(order)
        _let_through(shipped)


def _heading(text: str) -> None:
    st.markdown(f"**{text}**")


def _told(order: Order) -> None:
    _ = session.language().text
    _heading(_("What to take"))
    rows = page.selling().picks(order).lines
    frame = tables.told(rows, page.place_word)
    if len(frame):
        page.table(frame, "selling_told")
        st.caption(
            _("First expired, first out, as the books are now; the terminal shows the same to its packer.")
        )
    short = tables.short(rows)
    if short:
        st.warning(
            _(
                "No stock that may leave is there for {what}. Receive or release some, or see under *Stock*"
                " who has reserved it."
            ).format(what=plain(", ".join(short))),
            icon=":material/production_quantity_limits:",
        )


def _left(order: Order, shipped: list[Shipped]) -> None:
    _ = session.language().text
    _heading(_("What left"))
    frame = tables.left(shipped, session.formats(None).local)
    if len(frame):
        # when and by whom a carton was closed, its own table says
        hide = ("occurred_at", "operator") if frame["carton"].all() else ()
        page.table(frame, "selling_left", hide=hide)
    elif order.status == "released":
        st.caption(_("Nothing yet: pack it at a terminal (`tallydock station`), where it is on the list."))
    else:
        st.caption(_("Nothing has left on it."))


def _cartons(order: Order) -> None:
    rows = page.selling().cartons(order)
    if rows:
        _heading(session.language().text("Cartons"))
        page.table(tables.cartons(rows, page.verdict_word, session.formats(None).local), "selling_cartons")


def _let_through(shipped: list[Shipped]) -> None:
    language = session.language()
    rows = tables.let_through(shipped)
    if rows:
        _heading(language.text("Let through, by whom and why"))
        frame = tables.decisions(rows, page.let_through_word, lambda said: sentence(said, language))
        page.table(frame, "selling_let_through")
