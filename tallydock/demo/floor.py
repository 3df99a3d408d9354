"""The demonstration site's places, agents and devices: pure data, in the wire's own words."""

from __future__ import annotations

from gateway.wire.messages import DeviceConfig
from tallydock.demo.goods import SHELVES

SITE = "main"
SITE_NAME = "Demonstration site"
TIMEZONE = "Europe/London"
CURRENCY = "GBP"
CARTON_TARE_G = "145"
SCALE_DIVISION_G = "1"

LOCATIONS = (
    ("DOCK-1", "dock", "Dock door 1"),
    ("DOCK-2", "dock", "Dock door 2"),
    ("SHELF-1", "shelf", "Shelf 1"),
    ("SHELF-2", "shelf", "Shelf 2"),
    ("SHELF-3", "shelf", "Shelf 3"),
    ("PACK-1", "bench", "Packing bench 1"),
    ("STORE", "storage", "Store"),
    ("HOLD", "hold", "On hold"),
    ("DAMAGED", "damaged", "Damaged goods"),
)


def _portal(device: str, location: str, protocol: str, **more: str) -> DeviceConfig:
    return DeviceConfig(
        id=device,
        role="portal",
        protocol=protocol,
        port=device,
        baud=115200,
        settings={
            "outside_antenna": "1",
            "inside_antenna": "2",
            "location": location,
            "in_from": "supplier",
            "out_to": "customer",
            "mode_in": "receipt",
            "mode_out": "shipment",
            **more,
        },
    )


def _dock(location: str, portal: tuple[DeviceConfig, ...], scale_protocol: str) -> tuple[DeviceConfig, ...]:
    name = location.lower()
    return (
        *portal,
        DeviceConfig(
            id=f"{name}-scanner",
            role="scanner",
            protocol="line-scanner",
            port=f"{name}-scanner",
            settings={"location": location, "mode": "RECEIVE"},
        ),
        DeviceConfig(
            id=f"{name}-scale",
            role="floor_scale",
            protocol=scale_protocol,
            port=f"{name}-scale",
            settings={"location": location, "division_g": "10"},
        ),
    )


def _shelf(location: str, sku: str) -> DeviceConfig:
    name = location.lower()
    return DeviceConfig(
        id=f"{name}-scale",
        role="shelf_scale",
        protocol="and-st-gs",
        port=f"{name}-scale",
        settings={
            "location": location,
            "sku": sku,
            "put_from": "DOCK-1",
            "pick_to": "PACK-1",
            "division_g": SCALE_DIVISION_G,
        },
    )


_BENCH = {"location": "PACK-1", "tare_g": CARTON_TARE_G, "division_g": SCALE_DIVISION_G}

# one reader with both antennas, and two modules with one antenna each
_PORTAL_1 = (_portal("dock-1-portal", "DOCK-1", "r2000-a0"),)
_PORTAL_2 = (
    _portal("dock-2-outside", "DOCK-2", "magicrf-bb", portal="dock-2", antenna="1"),
    _portal("dock-2-inside", "DOCK-2", "magicrf-bb", portal="dock-2", antenna="2"),
)

# agent -> (its place, its devices)
AGENTS: dict[str, tuple[str, tuple[DeviceConfig, ...]]] = {
    "dock-1": ("DOCK-1", _dock("DOCK-1", _PORTAL_1, "mt-sics")),
    "dock-2": ("DOCK-2", _dock("DOCK-2", _PORTAL_2, "and-st-gs")),
    "shelf-1": ("SHELF-1", tuple(_shelf(location, sku) for location, sku in SHELVES.items())),
    "bench-1": (
        "PACK-1",
        (
            DeviceConfig(
                id="pack-1-scanner",
                role="bench_scanner",
                protocol="line-scanner",
                port="pack-1-scanner",
                settings=_BENCH,
            ),
            DeviceConfig(
                id="pack-1-scale",
                role="bench_scale",
                protocol="mt-sics",
                port="pack-1-scale",
                settings=_BENCH,
            ),
        ),
    ),
}
