"""What a lean agent process is told at its start, in one environment variable."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from edge.agent_settings import AgentSettings

VARIABLE: Final = "TALLYDOCK_EDGE_LAUNCH"


class Launch(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What an agent is told at its start. `key` in hex digits, or `key_path` of a file with them."""

    site: str
    agent: str
    broker_url: str
    state_dir: str
    device_dir: str
    outbox_max_bytes: int
    drain_events_per_s: float
    version: str
    log_level: int
    key: str | None = None
    key_path: str | None = None
    broker_username: str | None = None
    broker_password: str | None = None
    ca_file: str | None = None

    def settings(self) -> AgentSettings:
        key = self.key if self.key_path is None else Path(self.key_path).read_text(encoding="ascii")
        return AgentSettings(
            site=self.site,
            agent=self.agent,
            key=bytes.fromhex((key or "").strip()),
            broker_url=self.broker_url,
            state_dir=Path(self.state_dir),
            device_dir=Path(self.device_dir),
            outbox_max_bytes=self.outbox_max_bytes,
            drain_events_per_s=self.drain_events_per_s,
            version=self.version,
            broker_username=self.broker_username,
            broker_password=self.broker_password,
            ca_file=None if self.ca_file is None else Path(self.ca_file),
        )
