"""How the parts of a drill are started: the product's own ways, agents and gateways with what faults need."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from tallydock.drill import answer_book, answers
from tallydock.drill.rush import DRAIN_EVENTS_PER_S
from tallydock.drill.site import SITE
from tallydock.stack.hub_client import hub_is_ready
from tallydock.stack.layout import Layout
from tallydock.stack.parts import Parts, fresh
from tallydock.stack.program import Program, own_command

EDGE = "tallydock.drill.edge_process"
GATEWAY = "tallydock.drill.gateway_process"


class DrillParts(Parts):
    """``broker_url`` is where agents and gateways go."""

    def __init__(self, layout: Layout, broker_url: str) -> None:
        super().__init__(layout, broker_url)
        self.layout = layout

    def drill_gateway(
        self,
        dsn: str,
        name: str,
        group: str | None,
        broker_url: str,
        settings: Mapping[str, str],
    ) -> Program:
        marker = fresh(self.layout.ready_marker(name))
        env = {
            "TALLYDOCK_DSN": dsn,
            "TALLYDOCK_GATEWAY_NAME": name,
            "TALLYDOCK_BROKER_URL": broker_url,
        }
        if group is not None:
            env["TALLYDOCK_GATEWAY_GROUP"] = group
        command = [sys.executable, "-m", GATEWAY, "--ready-file", str(marker)]
        return self._program(name, command, env | dict(settings), marker.exists)

    def drill_hub(self, dsn: str, port: int, url: str) -> Program:
        env = {"TALLYDOCK_DSN": dsn, "TALLYDOCK_HUB_HOST": "127.0.0.1", "TALLYDOCK_HUB_PORT": str(port)}
        return self._program("hub", own_command("hub"), env, lambda: hub_is_ready(url))

    def drill_agent(
        self,
        name: str,
        key_file: Path,
        broker_url: str,
        settings: Mapping[str, str],
        label: str | None = None,
    ) -> Program:
        """``label``: what it is called here, where two bear the agent's name."""
        env = {
            "TALLYDOCK_SITE": SITE,
            "TALLYDOCK_AGENT": name,
            "TALLYDOCK_AGENT_KEY_FILE": str(key_file),
            "TALLYDOCK_DEVICE_DIR": str(self.layout.dev),
            "TALLYDOCK_BROKER_URL": broker_url,
            "TALLYDOCK_DRAIN_EVENTS_PER_S": str(DRAIN_EVENTS_PER_S),
            answer_book.VARIABLE: str(answers.file_of(self.layout.run, label or name)),
        }
        command = [sys.executable, "-m", EDGE]
        return self._program(label or name, command, env | dict(settings), lambda: True)
