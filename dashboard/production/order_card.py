"""One production order: what it needs, what may be done with it now, and what was reported."""

from __future__ import annotations

import streamlit as st

from dashboard import session, steps
from dashboard.notices import plain
from dashboard.production import columns, page, reporting, tables
from dashboard.production.models import Order, Report

AT_WORK = ("released", "started", "partly_produced", "produced")


def show(order: Order) -> None:
    _ = session.language().text
    formats = session.formats(order.currency)
    with st.container(border=True):
        st.subheader(f"{order.number} · {plain(order.name)}")
        state, made, scrapped, in_work = st.columns(4)
        state.metric(_("State"), page.state_word(order.state))
        of = f"{formats.number(order.produced_qty)} / {formats.number(order.qty)}"
        made.metric(_("Taken apart") if order.kind == "disassemble" else _("Produced"), of)
        scrapped.metric(_("Scrapped"), formats.money(order.scrapped_value))
        in_work.metric(_("In work"), formats.money(order.in_work_value))
        _facts(order)
        st.dataframe(
            tables.components(order.components),
            hide_index=True,
            placeholder="–",
            column_config=columns.of(session.language()),
            key="making_components",
        )
        short = tables.shortages(order.components)
        if short:
            text = _("Short: {what}.").format(what=", ".join(short))
            st.warning(plain(text), icon=":material/production_quantity_limits:")
        _steps(order, short=bool(short))
        if order.state in AT_WORK and session.may("operator"):
            reporting.show(order)
    _reports(order)


def _facts(order: Order) -> None:
    _ = session.language().text
    facts = [
        page.order_word(order.kind),
        _("{sku} by version {version} of its bill").format(sku=order.sku, version=order.bom_version),
        _("from {place}").format(place=order.source) if order.source else _("what expires first"),
        _("to {place}").format(place=order.destination),
    ]
    if order.due_on:
        facts.append(_("due on {day}").format(day=order.due_on))
    if order.close_reason:
        facts.append(order.close_reason)
    st.caption(plain(" · ".join(facts)))
    if order.note:
        st.text(order.note)


def _steps(order: Order, *, short: bool) -> None:
    _ = session.language().text
    release, anyway, close, cancel = st.columns(4)
    if order.state == "draft" and session.may("operator"):
        if release.button(_("Release"), type="primary", icon=":material/play_arrow:", width="stretch"):
            _release(order, allow_short=False)
        if (
            short
            and session.may("manager")
            and anyway.button(_("Release with what there is"), icon=":material/hourglass:", width="stretch")
        ):
            _release(order, allow_short=True)
    if not session.may("manager"):
        return
    began = order.state in AT_WORK and order.state != "released"
    if began and close.button(_("Close …"), icon=":material/inventory:", width="stretch"):
        _ask(order, "close")
    if order.state in ("draft", "released") and cancel.button(
        _("Cancel order …"), icon=":material/cancel:", width="stretch"
    ):
        _ask(order, "cancel")


def _release(order: Order, *, allow_short: bool) -> None:
    _ = session.language().text
    if steps.attempt(lambda: page.making().release(order, allow_short=allow_short)):
        page.open_order(order.number)
        steps.done(_("{number} is released: what it needs is promised to it.").format(number=order.number))
        st.rerun()


def _ask(order: Order, what: str) -> None:
    """For its reason, before what cannot be undone."""
    _ = session.language().text
    title = _("Cancel this order?") if what == "cancel" else _("Close this order?")
    text = (
        _("What is promised to it is free again. A cancelled order stays cancelled.")
        if what == "cancel"
        else _("What is in work is written off, what is promised to it is free again. It stays closed.")
    )
    said = _("{number} is cancelled.") if what == "cancel" else _("{number} is closed.")

    @st.dialog(title)
    def confirm() -> None:
        st.write(text)
        reason = st.text_input(_("Why?"), key="making_reason", max_chars=200)
        label = _("Cancel the order") if what == "cancel" else _("Close the order")
        sure = st.button(label, type="primary", disabled=len(reason.strip()) < 3, key="making_confirmed")
        if sure and steps.attempt(lambda: page.making().end(order, what, reason.strip())):
            steps.done(said.format(number=order.number))
            st.rerun()

    confirm()


def _reports(order: Order) -> None:
    _ = session.language().text
    rows = page.making().reports(order.number)
    st.subheader(_("Reported"))
    if not rows:
        st.caption(_("Nothing was reported on it yet."))
        return
    chosen: Report = st.selectbox(
        _("Report"), rows, format_func=_label, key=f"making_report_{order.number}_{len(rows)}"
    )
    lines = tables.report_lines(chosen.lines, page.role_word)
    page.table(lines, "making_report_lines", order.currency)
    if chosen.reason:
        st.caption(plain(chosen.reason))
    if chosen.undone_at is None and order.state in AT_WORK and session.may("manager"):
        _undo(order, chosen)


def _label(report: Report) -> str:
    _ = session.language().text
    formats = session.formats(None)
    said = [
        f"{formats.local(report.at):%Y-%m-%d %H:%M}",
        _("{made} made, {spoilt} spoilt").format(
            made=formats.number(report.produced_qty), spoilt=formats.number(report.scrapped_qty)
        ),
        report.user or "",
        _("undone: {reason}").format(reason=report.undo_reason) if report.undone_at else "",
    ]
    return " · ".join(filter(None, said))


def _undo(order: Order, report: Report) -> None:
    _ = session.language().text
    what = f"undo_{report.id}"
    with st.form(f"making_undo_{report.id}", border=False):
        reason = st.text_input(_("Why was it wrong?"), max_chars=200)
        if not st.form_submit_button(_("Undo this report"), icon=":material/undo:"):
            return
    if steps.attempt(lambda: page.making().undo(order.number, report.id, reason.strip(), steps.key_of(what))):
        steps.used(what)
        page.open_order(order.number)
        steps.done(_("Undone: what was taken is back, what was made is out of the stock."))
        st.rerun()
