"""Draws docs/pictures/station-move.svg anew: `python -m tests.station.move_picture`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from edge.station.app import StationApp
from tests.station.goods_in import DockStation

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "station-move.svg"


async def draw() -> str:
    """Some of what stands at a shelf is in hand."""
    station = DockStation()
    app = StationApp(station)
    async with app.run_test(size=(104, 30)) as pilot:
        station.operator("ada")
        await pilot.pause(0.5)
        await pilot.press("f7", "4", "enter")
        await pilot.pause(0.5)
        for code in ("A-1", "TEA-GREEN", "*12", "MUG-BLUE"):
            station.docks["move"].submit_scan(code)
        await pilot.pause(0.5)
        svg = app.export_screenshot(title="Tallydock moving goods")
    # the picture must not fetch its font from somewhere
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    PICTURE.write_text(asyncio.run(draw()), encoding="utf-8")
