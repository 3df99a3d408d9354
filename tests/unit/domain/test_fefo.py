"""What a picker is sent to take."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.fefo import LotAtPlace, Proposal, Want, has_expired, propose, share_out
from hub.domain.places import INSIDE, is_pickable

TODAY = date(2026, 3, 5)
EARLY, LATE = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 2, 5, tzinfo=UTC)


def at(
    location: str,
    lot: str,
    qty: int,
    expiry: date | None = None,
    received: datetime | None = None,
    kind: str = "shelf",
) -> LotAtPlace:
    return LotAtPlace(location, kind, lot, Decimal(qty), expiry, received)


def taken(qty: int, *stands: LotAtPlace) -> list[tuple[str, str, int]]:
    found = propose(Decimal(qty), stands, today=TODAY)
    return [(pick.location, pick.lot, int(pick.qty)) for pick in found.picks]


def test_what_expires_first_is_taken_first() -> None:
    april, may = at("A", "L2", 5, date(2026, 4, 1), EARLY), at("B", "L1", 5, date(2026, 5, 1), EARLY)
    assert taken(7, may, april) == [("A", "L2", 5), ("B", "L1", 2)]


def test_what_is_expired_is_never_taken_but_its_last_day_is_good() -> None:
    gone, last = at("A", "L1", 5, TODAY - timedelta(days=1)), at("A", "L2", 5, TODAY)
    found = propose(Decimal(7), [gone, last], today=TODAY)
    assert [pick.lot for pick in found.picks] == ["L2"]
    assert (int(found.short), int(found.expired)) == (2, 5)


def test_nothing_is_taken_from_hold_nor_from_the_dock() -> None:
    held = [
        at(kind, "L", 5, date(2026, 4, 1), kind=kind) for kind in ("hold", "damaged", "in_transit", "dock")
    ]
    assert propose(Decimal(3), held, today=TODAY) == Proposal([], Decimal(3), Decimal(0), Decimal(20))


def test_of_one_expiry_the_oldest_receipt_goes_first_and_then_the_place() -> None:
    day = date(2026, 4, 1)
    stands = [at("A", "L2", 1, day, LATE), at("C", "L1", 1, day, EARLY), at("B", "L1", 1, day, EARLY)]
    assert taken(3, *stands) == [("B", "L1", 1), ("C", "L1", 1), ("A", "L2", 1)]


def test_without_an_expiry_it_goes_last_and_what_nobody_saw_come_after_all() -> None:
    stands = [at("A", "", 1), at("B", "L9", 1, None, LATE), at("C", "L1", 1, date(2030, 1, 1), LATE)]
    assert taken(3, *stands) == [("C", "L1", 1), ("B", "L9", 1), ("A", "", 1)]


def test_what_was_brought_to_a_bench_goes_before_its_like_on_the_shelf() -> None:
    day = date(2026, 4, 1)
    stands = [at("A", "L1", 5, day, EARLY), at("PACK-1", "L1", 2, day, EARLY, kind="bench")]
    assert taken(3, *stands) == [("PACK-1", "L1", 2), ("A", "L1", 1)]


def test_two_who_wait_are_not_told_the_same_pieces_and_the_first_gets_the_oldest() -> None:
    stands = {7: [at("A", "NEW", 3, date(2026, 5, 1)), at("B", "OLD", 3, date(2026, 4, 1))]}
    wants = [Want(7, Decimal(4)), Want(8, Decimal(1)), Want(7, Decimal(9))]
    first, other, second = share_out(wants, stands, today=TODAY)
    assert [(pick.lot, pick.qty) for pick in first] == [("OLD", 3), ("NEW", 1)]
    assert other == []
    assert [(pick.lot, pick.qty) for pick in second] == [("NEW", 2)]


def shared(stands: list[LotAtPlace], *wants: tuple[int, str | None]) -> list[list[tuple[str, int]]]:
    shares = share_out([Want(7, Decimal(qty), bench) for qty, bench in wants], {7: stands}, today=TODAY)
    return [[(pick.location, int(pick.qty)) for pick in picks] for picks in shares]


def test_what_lies_on_another_bench_is_told_only_when_nothing_else_is_left_however_old_it_is() -> None:
    old, new = date(2026, 4, 1), date(2026, 5, 1)
    stands = [at("PACK-2", "OLD", 2, old, kind="bench"), at("A", "NEW", 3, new)]
    assert shared(stands, (2, "PACK-1"), (3, "PACK-1")) == [[("A", 2)], [("A", 1), ("PACK-2", 2)]]
    assert shared(stands, (1, "PACK-2"), (1, None)) == [[("PACK-2", 1)], [("A", 1)]]


stands = st.builds(
    at,
    st.sampled_from("ABC"),
    st.sampled_from(["", "L1", "L2"]),
    st.integers(-5, 20),
    st.one_of(st.none(), st.dates(date(2026, 2, 1), date(2026, 4, 30))),
    st.one_of(st.none(), st.sampled_from([EARLY, LATE])),
    st.sampled_from(sorted(INSIDE)),
)


@given(st.integers(1, 60), st.lists(stands, max_size=12))
def test_it_takes_what_there_is_never_more_and_leaves_nothing_older_behind(
    qty: int, found: list[LotAtPlace]
) -> None:
    proposal = propose(Decimal(qty), found, today=TODAY)
    good = [
        one
        for one in found
        if one.qty > 0 and is_pickable(one.location_kind) and not (one.expiry and one.expiry < TODAY)
    ]
    can = sum((one.qty for one in good), Decimal(0))
    assert sum(pick.qty for pick in proposal.picks) + proposal.short == qty
    assert proposal.short == max(Decimal(qty) - can, Decimal(0))
    expiries = [pick.expiry or date.max for pick in proposal.picks]
    assert expiries == sorted(expiries)
    if proposal.picks:
        left_behind = [one for one in good if (one.expiry or date.max) < expiries[-1]]
        assert sum(one.qty for one in left_behind) == sum(
            pick.qty for pick in proposal.picks if (pick.expiry or date.max) < expiries[-1]
        )


@given(
    st.lists(
        st.builds(
            Want, st.integers(1, 2), st.integers(1, 30).map(Decimal), st.sampled_from([None, "A", "B"])
        ),
        max_size=6,
    ),
    st.dictionaries(st.integers(1, 2), st.lists(stands, max_size=8)),
)
def test_shared_out_each_gets_what_it_would_be_proposed_of_what_the_earlier_ones_left(
    wants: list[Want], stock: dict[int, list[LotAtPlace]]
) -> None:
    """And of what lies on other benches only after all else."""
    left = {item: list(found) for item, found in stock.items()}
    for (item, qty, bench), picks in zip(wants, share_out(wants, stock, today=TODAY), strict=True):
        there = left.get(item, [])
        near = [one for one in there if one.location_kind != "bench" or one.location == bench]
        first = propose(qty, near, today=TODAY)
        last = propose(first.short, [one for one in there if one not in near], today=TODAY)
        assert picks == first.picks + last.picks
        assert not any(has_expired(pick.expiry, TODAY) for pick in picks)
        for pick in picks:
            stand = next(
                one
                for one in left[item]
                if (one.location, one.lot, one.expiry) == (pick.location, pick.lot, pick.expiry)
                and is_pickable(one.location_kind)
                and one.qty >= pick.qty
            )
            left[item].remove(stand)
            left[item].append(stand._replace(qty=stand.qty - pick.qty))
