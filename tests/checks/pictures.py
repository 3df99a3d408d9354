"""Every picture of the documentation is taken by `make pictures`, in each language, and shown by a page."""

from __future__ import annotations

import re

from tests.checks.repository import ROOT, relative
from tests.pictures.album import FOLDER, wanted

NAME = "pictures"
_PICTURE = re.compile(r"!\[[^\]]*\]\((?:[^)\s]*/)?pictures/([^)\s]+)\)")


def write() -> list[str]:
    return []


def problems() -> list[str]:
    there = {path.name for path in FOLDER.iterdir()}
    pages = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    shown = {name for page in pages for name in _PICTURE.findall(page.read_text(encoding="utf-8"))}
    folder = relative(FOLDER)
    return [
        *(f"{folder}/{name} is missing: `make pictures` takes it" for name in sorted(wanted() - there)),
        *(f"{folder}/{name}: nothing takes it anew" for name in sorted(there - wanted())),
        *(f"{folder}/{name}: no page shows it" for name in sorted(wanted() - shown)),
    ]
