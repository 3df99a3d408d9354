"""`python -m tests.station.picture`: the terminal's pictures, in both languages, in docs/pictures."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path

from rich.cells import cell_len

from edge.station.app import StationApp
from edge.station.i18n import Language
from gateway.wire.counting import CountItem, CountTask
from gateway.wire.picking import PickFrom, StandingLot
from tests.station.bench_port import LAMP, MUG, SERUM, SPOON, TARE_G, TEA, BenchPort, order

SHOWN: tuple[tuple[Language, str], ...] = (("en", ""), ("zh_CN", "-zh"))
"""Each language, and what the names of its pictures end with."""
CELL_PX = 12.2
PICTURES = Path(__file__).parents[2] / "docs" / "pictures"


async def packing(language: Language = "en") -> str:
    """A mug is missing in the carton, and the scale has seen it."""
    port = BenchPort([order("SO-2041", "Teahouse Lin", (MUG, 6), (TEA, 4), (LAMP, 2))])
    app = StationApp(port, language)
    async with app.run_test(size=(104, 30)) as pilot:
        port.operator("ada")
        for code in ("TD:ORDER:SO-2041", "14006381333938", "TD:QTY:4", "TEA-GREEN", "LAMP", "LAMP"):
            port.submit_scan(code)
        port.on_scale(TARE_G + 5 * 310 + 4 * 148 + 2 * 240 - 3)
        await pilot.pause(0.3)
        return svg_of(app)


async def another_lot(language: Language = "en") -> str:
    """One serum was taken by the arrow; the second is of a lot that would keep longer."""
    early, late = date(2026, 4, 30), date(2027, 1, 31)
    picks = [
        PickFrom(place="COLD-1", qty=Decimal(2), lot="S2604", expiry=early),
        PickFrom(place="COLD-2", qty=Decimal(2), lot="S2701", expiry=late),
    ]
    wanted = order("SO-2042", "Clinic Okoro", (SERUM, 4), (TEA, 2))
    wanted.lines[0].picks = picks
    wanted.lines[1].picks = [PickFrom(place="SHELF-2", qty=Decimal(2))]
    lots = [
        StandingLot(sku=SERUM.sku, lot=lot, place=place, expiry=day)
        for lot, place, day in (("S2604", "COLD-1", early), ("S2709", "COLD-3", date(2027, 9, 30)))
    ]
    port = BenchPort([wanted], lots=lots)
    app = StationApp(port, language)
    async with app.run_test(size=(104, 30)) as pilot:
        port.operator("ada")
        for code in ("TD:ORDER:SO-2042", SERUM.sku, "010950600013435210S2709"):
            port.submit_scan(code)
        await pilot.pause(0.3)
        return svg_of(app)


async def counting(language: Language = "en") -> str:
    """Mugs were scanned, tea was weighed, spoons are still to be looked for."""
    items = [CountItem(sku=hit.sku, name=hit.name) for hit in (MUG, TEA, SPOON)]
    port = BenchPort([], counts=[CountTask(number="CNT-118", location="SHELF-2", items=items)])
    app = StationApp(port, language)
    async with app.run_test(size=(104, 30)) as pilot:
        port.operator("ada")
        for code in ("TD:COUNT:CNT-118", "SHELF-2", "14006381333938", "MUG-BLUE", "TEA-GREEN"):
            port.submit_scan(code)
        port.on_scale(24 * 148 + 2)
        port.weigh()
        await pilot.pause(0.3)
        return svg_of(app)


def svg_of(app: StationApp, title: str = "Tallydock packing station") -> str:
    svg = app.export_screenshot(title=title)
    # the picture must not fetch its font from somewhere
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r'textLength="[\d.]+"([^>]*)>([^<]*)<', _as_wide_as_its_cells, svg)


def _as_wide_as_its_cells(text: re.Match[str]) -> str:
    """Rich takes a Chinese character for as wide as a Latin one, and would squeeze it."""
    return f'textLength="{cell_len(unescape(text[2])) * CELL_PX:g}"{text[1]}>{text[2]}<'


if __name__ == "__main__":
    for language, suffix in SHOWN:
        (PICTURES / f"station{suffix}.svg").write_text(asyncio.run(packing(language)), encoding="utf-8")
        lots = asyncio.run(another_lot(language))
        (PICTURES / f"station-lots{suffix}.svg").write_text(lots, encoding="utf-8")
        (PICTURES / f"count{suffix}.svg").write_text(asyncio.run(counting(language)), encoding="utf-8")
