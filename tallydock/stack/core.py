"""The middle of the house alone: database, broker, gateway and hub, for what brings its own devices."""

from __future__ import annotations

import contextlib
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.api.auth.service import bootstrap_admin
from hub.store import agents, pool
from hub.store.migrate import migrate
from tallydock.services.broker import Prefer, choose_broker
from tallydock.services.postgres import EmbeddedPostgres
from tallydock.stack.hub_client import HubClient
from tallydock.stack.layout import Layout
from tallydock.stack.parts import Parts, fresh
from tallydock.stack.program import Program
from tallydock.stack.supervisor import Supervisor


@dataclass(frozen=True, slots=True)
class Core:
    """A running core. `supervisor.check()` raises when a part of it keeps dying.

    `first_admin` is the login and password of the administrator that was made now, if one was.
    """

    layout: Layout
    dsn: str
    broker_url: str
    hub_url: str
    hub: HubClient
    parts: Parts
    supervisor: Supervisor
    gateway: Program
    first_admin: tuple[str, str] | None = None

    def start_gateway(self) -> None:
        """Again, when it was stopped; it is subscribed when this returns."""
        fresh(self.layout.ready_marker(self.gateway.name))
        self.gateway.start()

    def start_agent(self, site: str, name: str, device_dir: Path, config: dict[str, Any]) -> Program:
        """A new agent of an existing site, as a process of its own; it is stopped with the rest."""
        key_file = self.layout.secrets / f"agent-{name}.key"
        with pool.connect(self.dsn) as conn:
            key = secrets.token_bytes(32)
            agents.create(conn, site, name, config, key=key)
        key_file.touch(mode=0o600)
        key_file.write_text(key.hex(), encoding="ascii")
        program = self.parts.agent(site, name, key_file, device_dir)
        self.supervisor.add(program)
        return program


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def run_core(
    var_dir: Path, *, dsn: str | None = None, broker_url: str | None = None, prefer: Prefer = "auto"
) -> Iterator[Core]:
    """Start what is not given. Everything started is stopped at the end. Raises ServiceError."""
    layout = Layout(var_dir.absolute())
    layout.make()
    supervisor = Supervisor(lambda _line: None)
    with layout.locked():
        try:
            if dsn is None:
                postgres = EmbeddedPostgres(layout.postgres, layout.run, log_file=layout.log_of("postgres"))
                supervisor.add(postgres)
                dsn = postgres.dsn
            if broker_url is None:
                broker = choose_broker(layout.broker, prefer=prefer)
                supervisor.add(broker)
                broker_url = broker.url
            migrate(dsn)
            with pool.connect(dsn) as conn:
                first_admin = bootstrap_admin(conn)
            parts = Parts(layout, broker_url)
            port = free_port()
            hub_url = f"http://127.0.0.1:{port}"
            gateway = parts.gateway(dsn)
            supervisor.add_all([(gateway, ""), (parts.hub(dsn, "127.0.0.1", port, hub_url), "")])
            hub = HubClient(dsn, hub_url)
            yield Core(layout, dsn, broker_url, hub_url, hub, parts, supervisor, gateway, first_admin)
            hub.close()
        finally:
            supervisor.stop()
