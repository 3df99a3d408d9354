"""Transfers: the list and the chosen one, a new one, what is in transit, differences to decide on."""

from __future__ import annotations

import streamlit as st

from dashboard import session, steps
from dashboard.transfers import card, page, tables, words, writing
from dashboard.transfers.models import Difference, Summary

SECTIONS = ("transfers", "new", "under_way", "differences")
MOST = 500


def show() -> None:
    _ = session.language().text
    st.title(_("Transfers"))
    names = {
        "transfers": _("Transfers"),
        "new": _("New transfer"),
        "under_way": _("In transit"),
        "differences": _("To decide"),
    }
    section = st.segmented_control(
        _("Section"),
        SECTIONS,
        default="transfers",
        format_func=names.__getitem__,
        key="moving_section",
        label_visibility="collapsed",
        required=True,
    )
    steps.show_outcome()
    shown = {
        "transfers": _transfers,
        "new": writing.new,
        "under_way": _under_way,
        "differences": _differences,
    }
    shown[section]()


def _transfers() -> None:
    language = session.language()
    _ = language.text
    only_open = st.toggle(_("Only open transfers"), value=True, key="moving_only_open")
    rows = page.moving().transfers(site=session.site(), only_open=only_open, limit=MOST)
    if rows:
        local = session.formats(None).local
        page.table(tables.transfers(rows, page.state_word, local), "moving_transfers")
        if len(rows) == MOST:
            st.warning(_("Only the newest {n} are listed.").format(n=MOST))
    else:
        st.info(
            _("Nothing is on its way. Write a transfer under *New transfer*, then send it when it leaves."),
            icon=":material/flag:",
        )
    number = _chosen(rows)
    if number:
        card.show(page.moving().transfer(number))


def _chosen(rows: list[Summary]) -> str | None:
    """The one of the last step stays, closed or not."""
    _ = session.language().text
    numbers = [row.number for row in rows]
    last = page.chosen()
    if last and last not in numbers:
        numbers.append(last)
    if not numbers:
        return None
    number: str = st.selectbox(
        _("Transfer"), numbers, index=numbers.index(last) if last else 0, key="moving_transfer"
    )
    page.choose(number)
    return number


def _under_way() -> None:
    _ = session.language().text
    rows = page.moving().under_way(session.site())
    if not rows:
        st.success(_("Nothing is in transit."), icon=":material/check:")
        return
    page.table(tables.under_way(rows, session.formats(None).local), "moving_under_way")
    st.caption(_("It is stock of the sending site, and not available, until it arrives."))


def _differences() -> None:
    _ = session.language().text
    rows = page.moving().differences(session.site())
    if not rows:
        st.success(_("There is nothing to decide: all came as it was sent."), icon=":material/check:")
        return
    page.table(tables.differences(rows, page.kind_word, page.decision_word), "moving_differences")
    if not session.may("manager"):
        st.caption(_("A manager decides on them."))
        return
    chosen: Difference = st.selectbox(
        _("Decide on"),
        rows,
        format_func=lambda row: (
            f"{row.transfer} · {row.sku} · {page.kind_word(row.kind)} · {row.qty.normalize():f}"
        ),
        key="moving_difference",
    )
    with st.form("moving_decide", clear_on_submit=True):
        decision = st.segmented_control(
            _("What becomes of it?"),
            words.MAY[chosen.kind],
            format_func=page.decision_word,
            key=f"moving_decision_{chosen.id}",
        )
        place = st.text_input(
            _("Place"),
            placeholder=chosen.location or "",
            help=_(
                "Where it was taken from, where it stands, or where it goes, if not as the transfer says."
            ),
        )
        reason = st.text_input(_("Why?"))
        if st.form_submit_button(_("Decide"), type="primary") and decision:
            page.done(
                f"decide_{chosen.id}",
                lambda _key: page.moving().decide(chosen, decision, reason, place.strip() or None),
                _("Decided: {order}, {sku}.").format(order=chosen.transfer, sku=chosen.sku),
            )
