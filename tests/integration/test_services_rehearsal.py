"""The compose file, rehearsed without containers: its commands and settings, as processes of this machine.

Real Mosquitto with the shipped configuration, TLS and accounts; a real database; hub, gateway and the
demonstration site's agents. What is replaced: the names of other containers, by ports of this machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import yaml

from tallydock.services import child
from tallydock.services.broker import find_mosquitto
from tests.services.production import REPOSITORY, ProductionBroker, production_broker, wait_for

AGENTS = ("dock-1", "dock-2", "shelf-1", "bench-1")

pytestmark = [
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
    pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed"),
]


class Rehearsal:
    """Runs a service of the compose file as a process."""

    def __init__(self, broker: ProductionBroker, dsn: str, place: Path) -> None:
        self._services: dict[str, Any] = yaml.safe_load(
            (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
        )["services"]
        self._broker = broker
        self._place = place
        self._dsn = dsn
        self.hub_port = _free_port()

    def command(self, service: str) -> list[str]:
        said = self._services[service]
        if "entrypoint" in said:
            return [self._here(word) for word in said["entrypoint"]]
        dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
        stage = dockerfile.split(f" AS {service}\n")[-1].split("\nFROM")[0]
        default = re.search(r"^CMD (\[.*\])$", stage, re.MULTILINE)
        words = said.get("command") or json.loads(default[1] if default else "[]")
        return [sys.executable, "-m", "tallydock", *map(self._here, words)]

    def environment(self, service: str) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("TALLYDOCK_")}
        own |= {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(REPOSITORY),
            "TALLYDOCK_VAR_DIR": str(self._place / "var"),
            "TALLYDOCK_HUB_PORT": str(self.hub_port),
        }
        return own | {key: self._here(value) for key, value in self._services[service]["environment"].items()}

    def _here(self, text: str) -> str:
        if text.startswith("postgresql://"):
            return self._dsn
        text = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda found: self._broker.setting(found[1]), text)
        return (
            text.replace("broker:8883", f"localhost:{self._broker.port}")
            .replace("/run/secrets/broker_ca", str(self._broker.secrets / "broker" / "ca.crt"))
            .replace("/run/agents", str(self._broker.secrets / "agents"))
            .replace("/run/tallydock", str(self._place))
        )

    def run(self, service: str) -> str:
        """A service that ends by itself."""
        told = subprocess.run(
            self.command(service), env=self.environment(service), cwd=REPOSITORY,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout

    def start(self, service: str, stack: ExitStack) -> subprocess.Popen[bytes]:
        """A service that stays, until the stack is closed."""
        process = child.spawn(self.command(service), self.log(service), env=self.environment(service))
        stack.callback(child.stop, process, signals=(signal.SIGTERM,), timeout_s=60)
        return process

    def log(self, service: str) -> Path:
        return self._place / f"{service}.log"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture
def site(tmp_path: Path, empty_database: str) -> Iterator[Rehearsal]:
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    with production_broker(checkout, *AGENTS) as broker:
        yield Rehearsal(broker, empty_database, tmp_path)


def test_the_demonstration_site_counts_through_an_encrypted_broker(
    site: Rehearsal, empty_database: str
) -> None:
    assert "First administrator" in site.run("migrate")
    assert "PIN" in site.run("demo-site")
    with ExitStack() as stack, psycopg.connect(empty_database, autocommit=True) as connection:
        hub = site.start("hub", stack)
        gateway = site.start("gateway", stack)
        _wait(lambda: _answers(f"http://127.0.0.1:{site.hub_port}/api/v1/health"), site, "hub", hub)
        _wait((site.log("gateway").parent / "gateway.ready").exists, site, "gateway", gateway)
        edge = site.start("edge", stack)

        def counted() -> bool:
            row = connection.execute("SELECT count(*) FROM movement WHERE epoch_id IS NOT NULL").fetchone()
            return row is not None and row[0] > 0

        _wait(counted, site, "edge", edge)


def _wait(
    condition: Callable[[], bool], site: Rehearsal, service: str, process: subprocess.Popen[bytes]
) -> None:
    """Until the condition holds, or the service has died, which is told with its last words."""
    try:
        wait_for(lambda: condition() or process.poll() is not None, timeout_s=240)
    except AssertionError:
        raise AssertionError(
            f"{service} was waited for in vain:\n{child.tail(site.log(service), 30)}"
        ) from None
    assert process.poll() is None, child.tail(site.log(service), 30)
