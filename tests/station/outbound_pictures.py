"""`python -m tests.station.outbound_pictures`: a transfer loaded, goods made, kits taken apart."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from edge.station.app import StationApp
from edge.station.i18n import Language
from tests.station.bench_port import LAMP, MUG, TEA
from tests.station.goods_in import DockStation
from tests.station.picture import PICTURES, SHOWN, svg_of

# screen of the menu, errand, what was scanned, title of the picture, its file
SCENES: Sequence[tuple[str, str, tuple[str, ...], str, str]] = (
    ("5", "send", ("TRF-1", "TD:LOAD:0", "A-1", TEA.sku), "Tallydock sending a transfer", "station-send"),
    (
        "6", "make", ("MO-1", "A-1", "*4", MUG.sku, "*2", LAMP.sku, "TD:SPOILT", TEA.sku),
        "Tallydock making goods", "station-make",
    ),
    (
        "7", "apart", ("MO-5", "*2", LAMP.sku, "TD:SPOILT", MUG.sku),
        "Tallydock taking kits apart", "station-apart",
    ),
)  # fmt: skip


async def picture(key: str, name: str, scans: Sequence[str], title: str, language: Language) -> str:
    station = DockStation()
    app = StationApp(station, language)
    async with app.run_test(size=(104, 30)) as pilot:
        station.operator("ada")
        await pilot.pause(0.5)
        await pilot.press("f7", key, "enter")
        await pilot.pause(0.5)
        for code in scans:
            station.docks[name].submit_scan(code)
        await pilot.pause(0.5)
        return svg_of(app, title)


if __name__ == "__main__":
    for key, name, scans, title, file in SCENES:
        for language, suffix in SHOWN:
            made = asyncio.run(picture(key, name, scans, title, language))
            (PICTURES / f"{file}{suffix}.svg").write_text(made, encoding="utf-8")
