"""The log-in form."""

from __future__ import annotations

import streamlit as st

from dashboard import brand, session
from dashboard.errors import HubAwayError, HubError, LoginNeededError
from dashboard.notices import tell
from dashboard.sidebar import language_switch


def show() -> None:
    _ = session.language().text
    _left, middle, _right = st.columns([1, 1.2, 1])
    with middle:
        st.title(brand.NAME)
        st.caption(_("Counted at the door, exactly once, up to the turnover figure."))
        if st.session_state.get("ended"):
            st.info(_("Your session has ended. Log in again."), icon=":material/schedule:")
        if st.session_state.pop("logout_failed", None):
            st.warning(
                _("You are logged out here. The hub could not be told: there the session ends by itself."),
                icon=":material/cloud_off:",
            )
        with st.form("login", border=True):
            name = st.text_input(_("Login"), autocomplete="username", key="login_name")
            password = st.text_input(
                _("Password"), type="password", autocomplete="current-password", key="login_password"
            )
            sent = st.form_submit_button(_("Log in"), type="primary", width="stretch")
        if sent:
            _try(name.strip(), password)
        language_switch("login_language")


def _try(name: str, password: str) -> None:
    _ = session.language().text
    if not name or not password:
        st.error(_("Give both login and password."), icon=":material/error:")
        return
    try:
        session.log_in(name, password)
    except LoginNeededError:
        st.error(_("Wrong login or password."), icon=":material/error:")
        return
    except HubError as error:
        if error.status == 429:
            st.error(
                _("Too many wrong attempts. Wait five minutes, then try again."), icon=":material/timer:"
            )
        else:
            tell(error)
        return
    except HubAwayError as error:
        tell(error)
        return
    st.rerun()
