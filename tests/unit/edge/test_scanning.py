from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from devices.codes.gs1 import parse_scan
from devices.events import Scan
from edge.catalogue import Catalogue
from edge.moment import Moment
from edge.scanning import Feedback, ScannerSettings, ScanState, scan
from gateway.wire.counting import NothingHere
from gateway.wire.messages import AnyEvent, CatalogCode, CatalogItem, Count, Movement, Receipt, UnplacedScan
from hub.domain.places import fits

NOW = Moment(datetime(2026, 3, 1, tzinfo=UTC), 5, "boot")
DOCK = ScannerSettings(device="scanner", location="DOCK-1")
GOODS = Catalogue(
    1,
    [
        CatalogItem(
            sku="MUG",
            name="Mug",
            codes=[CatalogCode(code="9506000134352"), CatalogCode(code="19506000134359", qty=Decimal(12))],
        ),
        CatalogItem(sku="85123A", name="Heart T-light holder"),
    ],
)


class Hand:
    """A person with a scanner."""

    def __init__(self, settings: ScannerSettings = DOCK) -> None:
        self.settings = settings
        self.state = ScanState.begin(settings)
        self.said: Feedback | None = None

    def scans(self, *codes: str, aim: str | None = None, known: bool = True) -> list[AnyEvent]:
        events: list[AnyEvent] = []
        for code in codes:
            parsed = parse_scan(Scan(code, aim))
            lookup = GOODS.lookup if known else Catalogue().lookup
            self.state, more, self.said = scan(
                self.state, self.settings, parsed, lookup, NOW, catalogue_known=known
            )
            events += more
        return events


def places(events: list[AnyEvent]) -> list[tuple[str, str, Decimal, str, str]]:
    return [(e.kind, e.item, e.qty, e.source, e.destination) for e in events if isinstance(e, Movement)]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("RECEIVE", ("receipt", "85123A", Decimal(1), "supplier", "DOCK-1")),
        ("SHIP", ("shipment", "85123A", Decimal(1), "DOCK-1", "customer")),
        ("RETURN", ("customer_return", "85123A", Decimal(1), "customer", "DOCK-1")),
        ("SCRAP", ("scrap", "85123A", Decimal(1), "DOCK-1", "scrap")),
    ],
)
def test_a_scan_means_what_the_mode_says(mode: str, expected: tuple[str, str, Decimal, str, str]) -> None:
    hand = Hand()
    assert places(hand.scans(f"TD:MODE:{mode}", "85123A")) == [expected]
    assert hand.said is not None and hand.said.ok


def test_goods_move_from_place_to_place() -> None:
    hand = Hand()
    events = hand.scans("TD:MODE:MOVE", "TD:FROM:STORE", "TD:TO:PACK-1", "TD:QTY:5", "85123A", "85123A")
    assert places(events) == [
        ("move", "85123A", Decimal(5), "STORE", "PACK-1"),
        ("move", "85123A", Decimal(1), "STORE", "PACK-1"),
    ]


@pytest.mark.parametrize("word", ["FROM", "TO"])
@pytest.mark.parametrize("place", ["in_transit", "other_site", "supplier", "SCRAP"])
def test_a_card_of_a_place_where_no_goods_stand_is_refused_and_changes_nothing(word: str, place: str) -> None:
    hand = Hand()
    hand.scans("TD:MODE:MOVE", "TD:FROM:STORE", "TD:TO:PACK-1")
    assert hand.scans(f"TD:{word}:{place}") == []
    assert hand.said is not None
    assert not hand.said.ok
    assert hand.said.text == f"{place} is no place where goods stand: scan the card of a dock or a shelf"
    assert places(hand.scans("85123A")) == [("move", "85123A", Decimal(1), "STORE", "PACK-1")]


def test_a_move_to_nowhere_is_left_to_a_person() -> None:
    hand = Hand()
    (event,) = hand.scans("TD:MODE:MOVE", "85123A")
    assert isinstance(event, UnplacedScan)
    assert hand.said is not None and not hand.said.ok


def test_a_case_is_sent_as_it_was_scanned_for_the_hub_to_multiply() -> None:
    assert places(Hand().scans("TD:QTY:2", "19506000134359"))[0][1:3] == ("19506000134359", Decimal(2))


def test_lot_serial_and_expiry_come_from_the_element_string() -> None:
    hand = Hand()
    (event,) = hand.scans("0109506000134352" + "17261231" + "10LOT7\x1d" + "21S9", aim="]C1")
    assert isinstance(event, Movement)
    assert (event.item, event.lot, event.serial, event.expiry) == (
        "9506000134352",
        "LOT7",
        "S9",
        date(2026, 12, 31),
    )


def test_a_house_number_that_looks_like_nothing_known_is_kept_for_a_person() -> None:
    hand = Hand()
    (event,) = hand.scans("NO-SUCH-THING")
    assert isinstance(event, UnplacedScan)
    assert (event.data, event.location) == ("NO-SUCH-THING", "DOCK-1")
    assert hand.said is not None and "unknown code" in hand.said.text


def test_a_code_with_a_wrong_check_digit_books_nothing() -> None:
    (event,) = Hand().scans("9506000134353", aim="]E0")
    assert isinstance(event, UnplacedScan)


def test_without_any_catalogue_the_count_is_not_lost() -> None:
    assert places(Hand().scans("NEW-SKU", known=False))[0][1] == "NEW-SKU"


