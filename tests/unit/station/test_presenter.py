"""What the terminal shows, in both languages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from edge.station.bench import Feedback
from edge.station.i18n import LANGUAGES, Language, Words, other
from edge.station.packing import PackingSession
from edge.station.port import StationStatus
from edge.station.presenter import View, present
from edge.station.texts import feedback_text, grams_text, number_text
from tests.station.bench_port import ADA, LAMP, MUG, RIBBON, WANG, BenchPort, order

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CONNECTED = StationStatus("bench-1", "PACK-1", True, 0, True, True)
AWAY = StationStatus("bench-1", "PACK-1", False, 12, True, True)


def bench() -> PackingSession:
    return BenchPort([order("7", "Café Nord", (MUG, 2), (LAMP, 1))]).session


def shown(session: PackingSession, status: StationStatus = CONNECTED, language: Language = "en") -> View:
    return present(session.state, session.orders, [ADA, WANG], status, Words(language))


def test_who_is_not_logged_in_sees_the_login_then_the_orders_then_the_carton() -> None:
    session = bench()
    session.operator_required = True
    assert shown(session).screen == "login"
    session.operator("wang")
    view = shown(session)
    assert (view.screen, view.status.operator) == ("orders", "王芳")
    assert [(row.number, row.customer, row.size) for row in view.orders.rows] == [
        ("7", "Café Nord", "2 lines, 3 pcs")
    ]
    session.scan("TD:ORDER:7", AT)
    assert shown(session).screen == "packing"


def test_lines_show_how_far_they_are() -> None:
    session = bench()
    session.scan("TD:ORDER:7", AT)
    session.scan("MUG-BLUE", AT)
    mug, lamp = shown(session).packing.lines
    assert (mug.count, mug.progress, mug.role, mug.current) == ("1 / 2", 0.5, "busy", True)
    assert (lamp.count, lamp.progress, lamp.role, lamp.current) == ("0 / 1", 0.0, "calm", False)
    session.scan("MUG-BLUE", AT)
    assert shown(session).packing.lines[0].role == "good"


@pytest.mark.parametrize(
    ("language", "word"), [("en", "WRONG ITEM: Ribbon, unweighed (RIBBON)"), ("zh_CN", "错货：Ribbon")]
)
def test_a_stop_is_red_and_says_what_to_do(language: Language, word: str) -> None:
    session = bench()
    session.scan("TD:ORDER:7", AT)
    session.scan(RIBBON.sku, AT)
    banner = shown(session, language=language).banner
    assert banner.role == "stop"
    assert word in banner.text


def test_the_weight_turns_the_banner_from_busy_to_red_to_green() -> None:
    session = bench()
    for code in ("TD:ORDER:7", "MUG-BLUE", "MUG-BLUE", "LAMP"):
        session.scan(code, AT)
    assert shown(session).banner.role == "busy"
    session.weight(Decimal(180 + 310 + 240), True, AT)
    view = shown(session)
    assert (view.banner.text, view.banner.role) == (
        "WEIGHT NOT RIGHT: 310 g too light\nPerhaps 1 × Blue mug with handle missing.",
        "stop",
    )
    assert view.packing.scale.needle is not None
    assert view.packing.scale.needle < -1
    session.weight(Decimal(180 + 620 + 241), False, AT)
    assert shown(session).packing.scale.steady.text == "≈ moving"
    session.weight(Decimal(180 + 620 + 241), True, AT)
    view = shown(session)
    assert view.banner.role == "good"
    assert view.packing.scale.difference.text == "weight fits"
    assert view.packing.scale.expected == "Expected: 1,040 g ± 18.5 g"


def test_a_stop_for_want_of_a_weight_is_over_once_there_is_one() -> None:
    session = bench()
    for code in ("TD:ORDER:7", "MUG-BLUE", "MUG-BLUE", "LAMP", "TD:CLOSE"):
        session.scan(code, AT)
    assert "Put the carton on the scale" in shown(session).banner.text
    session.weight(Decimal(500), True, AT)
    assert "WEIGHT NOT RIGHT" in shown(session).banner.text


@pytest.mark.parametrize(("language", "words"), [("en", "Hub away"), ("zh_CN", "服务器断开")])
def test_hub_away_and_what_waits_is_seen(language: Language, words: str) -> None:
    session = bench()
    badges = shown(session, AWAY, language).status.badges
    assert words in badges[0].text
    assert "12" in badges[1].text
    assert {badge.role for badge in badges} == {"warn"}


def test_an_empty_list_says_what_to_expect_next() -> None:
    session = bench()
    session.tasks([])
    assert "New orders appear here" in shown(session).orders.empty
    assert "kept here and sent then" in shown(session, AWAY).orders.empty


def test_an_agent_without_a_bench_says_so() -> None:
    view = shown(bench(), StationStatus("bench-1", "", True, 0, None, None))
    assert view.screen == "login"
    assert "Agent bench-1 has no packing bench" in view.banner.text


def test_an_unplugged_device_is_seen() -> None:
    status = StationStatus("bench-1", "PACK-1", True, 0, False, False)
    assert [b.text for b in shown(bench(), status).status.badges[1:]] == [
        "Scanner unplugged",
        "Scale unplugged",
    ]


def test_closing_in_spite_of_weight_is_offered_only_when_weight_is_what_stops() -> None:
    session = bench()
    session.scan("TD:ORDER:7", AT)
    assert "F8" not in dict(shown(session).keys)
    for code in ("MUG-BLUE", "MUG-BLUE", "LAMP"):
        session.scan(code, AT)
    assert "F8" in dict(shown(session).keys)
    session.weight(Decimal(1040), True, AT)
    assert "F8" not in dict(shown(session).keys)


def test_names_from_outside_are_shown_as_they_are() -> None:
    odd = Feedback(False, "wrong_item", {"name": "{0} [bold]%s", "sku": "{sku}", "order": "7"})
    assert "{0} [bold]%s ({sku})" in feedback_text(odd, Words("en"))


def test_figures_are_written_as_people_write_them() -> None:
    assert number_text(Decimal("1200.500")) == "1,200.5"
    assert number_text(Decimal("1E+3")) == "1,000"
    assert grams_text(Decimal("23.5500")) == "23.6 g"


def test_each_language_leads_to_the_other() -> None:
    assert {other(language) for language in LANGUAGES} == set(LANGUAGES)
