"""Transfers as tables, and what was typed into one as the hub's lines. Pure: no I/O and no clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from dashboard.transfers.models import Difference, Line, Summary, UnderWay

Word = Callable[[str], str]
Local = Callable[[dt.datetime | None], dt.datetime | None]


def transfers(rows: Sequence[Summary], word: Word, local: Local) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [row.number for row in rows],
            "state": [word(row.state) for row in rows],
            "from_site": [row.from_site for row in rows],
            "to_site": [_target(row) for row in rows],
            "sent_at": [local(row.sent_at) for row in rows],
            "due_on": [row.due_on for row in rows],
            "arrived": [
                f"{row.lines - row.lines_under_way} / {row.lines}" if row.sent_at else "" for row in rows
            ],
            "undecided": pd.Series([row.undecided or None for row in rows], dtype="Int64"),
        }
    )


def _target(row: Summary) -> str:
    return f"{row.to_site} · {row.to_place}" if row.to_place else row.to_site


def lines(rows: Sequence[Line], word: Word) -> pd.DataFrame:
    """`serials`: each with what has become of it, unless it is under way."""
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "lot": [row.lot for row in rows],
            "source": [row.source for row in rows],
            "qty": _floats(row.qty for row in rows),
            "received": _floats(row.received_qty for row in rows),
            "under_way": _floats(row.under_way for row in rows),
            "back": _floats(row.back_qty for row in rows),
            "lost": _floats(row.lost_qty for row in rows),
            "serials": [
                ", ".join(f"{p.serial} ({word(p.became)})" if p.became else p.serial for p in row.pieces)
                for row in rows
            ],
        }
    )


def arriving(rows: Sequence[Line]) -> pd.DataFrame:
    """To type into: all that is under way is taken to have come, and whole."""
    waited = [row for row in rows if row.under_way > 0]
    return pd.DataFrame(
        {
            "sku": [row.sku for row in waited],
            "name": [row.name for row in waited],
            "lot": [row.lot for row in waited],
            "under_way": _floats(row.under_way for row in waited),
            "came": _floats(row.under_way for row in waited),
            "damaged": _floats(0 for _ in waited),
            "serials": [", ".join(p.serial for p in row.pieces if not p.became) for row in waited],
            "broken": ["" for _ in waited],
        }
    )


def arrived(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """What was typed, as the hub takes it; what came damaged is a line of its own."""
    found: list[dict[str, Any]] = []
    for row in frame.to_dict("records"):
        came, damaged = _number(row["came"]), _number(row["damaged"])
        line = {"item": row["sku"], "lot": row["lot"]}
        broken = serials(row["broken"])
        whole = [one for one in serials(row["serials"]) if one not in broken]
        if came - damaged > 0:
            found.append(line | {"qty": plain_number(came - damaged)} | _named(whole))
        if damaged > 0:
            found.append(line | {"qty": plain_number(damaged), "damaged": True} | _named(broken))
    return found


def serials(typed: Any) -> list[str]:
    """Serial numbers between commas, semicolons or line ends; each once."""
    text = "" if typed is None or pd.isna(typed) else str(typed)
    return list(dict.fromkeys(one.strip() for one in re.split(r"[,;，；、\n]", text) if one.strip()))


def _named(pieces: list[str]) -> dict[str, Any]:
    return {"serials": pieces} if pieces else {}


def wanted(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The lines of a transfer that is being written."""
    names = ("item", "name", "lot", "source", "qty")
    shown = [
        {name: row.get(name, "") for name in names} | {"serials": ", ".join(row.get("serials", ()))}
        for row in rows
    ]
    frame = pd.DataFrame(shown, columns=[*names, "serials"])
    return frame.rename(columns={"item": "sku"}).astype({"qty": "float64"})


def under_way(rows: Sequence[UnderWay], local: Local) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [row.number for row in rows],
            "from_site": [row.from_site for row in rows],
            "to_site": [row.to_site for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "lot": [row.lot for row in rows],
            "under_way": _floats(row.qty for row in rows),
            "sent_at": [local(row.sent_at) for row in rows],
            "due_on": [row.due_on for row in rows],
        }
    )


def differences(rows: Sequence[Difference], word: Word, decided: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [row.transfer for row in rows],
            "from_site": [row.from_site for row in rows],
            "to_site": [row.to_site for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "lot": [row.lot for row in rows],
            "difference": [word(row.kind) for row in rows],
            "qty": _floats(row.qty for row in rows),
            "serials": [", ".join(row.serials) for row in rows],
            "location": [row.location or "" for row in rows],
            "decision": [decided(row.decision) if row.decision else "" for row in rows],
            "reason": [row.reason for row in rows],
        }
    )


def _floats(values: Any) -> pd.Series:
    return pd.Series([float(value) for value in values], dtype="float64")


def _number(value: Any) -> float:
    return 0.0 if value is None or pd.isna(value) else float(value)


def plain_number(value: float) -> str:
    """As the hub takes it: six decimals at most, and no exponent."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
