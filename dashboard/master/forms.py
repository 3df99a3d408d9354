"""What the forms of master data share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import session
from dashboard.client import Hub
from dashboard.errors import HubAwayError, HubError, LoginNeededError
from dashboard.master.hub import MasterData
from dashboard.notices import tell


def hub() -> MasterData:
    return MasterData(_speaking())


def _speaking() -> Hub:
    return session.hub()


def number(text: str) -> str | None:
    """What was typed, as the hub takes it: exact, and nothing where nothing was typed."""
    return text.strip() or None


def saved(work: Callable[[], Any], said: str) -> None:
    """Does it and shows the page anew with `said`; a refusal stays beside the form."""
    try:
        work()
    except LoginNeededError:
        raise
    except (HubAwayError, HubError) as error:
        tell(error)
        return
    st.session_state["master_said"] = said
    st.rerun()


def outcome() -> None:
    """What the last change came to. Its place is always there, so that what stands below does not move."""
    place = st.empty()
    said = st.session_state.pop("master_said", None)
    if said:
        place.success(said, icon=":material/check_circle:")
