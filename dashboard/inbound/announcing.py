"""Ship notices: what suppliers have announced, announced here by hand or by file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.inbound import columns, page, tables, words
from dashboard.inbound.models import Due, Notice
from dashboard.master import files
from dashboard.purchasing.hub import Buying

SHEET = "ship-notices"


def show() -> None:
    _ = session.language().text
    only_open = st.toggle(_("Only what is still to come"), value=True, key="inbound_notices_open")
    rows = page.goods_in().notices(session.site(), only_open=only_open)
    if rows:
        page.table(tables.notices(rows, page.word(words.NOTICES)), "inbound_notices")
        _card(rows)
    else:
        st.info(
            _(
                "No ship notice is open. Announce what a supplier has sent below, by hand or with a file: its"
                " labels then receive whole packages by one scan."
            ),
            icon=":material/local_shipping:",
        )
    if session.may("operator"):
        st.subheader(_("Announce packages"))
        _new()
    if st.toggle(_("Notices as files: CSV and XLSX"), key="inbound_notice_files"):
        files.of(SHEET)


def _card(rows: list[Notice]) -> None:
    _ = session.language().text
    chosen: Notice = st.selectbox(
        _("Look at"),
        rows,
        format_func=lambda row: f"{row.number} · {row.order} · {row.supplier}",
        key="inbound_notice",
    )
    whole = page.goods_in().notice(chosen)
    page.table(tables.packages(whole.content, page.word(words.PACKAGES)), "inbound_packages")
    ends = {"announced": "cancelled", "partly_arrived": "closed"}.get(chosen.state)
    if ends is not None and session.may("operator"):
        label = _("Cancel the notice") if ends == "cancelled" else _("Nothing more comes on it")
        if st.button(label, icon=":material/block:", key="inbound_notice_end"):
            page.done(
                lambda: page.goods_in().end_notice(chosen, ends),
                _("Notice {number}: nothing more is expected on it.").format(number=chosen.number),
            )


def _new() -> None:
    _ = session.language().text
    due = page.goods_in().due(session.site())
    if not due:
        st.info(
            _("No order is with its supplier: send one under *Purchasing* first."), icon=":material/flag:"
        )
        return
    order: Due = st.selectbox(
        _("Order"), due, format_func=lambda row: f"{row.number} · {row.supplier_name}", key="inbound_announce"
    )
    open_lines = _open_lines(order.number)
    with st.form(f"inbound_new_notice_{order.number}", border=False):
        left, middle, right = st.columns(3)
        number = left.text_input(_("Supplier's number of it"), max_chars=64)
        due_on = middle.date_input(_("Expected on"), value=order.due_on, format="YYYY-MM-DD")
        sscc = right.text_input(
            _("Package (SSCC)"), max_chars=18, help=_("Of all lines that name no package of their own.")
        )
        frame = st.data_editor(
            tables.to_announce(open_lines),
            num_rows="dynamic",
            hide_index=True,
            placeholder="",
            column_config=columns.of(session.language())
            | {
                "sku": st.column_config.SelectboxColumn(_("SKU"), options=[sku for sku, _qty in open_lines]),
                "qty": st.column_config.TextColumn(_("Quantity")),
            },
            key=f"inbound_notice_lines_{order.number}",
        )
        pressed = st.form_submit_button(_("Announce"), type="primary")
    if not pressed:
        return
    body: dict[str, Any] = {
        "order": order.number,
        "number": number.strip(),
        "packages": tables.announced(frame, sscc.strip()),
    }
    body |= {"due_on": due_on.isoformat()} if due_on else {}
    page.done(
        lambda: page.goods_in().announce(body),
        _("Announced: {number} for {order}.").format(number=number.strip(), order=order.number),
    )


def _open_lines(number: str) -> list[tuple[str, Decimal]]:
    lines = Buying(session.hub()).order(number).lines
    return [(line.sku, line.qty - line.received_qty) for line in lines if line.qty > line.received_qty]
