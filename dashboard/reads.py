"""Reads that several runs of a page share for some seconds.

Kept per session, and by token besides (an argument only for that): who logs in after somebody else in the
same tab must not see his figures.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import models, session
from dashboard.availability.hub import Promises
from dashboard.availability.models import Available

SHORT_S = 5
LONG_S = 30


def sites() -> list[models.Site]:
    return _sites(session.token())


def today() -> dt.date:
    """The day it is at the site; of several the earliest, for there are no figures of the future."""
    own = [site for site in sites() if session.site() in (None, site.code)]
    now = session.now()
    return min((now.astimezone(ZoneInfo(site.timezone)).date() for site in own), default=now.date())


def turnover(start: dt.date, end: dt.date, by: str) -> models.Turnover:
    return _turnover(session.token(), start, end, by, session.site())


def trend(
    start: dt.date, end: dt.date, step: str, by: str | None = None, limit: int | None = None
) -> models.Trend:
    return _trend(session.token(), start, end, step, by, limit, session.site())


def stock() -> tuple[list[models.Stock], bool]:
    return _stock(session.token(), session.site())


def available() -> list[Available]:
    return _available(session.token(), session.site())


def forget_stock() -> None:
    """Somebody has just given some of it free."""
    _available.clear()


def stock_then(at: dt.date) -> models.StockThen:
    return _stock_then(session.token(), at, session.site())


@st.cache_data(ttl=LONG_S, scope="session", show_spinner=False)
def _sites(token: str) -> list[models.Site]:
    return session.hub().sites()


@st.cache_data(ttl=SHORT_S * 2, scope="session", show_spinner=False, max_entries=20)
def _turnover(token: str, start: dt.date, end: dt.date, by: str, site: str | None) -> models.Turnover:
    return session.hub().turnover(start, end, by=by, site=site)


@st.cache_data(ttl=SHORT_S * 2, scope="session", show_spinner=False, max_entries=20)
def _trend(
    token: str,
    start: dt.date,
    end: dt.date,
    step: str,
    by: str | None,
    limit: int | None,
    site: str | None,
) -> models.Trend:
    return session.hub().trend(start, end, step=step, by=by, limit=limit, site=site)


@st.cache_data(ttl=SHORT_S, scope="session", show_spinner=False, max_entries=4)
def _stock(token: str, site: str | None) -> tuple[list[models.Stock], bool]:
    return session.hub().stock(site=site)


@st.cache_data(ttl=SHORT_S, scope="session", show_spinner=False, max_entries=4)
def _available(token: str, site: str | None) -> list[Available]:
    return Promises(session.hub()).available(site)


@st.cache_data(ttl=LONG_S, scope="session", show_spinner=False, max_entries=4)
def _stock_then(token: str, at: dt.date, site: str | None) -> models.StockThen:
    return session.hub().stock_then(at, site=site)
