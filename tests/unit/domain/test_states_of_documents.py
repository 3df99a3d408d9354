"""Every document takes in each of its states just the steps that this table has, and says why not the others.

The table is what a person at a desk would say; it shares nothing with the code but names. Ship notices, whose
states are the database's, are tried over the API (tests/integration/test_api/test_api_refused_steps.py).
"""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import get_args

import pytest

from hub.domain import counting
from hub.domain.inbound import differences
from hub.domain.production import states as production
from hub.domain.purchasing import states as purchasing
from hub.domain.transfers import states as transfers

TEN = Decimal(10)

ORDER = {
    "draft": "edit approve cancel",
    "approved": "edit send cancel",
    "sent": "edit confirm cancel",
    "partly_received": "edit confirm close",
    "received": "close",
    "closed": "",
    "cancelled": "",
}
BLANKET = {
    "draft": "edit approve cancel",
    "approved": "edit send call_off close cancel",
    "sent": "edit confirm call_off close cancel",
    "closed": "",
    "cancelled": "",
}
TRANSFER = {
    "draft": "edit send cancel",
    "in_transit": "receive take_back",
    "partly_received": "receive take_back",
    "received": "receive take_back",
    "closed": "",
    "cancelled": "",
}
# by whether something has been reported
PRODUCTION = {
    ("draft", False): "edit release cancel",
    ("released", False): "report undo cancel",
    ("started", True): "report undo close",
    ("partly_produced", True): "report undo close",
    ("produced", True): "report undo close",
    ("closed", True): "",
    ("cancelled", False): "",
}
COUNT = {
    "planned": "take close cancel",
    "counting": "take give_back close cancel",
    "recount": "take close cancel",
    "to_approve": "recount approve cancel",
    "posted": "",
    "cancelled": "",
}
EXCEPTION = {
    "over": "accept return scrap claim",
    "wrong_item": "accept return scrap claim",
    "damaged": "accept return scrap claim",
    "short": "accept claim",
    "unannounced": "accept return scrap match",
}


def told(error: BaseException) -> None:
    """In words, and enough of them."""
    assert len(str(error).split()) >= 5, error


@pytest.mark.parametrize("kind", purchasing.Kind)
@pytest.mark.parametrize("action", purchasing.Action)
@pytest.mark.parametrize("state", purchasing.State)
def test_purchase_orders_blankets_and_call_offs(
    kind: purchasing.Kind, action: purchasing.Action, state: purchasing.State
) -> None:
    may = BLANKET if kind is purchasing.Kind.BLANKET else ORDER
    if state.value not in may:
        return  # nothing is received on a blanket
    come = state.value in ("partly_received", "received")
    standing = purchasing.Standing(kind, state, come, state.value == "received")
    if action.value in may[state.value].split():
        purchasing.after(action, standing)
        return
    with pytest.raises(purchasing.RefusedError) as refused:
        purchasing.after(action, standing)
    told(refused.value)


@pytest.mark.parametrize("state", [purchasing.State.DRAFT, purchasing.State.APPROVED, purchasing.State.SENT])
@pytest.mark.parametrize("hold", [{"received_some": True}, {"called": True}])
def test_an_order_that_goods_or_call_offs_hang_on_is_not_cancelled(
    state: purchasing.State, hold: dict[str, bool]
) -> None:
    """A changed order is a draft again, whatever has come of it."""
    kind = purchasing.Kind.BLANKET if "called" in hold else purchasing.Kind.ORDER
    with pytest.raises(purchasing.RefusedError) as refused:
        purchasing.after(purchasing.Action.CANCEL, purchasing.Standing(kind, state, **hold))
    told(refused.value)


@pytest.mark.parametrize("action", transfers.Action)
@pytest.mark.parametrize("state", transfers.State)
@pytest.mark.parametrize("under_way", [True, False])
def test_transfers(action: transfers.Action, state: transfers.State, under_way: bool) -> None:
    standing = transfers.Standing(state, received_some=not under_way, under_way=under_way)
    may = TRANSFER[state.value].split()
    if not under_way and "take_back" in may:
        may.remove("take_back")
    if action.value in may:
        transfers.check(action, standing)
        return
    with pytest.raises(transfers.RefusedError) as refused:
        transfers.check(action, standing)
    told(refused.value)


@pytest.mark.parametrize("action", production.Action)
@pytest.mark.parametrize(("state", "reported"), PRODUCTION)
def test_production_orders(action: production.Action, state: str, reported: bool) -> None:
    made = {"partly_produced": Decimal(4), "produced": TEN}.get(state, Decimal(0))
    standing = production.Standing(production.State(state), TEN, made, reported)
    if action.value in PRODUCTION[state, reported].split():
        production.after(action, standing)
        return
    with pytest.raises(production.RefusedError) as refused:
        production.after(action, standing)
    told(refused.value)


@pytest.mark.parametrize("action", get_args(counting.Action))
@pytest.mark.parametrize("state", get_args(counting.State))
def test_counts(action: counting.Action, state: counting.State) -> None:
    if action in COUNT[state].split():
        counting.after(state, action, 1, "posted")
        return
    with pytest.raises(counting.CountStateError) as refused:
        counting.after(state, action, 1, "posted")
    told(refused.value)


@pytest.mark.parametrize(("kind", "decision"), list(product(differences.KINDS, differences.DECISIONS)))
def test_receipt_exceptions(kind: str, decision: str) -> None:
    if decision in EXCEPTION[kind].split():
        differences.check(kind, decision, TEN, TEN)
    else:
        with pytest.raises(differences.DecisionError) as refused:
            differences.check(kind, decision, TEN, TEN)
        told(refused.value)
    for qty in (Decimal(0), Decimal(-1), TEN + 1):
        with pytest.raises(differences.DecisionError):
            differences.check(kind, decision, qty, TEN)


def test_the_tables_have_every_state() -> None:
    assert set(ORDER) == {state.value for state in purchasing.State}
    assert set(TRANSFER) == {state.value for state in transfers.State}
    assert {state for state, _ in PRODUCTION} == {state.value for state in production.State}
    assert set(COUNT) == set(get_args(counting.State))
    assert set(EXCEPTION) == set(differences.KINDS)
