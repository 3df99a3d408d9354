from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from hub.api.paging import PageQuery
from hub.api.values import Answer, Code, Instant, Name, Wanted


class AgentQuery(PageQuery):
    site: Code | None = None


class DeviceConfig(Wanted):
    """One device of an agent; `settings` are the role's own."""

    id: Code
    role: Literal["portal", "scanner", "shelf_scale", "floor_scale", "bench_scanner", "bench_scale"]
    protocol: Annotated[str, Field(min_length=1, max_length=64, examples=["mt_sics", "r2000"])]
    port: Annotated[str, Field(min_length=1, max_length=200, description="A path or a pySerial URL.")]
    baud: Annotated[int, Field(ge=50, le=4_000_000)] = 9600
    settings: dict[Code, Annotated[str, Field(max_length=200)]] = Field(default={})


class AgentConfig(Wanted):
    """What an agent is told of its devices; the rest (operators, site, time zone) the gateway adds."""

    location: Code = "DOCK-1"
    devices: list[DeviceConfig] = Field(default=[], max_length=64)

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [device.id for device in self.devices]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"two devices have the id {', '.join(twice)}")
        return self


class AgentAnswer(Answer):
    site: str
    agent: str
    enabled: bool
    online: bool
    state_at: Instant | None
    state: dict[str, Any] | None = Field(description="What the agent said of itself last.")
    config: dict[str, Any]
    config_version: int


class NewAgentRequest(Wanted):
    site: Name
    agent: Name
    config: AgentConfig = AgentConfig()


class NewAgentAnswer(AgentAnswer):
    key: str = Field(description="The agent's key in hex. Shown this once.")


class AgentChanges(Wanted):
    """Only the named fields change."""

    config: AgentConfig | None = None
    enabled: bool | None = None
