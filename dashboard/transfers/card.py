"""One transfer: what it says, what may be done with it now, and what differed."""

from __future__ import annotations

import streamlit as st

from dashboard import session
from dashboard.notices import plain
from dashboard.transfers import columns, page, tables, writing
from dashboard.transfers.models import Transfer

RECEIVABLE = ("in_transit", "partly_received", "received")


def show(transfer: Transfer) -> None:
    language = session.language()
    _ = language.text
    with st.container(border=True):
        st.subheader(f"{transfer.number} · {transfer.from_site} → {transfer.to_site}")
        state, sent, due, to_place = st.columns(4)
        formats = session.formats(None)
        state.metric(_("State"), page.state_word(transfer.state))
        local = formats.local(transfer.sent_at)
        sent.metric(_("Sent"), f"{local:%Y-%m-%d %H:%M}" if local else "–")
        due.metric(_("Due on"), str(transfer.due_on or "–"))
        to_place.metric(_("To place"), transfer.to_place or "–")
        facts = [fact for fact in (transfer.created_by, transfer.note, transfer.reason) if fact]
        if facts:
            st.caption(plain(" · ".join(facts)))
        st.dataframe(
            tables.lines(transfer.content, page.became_word),
            hide_index=True,
            placeholder="–",
            column_config=columns.of(language),
            key="moving_lines",
        )
        if session.may("operator"):
            _steps(transfer)
        if transfer.differences:
            heading = _("What differed")
            st.markdown(f"**{heading}**")
            page.table(
                tables.differences(transfer.differences, page.kind_word, page.decision_word),
                "moving_differed",
            )


def _steps(transfer: Transfer) -> None:
    _ = session.language().text
    under_way = any(line.under_way > 0 for line in transfer.content)
    if transfer.state == "draft":
        send, cancel, _rest = st.columns([1, 1, 2])
        if send.button(_("Send"), type="primary", icon=":material/local_shipping:", width="stretch"):
            page.done(
                f"send_{transfer.number}",
                lambda key: page.moving().send(transfer, key),
                _("{number} is in transit.").format(number=transfer.number),
            )
        if cancel.button(_("Cancel …"), icon=":material/cancel:", width="stretch"):
            _ask(transfer, "cancel")
        with st.expander(_("Change the lines"), icon=":material/edit:"):
            writing.edit(transfer)
    elif transfer.state in RECEIVABLE and under_way:
        _receive(transfer)
        if st.button(_("Take back …"), icon=":material/undo:"):
            _ask(transfer, "take-back")


def _receive(transfer: Transfer) -> None:
    language = session.language()
    _ = language.text
    with st.form(f"moving_receive_{transfer.number}_{page.key_of(f'receive_{transfer.number}')}"):
        heading = _("Receive")
        st.markdown(f"**{heading}**")
        frame = st.data_editor(
            tables.arriving(transfer.content),
            hide_index=True,
            placeholder="",
            disabled=["sku", "name", "lot", "under_way"],
            column_config=columns.arriving(language),
            key=f"moving_arriving_{page.key_of(f'receive_{transfer.number}')}",
        )
        left, right = st.columns(2, vertical_alignment="bottom")
        place = left.text_input(
            _("Place"), value=transfer.to_place or "", help=_("Where the goods stand now: a dock, mostly.")
        )
        complete = right.checkbox(
            _("Nothing more comes"), help=_("What is still under way is too few then, and to be decided on.")
        )
        if not st.form_submit_button(_("Receive"), type="primary", icon=":material/input:"):
            return
    arrival = {"lines": tables.arrived(frame), "location": place.strip() or None, "complete": complete}
    page.done(
        f"receive_{transfer.number}",
        lambda key: page.moving().receive(transfer, arrival, key),
        _("Received on {number}.").format(number=transfer.number),
    )


def _ask(transfer: Transfer, what: str) -> None:
    """For its reason."""
    _ = session.language().text
    cancelling = what == "cancel"
    title = _("Cancel this transfer?") if cancelling else _("Take back what is under way?")
    text = (
        _("Nothing of it has moved. A cancelled transfer stays cancelled.")
        if cancelling
        else _("It goes back to the places it was taken from. What has come stays where it is.")
    )
    said = _("{number} is cancelled.") if cancelling else _("{number}: what was under way is back.")

    @st.dialog(title)
    def confirm() -> None:
        st.write(text)
        reason = st.text_input(_("Why?"), key="moving_reason", max_chars=200)
        label = _("Cancel the transfer") if cancelling else _("Take it back")
        if st.button(label, type="primary", disabled=len(reason.strip()) < 3, key="moving_confirmed"):
            page.done(
                f"{what}_{transfer.number}",
                lambda key: page.moving().step(transfer, what, reason.strip(), key),
                said.format(number=transfer.number),
            )

    confirm()
