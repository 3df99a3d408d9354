"""Orders are written: a new one, a change of one, a call-off."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import reads, session
from dashboard.purchasing import columns, page, tables
from dashboard.purchasing.models import Order, Supplier

STATES = ("draft", "approved", "sent", "partly_received")


def new() -> None:
    """The form of a new order."""
    _ = session.language().text
    if not session.may("operator"):
        st.caption(_("An operator can order."))
        return
    suppliers = [one for one in page.buying().suppliers() if one.active]
    if not suppliers:
        st.info(_("There is no supplier yet: make one under *Suppliers*."), icon=":material/flag:")
        return
    left, middle, right = st.columns(3)
    supplier = left.selectbox(
        _("Supplier"), suppliers, format_func=lambda one: f"{one.name} ({one.code})", key="buying_supplier"
    )
    sites = {site.code: site for site in reads.sites()}
    site = middle.selectbox(_("Deliver to"), list(sites), key="buying_site")
    kind = right.segmented_control(
        _("Kind"), ["order", "blanket"], default="order", format_func=page.kind_word, key="buying_kind",
        required=True,
    )  # fmt: skip
    wanted: dict[str, Any] = {"site": site, "supplier": supplier.code, "kind": kind}
    wanted |= _terms(supplier, sites[site].currency, blanket=kind == "blanket")
    frame = st.data_editor(
        tables.editable([]),
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        column_config=columns.editable(session.language(), _skus(supplier.code)),
        column_order=["sku", "qty", "unit_price", "expected_on"],
        key=f"buying_new_lines_{page.key_of('order')}",
    )
    wanted["note"] = st.text_area(
        _("Note for the supplier"), key=f"buying_note_{page.key_of('order')}", max_chars=1000, height=80
    )
    wanted["lines"] = tables.wanted_lines(frame)
    if st.button(_("Draft the order"), type="primary", icon=":material/add:", disabled=not wanted["lines"]):
        _create(wanted)


def _terms(supplier: Supplier, site_currency: str, *, blanket: bool) -> dict[str, Any]:
    _ = session.language().text
    said: dict[str, Any] = {}
    left, right, _rest = st.columns(3)
    if supplier.currency != site_currency:
        text = _("What one {currency} is in {site_currency}")
        rate = left.text_input(
            text.format(currency=supplier.currency, site_currency=site_currency), key="buying_rate"
        )
        said["exchange_rate"] = rate.strip().replace(",", ".") or None
    if blanket:
        until = right.date_input(_("Call-offs until"), value=None, format="YYYY-MM-DD", key="buying_until")
        said["valid_until"] = until.isoformat() if until else None
    return {name: value for name, value in said.items() if value is not None}


def _skus(supplier: str) -> list[str]:
    return [item.sku for item in page.buying().supplier_items(supplier)]


def _create(wanted: dict[str, Any]) -> None:
    _ = session.language().text
    made: list[Order] = []
    if page.attempt(lambda: made.append(page.buying().create(wanted, page.key_of("order")))):
        page.used("order")
        page.open_order(made[0].number)
        page.done(_("{number} is drafted. Look at it under *Orders*.").format(number=made[0].number))
        st.rerun()


def show(order: Order) -> None:
    """The form that changes an order; it knows the version that was seen."""
    _ = session.language().text
    if order.state != "draft":
        st.caption(_("Beyond the approved amount it becomes a draft again, and needs another approval."))
    skus = sorted({*_skus(order.supplier), *(line.sku for line in order.lines)})
    is_call_off = order.kind == "call_off"
    # a form of its own for each version: what was typed on an older one is not taken over unseen
    with st.form(f"buying_edit_{order.number}_{order.version}", border=False):
        frame = st.data_editor(
            tables.editable(order.lines),
            num_rows="fixed" if is_call_off else "dynamic",
            hide_index=True,
            placeholder="",
            disabled=["sku", "unit_price"] if is_call_off else False,
            column_config=columns.editable(session.language(), skus),
            key=f"buying_lines_{order.number}_{order.version}",
        )
        said = _changed_terms(order)
        note = st.text_area(_("Note for the supplier"), value=order.note, max_chars=1000, height=80)
        if not st.form_submit_button(_("Save the changes"), type="primary"):
            return
    changes = {"note": note, "lines": tables.wanted_lines(frame)} | said
    if page.attempt(lambda: page.buying().edit(order, changes)):
        page.done(_("{number} is changed.").format(number=order.number))
        st.rerun()


def _changed_terms(order: Order) -> dict[str, Any]:
    _ = session.language().text
    left, middle, right = st.columns(3)
    said: dict[str, Any] = {
        "supplier_reference": left.text_input(
            _("Supplier's reference"), value=order.supplier_reference, max_chars=200
        ).strip()
    }
    site = next((site.currency for site in reads.sites() if site.code == order.site), order.currency)
    if order.currency != site:
        text = _("What one {currency} is in {site_currency}").format(
            currency=order.currency, site_currency=site
        )
        rate = middle.text_input(text, value=f"{order.exchange_rate.normalize():f}").strip()
        said |= {"exchange_rate": rate.replace(",", ".")} if rate else {}
    if order.kind == "blanket":
        until = right.date_input(_("Call-offs until"), value=order.valid_until, format="YYYY-MM-DD")
        said |= {"valid_until": until.isoformat()} if until else {}
    return said


def call_off(order: Order) -> None:
    """A part of a blanket order."""
    _ = session.language().text
    wanted = []
    with st.form(f"buying_call_off_{page.key_of('call_off')}", border=False):
        for line in order.lines:
            left = line.qty - line.called_qty
            qty = st.text_input(
                f"{line.sku} · {line.name}",
                placeholder=_("{qty} {unit} left").format(qty=f"{left:f}", unit=line.unit),
                key=f"buying_call_{line.line}",
            )
            if qty.strip():
                wanted.append({"line": line.line, "qty": qty.strip()})
        if not st.form_submit_button(_("Call off"), type="primary"):
            return
    if not wanted:
        st.warning(_("Say a quantity for at least one line."))
        return
    made: list[Order] = []
    if page.attempt(
        lambda: made.append(page.buying().call_off(order.number, wanted, page.key_of("call_off")))
    ):
        page.used("call_off")
        page.done(_("{number} is called off and approved.").format(number=made[0].number))
        page.open_order(made[0].number)
        st.rerun()
