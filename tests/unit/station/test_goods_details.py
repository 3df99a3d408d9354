"""What items demand when they come in: a lot, a serial number, a day of expiry, scanned or typed."""

from __future__ import annotations

from datetime import date

import pytest

from edge.station.bench import Feedback
from edge.station.goods_in.details import typed_day
from edge.station.goods_in.texts import errand_text
from edge.station.i18n import Words
from tests.station.goods_in import PACKAGE, Dock, receiving_tracked, tag


@pytest.fixture
def dock() -> Dock:
    made = receiving_tracked()
    made.scan("PO-3")
    return made


def banner(dock: Dock, words: Words | None = None) -> str:
    message = dock.errand.state.message  # type: ignore[attr-defined]
    assert isinstance(message, Feedback)
    return errand_text(message, words or Words("en"))


def booked(dock: Dock) -> list[tuple[str, int, str | None, str | None, date | None]]:
    return [(m.item, int(m.qty), m.lot, m.serial, m.expiry) for m in dock.movements]


def test_a_gs1_code_tells_all_at_once(dock: Dock) -> None:
    assert dock.scan("\x1d010950600013435210L1\x1d21S-1") == "came"
    dock.press("close")
    assert booked(dock) == [("CLOCK", 1, "L1", "S-1", None)]


def test_what_is_missing_is_named_all_at_once_and_typed_one_by_one(dock: Dock) -> None:
    assert dock.scan("CASE") == "details_wanted"
    assert "lot, day of expiry" in banner(dock)
    assert "批号、有效期" in banner(dock, Words("zh_CN"))
    assert dock.scan("M-77") == "details_wanted"
    assert "day of expiry" in banner(dock)
    assert "lot" not in banner(dock)
    assert dock.scan("soon") == "no_day"
    assert dock.scan("270131") == "came"
    dock.press("close")
    assert booked(dock) == [("MILK", 12, "M-77", None, date(2027, 1, 31))]


def test_nothing_is_counted_before_all_is_known(dock: Dock) -> None:
    dock.scan("CLOCK")
    assert dock.scan("MILK") == "details_first"
    assert dock.press("close") == "details_wanted"
    assert dock.press("undo") == "details_dropped"
    assert dock.scan("MILK") == "details_wanted"


def test_the_label_of_the_same_goods_may_answer(dock: Dock) -> None:
    dock.scan("CLOCK")
    assert dock.scan("\x1d010950600013435210L1\x1d21S-1") == "came"


def test_a_serial_number_that_is_in_stock_or_was_scanned_is_refused(dock: Dock) -> None:
    assert dock.scan("\x1d010950600013435210L1\x1d21S-9") == "serial_in_stock"
    dock.scan("\x1d010950600013435210L1\x1d21S-1")
    assert dock.scan("\x1d010950600013435210L2\x1d21S-1") == "serial_twice"
    dock.scan("CLOCK", "L3")
    assert dock.scan("S-9") == "serial_in_stock"
    dock.press("close")
    assert [serial for _, _, _, serial, _ in booked(dock)] == ["S-1"]


def test_pieces_with_serial_numbers_are_neither_multiplied_nor_weighed(dock: Dock) -> None:
    assert dock.scan("*2", "CLOCK") == "serial_one_by_one"
    dock.scan("\x1d010950600013435210L1\x1d21S-1")
    dock.steady_g = dock.steady_g or 1180  # type: ignore[assignment]
    assert dock.press("weigh") == "serial_one_by_one"


def test_a_package_that_does_not_say_enough_is_to_be_opened_and_all_it_lacks_is_named(dock: Dock) -> None:
    assert dock.scan(PACKAGE) == "package_lacks"
    assert "Wall clock – serial number; Milk 鲜奶 – lot, day of expiry" in banner(dock)


def test_what_the_portal_cannot_tell_is_scanned_before_it_is_booked(dock: Dock) -> None:
    dock.at_the_door(tag("S-1", "CLOCK"))
    assert dock.press("close") == "door_lacks"
    assert dock.scan("\x1d010950600013435210L1\x1d21S-1") == "came_by_door"
    assert dock.press("close") == "receipt_closed_short"
    # the hub takes the portal's own booking back for it
    assert booked(dock) == [("CLOCK", 1, "L1", "S-1", None)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-01-31", date(2027, 1, 31)),
        ("20270131", date(2027, 1, 31)),
        ("270131", date(2027, 1, 31)),
        ("270200", date(2027, 2, 28)),
        ("271200", date(2027, 12, 31)),
        ("270231", None),
        ("31.1.27", None),
    ],
)
def test_days_are_typed_as_people_and_gs1_write_them(text: str, day: date | None) -> None:
    assert typed_day(text) == day
