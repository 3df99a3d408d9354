"""The pictures: Altair charts of frames, as wide as their container; headings come translated."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd  # type: ignore[import-untyped]

Chart = Any  # Altair types its fluent calls as Any
ACCENT = "#0f766e"
EDGE = "#4b5b6b"
DAY = "%m-%d"
MONTH = "%Y-%m"


def _time_axis(step: str) -> alt.Axis:
    return alt.Axis(format=MONTH if step == "month" else DAY, title=None, labelOverlap=True, grid=False)


def value_area(frame: pd.DataFrame, *, title: str, day: str, height: int) -> Chart:
    """Average stock value by step."""
    return (
        alt.Chart(frame)
        .mark_area(line={"color": ACCENT, "strokeWidth": 2}, color=ACCENT, opacity=0.18)
        .encode(
            x=alt.X("from:T", axis=_time_axis("day")),
            y=alt.Y("average_value:Q", title=None, axis=alt.Axis(format="~s", tickCount=4)),
            tooltip=[
                alt.Tooltip("from:T", title=day, format="%Y-%m-%d"),
                alt.Tooltip("average_value:Q", title=title, format=",.2f"),
            ],
        )
        .properties(height=height)
    )


def trend_lines(frame: pd.DataFrame, *, step: str, heads: dict[str, str]) -> Chart:
    """Turnover by step, a line a series. `heads` translates from, turnover, cogs, average_value."""
    several = frame["label"].nunique() > 1
    colour = (
        alt.Color("label:N", title=None, legend=alt.Legend(orient="bottom", columns=3, labelLimit=180))
        if several
        else alt.value(ACCENT)
    )
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.2, point=alt.OverlayMarkDef(size=36))
        .encode(
            x=alt.X("from:T", axis=_time_axis(step)),
            y=alt.Y("turnover:Q", title=None, axis=alt.Axis(format="~g", tickCount=5)),
            color=colour,
            tooltip=[
                *([alt.Tooltip("label:N", title=heads["label"])] if several else []),
                alt.Tooltip("from:T", title=heads["from"], format="%Y-%m-%d"),
                alt.Tooltip("turnover:Q", title=heads["turnover"], format=".4f"),
                alt.Tooltip("cogs:Q", title=heads["cogs"], format=",.2f"),
                alt.Tooltip("average_value:Q", title=heads["average_value"], format=",.2f"),
            ],
        )
        .properties(height=300)
    )


def across(frame: pd.DataFrame, column: str, *, title: str, number: str = ",.2f", least: int = 80) -> Chart:
    """Horizontal bars of `column` by label, in the frame's order, each with its figure; `least` in px."""
    low, high = min(0.0, frame[column].min()), max(0.0, frame[column].max())
    # room for the figures behind the bars
    scale = alt.Scale(domain=[low, (high + (high - low) * 0.18) or 1.0], nice=False)
    base = alt.Chart(frame).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=150, ticks=False, domain=False)),
        x=alt.X(f"{column}:Q", title=None, axis=None, scale=scale),
        tooltip=[alt.Tooltip("label:N", title=" "), alt.Tooltip(f"{column}:Q", title=title, format=number)],
    )
    bars = base.mark_bar(color=ACCENT, cornerRadiusEnd=3, height={"band": 0.65})
    figures = base.mark_text(align="left", dx=5, color="#4b5b6b").encode(
        text=alt.Text(f"{column}:Q", format=number)
    )
    return alt.layer(bars, figures).properties(height=max(least, 30 * len(frame)))


def plan(frame: pd.DataFrame, level: str) -> Chart:
    """Places as rectangles from above, in metres, filled by level; grey where no capacity is known."""
    base = alt.Chart(frame).encode(
        x=alt.X("x:Q", title=None, scale=alt.Scale(zero=False), axis=alt.Axis(format="~g", grid=False)),
        y=alt.Y("y:Q", title="m", scale=alt.Scale(zero=False), axis=alt.Axis(format="~g", grid=False)),
        tooltip=[alt.Tooltip("code:N"), alt.Tooltip("level:Q", title=level, format=".0%")],
    )
    # a layer of its own: Vega leaves out a mark whose colour has no value
    unknown = base.mark_rect(fill="#e6eaee", stroke=EDGE, cornerRadius=2).encode(x2="x2:Q", y2="y2:Q")
    filled = base.mark_rect(stroke=EDGE, cornerRadius=2).encode(
        x2="x2:Q",
        y2="y2:Q",
        color=alt.Color(
            "level:Q",
            title=level,
            scale=alt.Scale(domain=[0, 0.5, 1], range=["#d8efe9", "#8cc5b5", "#e08a5b"], clamp=True),
            legend=alt.Legend(format=".0%", gradientLength=160),
        ),
    )
    names = base.mark_text(align="left", baseline="bottom", dx=4, dy=-4, fontSize=11).encode(text="code:N")
    return (unknown + filled + names).properties(height=320)
