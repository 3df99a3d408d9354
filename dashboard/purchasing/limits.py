"""How much of one order each role may approve."""

from __future__ import annotations

import streamlit as st

from dashboard import session, terms
from dashboard.purchasing import columns, page, tables
from dashboard.typed import number

ROLES = ("operator", "manager", "admin")


def show() -> None:
    language = session.language()
    _ = language.text
    st.caption(
        _(
            "A draft is approved by somebody whose role's limit it does not exceed. A limit of its currency"
            " counts before that of all others; a role without any approves nothing."
        )
    )
    rows = page.buying().limits()
    if rows:
        st.dataframe(
            tables.limits(
                rows,
                lambda code: terms.word(terms.ROLES, code, language),
                every=_("all others"),
                unlimited=_("any amount"),
            ),
            hide_index=True,
            placeholder="–",
            column_config=columns.limits(language),
            key="buying_limits",
        )
    if not session.may("admin"):
        st.caption(_("An administrator sets the limits."))
        return
    with st.form("buying_limit", border=True):
        left, middle, right, last = st.columns([2, 1, 2, 1], vertical_alignment="bottom")
        role = left.selectbox(
            _("Role"), ROLES, index=1, format_func=lambda code: terms.word(terms.ROLES, code, language)
        )
        currency = middle.text_input(_("Currency"), placeholder=_("all others"), max_chars=3)
        amount = right.text_input(_("Up to"))
        any_amount = last.checkbox(_("Any amount"))
        if not st.form_submit_button(_("Set the limit"), type="primary"):
            return
    if not any_amount and not amount.strip():
        st.warning(_("Say an amount; 0 means that the role approves nothing."))
        return
    wanted = {
        "role": role,
        "currency": currency.strip().upper() or None,
        "amount": None if any_amount else number(amount),
    }
    if page.attempt(lambda: page.buying().put_limit(wanted)):
        page.done(_("The limit is set."))
        st.rerun()
