"""Whatever is scanned: no scan is lost without a word, and undoing gives back what was taken."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gateway.wire.codec import decode_event, encode_event
from gateway.wire.messages import Movement, UnplacedScan
from tests.unit.edge.test_scanning import Hand

WORDS = (
    "MODE:RECEIVE MODE:SHIP MODE:MOVE MODE:COUNT MODE:SCRAP MODE:LOOKUP DOC:D1 ORDER:7"
    " FROM:A TO:B QTY:3 QTY:0.5 UNDO CLOSE CANCEL"
)
COMMANDS = st.sampled_from(WORDS.split()).map("TD:{}".format)
CODES = st.sampled_from(["MUG", "85123A", "9506000134352", "19506000134359"])
ANYTHING = st.text(max_size=80)


@given(st.lists(st.one_of(COMMANDS, CODES, ANYTHING), max_size=30))
def test_every_scan_is_answered_and_every_event_fits_the_wire(codes: list[str]) -> None:
    hand = Hand()
    for code in codes:
        events = hand.scans(code)
        assert hand.said is not None
        assert hand.said.text
        for event in events:
            assert decode_event(encode_event(event)) == event
        if not hand.said.ok and not code.upper().startswith("TD:"):
            assert any(isinstance(event, UnplacedScan) for event in events)


@given(st.lists(st.tuples(CODES, st.integers(1, 5)), min_size=1, max_size=10))
def test_what_is_undone_leaves_every_place_as_it_was(items: list[tuple[str, int]]) -> None:
    hand = Hand()
    balances: Counter[tuple[str, str]] = Counter()
    for item, qty in items:
        for event in hand.scans(f"TD:QTY:{qty}", item, "TD:UNDO"):
            assert isinstance(event, Movement)
            balances[event.item, event.source] -= int(event.qty)
            balances[event.item, event.destination] += int(event.qty)
    assert all(left == Decimal(0) for left in balances.values())
