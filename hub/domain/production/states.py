"""What may become of a production order, and why it may not.

    draft -> released -> started -> partly produced -> produced -> closed
    draft, released -> cancelled, as long as nothing has been reported

Between released and produced the state follows from what has been reported, there and back: a report that is
undone takes it along. More may be made than was ordered: what has been made has been made.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple


class State(StrEnum):
    DRAFT = "draft"
    RELEASED = "released"
    STARTED = "started"
    PARTLY_PRODUCED = "partly_produced"
    PRODUCED = "produced"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    EDIT = "edit"
    RELEASE = "release"
    REPORT = "report"
    UNDO = "undo"
    CLOSE = "close"
    CANCEL = "cancel"


class Standing(NamedTuple):
    """``reported``: a report stands, of whatever kind; ``made_qty``: the good ones of ``qty``."""

    state: State
    qty: Decimal
    made_qty: Decimal = Decimal(0)
    reported: bool = False


class RefusedError(ValueError):
    """The order does not allow this now; the text says why, and what would."""


OVER: Final = frozenset({State.CLOSED, State.CANCELLED})
AT_WORK: Final = frozenset({State.RELEASED, State.STARTED, State.PARTLY_PRODUCED, State.PRODUCED})
OPEN: Final = (State.DRAFT, State.RELEASED, State.STARTED, State.PARTLY_PRODUCED, State.PRODUCED)
_FROM: Final = {
    Action.EDIT: frozenset({State.DRAFT}),
    Action.RELEASE: frozenset({State.DRAFT}),
    Action.REPORT: AT_WORK,
    Action.UNDO: AT_WORK,
    Action.CLOSE: AT_WORK,
    Action.CANCEL: frozenset({State.DRAFT, State.RELEASED}),
}
_DONE: Final = {
    Action.EDIT: "changed",
    Action.RELEASE: "released",
    Action.REPORT: "reported on",
    Action.UNDO: "reported on",
    Action.CLOSE: "closed",
    Action.CANCEL: "cancelled",
}
_NAMES: Final = {state: state.value.replace("_", " ") for state in State}


def check(action: Action, order: Standing) -> None:
    """Raises RefusedError when the order does not allow it as it stands."""
    name = _NAMES[order.state]
    if order.state in OVER:
        raise RefusedError(f"it is {name}, and stays so")
    if action is Action.CANCEL and order.reported:
        raise RefusedError("something has been reported on it: undo that first, or close it")
    if action is Action.CLOSE and not order.reported:
        raise RefusedError(f"it is {name}, and nothing has been reported on it: cancel it instead")
    if order.state not in _FROM[action]:
        if order.state is State.DRAFT:
            raise RefusedError("it is a draft: release it first")
        raise RefusedError(f"it is {name}, and an order that is cannot be {_DONE[action]}")


def after(action: Action, order: Standing) -> State:
    """The state that the action leads to; of a report or its undoing, ``order`` stands as after it.

    Raises RefusedError.
    """
    check(action, order)
    match action:
        case Action.RELEASE:
            return State.RELEASED
        case Action.CLOSE:
            return State.CLOSED
        case Action.CANCEL:
            return State.CANCELLED
        case Action.EDIT:
            return order.state
        case _:
            return progress(order)


def progress(order: Standing) -> State:
    """The state that follows from what has been reported; a draft, and what is over, stays so."""
    if order.state not in AT_WORK:
        return order.state
    if order.made_qty >= order.qty:
        return State.PRODUCED
    if order.made_qty > 0:
        return State.PARTLY_PRODUCED
    return State.STARTED if order.reported else State.RELEASED
