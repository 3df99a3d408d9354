"""An order goes its way, and is told why when it cannot."""

from __future__ import annotations

from itertools import product

import pytest

from hub.domain.purchasing.states import (
    Action,
    Kind,
    RefusedError,
    Standing,
    State,
    after,
    expects_goods,
    progress,
)

# where each action leads from each state of an order of which nothing has come; everything else is refused
WAYS = {
    (State.DRAFT, Action.EDIT): State.DRAFT,
    (State.DRAFT, Action.APPROVE): State.APPROVED,
    (State.DRAFT, Action.CANCEL): State.CANCELLED,
    (State.APPROVED, Action.EDIT): State.APPROVED,
    (State.APPROVED, Action.SEND): State.SENT,
    (State.APPROVED, Action.CANCEL): State.CANCELLED,
    (State.SENT, Action.EDIT): State.SENT,
    (State.SENT, Action.CONFIRM): State.SENT,
    (State.SENT, Action.CANCEL): State.CANCELLED,
}
SENT = {State.SENT, State.PARTLY_RECEIVED, State.RECEIVED, State.CLOSED}


def order(state: State, kind: Kind = Kind.ORDER) -> Standing:
    some, all_ = state in (State.PARTLY_RECEIVED, State.RECEIVED), state is State.RECEIVED
    return Standing(kind, state, some, all_, sent=state in SENT)


@pytest.mark.parametrize(
    ("state", "action"), list(product([State.DRAFT, State.APPROVED, State.SENT], Action))
)
def test_before_anything_has_come(state: State, action: Action) -> None:
    if (state, action) in WAYS:
        assert after(action, order(state)) is WAYS[state, action]
    else:
        with pytest.raises(RefusedError):
            after(action, order(state))


@pytest.mark.parametrize(
    ("state", "action", "leads_to"),
    [
        (State.PARTLY_RECEIVED, Action.EDIT, State.PARTLY_RECEIVED),
        (State.PARTLY_RECEIVED, Action.CONFIRM, State.PARTLY_RECEIVED),
        (State.PARTLY_RECEIVED, Action.CLOSE, State.CLOSED),
        (State.RECEIVED, Action.CLOSE, State.CLOSED),
    ],
)
def test_once_goods_have_come(state: State, action: Action, leads_to: State) -> None:
    assert after(action, order(state)) is leads_to


@pytest.mark.parametrize(
    ("standing", "action", "why"),
    [
        (order(State.DRAFT), Action.SEND, "when it is approved"),
        (order(State.APPROVED), Action.APPROVE, "is approved"),
        (order(State.SENT), Action.CLOSE, "nothing has come on it: cancel it"),
        (order(State.PARTLY_RECEIVED), Action.CANCEL, "goods have come on it"),
        (order(State.RECEIVED), Action.EDIT, "another order"),
        (order(State.RECEIVED), Action.CONFIRM, "cannot be confirmed"),
        (order(State.CLOSED), Action.EDIT, "stays so"),
        (order(State.CANCELLED), Action.APPROVE, "stays so"),
        (order(State.SENT), Action.CALL_OFF, "only a blanket"),
        (order(State.DRAFT, Kind.BLANKET), Action.CALL_OFF, "is draft"),
        (order(State.SENT, Kind.BLANKET)._replace(called=True), Action.CANCEL, "call-offs draw on it"),
    ],
)
def test_what_is_refused_says_why(standing: Standing, action: Action, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        after(action, standing)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
def test_what_is_over_stays_over(state: State, kind: Kind, action: Action) -> None:
    with pytest.raises(RefusedError):
        after(action, order(state, kind))


def test_a_blanket_is_called_off_and_closed_without_receipts() -> None:
    for state in (State.APPROVED, State.SENT):
        assert after(Action.CALL_OFF, order(state, Kind.BLANKET)) is state
        assert after(Action.CLOSE, order(state, Kind.BLANKET)) is State.CLOSED


@pytest.mark.parametrize("state", [State.APPROVED, State.SENT, State.PARTLY_RECEIVED, State.RECEIVED])
def test_what_has_come_makes_the_state(state: State) -> None:
    bare = Standing(Kind.ORDER, state, sent=state is not State.APPROVED)
    assert progress(bare._replace(received_some=True)) is State.PARTLY_RECEIVED
    assert progress(bare._replace(received_some=True, received_all=True)) is State.RECEIVED
    # all receipts of it were taken back
    assert progress(bare) is (State.APPROVED if state is State.APPROVED else State.SENT)


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED, State.CANCELLED])
def test_goods_do_not_wake_an_order_that_does_not_wait(state: State) -> None:
    standing = Standing(Kind.ORDER, state, received_some=True, received_all=True)
    assert progress(standing) is state
    assert not expects_goods(standing)


def test_a_changed_order_goes_to_the_supplier_again_only_by_being_sent() -> None:
    changed = Standing(Kind.ORDER, State.DRAFT, received_some=True, sent=True)
    assert expects_goods(changed)
    approved = changed._replace(state=after(Action.APPROVE, changed))
    assert after(Action.EDIT, approved) is State.APPROVED
    assert after(Action.SEND, approved) is State.PARTLY_RECEIVED
