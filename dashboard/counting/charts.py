"""The pictures of counts: how true the books were, what shelves weigh beside them."""

from __future__ import annotations

import altair as alt
import pandas as pd  # type: ignore[import-untyped]

from dashboard.charts import ACCENT, DAY, Chart

WEIGHED = "#475569"
OFF = "#dc2626"
CLASSES = {"A": "#b45309", "B": "#2563eb", "C": "#94a3b8"}


def accuracy_lines(frame: pd.DataFrame, *, everything: str, heads: dict[str, str]) -> Chart:
    """Record accuracy over time, a line for `everything` and one for each class, and how much was counted.

    `heads`: period, accuracy, counted, series.
    """
    low = min(0.9, float(frame["accuracy"].min()))
    base = alt.Chart(frame).encode(
        x=alt.X("period:T", axis=alt.Axis(format=DAY, title=None, labelOverlap=True, grid=False))
    )
    bars = (
        base.transform_filter(alt.datum.series == everything)
        .mark_bar(color="#cbd5e1", size=14)
        .encode(y=alt.Y("counted:Q", title=None, axis=None))
    )
    line = base.mark_line(strokeWidth=2.2, point=alt.OverlayMarkDef(size=48)).encode(
        y=alt.Y(
            "accuracy:Q",
            title=None,
            scale=alt.Scale(domain=[low, 1.0]),
            axis=alt.Axis(format="%", tickCount=5),
        ),
        color=alt.Color(
            "series:N",
            title=None,
            scale=alt.Scale(domain=[everything, *CLASSES], range=[ACCENT, *CLASSES.values()]),
            legend=alt.Legend(orient="bottom"),
        ),
        strokeWidth=alt.condition(alt.datum.series == everything, alt.value(2.6), alt.value(1.4)),
        tooltip=[
            alt.Tooltip("series:N", title=heads["series"]),
            alt.Tooltip("period:T", title=heads["period"], format="%Y-%m-%d"),
            alt.Tooltip("accuracy:Q", title=heads["accuracy"], format=".1%"),
            alt.Tooltip("counted:Q", title=heads["counted"], format=",d"),
        ],
    )
    return alt.layer(bars, line).resolve_scale(y="independent").properties(height=300)


def shelf_grams(frame: pd.DataFrame, *, clock: str, heads: dict[str, str]) -> Chart:
    """What a shelf weighed over what its books should weigh, and may. `heads`: at, weight, books."""
    grams = alt.Axis(format="~s", tickCount=5)
    band = (
        _over_time(frame, clock)
        .mark_area(color=ACCENT, opacity=0.15, interpolate="step-after")
        .encode(y=alt.Y("low_g:Q", title=None, axis=grams, scale=alt.Scale(zero=False)), y2="high_g:Q")
    )
    pair = _pair(frame, clock, "weight_g", "expected_g", heads, ",.1f")
    return alt.layer(band, *pair).properties(height=300)


def shelf_pieces(frame: pd.DataFrame, *, clock: str, heads: dict[str, str]) -> Chart:
    """The pieces that a shelf weighed over those that its books have. `heads`: at, weight, books."""
    return alt.layer(*_pair(frame, clock, "pieces", "ledger", heads, ",.6~f")).properties(height=300)


def _over_time(frame: pd.DataFrame, clock: str) -> Chart:
    return alt.Chart(frame).encode(x=alt.X("at:T", title=None, axis=alt.Axis(format=clock, grid=False)))


def _pair(
    frame: pd.DataFrame, clock: str, weighed: str, books: str, heads: dict[str, str], number: str
) -> list[Chart]:
    """The books dashed, the scale grey, and red where it is off."""
    base = _over_time(frame, clock)
    axis = alt.Axis(format="~s", tickCount=5)
    dashed = base.mark_line(color=ACCENT, interpolate="step-after", strokeDash=[5, 3]).encode(
        y=alt.Y(f"{books}:Q", title=None, axis=axis, scale=alt.Scale(zero=False))
    )
    line = base.mark_line(color=WEIGHED, interpolate="step-after").encode(y=f"{weighed}:Q")
    points = base.mark_point(filled=True, size=46).encode(
        y=f"{weighed}:Q",
        color=alt.condition("datum.within", alt.value(WEIGHED), alt.value(OFF)),
        tooltip=[
            alt.Tooltip("at:T", title=heads["at"], format="%m-%d %H:%M:%S"),
            alt.Tooltip(f"{weighed}:Q", title=heads["weight"], format=number),
            alt.Tooltip(f"{books}:Q", title=heads["books"], format=number),
        ],
    )
    return [dashed, line, points]
