"""Each batch once, in whatever order it comes."""

from __future__ import annotations

import random

from gateway.sequence import Taken, runs
from gateway.wire.codec import digest_of


def test_in_order() -> None:
    taken = Taken(0, [])
    assert [taken.take(seq) for seq in (1, 2, 3)] == [True, True, True]
    assert (taken.upto, taken.beyond) == (3, [])


def test_a_gap_holds_the_acknowledgement_back_until_it_is_filled() -> None:
    taken = Taken(1, [])
    assert taken.take(4)
    assert taken.take(3)
    assert (taken.upto, taken.beyond) == (1, [3, 4])
    assert taken.take(2)
    assert (taken.upto, taken.beyond) == (4, [])


def test_any_order_with_repetitions_takes_each_once() -> None:
    for seed in range(50):
        chance = random.Random(seed)
        arrivals = list(range(1, 30)) * 3
        chance.shuffle(arrivals)
        taken = Taken(0, [])
        applied = [seq for seq in arrivals if taken.take(seq)]
        assert sorted(applied) == list(range(1, 30))
        assert (taken.upto, taken.beyond) == (29, [])


def test_what_the_outbox_no_longer_holds_is_not_waited_for() -> None:
    taken = Taken(10, [13, 15, 20])
    assert taken.skip_to(15) == 3
    assert (taken.upto, taken.beyond) == (15, [20])
    assert taken.skip_to(15) == 0


def test_digests_of_neighbouring_numbers_are_kept_together() -> None:
    def d(number: int) -> bytes:
        return digest_of(b"%d" % number)

    taken = {(7, 3): d(3), (7, 1): d(1), (8, 4): d(4), (7, 2): d(2), (7, 9): d(9)}
    assert runs(taken) == [(7, 1, d(1) + d(2) + d(3)), (7, 9, d(9)), (8, 4, d(4))]
    assert len({d(number) for number in range(1000)}) == 1000
