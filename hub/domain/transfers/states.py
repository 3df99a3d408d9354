"""What may become of a transfer, and why it may not.

    draft -> in transit -> partly received -> received -> closed
    draft -> cancelled; in transit -> cancelled when all of it is taken back before any of it has come

Received: nobody waits for more of it, but somebody has to decide on what differs. What has come has come,
whatever the state: goods of a transfer that was over make it wait for a decision again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class State(StrEnum):
    DRAFT = "draft"
    IN_TRANSIT = "in_transit"
    PARTLY_RECEIVED = "partly_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    EDIT = "edit"
    SEND = "send"
    CANCEL = "cancel"
    RECEIVE = "receive"
    TAKE_BACK = "take_back"


class Standing(NamedTuple):
    """``lost_some``: given up as lost; ``under_way``: some of what was sent is neither received, taken back
    nor lost; ``undecided``: something differs and waits for a decision; ``unloaded``: nobody waits for more
    of it."""

    state: State
    received_some: bool = False
    lost_some: bool = False
    under_way: bool = False
    undecided: bool = False
    unloaded: bool = False


class RefusedError(ValueError):
    """The transfer does not allow this now; the text says why, and what would."""


SENT: Final = frozenset({State.IN_TRANSIT, State.PARTLY_RECEIVED, State.RECEIVED})
OVER: Final = frozenset({State.CLOSED, State.CANCELLED})
_FROM: Final = {
    Action.EDIT: frozenset({State.DRAFT}),
    Action.SEND: frozenset({State.DRAFT}),
    Action.CANCEL: frozenset({State.DRAFT}),
    Action.RECEIVE: SENT,
    Action.TAKE_BACK: SENT,
}
_NAMES: Final = {state: state.value.replace("_", " ") for state in State}


def check(action: Action, transfer: Standing) -> None:
    """Raises RefusedError when the transfer does not allow it as it stands."""
    if transfer.state not in _FROM[action]:
        raise RefusedError(_refusal(action, transfer.state))
    if action is Action.TAKE_BACK and not transfer.under_way:
        raise RefusedError("nothing of it is under way any more")


def _refusal(action: Action, state: State) -> str:
    name = _NAMES[state]
    if state in OVER:
        return f"it is {name}, and stays so"
    if state is State.DRAFT:
        return "it is a draft: nothing of it has been sent yet"
    if action is Action.CANCEL:
        return f"it is {name}: take back what is still under way instead"
    if action is Action.SEND:
        return f"it is {name}: it has been sent already"
    return f"it is {name}: only a draft can be changed"


def progress(transfer: Standing) -> State:
    """The state that follows from what has come of a transfer that was sent; a draft stays one."""
    if transfer.state is State.DRAFT:
        return State.DRAFT
    if transfer.undecided and (transfer.unloaded or not transfer.under_way):
        return State.RECEIVED
    if transfer.under_way:
        return State.PARTLY_RECEIVED if transfer.received_some else State.IN_TRANSIT
    return State.CLOSED if transfer.received_some or transfer.lost_some else State.CANCELLED
