"""A terminal that is told only the first of many says so, and what to do about the others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from edge.station.i18n import Words
from edge.station.menu import SCREENS
from edge.station.port import StationStatus
from edge.station.sending.session import SendingState
from tests.station.bench_port import MUG
from tests.station.goods_in import Dock, dismantling, goods_in, making, sending

STATUS = StationStatus("bench-1", "DOCK-1", True, 0, True, True)
DOCKS = pytest.mark.parametrize(
    ("made", "word"),
    [(making, "MAKE"), (dismantling, "APART"), (sending, "TRANSFER")],
    ids=str,
)


def of_many(made: Callable[[], Dock]) -> Dock:
    dock = made()
    dock.open = 60
    dock.tell(goods_in())
    return dock


@DOCKS
def test_the_screen_says_that_these_are_the_first_of_more(made: Callable[[], Dock], word: str) -> None:
    dock = of_many(made)
    screen = next(one for one in SCREENS if one.name == dock.errand.name)
    told = len(screen.present(dock.errand.state, STATUS, 0, Words("en")).rows)
    assert told < 60
    progress = screen.present(dock.errand.state, STATUS, 0, Words("en")).progress
    assert progress == f"the first {told} of 60, by due date"


@DOCKS
def test_a_number_that_is_not_among_the_first_is_not_called_unknown(
    made: Callable[[], Dock], word: str
) -> None:
    dock = of_many(made)
    assert dock.scan("MO-77") == "not_among_first"
    assert dock.scan(f"TD:{word}:MO-77") == "not_among_first"
    assert dock.outbox == []
    # a kit may stand for an order that is not among them; other goods stand for none
    assert (dock.scan(MUG.sku) == "not_among_first") is (made is dismantling)


@DOCKS
def test_where_all_are_told_an_unknown_number_is_unknown(made: Callable[[], Dock], word: str) -> None:
    assert made().scan(f"TD:{word}:MO-77").endswith("_unknown")


def test_a_transfer_that_is_told_no_more_because_others_are_due_first_is_not_withdrawn() -> None:
    dock = of_many(sending)
    dock.scan("TRF-1")
    dock.transfers = [one for one in dock.transfers if one.number != "TRF-1"]
    dock.tell(goods_in())
    assert dock.scan(MUG.sku) != "transfer_withdrawn"
    dock.open = len(dock.transfers)
    dock.tell(goods_in())
    dock.scan("A-1")
    assert dock.scan("*1", "TD:LOAD:0") == "transfer_withdrawn"


def test_what_was_sent_here_is_no_more_among_those_that_wait() -> None:
    dock = of_many(sending)
    dock.scan("TRF-2", "TD:LOAD:0")
    dock.press("close")
    state = dock.errand.state
    assert isinstance(state, SendingState)
    assert (len(state.waiting), state.in_all) == (1, 59)
    assert dock.scan("TD:TRANSFER:TRF-2") == "transfer_unknown"
