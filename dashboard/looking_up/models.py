"""The hub's answers to what is looked up: see docs/reference/http-api.md, whose names these are."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Stand(Struct, frozen=True):
    site: str
    location: str
    location_kind: str
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal


class Found(Struct, frozen=True):
    kind: str
    code: str
    name: str
    stands: list[Stand]
    state: str = ""
    site: str | None = None
    sku: str | None = None
    order: str | None = None


class Answer(Struct, frozen=True):
    found: list[Found]
