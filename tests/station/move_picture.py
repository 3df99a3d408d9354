"""`python -m tests.station.move_picture`: the terminal while goods move, both languages, in docs/pictures."""

from __future__ import annotations

import asyncio

from edge.station.app import StationApp
from edge.station.i18n import Language
from tests.station.goods_in import DockStation
from tests.station.picture import PICTURES, SHOWN, svg_of


async def moving(language: Language = "en") -> str:
    """Some of what stands at a shelf is in hand."""
    station = DockStation()
    app = StationApp(station, language)
    async with app.run_test(size=(104, 30)) as pilot:
        station.operator("ada")
        await pilot.pause(0.5)
        await pilot.press("f7", "4", "enter")
        await pilot.pause(0.5)
        for code in ("A-1", "TEA-GREEN", "*12", "MUG-BLUE"):
            station.docks["move"].submit_scan(code)
        await pilot.pause(0.5)
        return svg_of(app, "Tallydock moving goods")


if __name__ == "__main__":
    for language, suffix in SHOWN:
        file = PICTURES / f"station-move{suffix}.svg"
        file.write_text(asyncio.run(moving(language)), encoding="utf-8")
