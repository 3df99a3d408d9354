"""One order: what it says, what may be done with it now, and what became of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import session
from dashboard.notices import plain
from dashboard.purchasing import columns, editing, page, tables
from dashboard.purchasing.hub import FORMATS
from dashboard.purchasing.models import Order
from dashboard.sentences import sentence

CLOSABLE = ("partly_received", "received")
CANCELLABLE = ("draft", "approved", "sent")


def show(order: Order) -> None:
    language = session.language()
    _ = language.text
    formats = session.formats(order.currency)
    with st.container(border=True):
        st.subheader(f"{order.number} · {plain(order.supplier_name)}")
        state, amount, due, confirmed = st.columns(4)
        state.metric(_("State"), page.state_word(order.state))
        amount.metric(_("Amount"), formats.money(order.amount))
        due.metric(_("Due on"), str(order.due_on or "–"))
        confirmed.metric(
            _("Confirmed"),
            _confirmed(order),
            help=_("By the supplier. A line that was changed since is to be confirmed again."),
        )
        _facts(order)
        st.dataframe(
            tables.lines(order.lines, blanket=order.kind == "blanket"),
            hide_index=True,
            placeholder="–",
            column_config=columns.lines(language),
            key="buying_lines",
        )
        for warning in order.warnings:
            text = _("Line {line}: the supplier does not deliver that: {what}.")
            what = ", ".join(sentence(part, language) for part in warning.what.split(", "))
            st.warning(text.format(line=warning.line, what=plain(what)), icon=":material/package_2:")
        _steps(order)
        _documents(order)
        if order.state in editing.STATES and session.may("operator" if order.state == "draft" else "manager"):
            with st.expander(_("Change the order"), icon=":material/edit:"):
                editing.show(order)
        if order.kind == "blanket" and order.state in ("approved", "sent") and session.may("operator"):
            with st.expander(_("Call off"), icon=":material/call_split:"):
                editing.call_off(order)
        _history(order)


def _confirmed(order: Order) -> str:
    _ = session.language().text
    lines, of = tables.confirmed(order.lines), len(order.lines)
    if order.confirmed_at is None or not lines:
        return _("no")
    return _("yes") if lines == of else _("{n} of {lines} lines").format(n=lines, lines=of)


def _facts(order: Order) -> None:
    _ = session.language().text
    facts = [page.kind_word(order.kind), _("to {site}").format(site=order.site)]
    if order.blanket:
        facts.append(_("draws on {number}").format(number=order.blanket))
    if order.call_offs:
        facts.append(_("call-offs: {numbers}").format(numbers=", ".join(order.call_offs)))
    if order.approved_by:
        facts.append(_("approved by {name}").format(name=order.approved_by))
    if order.supplier_reference:
        facts.append(_("supplier's reference {number}").format(number=order.supplier_reference))
    st.caption(plain(" · ".join(facts)))
    if order.note:
        st.text(order.note)


def _steps(order: Order) -> None:
    _ = session.language().text
    if not session.may("operator"):
        return
    approve, send, close, cancel = st.columns(4)
    if order.state == "draft" and approve.button(
        _("Approve"), type="primary", icon=":material/check:", width="stretch"
    ):
        _step(order, "approve", _("{number} is approved."))
    if order.state == "approved" and send.button(
        _("Mark as sent"), type="primary", icon=":material/send:", width="stretch"
    ):
        _step(order, "send", _("{number} is sent: the supplier sees it by his link."))
    if not session.may("manager"):
        return
    closable = order.state in (("approved", "sent") if order.kind == "blanket" else CLOSABLE)
    if closable and close.button(_("Close …"), icon=":material/inventory:", width="stretch"):
        _ask(order, "close")
    nothing_came = all(line.received_qty == 0 and line.called_qty == 0 for line in order.lines)
    can_cancel = order.state in CANCELLABLE and nothing_came
    if can_cancel and cancel.button(_("Cancel order …"), icon=":material/cancel:", width="stretch"):
        _ask(order, "cancel")


def _step(order: Order, what: str, said: str, reason: str | None = None) -> None:
    if page.attempt(lambda: page.buying().step(order, what, reason)):
        page.done(said.format(number=order.number))
        st.rerun()


def _ask(order: Order, what: str) -> None:
    """For its reason, before what cannot be undone."""
    _ = session.language().text
    title = _("Cancel this order?") if what == "cancel" else _("Close this order?")
    text = (
        _("The supplier delivers nothing on it any more. A cancelled order stays cancelled.")
        if what == "cancel"
        else _("What has not come is waited for no more. A closed order stays closed.")
    )
    said = _("{number} is cancelled.") if what == "cancel" else _("{number} is closed.")

    @st.dialog(title)
    def confirm() -> None:
        st.write(text)
        reason = st.text_input(_("Why?"), key="buying_reason", max_chars=200)
        label = _("Cancel the order") if what == "cancel" else _("Close the order")
        if st.button(label, type="primary", disabled=len(reason.strip()) < 3, key="buying_confirmed"):
            _step(order, what, said, reason.strip())

    confirm()


def _documents(order: Order) -> None:
    _ = session.language().text
    for place, form in zip(st.columns(4), FORMATS, strict=False):
        place.download_button(
            _("Order as {format}").format(format=form.upper()),
            # only when it is asked for; not on every run
            data=partial(page.buying().document, order.number, form),
            file_name=f"{order.number}.{form}",
            mime=FORMATS[form],
            icon=":material/download:",
            on_click="ignore",
            key=f"buying_document_{form}",
            width="stretch",
        )


def _events(number: str) -> None:
    formats = session.formats(None)
    line = session.language().text("Line {}")
    for event in page.buying().history(number):
        who = event.user or event.supplier or session.language().text("by itself")
        said = [f"{formats.local(event.at):%Y-%m-%d %H:%M}", *map(plain, filter(None, (who, event.reason)))]
        st.markdown(f"**{plain(page.event_word(event.kind))}** · {' · '.join(said)}")
        changed = tables.changed(event, page.field_word, page.state_word, line.format)
        if changed and event.kind != "created":
            st.caption(plain(" · ".join(changed)))


def _history(order: Order) -> None:
    _ = session.language().text
    with st.expander(_("What became of it"), icon=":material/history:"):
        _events(order.number)
