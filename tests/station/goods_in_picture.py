"""`python -m tests.station.goods_in_picture`: the terminal at goods in, both languages, in docs/pictures."""

from __future__ import annotations

import asyncio

from edge.station.app import StationApp
from edge.station.i18n import Language
from tests.station.goods_in import PACKAGE, DockStation, tag
from tests.station.picture import PICTURES, SHOWN, svg_of


async def receiving(language: Language = "en") -> str:
    """A package was received, and something that nobody ordered is stopped."""
    station = DockStation()
    app = StationApp(station, language)
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
        return svg_of(app, "Tallydock receiving")


if __name__ == "__main__":
    for language, suffix in SHOWN:
        file = PICTURES / f"station-receive{suffix}.svg"
        file.write_text(asyncio.run(receiving(language)), encoding="utf-8")
