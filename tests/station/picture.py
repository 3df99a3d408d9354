"""Draws docs/pictures/station.svg anew: `python -m tests.station.picture`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from edge.station.app import StationApp
from tests.station.bench_port import LAMP, MUG, TARE_G, TEA, BenchPort, order

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "station.svg"


async def draw() -> str:
    """A mug is missing in the carton, and the scale has seen it."""
    port = BenchPort([order("SO-2041", "Teahouse Lin", (MUG, 6), (TEA, 4), (LAMP, 2))])
    app = StationApp(port)
    async with app.run_test(size=(104, 30)) as pilot:
        port.operator("ada")
        for code in ("TD:ORDER:SO-2041", "14006381333938", "TD:QTY:4", "TEA-GREEN", "LAMP", "LAMP"):
            port.submit_scan(code)
        port.on_scale(TARE_G + 5 * 310 + 4 * 148 + 2 * 240 - 3)
        await pilot.pause(0.3)
        svg = app.export_screenshot(title="Tallydock packing station")
    # the picture must not fetch its font from somewhere
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    PICTURE.write_text(asyncio.run(draw()), encoding="utf-8")
