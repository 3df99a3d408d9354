"""Draws docs/pictures/station-receive.svg anew: `python -m tests.station.goods_in_picture`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from edge.station.app import StationApp
from tests.station.goods_in import PACKAGE, DockStation, tag

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "station-receive.svg"


async def draw() -> str:
    """A package was received, and something that nobody ordered is stopped."""
    station = DockStation()
    app = StationApp(station)
    async with app.run_test(size=(104, 30)) as pilot:
        station.operator("ada")
        await pilot.pause(0.5)
        await pilot.press("f7", "1", "enter")
        await pilot.pause(0.5)
        for code in ("PO-1", PACKAGE, PACKAGE, "*3", "MUG-BLUE", "SPOON"):
            station.docks["receive"].submit_scan(code)
            if code == "PO-1":
                station.docks["receive"].dock.at_the_door(tag("T-1"), tag("T-2"))
        await pilot.pause(0.5)
        svg = app.export_screenshot(title="Tallydock receiving")
    # the picture must not fetch its font from somewhere
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    PICTURE.write_text(asyncio.run(draw()), encoding="utf-8")
