"""What may become of a purchase order, and why it may not.

    draft -> approved -> sent -> partly received -> received -> closed
    draft, approved, sent -> cancelled, as long as nothing has come and nothing is called off

Goods are never refused: what has come has come, whatever the state (hub.domain.purchasing.receiving).
A change that needs another approval makes a draft of the order again; what has come of it stays.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Kind(StrEnum):
    """A call-off is an order that draws on a blanket; on the blanket itself nothing is received."""

    ORDER = "order"
    BLANKET = "blanket"
    CALL_OFF = "call_off"


class State(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    EDIT = "edit"
    APPROVE = "approve"
    SEND = "send"
    CONFIRM = "confirm"
    CALL_OFF = "call_off"
    CLOSE = "close"
    CANCEL = "cancel"


class Standing(NamedTuple):
    """``called``: call-offs hold a part of this blanket; ``sent``: it was, at some time."""

    kind: Kind
    state: State
    received_some: bool = False
    received_all: bool = False
    called: bool = False
    sent: bool = False


class RefusedError(ValueError):
    """The order does not allow this now; the text says why, and what would."""


# what the supplier knows of and can deliver on
WITH_SUPPLIER: Final = frozenset({State.SENT, State.PARTLY_RECEIVED})
OVER: Final = frozenset({State.CLOSED, State.CANCELLED})
_FROM: Final = {
    Action.EDIT: frozenset({State.DRAFT, State.APPROVED, State.SENT, State.PARTLY_RECEIVED}),
    Action.APPROVE: frozenset({State.DRAFT}),
    Action.SEND: frozenset({State.APPROVED}),
    Action.CONFIRM: WITH_SUPPLIER,
    Action.CALL_OFF: frozenset({State.APPROVED, State.SENT}),
    Action.CLOSE: frozenset({State.PARTLY_RECEIVED, State.RECEIVED}),
    Action.CANCEL: frozenset({State.DRAFT, State.APPROVED, State.SENT}),
}
_DONE: Final = {
    Action.EDIT: "changed",
    Action.APPROVE: "approved",
    Action.SEND: "sent",
    Action.CONFIRM: "confirmed",
    Action.CALL_OFF: "called off",
    Action.CLOSE: "closed",
    Action.CANCEL: "cancelled",
}
_NAMES: Final = {state: state.value.replace("_", " ") for state in State}


def check(action: Action, order: Standing) -> None:
    """Raises RefusedError when the order does not allow it as it stands."""
    if action is Action.CALL_OFF and order.kind is not Kind.BLANKET:
        raise RefusedError("only a blanket order is called off")
    if action is Action.CANCEL and order.received_some:
        raise RefusedError("goods have come on it: what is still open is given up by closing it")
    if action is Action.CANCEL and order.called:
        raise RefusedError("call-offs draw on it: cancel those first, or close it")
    if action is Action.CLOSE and order.kind is Kind.BLANKET:
        allowed = frozenset({State.APPROVED, State.SENT})
    else:
        allowed = _FROM[action]
    if order.state not in allowed:
        raise RefusedError(_refusal(action, order))


def _refusal(action: Action, order: Standing) -> str:
    name = _NAMES[order.state]
    if order.state in OVER:
        return f"it is {name}, and stays so"
    if action is Action.SEND and order.state is State.DRAFT:
        return "it is a draft: it is sent when it is approved"
    if action is Action.CLOSE and not order.received_some:
        return f"it is {name}, and nothing has come on it: cancel it instead"
    if action is Action.EDIT and order.state is State.RECEIVED:
        return "all of it has come: order more by another order"
    return f"it is {name}, and an order that is cannot be {_DONE[action]}"


def after(action: Action, order: Standing) -> State:
    """The state that the action leads to; of an edit, without another approval. Raises RefusedError."""
    check(action, order)
    match action:
        case Action.APPROVE:
            return State.APPROVED
        case Action.SEND:
            return progress(order._replace(state=State.SENT, sent=True))
        case Action.CLOSE:
            return State.CLOSED
        case Action.CANCEL:
            return State.CANCELLED
        case Action.EDIT if order.state is not State.APPROVED:  # that one waits to be sent, changed or not
            return progress(order)
        case _:
            return order.state


def progress(order: Standing) -> State:
    """The state that follows from what has come; a draft, and what is over, stays so."""
    if order.state is State.DRAFT or order.state in OVER:
        return order.state
    if order.received_all:
        return State.RECEIVED
    if order.received_some:
        return State.PARTLY_RECEIVED
    if order.state is State.APPROVED:
        return State.APPROVED
    return State.SENT if order.sent else State.APPROVED


def expects_goods(order: Standing) -> bool:
    """Whether goods on it were to be expected: a draft that was sent before is only being changed."""
    if order.kind is Kind.BLANKET or order.state in OVER:
        return False
    return order.state is not State.DRAFT or order.sent
