"""Which pictures there are, and whose they are. Each is taken in each language."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from dashboard.i18n import Language
from tests.checks.repository import ROOT

FOLDER: Final = ROOT / "docs" / "pictures"
SHOWN: Final = ((Language("en"), ""), (Language("zh_CN"), "-zh"))
"""Each language, and what the names of its pictures end with."""
PAGES: Final[dict[str, tuple[str, ...]]] = {
    "trade": ("dashboard.png", "dashboard-turnover.png"),
    "counts": ("dashboard-counts.png", "dashboard-counts-accuracy.png", "dashboard-counts-shelves.png"),
    "master": ("master-data.png", "learn-a-weight.png", "import-faults.png"),
    "purchasing": ("purchasing.png", "purchase-order.png", "supplier-page.png"),
    "receipts": ("dashboard-receipts.png", "dashboard-differences.png", "dashboard-notices.png"),
    "places": ("stock-by-place.png", "trace-a-lot.png"),
    "production": ("production.png",),
    "transfers": ("dashboard-transfers.png",),
    "sales": ("dashboard-sales.png",),
}
"""By subject, each of which is a module of tests.pictures.subjects with a house of its own."""
SCREENS: Final = (
    "station.svg",
    "station-lots.svg",
    "count.svg",
    "station-receive.svg",
    "station-putaway.svg",
    "station-lookup.svg",
    "station-move.svg",
    "station-send.svg",
    "station-make.svg",
    "station-apart.svg",
)
"""Of the terminal: scenes of tests.pictures.terminal."""


def named(file: str, suffix: str) -> str:
    """Of a language."""
    path = Path(file)
    return f"{path.stem}{suffix}{path.suffix}"


def wanted() -> set[str]:
    files = [file for of_subject in PAGES.values() for file in of_subject]
    return {named(file, suffix) for file in (*files, *SCREENS) for _, suffix in SHOWN}
