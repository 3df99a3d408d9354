"""Tables and pictures add up to what the hub said."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import frames
from dashboard.availability.tables import by_item
from dashboard.formats import Formats
from dashboard.models import (
    Agent,
    AgentWord,
    Device,
    Figures,
    Held,
    Movement,
    PastStock,
    Stock,
    Trend,
    TrendPoint,
    TrendSeries,
    Turnover,
    TurnoverRow,
)

NOW = dt.datetime(2026, 3, 5, 8, 15, 30, tzinfo=dt.UTC)

money = st.decimals(min_value=Decimal("-1e9"), max_value=Decimal("1e9"), places=2)
amounts = st.decimals(min_value=0, max_value=Decimal("1e9"), places=2)
words = st.text(max_size=12)


def row(key: str, cogs: str, average: str = "100", name: str = "") -> TurnoverRow:
    ratio = Decimal(cogs) / Decimal(average) if Decimal(average) else None
    return TurnoverRow(
        key=key,
        name=name,
        cogs=Decimal(cogs),
        average_value=Decimal(average),
        turnover=ratio,
        days_of_inventory=30 / ratio if ratio else None,
        revenue=Decimal(cogs) * 2,
        units_sold=Decimal(5),
    )


def stock(
    sku: str, location: str, qty: Decimal, value: Decimal, currency: str = "EUR", lot: str = ""
) -> Stock:
    return Stock(
        sku=sku,
        name=f"name of {sku}",
        category="home",
        unit="pcs",
        site="main",
        location=location,
        lot="",
        qty=qty,
        unit_cost=Decimal("1.10"),
        value=value,
        currency=currency,
    )


turnover_rows = st.lists(
    st.builds(
        TurnoverRow,
        key=words,
        name=words,
        cogs=money,
        average_value=amounts,
        turnover=st.none() | amounts,
        days_of_inventory=st.none() | amounts,
        revenue=money,
        units_sold=amounts,
    ),
    max_size=40,
)


@given(turnover_rows, st.integers(1, 12))
def test_the_bars_together_are_all_of_the_cogs_and_the_stock(rows: list[TurnoverRow], count: int) -> None:
    bars = frames.largest(rows, count)
    assert sum((bar.cogs for bar in bars), Decimal(0)) == sum((r.cogs for r in rows), Decimal(0))
    assert sum((bar.average_value for bar in bars), Decimal(0)) == sum(
        (r.average_value for r in rows), Decimal(0)
    )
    assert len(bars) <= count + 1


def test_the_others_turn_as_their_sums_do_not_as_the_mean_of_their_ratios() -> None:
    bars = frames.largest([row("a", "500"), row("b", "90", "100"), row("c", "10", "300")], 1)
    assert [bar.key for bar in bars] == ["a", frames.OTHERS]
    assert bars[1].turnover == Decimal("0.25")


def test_bars_without_a_name_are_called_so() -> None:
    frame = frames.bars_frame(
        frames.largest([row("", "5"), row("toys", "3"), row("x", "1")], 2), others="others", unnamed="none"
    )
    assert list(frame["label"]) == ["none", "toys", "others"]


@given(turnover_rows)
def test_the_csv_has_every_figure_to_the_cent(rows: list[TurnoverRow]) -> None:
    whole = Turnover(
        from_=dt.date(2026, 2, 1),
        to=dt.date(2026, 2, 28),
        days=28,
        by="item",
        year_days=365,
        rows=rows,
        totals=Figures(Decimal(0), Decimal(0), None, None, Decimal(0), Decimal(0)),
    )
    text = frames.turnover_csv(whole).decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [Decimal(line["cogs"]) for line in read] == [r.cogs for r in rows]
    assert [line["turnover"] for line in read] == [
        str(r.turnover) if r.turnover is not None else "" for r in rows
    ]


@pytest.mark.parametrize("name", ["=1+1", "+SUM(A1)", "-2", "@x"])
def test_a_name_is_no_formula_in_a_spreadsheet(name: str) -> None:
    whole = Turnover(
        dt.date(2026, 2, 1), dt.date(2026, 2, 2), 2, "item", 365, [row(name, "-3")], row("", "0")
    )
    line = next(csv.DictReader(io.StringIO(frames.turnover_csv(whole).decode("utf-8-sig"))))
    assert line["key"] == "'" + name
    assert line["cogs"] == "-3"  # a figure stays a figure


def test_a_search_finds_words_in_key_or_name_in_any_order_and_case() -> None:
    rows = [row("85123A", "1", name="WHITE HANGING HEART"), row("22423", "2", name="REGENCY CAKESTAND")]
    assert list(frames.turnover_table(rows, "heart white")["key"]) == ["85123A"]
    assert list(frames.turnover_table(rows, "22423")["name"]) == ["REGENCY CAKESTAND"]
    assert len(frames.turnover_table(rows, " ")) == 2
    assert frames.turnover_table(rows, "nothing").empty


def test_a_figure_that_there_is_not_stays_empty_and_the_column_sortable() -> None:
    frame = frames.turnover_table([row("a", "5", "0"), row("b", "5")])
    assert pd.isna(frame["turnover"][0])
    assert frame["turnover"].dtype == "float64"


@given(
    st.lists(
        st.builds(
            stock,
            st.sampled_from("abc"),
            st.sampled_from("xyz"),
            money,
            money,
            st.sampled_from(["EUR", "CNY"]),
        ),
        max_size=30,
    )
)
def test_stock_by_item_has_the_quantity_and_value_of_all_places_and_never_adds_currencies(
    rows: list[Stock],
) -> None:
    frame = by_item(rows, [], {})
    for _, line in frame.iterrows():
        own = [r for r in rows if (r.sku, r.currency) == (line["sku"], line["currency"])]
        assert line["qty"] == float(sum((r.qty for r in own), Decimal(0)))
        assert line["value"] == float(sum((r.value for r in own), Decimal(0)))
        assert line["places"] == len({r.location for r in own})
    assert len(frame) == len({(r.sku, r.currency) for r in rows})


def test_the_stock_of_a_past_day_is_found_by_words_and_has_no_cost_where_nothing_stood() -> None:
    rows = [
        PastStock("A1", "Red mug", "kitchen", "pcs", "main", Decimal(4), Decimal("10.40"), Decimal("2.60")),
        PastStock("B2", "Blue pan", "kitchen", "pcs", "main", Decimal(-1), Decimal("-3.00")),
    ]
    frame = frames.stock_then(rows)
    assert frame["value"].tolist() == [10.4, -3.0]
    assert frame["unit_cost"].isna().tolist() == [False, True]
    assert frames.stock_then(rows, "pan")["sku"].tolist() == ["B2"]


def test_tenths_add_up_as_tenths() -> None:
    rows = [stock("a", f"S{n}", Decimal("0.1"), Decimal("0.1")) for n in range(3)]
    assert by_item(rows, [], {})["qty"][0] == 0.3
    assert frames.value_by_place([*rows, *rows])["value"].tolist() == [0.2, 0.2, 0.2]


def test_places_come_by_falling_value() -> None:
    rows = [stock("a", "S1", Decimal(1), Decimal(5)), stock("b", "S2", Decimal(1), Decimal(9))]
    frame = frames.value_by_place([*rows, stock("b", "S1", Decimal(1), Decimal(1))])
    assert frame["label"].tolist() == ["S2", "S1"]
    assert frame["items"].tolist() == [1, 2]


def test_a_trend_is_a_row_for_every_series_and_step() -> None:
    point = TrendPoint(
        *(Decimal(12), Decimal(300), None, None, Decimal(20), Decimal(8)),
        from_=dt.date(2026, 2, 1),
        to=dt.date(2026, 2, 7),
        days=7,
    )
    trend = Trend("week", [TrendSeries("home", "home", [point, point]), TrendSeries("", "", [point])])
    frame = frames.trend_frame(trend, unnamed="none")
    assert frame["label"].tolist() == ["home", "home", "none"]
    assert frame["cogs"].tolist() == [12.0] * 3
    assert frames.line_of(trend, "turnover") == [0.0, 0.0]
    whole = frames.trend_frame(Trend("week", [TrendSeries("", "", [point])]), unnamed="none", whole="all")
    assert whole["label"].tolist() == ["all"]
    assert frames.trend_frame(Trend("day", []), unnamed="").empty


@given(st.dates(dt.date(1971, 1, 1), dt.date(2100, 1, 1)))
def test_spans_end_in_no_future_and_last_as_long_as_they_say(today: dt.date) -> None:
    spans = frames.periods(today)
    for start, end in spans.values():
        assert start <= end <= today
    for name in ("30d", "90d", "365d"):
        start, end = spans[name]
        assert (end - start).days + 1 == int(name[:-1])
    assert spans["last_month"][1] + dt.timedelta(days=1) == spans["month"][0]


def test_long_spans_get_longer_steps() -> None:
    start = dt.date(2026, 1, 1)
    days = [30, 365, 1200]
    assert [frames.step_for(start, start + dt.timedelta(days=n)) for n in days] == ["day", "week", "month"]


def test_a_movement_is_shown_in_the_readers_words_and_hours() -> None:
    movement = Movement(
        id=7,
        recorded_at=NOW,
        occurred_at=NOW,
        site="main",
        sku="85123A",
        name="HEART",
        kind="shipment",
        qty=Decimal("2.5"),
        source="PACK-1",
        destination="customer",
        value=Decimal("6.60"),
        agent="bench-1",
        device="scanner-1",
    )
    frame = frames.movements_table([movement], Formats("zh_CN", "CNY", "Asia/Shanghai"), str.upper, str.title)
    line = frame.iloc[0]
    assert str(line["occurred_at"]) == "2026-03-05 16:15:30"
    assert (line["kind"], line["destination"], line["qty"], line["by"]) == (
        "SHIPMENT",
        "Customer",
        2.5,
        "bench-1 / scanner-1",
    )
    assert frames.movements_table([], Formats(), str, str).empty


def test_what_a_line_lost_is_a_column_of_its_device() -> None:
    word = AgentWord(devices=[Device("scale-1", True, garbage_bytes=912, reconnects=2), Device("s-2", True)])
    frame = frames.devices_table(Agent("main", "dock-1", True, True, state=word))
    assert list(frame["garbage_bytes"]) == [912, 0]
    assert list(frame["reconnects"]) == [2, 0]


def test_what_came_again_and_again_is_one_line_with_its_count() -> None:
    entry = held(1, "signature", times=41, last_received_at=NOW)
    frame = frames.held_table(
        [entry, held(2, "topic")], Formats(timezone="Asia/Shanghai"), str, str, str.upper
    )
    assert list(frame["times"]) == [41, 1]
    assert list(frame["detail"]) == ["WHY", "WHY"]
    assert str(frame["last_received_at"][0]) == str(Formats(timezone="Asia/Shanghai").local(NOW))
    assert pd.isna(frame["last_received_at"][1])


def held(number: int, reason: str, **more: object) -> Held:
    return Held(number, NOW, "t/1/main/dock-1/up/events", reason, "why", "held", **more)  # type: ignore[arg-type]


def test_reasons_are_counted_most_frequent_first() -> None:
    entries = [held(1, "b"), held(2, "a"), held(3, "b")]
    assert frames.reason_counts(entries) == [("b", 2), ("a", 1)]


def test_a_payload_that_is_no_text_is_shown_as_bytes() -> None:
    shown = frames.payload_text(held(1, "malformed", payload_base64="AEhpIQ=="))
    assert shown.startswith("00000000  00 48 69 21")
    assert shown.endswith(".Hi!")
    assert frames.payload_text(held(1, "malformed", payload_text='{"v":9}')) == '{"v":9}'
    assert len(frames.payload_text(held(1, "oversized", payload_text="x" * 50_000))) == 20_000
