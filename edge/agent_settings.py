"""Who an agent is, and where it finds and keeps things."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from edge.connection import BrokerOptions
from edge.limits import DEFAULT_DRAIN_EVENTS_PER_S, DEFAULT_OUTBOX_MAX_BYTES


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """`key` signs what goes up and proves what comes down. `broker_url` and what follows it: see
    `edge.connection.BrokerOptions`. `device_dir`: where relative ports are looked for. `outbox_max_bytes` is
    the share of the disk that unsent events may take, `drain_events_per_s` how fast those are sent that have
    waited."""

    site: str
    agent: str
    key: bytes = field(repr=False)
    broker_url: str = field(repr=False)
    state_dir: Path
    device_dir: Path = Path("/dev")
    outbox_max_bytes: int = DEFAULT_OUTBOX_MAX_BYTES
    drain_events_per_s: float = DEFAULT_DRAIN_EVENTS_PER_S
    version: str = ""
    broker_username: str | None = None
    broker_password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None

    @property
    def broker(self) -> BrokerOptions:
        return BrokerOptions(
            self.broker_url,
            self.broker_username,
            self.broker_password,
            self.ca_file,
            self.cert_file,
            self.key_file,
        )
