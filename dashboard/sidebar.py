"""The sidebar: which site, which language, who is logged in."""

from __future__ import annotations

import streamlit as st

from dashboard import i18n, reads, session, terms
from dashboard.looking_up import page as looking_up
from dashboard.models import Site
from dashboard.notices import plain


def language_switch(key: str) -> None:
    """Each language by its own name; the choice also stands in the address bar, so that a link keeps it."""

    def switched() -> None:
        chosen = st.session_state.get(key)
        if chosen:
            st.session_state["language"] = chosen

    language = session.language()
    st.segmented_control(
        "Language / 语言",
        list(i18n.LANGUAGES),
        default=language.code,
        format_func=i18n.LANGUAGES.__getitem__,
        key=key,
        on_change=switched,
        required=True,
        width="stretch",
    )
    if session.language().code != st.query_params.get(session.LANGUAGE_PARAMETER):
        st.query_params[session.LANGUAGE_PARAMETER] = session.language().code


def show() -> None:
    _ = session.language().text
    with st.sidebar:
        _site_choice(reads.sites())
        looking_up.box()
        language_switch("sidebar_language")
        person = session.user()
        if person:
            role = terms.word(terms.ROLES, person.role, session.language())
            st.caption(f"{plain(person.name or person.login)} · {role}")
        st.button(_("Log out"), icon=":material/logout:", on_click=session.log_out, width="stretch")


def _site_choice(sites: list[Site]) -> None:
    """All sites together only where they count in one currency: money of several is never added.

    Of a single site nothing is asked by its name, so that what belongs to no site is seen as well.
    """
    _ = session.language().text
    codes: list[str | None] = [site.code for site in sites]
    if len({site.currency for site in sites}) == 1:
        codes = [None, *codes] if len(sites) > 1 else [None]
    names = {site.code: site.name or site.code for site in sites}
    chosen = st.session_state.get("site")
    if chosen not in codes:
        chosen = codes[0] if codes else None
    st.session_state["site"] = chosen
    if len(codes) < 2:
        return
    st.session_state["site"] = st.selectbox(
        _("Site"),
        codes,
        index=codes.index(chosen),
        format_func=lambda code: _("All sites") if code is None else names[code],
        key="site_choice",
    )
