"""Draws the terminal's pictures in docs/pictures anew: `python -m tests.station.picture`."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from edge.station.app import StationApp
from gateway.wire.messages import CountItem, CountTask
from tests.station.bench_port import LAMP, MUG, SPOON, TARE_G, TEA, BenchPort, order

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


async def packing() -> str:
    """A mug is missing in the carton, and the scale has seen it."""
    port = BenchPort([order("SO-2041", "Teahouse Lin", (MUG, 6), (TEA, 4), (LAMP, 2))])
    app = StationApp(port)
    async with app.run_test(size=(104, 30)) as pilot:
        port.operator("ada")
        for code in ("TD:ORDER:SO-2041", "14006381333938", "TD:QTY:4", "TEA-GREEN", "LAMP", "LAMP"):
            port.submit_scan(code)
        port.on_scale(TARE_G + 5 * 310 + 4 * 148 + 2 * 240 - 3)
        await pilot.pause(0.3)
        return _svg(app)


async def counting() -> str:
    """Mugs were scanned, tea was weighed, spoons are still to be looked for."""
    items = [CountItem(sku=hit.sku, name=hit.name) for hit in (MUG, TEA, SPOON)]
    port = BenchPort([], counts=[CountTask(number="CNT-118", location="SHELF-2", items=items)])
    app = StationApp(port)
    async with app.run_test(size=(104, 30)) as pilot:
        port.operator("ada")
        for code in ("TD:COUNT:CNT-118", "SHELF-2", "14006381333938", "MUG-BLUE", "TEA-GREEN"):
            port.submit_scan(code)
        port.on_scale(24 * 148 + 2)
        port.weigh()
        await pilot.pause(0.3)
        return _svg(app)


def _svg(app: StationApp) -> str:
    svg = app.export_screenshot(title="Tallydock packing station")
    # the picture must not fetch its font from somewhere
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    (PICTURES / "station.svg").write_text(asyncio.run(packing()), encoding="utf-8")
    (PICTURES / "count.svg").write_text(asyncio.run(counting()), encoding="utf-8")
