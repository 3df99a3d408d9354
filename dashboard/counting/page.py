"""What the sections of the Counts page share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from dashboard import session
from dashboard.counting.hub import Counting
from dashboard.errors import HubAwayError, HubError, LoginNeededError
from dashboard.notices import tell

T = TypeVar("T")
_SAID = "counts_said"


def hub() -> Counting:
    return Counting(session.hub())


def attempt(call: Callable[[], T]) -> T | None:
    """What the hub answers, or None once it is said why it refused."""
    try:
        return call()
    except LoginNeededError:
        raise
    except (HubAwayError, HubError) as error:
        tell(error)
        return None


def done(said: str) -> None:
    """Shows the page anew with `said` above it."""
    st.session_state[_SAID] = said
    st.rerun()


def show_outcome() -> None:
    """What the last change came to. Its place is always there, so that what stands below does not move."""
    place = st.empty()
    said = st.session_state.pop(_SAID, None)
    if said:
        place.success(said, icon=":material/check_circle:")
