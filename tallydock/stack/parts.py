"""How each of our own parts is started as a child: its command, its environment, when it is ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import dashboard.launch
from tallydock.demo import simulate
from tallydock.stack.hub_client import dashboard_is_ready, hub_is_ready
from tallydock.stack.layout import Layout
from tallydock.stack.program import Program, own_command

SIMULATOR_STOPS_S = 120.0
"""Its people finish what they do, and the longest carton takes a while to fill."""


class Parts:
    """Makes Programs; all of them share the folders and the broker."""

    def __init__(self, layout: Layout, broker_url: str, log_level: str = "info") -> None:
        self._layout = layout
        self._common = {
            "TALLYDOCK_VAR_DIR": str(layout.var),
            "TALLYDOCK_BROKER_URL": broker_url,
            "TALLYDOCK_LOG_LEVEL": log_level,
            "PYTHONUNBUFFERED": "1",
        }

    def gateway(self, dsn: str, name: str = "gateway") -> Program:
        marker = fresh(self._layout.ready_marker(name))
        command = own_command("gateway", "--ready-file", str(marker))
        env = {"TALLYDOCK_DSN": dsn, "TALLYDOCK_GATEWAY_NAME": name}
        return self._program(name, command, env, marker.exists)

    def hub(self, dsn: str, host: str, port: int, url: str) -> Program:
        env = {"TALLYDOCK_DSN": dsn, "TALLYDOCK_HUB_HOST": host, "TALLYDOCK_HUB_PORT": str(port)}
        return self._program("hub", own_command("hub"), env, lambda: hub_is_ready(url))

    def dashboard(self, host: str, port: int, url: str, hub_url: str) -> Program:
        command = dashboard.launch.command(port, address=host)
        env = {dashboard.launch.HUB_URL_VARIABLE: hub_url}
        return self._program("dashboard", command, env, lambda: dashboard_is_ready(url))

    def simulator(self, seed: int) -> Program:
        marker = fresh(self._layout.sim / simulate.READY_FILE)
        command = own_command("simulate", "--seed", str(seed))
        return self._program("simulate", command, {}, marker.exists, stop_timeout_s=SIMULATOR_STOPS_S)

    def agent(self, site: str, name: str, key_file: Path, device_dir: Path | None = None) -> Program:
        """An agent works alone, too: it is ready as soon as it lives."""
        env = {
            "TALLYDOCK_SITE": site,
            "TALLYDOCK_AGENT": name,
            "TALLYDOCK_AGENT_KEY_FILE": str(key_file),
            "TALLYDOCK_DEVICE_DIR": str(device_dir or self._layout.dev),
        }
        return self._program(name, own_command("edge"), env, lambda: True)

    def _program(
        self,
        name: str,
        command: list[str],
        env: Mapping[str, str],
        ready: Callable[[], bool],
        *,
        stop_timeout_s: float = 15.0,
    ) -> Program:
        return Program(
            name,
            command,
            env=self._common | dict(env),
            log_file=self._layout.log_of(name),
            run_dir=self._layout.run,
            ready=ready,
            stop_timeout_s=stop_timeout_s,
        )


def fresh(marker: Path) -> Path:
    """The marker of a part that is about to start: one of its last run says nothing."""
    marker.unlink(missing_ok=True)
    return marker
