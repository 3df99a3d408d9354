"""Who must find which scan in the books: what a drill may call lost."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from tallydock.drill.truth import Ending, Goods, Line, Posting, Scan, Truth

AT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
GOODS = Goods("MUG", Fraction(1), "receipt", "supplier", "DOCK-1")


def scanned(truth: Truth, *serials: str, ending: Ending = "whole") -> Line:
    line = truth.begin_line("dock-1", "scanner-1")
    for serial in serials:
        truth.scanned(line, Scan(serial, GOODS, AT))
    truth.end_line(line, ending)
    return line


def test_all_of_a_whole_line_is_owed() -> None:
    truth = Truth()
    scanned(truth, "A", "B")
    assert truth.owed(set()).surely == {"A", "B"}


def test_of_a_cut_line_the_last_scans_are_in_doubt() -> None:
    truth = Truth()
    scanned(truth, "A", "B", "C", ending="cut")
    assert truth.owed(set()).perhaps == {"A", "B", "C"}


def test_a_later_scan_in_the_books_owes_the_earlier_ones_of_its_line() -> None:
    truth = Truth()
    scanned(truth, "A", "B", "C", ending="cut")
    scanned(truth, "D", ending="cut")
    owed = truth.owed({"B"})
    assert owed.surely == {"A", "B"}
    assert owed.perhaps == {"C", "D"}


def test_what_was_on_an_agents_disk_is_owed_and_all_before_it() -> None:
    truth = Truth()
    scanned(truth, "A", "B", "C", ending="cut")
    truth.seen(["C"])
    assert truth.owed(set()).surely == {"A", "B", "C"}


def test_of_a_line_whose_agent_refused_some_only_what_its_disk_had_is_owed() -> None:
    truth = Truth()
    line = scanned(truth, "A", "B", "C", ending="leaky")
    truth.end_line(line, "cut")
    truth.seen(["C"])
    owed = truth.owed({"A", "C"})
    assert owed.surely == {"C"}
    assert owed.perhaps == {"A", "B"}


def after_a_full_disk(truth: Truth, *next_serials: str) -> None:
    """A, B and C while it was full; then the agent was killed, and on the same connection these had come."""
    line = scanned(truth, "A", "B", "C", ending="leaky")
    following = truth.begin_line("dock-1", "scanner-1", after=line)
    for serial in next_serials:
        truth.scanned(following, Scan(serial, GOODS, AT))
    truth.end_line(following, "cut", cut_short=True)


def test_what_an_agent_had_not_read_yet_when_it_was_killed_need_not_have_been_refused() -> None:
    truth = Truth()
    after_a_full_disk(truth, "D")
    assert truth.refusable({"A"}) == {"scanner-1": []}


def test_what_an_agent_has_read_because_a_later_scan_is_there_must_have_been_refused() -> None:
    truth = Truth()
    after_a_full_disk(truth, "D", "E")
    assert truth.refusable({"A", "D"}) == {"scanner-1": ["B", "C"]}


def test_a_posting_is_owed_once_the_hub_has_answered() -> None:
    truth = Truth()
    truth.posts(Posting("C-1", GOODS, AT))
    assert truth.owed(set()).perhaps == {"C-1"}
    truth.answered("C-1")
    assert truth.owed(set()).surely == {"C-1"}


def test_what_waits_in_quarantine_is_not_missing_and_owes_what_was_scanned_before_it() -> None:
    truth = Truth()
    scanned(truth, "A", "B", "C", ending="cut")
    truth.waits({"B"})
    owed = truth.owed(set())
    assert owed.surely == {"A"}
    assert owed.perhaps == {"B", "C"}
    assert truth.last_of_each_line() == []


def test_what_was_seen_in_an_outbox_is_owed_whatever_it_is() -> None:
    truth = Truth()
    truth.seen({"shelf-1 342 g to 684 g"})
    assert truth.owed(set()).surely == {"shelf-1 342 g to 684 g"}
