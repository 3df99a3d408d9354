"""The terminal's screens, exported by Textual; no browser is needed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Final

from rich.cells import cell_len

from dashboard.i18n import Language
from edge.station.app import StationApp
from gateway.wire.counting import CountItem, CountTask
from gateway.wire.picking import PickFrom, StandingLot
from tests.pictures import names
from tests.pictures.album import SCREENS, named
from tests.pictures.names import Say, spoken
from tests.station.bench_port import CATALOGUE, LAMP, MUG, SERUM, SPOON, TARE_G, TEA, BenchPort, order
from tests.station.goods_in import ORDERS, PACKAGE, TRANSFERS, DockStation, goods_in, tag

SIZE: Final = (104, 30)
CELL_PX: Final = 12.2
WORKERS: Final = {"en": "ada", "zh_CN": "wang"}


@dataclass(frozen=True)
class Scene:
    """``screen``: the key of `F7`'s list; ``scans`` come one after the other."""

    screen: str
    errand: str
    scans: Sequence[str]
    title: str


ERRANDS: Final = {
    "station-putaway.svg": Scene("2", "putaway", ("*8", MUG.sku), "Tallydock putting away"),
    "station-lookup.svg": Scene("3", "lookup", (MUG.sku,), "Tallydock looking something up"),
    "station-move.svg": Scene("4", "move", ("A-1", TEA.sku, "*12", MUG.sku), "Tallydock moving goods"),
    "station-send.svg": Scene("5", "send", ("TRF-1", "TD:LOAD:0", "A-1", TEA.sku), "Tallydock sending"),
    "station-make.svg": Scene(
        "6", "make", ("MO-1", "A-1", "*4", MUG.sku, "*2", LAMP.sku, "TD:SPOILT", TEA.sku), "Tallydock making"
    ),
    "station-apart.svg": Scene(
        "7", "apart", ("MO-5", "*2", LAMP.sku, "TD:SPOILT", MUG.sku), "Tallydock taking kits apart"
    ),
}  # fmt: skip


def take(language: Language, suffix: str, folder: Path) -> None:
    speak = names.say(language)
    with _catalogue(speak):
        for file in SCREENS:
            svg = asyncio.run(_svg(file, language.code, speak))
            (folder / named(file, suffix)).write_text(svg, encoding="utf-8")


def _svg(file: str, language: str, speak: Say) -> Awaitable[str]:
    whole: dict[str, Callable[[str, Say], Awaitable[str]]] = {
        "station.svg": packing,
        "station-lots.svg": another_lot,
        "count.svg": counting,
        "station-receive.svg": receiving,
    }
    return whole[file](language, speak) if file in whole else errand(ERRANDS[file], language, speak)


@contextmanager
def _catalogue(speak: Say) -> Iterator[None]:
    """What the terminals of the tests know of goods, in another language for a while."""
    kept = dict(CATALOGUE)
    CATALOGUE.update({code: replace(hit, name=speak(hit.name)) for code, hit in kept.items()})
    try:
        yield
    finally:
        CATALOGUE.update(kept)


async def packing(language: str, speak: Say) -> str:
    """A mug is missing in the carton, and the scale has seen it."""
    wanted = order("SO-2041", "Teahouse Lin", (MUG, 6), (TEA, 4), (LAMP, 2))
    port = BenchPort([spoken(wanted, speak)])
    app = StationApp(port, language)
    async with app.run_test(size=SIZE) as pilot:
        port.operator(WORKERS[language])
        for code in ("TD:ORDER:SO-2041", "14006381333938", "TD:QTY:4", "TEA-GREEN", "LAMP", "LAMP"):
            port.submit_scan(code)
        port.on_scale(TARE_G + 5 * 310 + 4 * 148 + 2 * 240 - 3)
        await pilot.pause(0.3)
        return svg_of(app, "Tallydock packing station", language)


