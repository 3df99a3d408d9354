"""The hub's answers about master data as typed records."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct, field


class Item(Struct, frozen=True):
    sku: str
    name: str
    category: str
    unit: str
    qty_decimals: int
    tracking: str
    active: bool
    unit_weight_g: Decimal | None = None
    unit_weight_sd_g: Decimal | None = None
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    height_mm: Decimal | None = None
    shelf_life_days: int | None = None
    tracks_expiry: bool = False
    price: Decimal | None = None
    standard_cost: Decimal | None = None


class Code(Struct, frozen=True):
    code: str
    kind: str
    qty: Decimal
    pack: str = ""


class FixedPlace(Struct, frozen=True):
    sku: str
    site: str
    place: str
    max_qty: Decimal | None = None


class Site(Struct, frozen=True):
    code: str
    name: str
    timezone: str
    currency: str
    year_days: int


class Receiving(Struct, frozen=True):
    """How a site receives."""

    blind: bool


class Place(Struct, frozen=True):
    site: str
    code: str
    name: str
    kind: str
    outside: bool
    parent: str | None = None
    max_weight_kg: Decimal | None = None
    max_volume_l: Decimal | None = None
    max_pieces: Decimal | None = None
    x_m: Decimal | None = None
    y_m: Decimal | None = None
    width_m: Decimal | None = None
    depth_m: Decimal | None = None
    level: int | None = None


class Filling(Struct, frozen=True):
    """How full a place is; 1 is full, None where no capacity is known."""

    code: str
    name: str
    kind: str
    depth: int
    pieces: Decimal
    weight_kg: Decimal
    volume_l: Decimal
    without_weight: int
    without_volume: int
    parent: str | None = None
    level: Decimal | None = None
    x_m: Decimal | None = None
    y_m: Decimal | None = None
    width_m: Decimal | None = None
    depth_m: Decimal | None = None
    storey: int | None = None


class Column(Struct, frozen=True):
    name: str
    zh: str
    required: bool
    note: str
    note_zh: str
    example: str


class Sheet(Struct, frozen=True):
    name: str
    title: str
    title_zh: str
    role: str
    columns: list[Column]


class Change(Struct, frozen=True):
    row: int
    key: list[str]
    what: str
    fields: dict[str, list[str]]


class Import(Struct, frozen=True):
    id: int
    kind: str
    file_name: str
    dry_run: bool
    by: str
    state: str
    step: str
    rows_total: int
    rows_done: int
    created: int
    updated: int
    unchanged: int
    faults: int
    detail: str
    started_at: dt.datetime
    reading: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return self.state not in ("waiting", "running")


class Fault(Struct, frozen=True):
    row: int
    column: str
    value: str
    what: str


class Scale(Struct, frozen=True):
    site: str
    agent: str
    device: str
    division_g: Decimal
    online: bool
    location: str | None = None
    weight_g: Decimal | None = None
    reading_id: int | None = None
    occurred_at: dt.datetime | None = None
    trouble: str | None = None


class Weighing(Struct, frozen=True):
    no: int
    pieces: int
    weight_g: Decimal


class PieceWeight(Struct, frozen=True):
    mean_g: Decimal
    sd_g: Decimal
    pieces: int


class Lesson(Struct, frozen=True):
    id: int
    sku: str
    site: str
    agent: str
    device: str
    division_g: Decimal
    empty_g: Decimal
    state: str
    weighings: list[Weighing]
    wanted: int
    doubt: str
    learnt: PieceWeight | None = None
