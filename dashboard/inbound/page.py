"""What the sections of goods in share: the hub's calls, words, tables, and what became of the last step."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import reads, session, terms
from dashboard.errors import HubAwayError, HubError
from dashboard.inbound import columns
from dashboard.inbound.hub import GoodsIn
from dashboard.notices import tell

_OUTCOME = "inbound_outcome"


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
    try:
        work()
    except (HubError, HubAwayError) as error:
        tell(error)
        return
    if key is not None:
        st.session_state.pop(f"inbound_key_{key}", None)
    st.session_state[_OUTCOME] = text
    st.rerun()


def show_outcome() -> None:
    said = st.session_state.pop(_OUTCOME, None)
    if said:
        st.success(said, icon=":material/check_circle:")


def key_of(what: str) -> str:
    """The idempotency key of one thing to be made: the same until it is made."""
    kept: str = st.session_state.setdefault(f"inbound_key_{what}", str(uuid.uuid4()))
    return kept
