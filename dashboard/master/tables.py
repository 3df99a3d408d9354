"""Master data as tables for the eye. Pure: no I/O and no clock."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from decimal import Decimal

import pandas as pd  # type: ignore[import-untyped]

from dashboard.master.models import Change, Fault, Filling, Import, Item

Word = Callable[[str], str]
_INDENT = "\u2003"


def plain(value: Decimal | int | None) -> str:
    """A number as it is typed: exact, without trailing zeros."""
    if value is None:
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def items(rows: Sequence[Item], word: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "category": [row.category for row in rows],
            "unit": [row.unit for row in rows],
            "unit_weight_g": [_float(row.unit_weight_g) for row in rows],
            "unit_weight_sd_g": [_float(row.unit_weight_sd_g) for row in rows],
            "tracking": [word(row.tracking) for row in rows],
            "shelf_life_days": pd.array([row.shelf_life_days for row in rows], dtype="Int64"),
            "active": [row.active for row in rows],
        }
    )


def places(rows: Sequence[Filling], word: Word) -> pd.DataFrame:
    """In the tree's order, each below its parent by an indent; `level` in per cent, for a bar."""
    return pd.DataFrame(
        {
            "code": [_INDENT * row.depth + row.code for row in rows],
            "name": [row.name for row in rows],
            "kind": [word(row.kind) for row in rows],
            "level": [None if row.level is None else float(row.level * 100) for row in rows],
            "pieces": [float(row.pieces) for row in rows],
            "weight_kg": [float(row.weight_kg) for row in rows],
            "volume_l": [float(row.volume_l) for row in rows],
        }
    )


def plan(rows: Sequence[Filling]) -> pd.DataFrame:
    """The places that have a position and a size, as rectangles in metres; the highest level lies on top."""
    drawn = sorted(
        (row for row in rows if None not in (row.x_m, row.y_m, row.width_m, row.depth_m)),
        key=lambda row: (row.depth, row.storey or 0),
    )
    return pd.DataFrame(
        {
            "code": [row.code for row in drawn],
            "x": [float(row.x_m or 0) for row in drawn],
            "y": [float(row.y_m or 0) for row in drawn],
            "x2": [float((row.x_m or 0) + (row.width_m or 0)) for row in drawn],
            "y2": [float((row.y_m or 0) + (row.depth_m or 0)) for row in drawn],
            "level": [None if row.level is None else float(row.level) for row in drawn],
        }
    )


def faults(rows: Sequence[Fault], sentence: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": pd.array([row.row or None for row in rows], dtype="Int64"),
            "column": [row.column for row in rows],
            "value": [row.value for row in rows],
            "what": [sentence(row.what) for row in rows],
        }
    )


def faults_csv(frame: pd.DataFrame) -> bytes:
    """For whoever mends the file; with the byte order mark that Excel needs for Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(frame.columns)
    for line in frame.itertuples(index=False):
        cells = ["" if pd.isna(cell) else str(cell) for cell in line]
        # a cell that begins so is a formula to a spreadsheet
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def changes(rows: Sequence[Change], word: Word) -> pd.DataFrame:
    """One line a row of the file: what it makes, or which fields it changes from what to what."""
    return pd.DataFrame(
        {
            "row": [row.row for row in rows],
            "key": [" / ".join(row.key) for row in rows],
            "what": [word(row.what) for row in rows],
            "fields": [
                "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, (old, new) in row.fields.items())
                for row in rows
            ],
        }
    )


def imports(rows: Sequence[Import], word: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "started_at": [row.started_at for row in rows],
            "file_name": [row.file_name for row in rows],
            "by": [row.by for row in rows],
            "state": [word(("checked-" if row.dry_run else "") + row.state) for row in rows],
            "created": [row.created for row in rows],
            "updated": [row.updated for row in rows],
            "unchanged": [row.unchanged for row in rows],
            "faults": [row.faults for row in rows],
        }
    )