def test_a_delivery_is_opened_and_closed_and_its_goods_name_it() -> None:
    events = Hand().scans("TD:DOC:ASN-7", "85123A", "TD:CLOSE", "85123A")
    assert [type(e) for e in events] == [Receipt, Movement, Receipt, Movement]
    assert [e.document for e in events if isinstance(e, Movement)] == ["ASN-7", None]


def test_the_last_scan_is_taken_back_once() -> None:
    hand = Hand()
    events = hand.scans("TD:MODE:SHIP", "TD:QTY:3", "85123A", "TD:UNDO")
    assert places(events)[1] == ("customer_return", "85123A", Decimal(3), "customer", "DOCK-1")
    assert hand.scans("TD:UNDO") == []
    assert hand.said is not None and not hand.said.ok


@pytest.mark.parametrize("mode", ["RECEIVE", "SHIP", "RETURN", "MOVE", "SCRAP"])
def test_what_is_taken_back_goes_a_way_that_the_ledger_allows(mode: str) -> None:
    kinds = {"DOCK-1": "dock", "STORE": "storage", "supplier": "supplier", "customer": "customer"}
    kinds["scrap"] = "scrap"
    hand = Hand()
    done, back = places(hand.scans(f"TD:MODE:{mode}", "TD:TO:STORE", "85123A", "TD:UNDO"))
    assert back[3:] == (done[4], done[3])
    assert fits(back[0], kinds[back[3]], kinds[back[4]])
    assert hand.said is not None and hand.said.ok


def test_a_count_is_told_when_it_is_closed_in_base_units() -> None:
    hand = Hand()
    assert hand.scans("TD:MODE:COUNT", "19506000134359", "9506000134352", "85123A", "TD:UNDO") == []
    (event,) = hand.scans("TD:CLOSE")
    assert isinstance(event, Count)
    assert (event.item, event.qty, event.location) == ("MUG", Decimal(13), "DOCK-1")


def test_a_count_is_chosen_by_its_number_and_what_was_found_is_told_for_it() -> None:
    hand = Hand()
    hand.scans("TD:MODE:COUNT", "TD:FROM:SHELF-1", "85123A")
    (before,) = hand.scans("TD:COUNT:CNT-7")
    assert isinstance(before, Count)
    assert (before.location, before.evidence) == ("SHELF-1", {})
    (event,) = hand.scans("TD:COUNT:CNT-7", "85123A", "85123A", "TD:CLOSE")
    assert isinstance(event, Count)
    assert (event.location, event.qty, event.evidence) == ("SHELF-1", Decimal(2), {"count": "CNT-7"})
    (after,) = hand.scans("85123A", "TD:CLOSE")
    assert isinstance(after, Count)
    assert after.evidence == {}


def test_a_place_where_nothing_stands_is_counted_empty() -> None:
    hand = Hand()
    assert hand.scans("TD:COUNT:CNT-7", "TD:NONE", "TD:NONE") == []
    (event,) = hand.scans("TD:CLOSE")
    assert isinstance(event, NothingHere)
    assert (event.location, event.document, event.device) == ("DOCK-1", "CNT-7", "scanner")
    assert hand.scans("TD:CLOSE") == []


def test_a_place_is_empty_or_has_goods_and_not_both() -> None:
    hand = Hand()
    assert hand.scans("TD:NONE") == []
    assert hand.said is not None and (hand.said.ok, hand.said.key) == (False, "not_counting")
    hand.scans("TD:MODE:COUNT", "85123A", "TD:NONE")
    assert (hand.said.ok, hand.said.key) == (False, "counted_here")
    hand.scans("TD:UNDO", "TD:NONE", "85123A")
    assert (hand.said.ok, hand.said.key) == (False, "said_empty")
    hand.scans("TD:UNDO", "TD:FROM:SHELF-1", "TD:NONE", "TD:FROM:SHELF-2", "85123A")
    assert [type(event) for event in hand.scans("TD:CLOSE")] == [NothingHere, Count]


def test_looking_up_moves_nothing() -> None:
    hand = Hand()
    assert hand.scans("TD:MODE:LOOKUP", "19506000134359") == []
    assert hand.said is not None and "MUG" in hand.said.text


def test_a_serial_number_is_one_piece() -> None:
    hand = Hand()
    hand.scans("TD:QTY:2")
    (event,) = hand.scans("010950600013435221S9", aim="]C1")
    assert isinstance(event, UnplacedScan)


@pytest.mark.parametrize("command", ["TD:QTY:0", "TD:QTY:nan", "TD:QTY:x", "TD:DANCE", "TD:MODE:FLY", "TD:"])
def test_a_senseless_command_is_answered_and_changes_nothing(command: str) -> None:
    hand = Hand()
    before = hand.state
    assert hand.scans(command) == []
    assert hand.state == before
    assert hand.said is not None and not hand.said.ok and hand.said.text


@pytest.mark.parametrize("code", ["TDB-ABCDEFGHJKMNPQRSTVWX", "tdb-abcdefghjkmnpqrstvwx", "TD:BADGE:B-1001"])
@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("aim", [None, "]C0", "]C1", "]E0"])
def test_a_badge_at_a_docks_scanner_goes_nowhere_and_is_not_repeated(
    code: str, known: bool, aim: str | None
) -> None:
    hand = Hand()
    hand.scans("TD:QTY:3")
    before = hand.state
    assert hand.scans(code, aim=aim, known=known) == []
    assert hand.state == before
    assert hand.said is not None and not hand.said.ok
    assert code[-6:] not in hand.said.text