async def another_lot(language: str, speak: Say) -> str:
    """One serum was taken by the arrow; the second is of a lot that would keep longer."""
    early, late = date(2026, 4, 30), date(2027, 1, 31)
    wanted = order("SO-2042", "Clinic Okoro", (SERUM, 4), (TEA, 2))
    wanted.lines[0].picks = [
        PickFrom(place="COLD-1", qty=Decimal(2), lot="S2604", expiry=early),
        PickFrom(place="COLD-2", qty=Decimal(2), lot="S2701", expiry=late),
    ]
    wanted.lines[1].picks = [PickFrom(place="SHELF-2", qty=Decimal(2))]
    lots = [
        StandingLot(sku=SERUM.sku, lot=lot, place=place, expiry=day)
        for lot, place, day in (("S2604", "COLD-1", early), ("S2709", "COLD-3", date(2027, 9, 30)))
    ]
    port = BenchPort([spoken(wanted, speak)], lots=lots)
    app = StationApp(port, language)
    async with app.run_test(size=SIZE) as pilot:
        port.operator(WORKERS[language])
        for code in ("TD:ORDER:SO-2042", SERUM.sku, "010950600013435210S2709"):
            port.submit_scan(code)
        await pilot.pause(0.3)
        return svg_of(app, "Tallydock packing station", language)


async def counting(language: str, speak: Say) -> str:
    """Mugs were scanned, tea was weighed, spoons are still to be looked for."""
    goods = [CountItem(sku=hit.sku, name=speak(hit.name)) for hit in (MUG, TEA, SPOON)]
    port = BenchPort([], counts=[CountTask(number="CNT-118", location="SHELF-2", items=goods)])
    app = StationApp(port, language)
    async with app.run_test(size=SIZE) as pilot:
        port.operator(WORKERS[language])
        for code in ("TD:COUNT:CNT-118", "SHELF-2", "14006381333938", "MUG-BLUE", "TEA-GREEN"):
            port.submit_scan(code)
        port.on_scale(24 * 148 + 2)
        port.weigh()
        await pilot.pause(0.3)
        return svg_of(app, "Tallydock counting", language)


async def receiving(language: str, speak: Say) -> str:
    """A package was received, two pieces came through the portal, and what nobody ordered is stopped."""
    station = _dock(speak)
    app = StationApp(station, language)
    async with app.run_test(size=SIZE) as pilot:
        station.operator(WORKERS[language])
        await pilot.pause(0.5)
        await pilot.press("f7", "1", "enter")
        await pilot.pause(0.5)
        receipts = station.docks["receive"]
        receipts.submit_scan("PO-1")
        receipts.dock.at_the_door(tag("T-1"), tag("T-2"))
        for code in (PACKAGE, PACKAGE, "*3", "MUG-BLUE", "SPOON"):
            receipts.submit_scan(code)
        await pilot.pause(0.5)
        return svg_of(app, "Tallydock receiving", language)


async def errand(scene: Scene, language: str, speak: Say) -> str:
    station = _dock(speak)
    app = StationApp(station, language)
    async with app.run_test(size=SIZE) as pilot:
        station.operator(WORKERS[language])
        await pilot.pause(0.5)
        await pilot.press("f7", scene.screen, "enter")
        await pilot.pause(0.5)
        for code in scene.scans:
            station.docks[scene.errand].submit_scan(code)
        await pilot.pause(0.5)
        return svg_of(app, scene.title, language)


def _dock(speak: Say) -> DockStation:
    station = DockStation()
    for port in station.docks.values():
        port.dock.production = spoken(list(ORDERS), speak)
        port.dock.transfers = spoken(TRANSFERS, speak) if port.dock.transfers else ()
        port.dock.apart = spoken(list(port.dock.apart), speak)
        port.dock.tell(spoken(goods_in(units=True), speak))
    return station


def svg_of(app: StationApp, title: str, language: str) -> str:
    svg = app.export_screenshot(title=title if language == "en" else "Tallydock")
    # the picture must not fetch its font from somewhere
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(r'textLength="[\d.]+"([^>]*)>([^<]*)<', _as_wide_as_its_cells, svg)


def _as_wide_as_its_cells(text: re.Match[str]) -> str:
    """Rich takes a Chinese character for as wide as a Latin one, and would squeeze it."""
    return f'textLength="{cell_len(unescape(text[2])) * CELL_PX:g}"{text[1]}>{text[2]}<'
