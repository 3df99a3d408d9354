"""One person's session: who, in which language, over which connection. The rest of the app asks here."""

from __future__ import annotations

import datetime as dt
import os
import time
from typing import TypeVar

import httpx
import streamlit as st

from dashboard import client, cookies, i18n, models
from dashboard.errors import HubAwayError, HubError
from dashboard.formats import Formats
from dashboard.launch import HUB_URL_VARIABLE
from dashboard.tickets import TICKETS

OfSite = TypeVar("OfSite", models.Alarm, models.Held)

DEFAULT_HUB_URL = "http://127.0.0.1:8000"
LANGUAGE_PARAMETER = "lang"


def hub_url() -> str:
    return os.environ.get(HUB_URL_VARIABLE) or DEFAULT_HUB_URL


@st.cache_resource
def _pool(url: str) -> httpx.Client:
    return client.open_pool(url)


def hub() -> client.Hub:
    """The hub, spoken to as the person of this session."""
    return client.Hub(_pool(hub_url()), token())


def token() -> str:
    """'' when nobody is logged in."""
    return str(st.session_state.get("token", ""))


def user() -> models.User | None:
    found: models.User | None = st.session_state.get("user")
    return found


def may(role: str) -> bool:
    order = ["viewer", "operator", "manager", "admin"]
    person = user()
    return person is not None and person.role in order and order.index(person.role) >= order.index(role)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


# --- logging in and out -----------------------------------------------------------------------------------


def resume() -> None:
    """After a page refresh: the cookie's token, if the hub still takes it."""
    if token() or st.session_state.get("cookie_tried"):
        return
    kept = st.context.cookies.get(cookies.cookie_name(int(st.get_option("server.port"))))
    if not kept:
        st.session_state["cookie_tried"] = True
        return
    try:
        person = client.Hub(_pool(hub_url()), kept).me()
    except HubAwayError:
        raise  # tried again with the next run: the cookie may still be good
    except HubError:
        st.session_state["cookie_tried"] = True
        return
    st.session_state["cookie_tried"] = True
    st.session_state["token"] = kept
    st.session_state["user"] = person


def log_in(login: str, password: str) -> None:
    answer = client.Hub(_pool(hub_url())).login(login, password)
    st.session_state["token"] = answer.token
    st.session_state["user"] = answer.user
    st.session_state["cookie_tried"] = True
    st.session_state["ticket"] = TICKETS.issue(answer.token, time.monotonic())
    st.session_state.pop("ended", None)
    if LANGUAGE_PARAMETER not in st.query_params and "language" not in st.session_state:
        st.session_state["language"] = i18n.choose([answer.user.language]).code


def log_out() -> None:
    """Ends the token at the hub; when the hub is away it is only forgotten here, and the cookie cleared."""
    try:
        hub().logout()
    except (HubAwayError, HubError) as error:
        st.session_state["logout_failed"] = str(error)
    _forget()


def end() -> None:
    """The hub no longer takes the token."""
    _forget()
    st.session_state["ended"] = True


def _forget() -> None:
    kept = {
        name: st.session_state[name] for name in ("language", "logout_failed") if name in st.session_state
    }
    st.session_state.clear()
    st.session_state.update(kept)
    st.session_state["cookie_tried"] = True
    st.session_state["clear_cookie"] = True


def settle_cookie() -> None:
    """Has the browser fetch or drop its cookie after a log-in or log-out.

    The script holds nothing but the ticket, which our own generator made of URL-safe characters. It stands on
    the page until the ticket was taken: a click that follows the log-in at once would take it away before the
    browser has seen it. Its place is always there, so that what stands below does not move, which would close
    what is open there.
    """
    place = st.empty()
    path = st.get_option("server.baseUrlPath").rstrip("/") + cookies.SESSION_PATH
    ticket = st.session_state.get("ticket", "")
    if TICKETS.waits(ticket, time.monotonic()):
        place.html(
            f"<script>fetch('{path}', {{method: 'POST', body: '{ticket}'}})</script>",
            unsafe_allow_javascript=True,
        )
    elif st.session_state.pop("clear_cookie", False):
        place.html(f"<script>fetch('{path}', {{method: 'DELETE'}})</script>", unsafe_allow_javascript=True)


# --- language and figures ---------------------------------------------------------------------------------


def language() -> i18n.Language:
    """What was switched to, else the address bar's, else the browser's."""
    person = user()
    return i18n.choose(
        [
            st.session_state.get("language"),
            st.query_params.get(LANGUAGE_PARAMETER),
            person.language if person else None,
            st.context.locale,
        ]
    )


def formats(currency: str | None) -> Formats:
    """Times are those of the reader's browser."""
    return Formats(language().code, currency or "", st.context.timezone or "UTC")


def of_site(things: list[OfSite]) -> list[OfSite]:
    """Those of the chosen site, and those of none: a message from an unknown agent concerns everybody."""
    return [thing for thing in things if site() is None or thing.site in (site(), None)]


def site() -> str | None:
    """The chosen site's code, None for all of them."""
    chosen: str | None = st.session_state.get("site")
    return chosen
