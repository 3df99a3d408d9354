"""What agents' configurations say of a site: where orders are packed, and what shelf scales book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Floor:
    """A site's benches by agent id, and where its shelf scales book to what is taken from (place, SKU)."""

    benches: Mapping[int, str] = field(default_factory=dict)
    scales: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def bench_of(self, agent_id: int | None) -> str | None:
        """Where an order of this agent, None: of any, is going to be packed, if that is known."""
        if agent_id is not None:
            return self.benches.get(agent_id)
        places = set(self.benches.values())
        return places.pop() if len(places) == 1 else None


NOTHING_KNOWN: Final = Floor()


def of_configs(configs: Iterable[tuple[int, Mapping[str, Any]]]) -> Floor:
    """Of agents by their ids, as far as their configurations can be read."""
    benches: dict[int, str] = {}
    scales: dict[tuple[str, str], str] = {}
    for agent_id, config in configs:
        for role, settings in _devices(config):
            match role, settings:
                case (("bench_scanner" | "bench_scale"), {"location": str(place)}):
                    benches.setdefault(agent_id, place)
                case "shelf_scale", {"location": str(place), "sku": str(sku), "pick_to": str(to)}:
                    scales[place, sku] = to
    return Floor(benches, scales)


def _devices(config: Mapping[str, Any]) -> Iterator[tuple[object, object]]:
    """Role and settings of each that has some."""
    devices = config.get("devices")
    for device in devices if isinstance(devices, list) else ():
        if isinstance(device, dict):
            yield device.get("role"), device.get("settings")
