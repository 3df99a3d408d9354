"""Events as an agent makes them, and an outbox to put them into."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from edge.outbox import Outbox
from gateway.wire.messages import Count, Movement, Reading

BEGAN = datetime(2026, 3, 1, 8, tzinfo=UTC)


def movement(number: int, *, boot: str = "boot-1") -> Movement:
    return Movement(
        at=BEGAN + timedelta(seconds=number),
        boot=boot,
        mono_ns=number * 1_000_000_000,
        device="scanner",
        kind="receipt",
        item="MUG",
        qty=Decimal(1),
        source="supplier",
        destination="DOCK-1",
        document=f"D{number}",
    )


def count(number: int) -> Count:
    return Count(
        at=BEGAN + timedelta(seconds=number),
        device="scanner",
        item="MUG",
        qty=Decimal(number),
        location="DOCK-1",
        evidence={"number": str(number)},
    )


def reading(number: int) -> Reading:
    return Reading(
        at=BEGAN + timedelta(seconds=number),
        device="scale",
        quantity="weight",
        value=Decimal(number),
        unit="g",
    )


def open_outbox(path: Path, **more: object) -> Outbox:
    return Outbox(path, "main", "dock-1", lambda: BEGAN, **more)  # type: ignore[arg-type]
