"""A site's broker as production has it: deploy/make-secrets.sh and the shipped configuration, with TLS."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tallydock.services import child
from tallydock.services.broker import find_mosquitto

REPOSITORY = Path(__file__).resolve().parents[2]


def wait_for(condition: Callable[[], bool], timeout_s: float = 120.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@dataclass
class ProductionBroker:
    """A running Mosquitto, and the checkout in which its files were made."""

    port: int
    checkout: Path
    process: subprocess.Popen[bytes]

    @property
    def secrets(self) -> Path:
        return self.checkout / "deploy" / "secrets"

    def setting(self, name: str) -> str:
        """A value from .env."""
        return _value(self.checkout / ".env", name)

    def password(self, agent: str) -> str:
        return _value(self.secrets / "agents" / f"{agent}.env", "TALLYDOCK_BROKER_PASSWORD")


def _value(file: Path, name: str) -> str:
    found = re.search(rf"^{name}=(\S+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, f"{file} has no {name}"
    return found[1]


def make_secrets(checkout: Path, *arguments: str) -> None:
    subprocess.run(
        [checkout / "deploy" / "make-secrets.sh", *arguments],
        check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@contextmanager
def production_broker(checkout: Path, *agents: str) -> Iterator[ProductionBroker]:
    """Make the secrets of a site with these agents in ``checkout``, and run its broker."""
    for room in ("deploy", "gateway"):
        ignored = shutil.ignore_patterns("secrets", "__pycache__")
        shutil.copytree(REPOSITORY / room, checkout / room, ignore=ignored)
    make_secrets(checkout, *(part for agent in agents for part in ("--agent", agent)))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (checkout / "data").mkdir()
    shipped = (REPOSITORY / "deploy" / "mosquitto" / "mosquitto.conf").read_text(encoding="utf-8")
    here = (
        shipped.replace("listener 8883", f"listener {port} 127.0.0.1")
        .replace("/mosquitto/secrets/", f"{checkout}/deploy/secrets/broker/")
        .replace("/mosquitto/data/", f"{checkout}/data/")
    )
    user = "user root\n" if os.geteuid() == 0 else ""
    (checkout / "mosquitto.conf").write_text(here + user, encoding="utf-8")
    log = checkout / "mosquitto.log"
    process = child.spawn([str(find_mosquitto()), "-c", checkout / "mosquitto.conf"], log)
    try:
        wait_for(lambda: process.poll() is not None or _listens(port))
        assert process.poll() is None, child.tail(log)
        yield ProductionBroker(port, checkout, process)
    finally:
        child.stop(process, signals=(signal.SIGTERM,), timeout_s=5)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
