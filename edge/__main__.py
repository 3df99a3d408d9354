"""One agent in a lean process: `tallydock edge` checks the settings and then becomes this.

The settings come ready in one environment variable, so that the library which read and checked them (a
third of a Pi agent's memory) is not in the process that runs for months.
"""

from __future__ import annotations

import edge.lean  # noqa: F401  # isort: skip

import os
import sys
from pathlib import Path
from typing import Final

import msgspec
import structlog

from edge.agent import Agent, AgentSettings
from edge.connection import BrokerUrlError
from edge.lock import StateLockedError
from edge.outbox import OutboxError

VARIABLE: Final = "TALLYDOCK_EDGE_LAUNCH"


class Launch(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What an agent is told at its start. `key` in hex digits, or `key_path` of a file with them."""

    site: str
    agent: str
    broker_url: str
    state_dir: str
    device_dir: str
    outbox_max_bytes: int
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
            version=self.version,
            broker_username=self.broker_username,
            broker_password=self.broker_password,
            ca_file=None if self.ca_file is None else Path(self.ca_file),
        )


def main() -> None:
    launch = msgspec.json.decode(os.environ.pop(VARIABLE), type=Launch)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(launch.log_level),
        cache_logger_on_first_use=True,
    )
    try:
        agent = Agent(launch.settings())
    except (OutboxError, StateLockedError, BrokerUrlError) as error:
        print(f"tallydock: {error}", file=sys.stderr)  # noqa: T201 (told to a person)
        raise SystemExit(1) from None
    agent.run_forever()


if __name__ == "__main__":
    main()
