"""What may become of a production order."""

from __future__ import annotations

from decimal import Decimal as Dec

import pytest

from hub.domain.production.states import Action, RefusedError, Standing, State, after


def order(state: State, made: int = 0, *, reported: bool = False) -> Standing:
    return Standing(state, Dec(10), Dec(made), reported or made > 0)


@pytest.mark.parametrize(
    ("action", "standing", "state"),
    [
        (Action.EDIT, order(State.DRAFT), State.DRAFT),
        (Action.RELEASE, order(State.DRAFT), State.RELEASED),
        (Action.REPORT, order(State.RELEASED, reported=True), State.STARTED),
        (Action.REPORT, order(State.STARTED, 4), State.PARTLY_PRODUCED),
        (Action.REPORT, order(State.PARTLY_PRODUCED, 10), State.PRODUCED),
        (Action.REPORT, order(State.PRODUCED, 12), State.PRODUCED),
        (Action.UNDO, order(State.PRODUCED, 4), State.PARTLY_PRODUCED),
        (Action.UNDO, order(State.PARTLY_PRODUCED), State.RELEASED),
        (Action.CLOSE, order(State.PARTLY_PRODUCED, 4), State.CLOSED),
        (Action.CLOSE, order(State.STARTED, reported=True), State.CLOSED),
        (Action.CANCEL, order(State.DRAFT), State.CANCELLED),
        (Action.CANCEL, order(State.RELEASED), State.CANCELLED),
    ],
)
def test_it_goes_on(action: Action, standing: Standing, state: State) -> None:
    assert after(action, standing) is state


@pytest.mark.parametrize(
    ("action", "standing", "why"),
    [
        (Action.REPORT, order(State.DRAFT), "release it first"),
        (Action.EDIT, order(State.RELEASED), "cannot be changed"),
        (Action.RELEASE, order(State.PARTLY_PRODUCED, 4), "cannot be released"),
        (Action.CANCEL, order(State.PARTLY_PRODUCED, 4), "undo that first, or close it"),
        (Action.CANCEL, order(State.STARTED, reported=True), "undo that first, or close it"),
        (Action.CLOSE, order(State.RELEASED), "cancel it instead"),
        (Action.CLOSE, order(State.DRAFT), "cancel it instead"),
        (Action.REPORT, order(State.CLOSED, 4), "it is closed, and stays so"),
        (Action.UNDO, order(State.CLOSED, 4), "it is closed, and stays so"),
        (Action.RELEASE, order(State.CANCELLED), "it is cancelled, and stays so"),
    ],
)
def test_it_is_refused_with_the_reason(action: Action, standing: Standing, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        after(action, standing)
