"""The picture of how long goods take from the dock to where they are picked."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd  # type: ignore[import-untyped]

from dashboard.charts import ACCENT, DAY

MOST = "#f59e0b"


def dock_to_stock(frame: pd.DataFrame, *, half: str, most: str, day: str, minutes: str) -> Any:
    """Minutes by day, a line each for the half and for 95 of 100."""
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.2, point=alt.OverlayMarkDef(size=40))
        .encode(
            x=alt.X("day:T", axis=alt.Axis(format=DAY, title=None, labelOverlap=True, grid=False)),
            y=alt.Y("minutes:Q", title=minutes, axis=alt.Axis(tickCount=5)),
            color=alt.Color(
                "share:N",
                title=None,
                scale=alt.Scale(domain=[half, most], range=[ACCENT, MOST]),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[
                alt.Tooltip("day:T", title=day, format="%Y-%m-%d"),
                alt.Tooltip("share:N", title=" "),
                alt.Tooltip("minutes:Q", title=minutes, format=",.1f"),
            ],
        )
        .properties(height=280)
    )
