"""From one page to another, with what was chosen on the first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

_PAGES = "_pages"


def remember(pages: Mapping[str, Any]) -> None:
    """By their addresses, as they are in this run."""
    st.session_state[_PAGES] = dict(pages)


def go(address: str, **chosen: object) -> None:
    """Shows the page; `chosen` are its widgets, by their keys."""
    for key, value in chosen.items():
        st.session_state[key] = value
    st.switch_page(st.session_state[_PAGES][address])
