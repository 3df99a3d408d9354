"""A file that is made from something else and committed, so that a change of it is seen in review."""

from __future__ import annotations

import difflib
from pathlib import Path

from tests.checks.repository import relative

HOW = "`python -m tests.checks --write` renews it; read the difference before you commit it"


def problems(path: Path, wanted: str) -> list[str]:
    if not path.exists():
        return [f"{relative(path)} does not exist; {HOW}"]
    found = path.read_text(encoding="utf-8")
    if found == wanted:
        return []
    lines = difflib.unified_diff(
        found.splitlines(), wanted.splitlines(), "committed", "as it should be", lineterm=""
    )
    return [f"{relative(path)} is not up to date; {HOW}\n" + "\n".join(list(lines)[:40])]


def write(path: Path, wanted: str) -> list[str]:
    if path.exists() and path.read_text(encoding="utf-8") == wanted:
        return []
    path.write_text(wanted, encoding="utf-8")
    return [relative(path)]
