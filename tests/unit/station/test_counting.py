"""Counting at a terminal: the right place, each item, blind, and a result that says what was found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from edge.station.bench import Effect, Emit, Feedback
from edge.station.counting import CountingSession
from edge.station.desk import Desk
from edge.station.packing import BenchSettings
from edge.station.snapshot import SnapshotError
from edge.station.texts import FEEDBACK
from gateway.wire.counting import CountItem, CountTask
from gateway.wire.messages import Count, CountWork, Tasks, UnplacedScan
from tests.station.bench_port import CATALOGUE, LAMP, MUG, TEA, order

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SETTINGS = BenchSettings("PACK-1", "bench-scanner", "bench-scale", Decimal(180), Decimal(1))


def task(
    *skus: str, number: str = "CNT-1", whole: bool = False, round_: int = 1, lots: str = ""
) -> CountTask:
    items = [CountItem(sku=sku, name=sku.title(), lot=lot) for sku in skus for lot in (lots.split() or [""])]
    return CountTask(number=number, location="SHELF-1", round=round_, whole=whole, items=items)


class Counter:
    """Ann at a terminal, a second later with each thing she does."""

    def __init__(self, *tasks: CountTask) -> None:
        self.session = CountingSession(CATALOGUE.get, SETTINGS)
        self.session.tasks(tasks)
        self.at = AT
        self.events: list[object] = []

    def did(self, effects: list[Effect]) -> str:
        """The key of what was said."""
        for effect in effects:
            if isinstance(effect, Emit):
                self.events += effect.events
        (said,) = [effect for effect in effects if isinstance(effect, Feedback)]
        assert said.key in FEEDBACK
        assert said == self.session.state.message
        return said.key

    def scan(self, *texts: str, lot: str | None = None) -> str:
        for text in texts:
            self.at += timedelta(seconds=1)
            said = self.did(self.session.scan(text, self.at, "ann", lot))
        return said

    def close(self) -> str:
        return self.did(self.session.close(self.at, "ann"))

    def found(self) -> dict[str, str | None]:
        return {line.sku: None if line.qty is None else f"{line.qty:f}" for line in self.session.state.lines}

    def sent(self) -> dict[tuple[str, str | None], Count]:
        return {(e.item, e.lot): e for e in self.events if isinstance(e, Count)}

    @property
    def closed(self) -> CountWork:
        work = self.events[-1]
        assert isinstance(work, CountWork) and work.action == "closed"
        return work


def at_the_shelf(*tasks: CountTask) -> Counter:
    counter = Counter(*tasks)
    counter.scan("TD:COUNT:CNT-1", "SHELF-1")
    return counter


def test_a_count_is_taken_its_place_scanned_its_goods_counted_and_the_result_sent() -> None:
    counter = Counter(task("MUG-BLUE", "SPOON"))
    assert counter.scan("TD:COUNT:CNT-1") == "count_taken"
    assert counter.scan("SHELF-1") == "count_at_place"
    counter.scan("MUG-BLUE", "4006381333931", "14006381333938", "SPOON")
    assert counter.found() == {"MUG-BLUE": "8", "SPOON": "1"}
    assert counter.close() == "count_closed"
    assert {key: str(count.qty) for key, count in counter.sent().items()} == {
        ("MUG-BLUE", None): "8",
        ("SPOON", None): "1",
    }
    count = counter.sent()["MUG-BLUE", None]
    assert (count.location, count.document, count.round, count.operator) == ("SHELF-1", "CNT-1", 1, "ann")
    # each item at the moment when it was seen last
    assert counter.sent()["SPOON", None].at - count.at == timedelta(seconds=1)
    assert (counter.closed.lines, counter.closed.document) == (2, "CNT-1")
    assert counter.session.counts == ()


def test_nothing_is_counted_at_the_wrong_place() -> None:
    counter = Counter(task("MUG-BLUE"))
    counter.scan("TD:COUNT:CNT-1")
    assert counter.scan("SHELF-2") == "count_wrong_place"
    assert counter.scan("MUG-BLUE") == "count_wrong_place"
    assert counter.close() == "count_place_first"
    assert counter.found() == {"MUG-BLUE": None}


def test_what_was_not_found_must_be_said_twice() -> None:
    counter = at_the_shelf(task("MUG-BLUE", "SPOON"))
    counter.scan("MUG-BLUE")
    assert counter.close() == "count_none_of"
    # something else in between, and it is asked again
    counter.scan("MUG-BLUE")
    assert counter.close() == "count_none_of"
    assert counter.close() == "count_closed"
    assert counter.sent()["SPOON", None].qty == 0


def test_an_empty_place_is_said_twice_and_has_no_lines() -> None:
    counter = at_the_shelf(task(whole=True))
    assert counter.close() == "count_nothing"
    assert counter.close() == "count_closed"
    assert (counter.sent(), counter.closed.lines) == ({}, 0)


def test_of_a_whole_place_everything_counts_and_nothing_is_expected_aloud() -> None:
    counter = at_the_shelf(task("MUG-BLUE", whole=True))
    assert counter.found() == {}
    counter.scan("LAMP")
    assert counter.close() == "count_closed"
    assert list(counter.sent()) == [("LAMP", None)]


def test_what_is_not_asked_for_is_not_counted() -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    assert counter.scan("LAMP") == "count_not_asked"
    assert counter.found() == {"MUG-BLUE": None}


def test_a_typed_number_multiplies_or_says_all() -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    assert counter.scan("*12") == "qty_keyed"
    counter.scan("MUG-BLUE", "MUG-BLUE")
    assert counter.found() == {"MUG-BLUE": "13"}
    assert counter.scan("=40") == "count_found"
    assert counter.found() == {"MUG-BLUE": "40"}
    counter.close()
    assert counter.sent()["MUG-BLUE", None].method == "typed"


@pytest.mark.parametrize("text", ["*0", "*-1", "=-1", "=x", "*1e9", "=nan"])
def test_a_number_that_is_none_is_refused(text: str) -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    counter.scan("MUG-BLUE")
    assert counter.scan(text) == "bad_qty"
    assert counter.found() == {"MUG-BLUE": "1"}


def test_the_last_scan_can_be_taken_back_whatever_it_was() -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    counter.scan("MUG-BLUE", "*5", "MUG-BLUE", "=3")
    for left in ("6", "1", None):
        assert counter.did(counter.session.undo()) == "count_undone"
        assert counter.found() == {"MUG-BLUE": left}
    assert counter.did(counter.session.undo()) == "nothing_to_undo"


def test_all_of_an_item_on_the_scale_is_counted_by_its_weight() -> None:
    counter = at_the_shelf(task("TEA-GREEN"))
    assert counter.did(counter.session.weigh(Decimal(1480), True, AT)) == "count_scan_first"
    counter.scan("TEA-GREEN")
    assert counter.did(counter.session.weigh(Decimal(1480), False, AT)) == "count_not_steady"
    assert counter.did(counter.session.weigh(Decimal(1482), True, counter.at)) == "count_found"
    assert counter.found() == {"TEA-GREEN": "10"}
    counter.close()
    sent = counter.sent()["TEA-GREEN", None]
    assert (sent.method, sent.device, sent.evidence) == ("weight", "bench-scale", {"weight_g": "1482"})


def test_a_weight_that_cannot_tell_pieces_is_not_believed() -> None:
    counter = at_the_shelf(task("TEA-GREEN", "RIBBON"))
    counter.scan("TEA-GREEN")
    assert counter.did(counter.session.weigh(Decimal(1560), True, AT)) == "count_weight_unsure"
    assert counter.found()["TEA-GREEN"] == "1"
    counter.scan("RIBBON")
    assert counter.did(counter.session.weigh(Decimal(50), True, AT)) == "count_no_weight"


def test_each_tag_in_the_field_counts_once_and_foreign_ones_not_at_all() -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    for epc in ("E1", "E2", "E1"):
        counter.session.tag("4006381333931", epc, None, AT)
    assert counter.session.tag("LAMP", "E3", None, AT) == []
    assert counter.session.tag("0000", "E4", None, AT) == []
    assert counter.found() == {"MUG-BLUE": "2"}
    counter.close()
    assert counter.sent()["MUG-BLUE", None].method == "rfid"


def test_lots_are_told_apart_and_never_guessed() -> None:
    counter = at_the_shelf(task("MUG-BLUE", lots="L1 L2"))
    assert counter.scan("MUG-BLUE") == "count_which_lot"
    counter.scan("MUG-BLUE", lot="L2")
    counter.close()
    counter.close()
    assert {lot: str(count.qty) for (_, lot), count in counter.sent().items()} == {"L1": "0", "L2": "1"}


def test_the_only_lot_there_is_meant_and_a_lot_that_the_books_do_not_keep_is_passed_over() -> None:
    counter = at_the_shelf(task("MUG-BLUE", lots="L1"))
    counter.scan("MUG-BLUE")
    assert [line.lot for line in counter.session.state.lines] == ["L1"]
    counter = at_the_shelf(task("MUG-BLUE"))
    counter.scan("MUG-BLUE", lot="ANY")
    assert counter.found() == {"MUG-BLUE": "1"}


def test_a_count_given_back_sends_nothing_but_that() -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    counter.scan("MUG-BLUE")
    assert counter.did(counter.session.give_back(counter.at, "ann")) == "count_given_back"
    assert [e.action for e in counter.events if isinstance(e, CountWork)] == ["taken", "given_back"]
    assert counter.sent() == {}
    assert [one.number for one in counter.session.counts] == ["CNT-1"]


def test_a_closed_round_is_not_counted_here_again_but_the_next_is() -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    counter.scan("MUG-BLUE")
    counter.close()
    assert counter.scan("TD:COUNT:CNT-1") == "count_closed_here"
    counter.session.tasks([task("MUG-BLUE", round_=2)])
    assert counter.scan("TD:COUNT:CNT-1") == "count_taken"


def test_a_count_that_somebody_else_did_is_told_and_can_be_given_back() -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    assert counter.did(counter.session.tasks([])) == "count_withdrawn"
    counter.did(counter.session.give_back(AT, "ann"))
    assert counter.session.in_hand is None


def test_an_unknown_code_is_told_to_the_office_and_counts_nothing() -> None:
    counter = at_the_shelf(task("MUG-BLUE"))
    assert counter.scan("NO-SUCH") == "count_unknown_code"
    assert [e.data for e in counter.events if isinstance(e, UnplacedScan)] == ["NO-SUCH"]


def test_a_power_cut_takes_nothing_of_a_count() -> None:
    counter = at_the_shelf(task("MUG-BLUE", "SPOON"))
    counter.scan("MUG-BLUE", "*3")
    stored = counter.session.snapshot()
    again = Counter(task("MUG-BLUE", "SPOON"))
    again.session.restore(stored)
    again.scan("MUG-BLUE")
    assert again.found() == {"MUG-BLUE": "4", "SPOON": None}
    with pytest.raises(SnapshotError):
        again.session.restore(b"{")


# --- packing and counting at one bench ---


def desk() -> Desk:
    made = Desk(CATALOGUE.get, SETTINGS)
    counts = [task("MUG-BLUE", "LAMP")]
    made.tasks(Tasks(v=1, version=1, orders=[order("7", "Lin", (MUG, 2), (TEA, 1))], counts=counts))
    return made


def said(effects: list[Effect]) -> list[str]:
    return [effect.key for effect in effects if isinstance(effect, Feedback)]


def test_one_packs_or_counts_and_not_both() -> None:
    bench = desk()
    bench.scan("TD:ORDER:7", AT)
    assert said(bench.scan("TD:COUNT:CNT-1", AT)) == ["carton_in_hand"]
    bench.cancel(AT)
    assert said(bench.scan("TD:COUNT:CNT-1", AT)) == ["count_taken"]
    assert said(bench.scan("TD:ORDER:7", AT)) == ["other_count_in_hand"]
    bench.scan("SHELF-1", AT)
    assert said(bench.scan("TD:QTY:3", AT)) == ["qty_keyed"]
    assert said(bench.scan(LAMP.sku, AT)) == ["count_found"]
    assert said(bench.scan("TD:UNDO", AT)) == ["count_undone"]
    assert said(bench.scan("TD:CANCEL", AT)) == ["count_given_back"]
    assert said(bench.scan("TD:ORDER:7", AT)) == ["order_taken"]


def test_nobody_counts_without_having_logged_in() -> None:
    bench = desk()
    bench.packing.operator_required = True
    assert said(bench.scan("TD:COUNT:CNT-1", AT)) == ["operator_required"]
    assert not bench.is_counting


def test_a_bench_goes_on_with_what_it_was_doing_and_reads_what_an_older_version_kept() -> None:
    bench = desk()
    older = bench.packing.snapshot()
    bench.scan("TD:COUNT:CNT-1", AT)
    bench.scan("SHELF-1", AT)
    bench.scan("LAMP", AT)
    again = desk()
    again.restore(bench.snapshot())
    assert again.counting.state.lines == bench.counting.state.lines
    again.restore(older)
    assert not again.is_counting
    with pytest.raises(SnapshotError):
        again.restore(b"no")


def test_a_piece_with_a_serial_number_counts_once_however_often_it_is_scanned() -> None:
    counter = at_the_shelf(task(LAMP.sku))

    def scan(serial: str) -> str:
        return counter.did(counter.session.scan(LAMP.sku, AT, "ann", None, serial))

    assert [scan("S-1"), scan("S-1"), scan("S-2")] == ["count_found", "count_serial_twice", "count_found"]
    assert counter.found() == {LAMP.sku: "2"}
