"""Goods in: what is due and came, differences to decide on, holds to release, the time from dock to stock."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from dashboard import reads, session, steps
from dashboard.inbound import announcing, charts, holding, page, returning, tables, unloading, words
from dashboard.inbound.models import Difference
from dashboard.typed import number

SECTIONS = ("due", "notices", "differences", "held", "returns", "times")
DAYS = 30


def show() -> None:
    _ = session.language().text
    st.title(_("Receipts"))
    names = {
        "due": _("Due and arrived"),
        "notices": _("Ship notices"),
        "differences": _("To decide"),
        "held": _("On hold"),
        "returns": _("Returns"),
        "times": _("Dock to stock"),
    }
    section = st.segmented_control(
        _("Section"),
        SECTIONS,
        default="due",
        format_func=names.__getitem__,
        key="inbound_section",
        label_visibility="collapsed",
        required=True,
    )
    steps.show_outcome()
    shown = {
        "due": _due,
        "notices": announcing.show,
        "differences": _differences,
        "held": holding.show,
        "returns": returning.show,
        "times": _times,
    }
    shown[section]()


def _due() -> None:
    _ = session.language().text
    due = page.goods_in().due(session.site())
    st.subheader(_("Due"))
    if due:
        page.table(tables.due(due, reads.today()), "inbound_due")
    else:
        st.info(
            _("No order is with its supplier. Send one under *Purchasing*: then it is expected here."),
            icon=":material/flag:",
        )
    came = page.goods_in().receipts(session.site())
    st.subheader(_("Arrived"))
    if came:
        page.table(tables.receipts(came, page.zone()), "inbound_came")
        at_doors = [receipt for receipt in came if receipt.agent is not None]
        if at_doors:
            unloading.show(page.goods_in(), at_doors, page.zone())
    else:
        st.info(
            _("Nothing was unloaded yet. Goods are received at a terminal: F7, *Receive goods*."),
            icon=":material/flag:",
        )


def _differences() -> None:
    _ = session.language().text
    rows = page.goods_in().differences(session.site())
    if not rows:
        st.success(_("There is nothing to decide: all is as ordered."), icon=":material/check:")
        return
    word = page.word(words.DIFFERENCES)
    page.table(tables.differences(rows, word), "inbound_differences")
    chosen: Difference = st.selectbox(
        _("Decide on"),
        rows,
        format_func=lambda row: f"{row.document} · {row.sku} · {word(row.kind)} · {row.qty.normalize():f}",
        key="inbound_difference",
    )
    with st.form("inbound_decide", clear_on_submit=True):
        decision = st.segmented_control(
            _("What becomes of it?"),
            words.MAY.get(chosen.kind, words.OF_AN_ORDER),
            format_func=page.word(words.DECISIONS),
            key=f"inbound_decision_{chosen.id}",
        )
        left, right = st.columns(2)
        qty = left.text_input(
            _("Quantity"), placeholder=f"{chosen.qty.normalize():f}", help=_("A part of it; empty: all.")
        )
        lot = right.text_input(
            _("Lot"),
            placeholder=chosen.lot,
            help=_("Which lot is sent back or scrapped, where the item has lots."),
            max_chars=64,
        )
        place = st.text_input(
            _("Place"),
            placeholder=chosen.location or "",
            help=_("Where the goods stand, if elsewhere; of damaged goods that are accepted: where they go."),
        )
        settlement = st.segmented_control(
            _("If it is sent back"),
            list(words.SETTLEMENTS),
            default="replace",
            format_func=page.word(words.SETTLEMENTS),
            key=f"inbound_settlement_{chosen.id}",
        )
        order = _order_of(chosen) if chosen.kind == "unannounced" else None
        reason = st.text_input(_("Why?"))
        if st.form_submit_button(_("Decide"), type="primary") and decision:
            onto = order if decision == "match" else None
            how = settlement if decision == "return" else None
            page.done(
                lambda: page.goods_in().decide(
                    chosen,
                    decision,
                    reason,
                    qty=number(qty) or None,
                    lot=lot.strip() or None,
                    place=place.strip() or None,
                    order=onto,
                    settlement=how,
                ),
                _("Decided: {order}, {sku}.").format(order=chosen.document, sku=chosen.sku),
            )


def _order_of(chosen: Difference) -> str | None:
    """To which order goods belong that came without one."""
    _ = session.language().text
    due = page.goods_in().due(chosen.site)
    names = {row.number: f"{row.number} · {row.supplier_name}" for row in due}
    return st.selectbox(
        _("Order"),
        list(names),
        index=None,
        placeholder=_("To which order do they belong?"),
        format_func=lambda number: names.get(number, number),
        key=f"inbound_order_{chosen.id}",
        accept_new_options=True,
        help=_("One that is with its supplier, or type another order's number."),
    )


def _times() -> None:
    language = session.language()
    _ = language.text
    end = reads.today()
    found = page.goods_in().dock_to_stock(end - dt.timedelta(days=DAYS - 1), end, session.site())
    if not found.all.receipts:
        st.info(
            _("No receipt was put away in the last 30 days. Receive and put away at a terminal: `F7` there."),
            icon=":material/flag:",
        )
        return
    formats = session.formats(None)
    cards = st.columns(3)
    cards[0].metric(_("Receipts put away"), formats.number(found.all.receipts), border=True)
    cards[1].metric(_("Half within"), _minutes(found.all.p50_s), border=True)
    cards[2].metric(_("95 % within"), _minutes(found.all.p95_s), border=True)
    half, most = _("Half"), _("95 %")
    title = _("From the first read at the dock until it can be picked, minutes")
    with st.container(border=True):
        st.markdown(f"**{title}**")
        picture = charts.dock_to_stock(
            tables.by_day(found.by_day, half, most), half=half, most=most, day=_("Day"), minutes=_("Minutes")
        )
        st.altair_chart(picture, alt=title)
    page.table(tables.by_supplier(found.by_supplier), "inbound_times")


def _minutes(seconds: int | None) -> str:
    _ = session.language().text
    return "–" if seconds is None else _("{n} min").format(n=f"{seconds / tables.MINUTE_S:,.1f}")
