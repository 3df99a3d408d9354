"""Whoever brings goods to a bench, says so or not, and in whatever order it is heard: the books come out
right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.benches import Advance, Loan, settle
from hub.domain.ledger import Entry
from tallydock.drill.auditor import Auditor, Sent

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
MUG = 1
PLACES = {"A": 10, "B": 11, "PACK-1": 20, "customer": 30}
NAMES = {number: name for name, number in PLACES.items()}
BENCH = PLACES["PACK-1"]
STOCK = Decimal(100)


class Books:
    """Balances as the store keeps them: each round is a transaction."""

    def __init__(self) -> None:
        self.balances: dict[int, Decimal] = defaultdict(Decimal)
        self.advances: list[Advance] = []
        self.loans: dict[int, Loan] = {}
        for place in ("A", "B"):
            self.balances[PLACES[place]] = STOCK

    def record(self, entries: Sequence[Entry]) -> None:
        stood = {(MUG, BENCH, ""): self.balances[BENCH]}
        settled = settle(entries, stood=stood, advances=self.advances, loans=self.loans.values())
        self.loans |= {one.source_id: one for one in settled.loans}
        for entry in settled.entries:
            assert entry.qty > 0
            self.balances[entry.source_id] -= entry.qty
            self.balances[entry.destination_id] += entry.qty
        changed = {one.id: one for one in settled.advances if one.id is not None}
        old = [changed.get(one.id or 0, one) for one in self.advances]
        new = [one for one in settled.advances if one.id is None]
        left = [one for one in [*old, *new] if one.qty > 0]
        self.advances = [one._replace(id=number) for number, one in enumerate(left, start=1)]


Made = tuple[int, str, int, int]
"""An order of so many, told from there or, with *, from the bench; so many of them were brought by a scan, so
long before the packing."""
minutes = st.integers(0, 9)
pieces = st.integers(1, 4)
by_scan = st.tuples(pieces, st.sampled_from(["A", "B", "A*", "B*"]), st.just(4), minutes)
of_one_shelf = st.tuples(pieces, st.just("A"), st.integers(0, 4), minutes) | by_scan.filter(
    lambda made: made[1] == "A*"
)
anything = st.tuples(pieces, st.sampled_from(["A", "B", "A*", "B*"]), st.integers(0, 4), minutes)


def happened(made: Sequence[Made]) -> list[Entry]:
    """In the order in which it happened; nobody brings more than he packs."""
    entries = []
    for number, (qty, place, brought, before) in enumerate(made):
        shipped_at = NOON + timedelta(minutes=2 * number)
        if brought:
            entries.append(
                Entry(
                    1, MUG, "pick", Decimal(min(brought, qty)), PLACES[place[0]], BENCH,
                    shipped_at - timedelta(minutes=before),
                )
            )  # fmt: skip
        entries.append(
            Entry(
                1, MUG, "shipment", Decimal(qty), BENCH if "*" in place else PLACES[place],
                PLACES["customer"], shipped_at,
                document=f"O-{number}", via_id=BENCH,
            )
        )  # fmt: skip
    return entries


def rounds(data: st.DataObject, entries: list[Entry]) -> list[list[Entry]]:
    """In any order, some in one transaction."""
    left = list(data.draw(st.permutations(entries)))
    cut = []
    while left:
        size = data.draw(st.integers(1, len(left)))
        cut.append(left[:size])
        left = left[size:]
    return cut


@given(st.lists(of_one_shelf, max_size=8) | st.lists(by_scan, max_size=8), st.data())
def test_once_all_is_packed_the_bench_is_empty_and_each_shelf_lacks_what_was_taken_from_it(
    made: list[Made], data: st.DataObject
) -> None:
    """Of one shelf by some with scans and by some without, or of several by all with scans."""
    books = Books()
    for entries in rounds(data, happened(made)):
        books.record(entries)
    assert books.balances[BENCH] == 0
    for place in ("A", "B"):
        taken = sum(qty for qty, told, _, _ in made if told[0] == place)
        assert books.balances[PLACES[place]] == STOCK - taken
    assert sum(books.balances.values()) == 2 * STOCK


@given(st.lists(anything, max_size=8), st.data())
def test_an_auditor_who_only_hears_the_same_comes_to_the_same(made: list[Made], data: st.DataObject) -> None:
    books, auditor = Books(), Auditor({}, "UTC")
    for place in ("A", "B"):
        auditor.places["MUG", place] = Fraction(STOCK)
    for entries in rounds(data, happened(made)):
        books.record(entries)
        for number, one in enumerate(entries):
            auditor.see(
                Sent(
                    ("EPOCH", 1, number), "MUG", Fraction(one.qty), NAMES[one.source_id],
                    NAMES[one.destination_id], one.occurred_at,
                    via="PACK-1" if one.via_id else None,
                )
            )  # fmt: skip
    assert {name: auditor.places["MUG", name] for name in PLACES} == {
        name: Fraction(books.balances[number]) for name, number in PLACES.items()
    }
