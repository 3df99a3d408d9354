"""Whatever the hub may find has a name on the look-up page, and so has every state that it may be in."""

from __future__ import annotations

from typing import get_args

from dashboard.looking_up import words
from dashboard.production import words as production
from dashboard.transfers import words as transfers
from hub.api.lookup.schemas import Kind
from hub.domain.production.states import State as MakingState
from hub.domain.transfers.states import State as TransferState


def test_each_kind_has_a_word() -> None:
    assert set(words.KINDS) == set(get_args(Kind))


def test_each_state_of_a_production_order_and_a_transfer_has_a_word() -> None:
    assert set(production.STATES) == {state.value for state in MakingState}
    assert set(transfers.STATES) == {state.value for state in TransferState}
