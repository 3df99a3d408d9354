"""What the sections of goods in share: the hub's calls, words, tables, and what became of the last step."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import reads, session, steps, terms
from dashboard.inbound import columns
from dashboard.inbound.hub import GoodsIn


def goods_in() -> GoodsIn:
    return GoodsIn(session.hub())


def zone() -> ZoneInfo:
    own = [site for site in reads.sites() if session.site() in (None, site.code)]
    return ZoneInfo(own[0].timezone if own else "UTC")


def table(frame: object, key: str) -> None:
    language = session.language()
    st.dataframe(frame, hide_index=True, placeholder="–", column_config=columns.of(language), key=key)
    st.caption(language.plural("{n} row", "{n} rows", len(frame)))  # type: ignore[arg-type]


def word(of: dict[str, str]) -> Callable[[str], str]:
    language = session.language()
    return lambda code: terms.word(of, code, language)


def sites() -> list[str]:
    """The chosen site, or all of them."""
    chosen = session.site()
    return [site.code for site in reads.sites() if chosen in (None, site.code)]


def done(work: Callable[[], object], text: str, *, key: str | None = None) -> None:
    """Said above the page's next run; what the hub refused is said at once. ``key``: see ``key_of``."""
    if steps.attempt(work):
        if key is not None:
            steps.used(f"inbound_{key}")
        steps.done(text)
        st.rerun()


def key_of(what: str) -> str:
    """The idempotency key of one thing to be made: the same until it is made."""
    return steps.key_of(f"inbound_{what}")
