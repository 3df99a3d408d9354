"""However doors and hands take turns, a piece counts once."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.inbound.tally import Piece, Tally, by_door, by_hand, undo

SERIALS = st.sampled_from([f"S{n}" for n in range(6)])
DOOR = st.tuples(st.just("door"), SERIALS)
SCAN = st.tuples(st.just("scan"), SERIALS)
PLAIN = st.tuples(st.just("plain"), st.integers(1, 4))
READS = st.lists(st.one_of(DOOR, SCAN, PLAIN), max_size=20)


def total(reads: list[tuple[str, str | int]]) -> tuple[Decimal, Decimal]:
    """What the tally says at the end, and what was booked step by step."""
    tally, booked = Tally(), Decimal(0)
    for way, what in reads:
        if way == "door":
            tally, new = by_door(tally, str(what))
        elif way == "scan":
            tally, new = by_hand(tally, Decimal(1), str(what))
        else:
            tally, new = by_hand(tally, Decimal(what), None)
        assert new >= 0
        booked += new
    return tally.total, booked


@given(READS, st.randoms())
def test_the_order_of_reads_does_not_matter_and_every_step_books_what_is_new(reads, chance) -> None:  # type: ignore[no-untyped-def]
    said, booked = total(reads)
    assert said == booked
    shuffled = list(reads)
    chance.shuffle(shuffled)
    assert total(shuffled)[0] == said


@given(READS, st.one_of(SCAN, PLAIN))
def test_what_is_taken_back_at_once_was_never_counted(reads, last) -> None:  # type: ignore[no-untyped-def]
    tally = Tally()
    for way, what in reads:
        if way == "door":
            tally, _ = by_door(tally, str(what))
        else:
            serial = str(what) if way == "scan" else None
            tally, _ = by_hand(tally, Decimal(1) if serial else Decimal(what), serial)
    way, what = last
    serial = str(what) if way == "scan" else None
    if serial is not None and tally.pieces.get(serial, Piece()).scanned:
        return  # a second scan of it counts nothing, and takes nothing back
    qty = Decimal(1) if serial else Decimal(what)
    counted, new = by_hand(tally, qty, serial)
    after, gone = undo(counted, qty, serial)
    assert (after.total, gone) == (tally.total, new)


@given(READS)
def test_no_read_counts_for_more_than_itself_and_none_is_lost(reads) -> None:  # type: ignore[no-untyped-def]
    tags = {what for way, what in reads if way == "door"}
    scanned = {what for way, what in reads if way == "scan"}
    plain = sum(int(what) for way, what in reads if way == "plain")
    said, _ = total(reads)
    assert max(len(tags | scanned), plain + len(scanned)) == said
