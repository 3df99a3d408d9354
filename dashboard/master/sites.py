"""The list of sites."""

from __future__ import annotations

import pandas as pd  # type: ignore[import-untyped]
import streamlit as st

from dashboard import session
from dashboard.master import receiving
from dashboard.master.forms import hub, outcome, saved
from dashboard.master.models import Site


def show() -> None:
    _ = session.language().text
    outcome()
    rows = hub().sites()
    if not rows:
        st.info(_("There is no site yet: every place and all stock belong to one."), icon=":material/flag:")
    else:
        _list(rows)
        receiving.show(rows)
    if not session.may("admin"):
        st.caption(_("An administrator can add sites."))
        return
    _new()


def _list(rows: list[Site]) -> None:
    _ = session.language().text
    frame = pd.DataFrame(
        {
            "code": [row.code for row in rows],
            "name": [row.name for row in rows],
            "timezone": [row.timezone for row in rows],
            "currency": [row.currency for row in rows],
            "year_days": [row.year_days for row in rows],
        }
    )
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        column_config={
            "code": _("Site"),
            "name": _("Called"),
            "timezone": _("Time zone"),
            "currency": _("Currency"),
            "year_days": st.column_config.NumberColumn(_("Days of a year"), format="%d"),
        },
        key="master_sites",
    )


def _new() -> None:
    _ = session.language().text
    with st.form("master_new_site"):
        heading = _("New site")
        st.markdown(f"**{heading}**")
        first, second, third, fourth = st.columns(4)
        code = first.text_input(_("Site"), max_chars=63, help=_("Letters, digits, _ . and -"))
        name = second.text_input(_("Called"), max_chars=200)
        timezone = third.text_input(_("Time zone"), placeholder="Europe/Berlin", max_chars=64)
        currency = fourth.text_input(_("Currency"), placeholder="EUR", max_chars=3)
        st.caption(_("Its calendar and its money never change: the books are kept in them."))
        if st.form_submit_button(_("Make it")):
            body = {
                "code": code.strip(),
                "name": name.strip(),
                "timezone": timezone.strip() or "UTC",
                "currency": currency.strip().upper() or "EUR",
            }
            saved(lambda: hub().add_site(body), _("Site {code} is made.").format(code=code.strip()))
