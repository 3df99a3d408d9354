"""Pages for daily work stand in English and Chinese and say the same; every link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

from tests.checks.repository import ROOT, relative

NAME = "pages"
TWIN = ".zh.md"
FOLDERS = ("tutorial", "how-to")
ENGLISH_ONLY = ("deploy.md", "import-online-retail.md", "run-the-drill.md")
"""For who sets the system up and tries it, not for who works with it."""
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)
_HEADING = re.compile(r"^(#+) +(.+?) *$", re.MULTILINE)
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_OUTSIDE = re.compile(r"[a-z]+:")


def write() -> list[str]:
    return []


def problems() -> list[str]:
    pages = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    dead = [f"{relative(page)}: {said}" for page in pages for said in dead_links(page)]
    shown = [page for folder in FOLDERS for page in sorted((ROOT / "docs" / folder).glob("*.md"))]
    english = [
        page
        for page in (ROOT / "README.md", *shown)
        if page.name not in ENGLISH_ONLY and not page.name.endswith(TWIN)
    ]
    return dead + [f"{relative(page)}: {said}" for page in english for said in _differences(page)]


def _differences(english: Path) -> Iterator[str]:
    chinese = english.with_name(english.name.removesuffix(".md") + TWIN)
    if not chinese.exists():
        yield f"has no Chinese page {chinese.name}"
        return
    if f"]({chinese.name})" not in _text(english) or f"]({english.name})" not in _text(chinese):
        yield f"it and {chinese.name} do not link each other"
    for said in unlike(_text(english), _text(chinese)):
        yield f"{said}, in {chinese.name}"


def unlike(english: str, chinese: str) -> Iterator[str]:
    """What one of two pages says and the other does not."""
    for what, of in _SAID:
        here, there = of(english), of(chinese)
        if here != there:
            odd = sorted({*here} ^ {*there}) or [f"{len(here)} and {len(there)}, or in another order"]
            yield f"other {what}: {'; '.join(odd)}"


def _headings(text: str) -> list[str]:
    return [level for level, _ in _HEADING.findall(_FENCE.sub("", text))]


def _blocks(text: str) -> list[str]:
    """Without their comments."""
    return [re.sub(r" +# .*", "", block) for block in _FENCE.findall(text)]


def _pictures(text: str) -> list[str]:
    """Without the mark of the language that they speak."""
    return [re.sub(r"-zh(?=\.\w+$)", "", link) for link in _PICTURE.findall(text)]


def _codes(text: str) -> list[str]:
    """Keys, commands, settings, requests: what stands between backticks, each once."""
    return sorted(set(_CODE.findall(_FENCE.sub("", text))))


def _rows(text: str) -> list[str]:
    """How many rows each table has."""
    return [f"a table of {table.count(chr(10))} rows" for table in _TABLE.findall(text)]


_SAID: tuple[tuple[str, Callable[[str], list[str]]], ...] = (
    ("headings", _headings),
    ("blocks of code", _blocks),
    ("pictures", _pictures),
    ("tables", _rows),
    ("keys and commands", _codes),
)


def dead_links(page: Path) -> Iterator[str]:
    for link in _LINK.findall(_FENCE.sub("", _text(page))):
        if _OUTSIDE.match(link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists():
            yield f"the link {link} leads nowhere"
        elif anchor and target.suffix == ".md" and anchor not in _anchors(target):
            yield f"there is no heading for the link {link}"


@cache
def _anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    titles = (title for _, title in _HEADING.findall(_FENCE.sub("", _text(page))))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@cache
def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")
