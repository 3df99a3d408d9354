"""The production broker's files, as deploy/make-secrets.sh makes them, in a real Mosquitto with TLS."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

pytest.importorskip("psutil", reason="the hub's requirements are not installed")

from gateway.broker import accounts
from tallydock.services import child
from tallydock.services.broker import find_mosquitto

REPOSITORY = Path(__file__).resolve().parents[2]

pytestmark = [
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]


def wait_for(condition: Callable[[], bool], timeout_s: float = 5.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@dataclass
class Site:
    """A running Mosquitto with the files of a site."""

    port: int
    secrets: Path
    broker: subprocess.Popen[bytes]

    def password(self, agent: str) -> str:
        text = (self.secrets / "agents" / f"{agent}.env").read_text(encoding="utf-8")
        found = re.search(r"^TALLYDOCK_BROKER_PASSWORD=(\S+)$", text, re.MULTILINE)
        assert found is not None
        return found[1]

    def log_in(self, username: str | None, password: str | None, *, trust: bool = True) -> Login:
        return Login(self, username, password, trust=trust)


class Login:
    """One attempt to log in over TLS, and what may be done with it."""

    def __init__(self, site: Site, username: str | None, password: str | None, *, trust: bool) -> None:
        self.answer: str | None = None
        self.heard: list[str] = []
        self._answered = threading.Event()
        self._results: dict[int, str] = {}
        client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        client.tls_set(
            ca_certs=str(site.secrets / "ca" / "ca.crt") if trust else None,
            tls_version=ssl.PROTOCOL_TLS_CLIENT,
        )
        client.username_pw_set(username, password)
        client.on_connect = self._on_connect
        client.on_publish = lambda _c, _d, mid, reason, _p: self._results.__setitem__(mid, str(reason))
        client.on_message = lambda _c, _d, message: self.heard.append(message.topic)
        client.connect("localhost", site.port)
        client.loop_start()
        assert self._answered.wait(5)
        self.client = client

    def _on_connect(self, _client: object, _data: object, _flags: object, reason: object, _p: object) -> None:
        self.answer = str(reason)
        self._answered.set()

    def publish(self, topic: str) -> str:
        mid = self.client.publish(topic, b"{}", qos=1).mid
        wait_for(lambda: mid in self._results)
        return self._results[mid]

    def subscribe(self, topic: str) -> None:
        granted = threading.Event()
        self.client.on_subscribe = lambda *_: granted.set()
        self.client.subscribe(topic, qos=1)
        assert granted.wait(5)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def _make_secrets(checkout: Path, *arguments: str) -> None:
    subprocess.run(
        [checkout / "deploy" / "make-secrets.sh", *arguments],
        check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    checkout = tmp_path_factory.mktemp("checkout")
    for room in ("deploy", "gateway"):
        shutil.copytree(
            REPOSITORY / room, checkout / room, ignore=shutil.ignore_patterns("secrets", "__pycache__")
        )
    _make_secrets(checkout, "--agent", "dock-1", "--agent", "dock-2")
    secrets = checkout / "deploy" / "secrets"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (checkout / "data").mkdir()
    shipped = (REPOSITORY / "deploy" / "mosquitto" / "mosquitto.conf").read_text(encoding="utf-8")
    here = (
        shipped.replace("listener 8883", f"listener {port} 127.0.0.1")
        .replace("/mosquitto/secrets/", f"{secrets}/broker/")
        .replace("/mosquitto/data/", f"{checkout}/data/")
    )
    user = "user root\n" if os.geteuid() == 0 else ""
    (checkout / "mosquitto.conf").write_text(here + user, encoding="utf-8")
    log = checkout / "mosquitto.log"
    broker = child.spawn([str(find_mosquitto()), "-c", checkout / "mosquitto.conf"], log)
    try:
        wait_for(lambda: broker.poll() is not None or _listens(port))
        assert broker.poll() is None, child.tail(log)
        yield Site(port, secrets, broker)
    finally:
        child.stop(broker, signals=(signal.SIGTERM,), timeout_s=5)


def test_an_agent_speaks_on_its_own_topics_only(site: Site) -> None:
    agent = site.log_in("main/dock-1", site.password("dock-1"))
    assert agent.answer == "Success"
    for allowed in ("tallydock/1/main/dock-1/up/events", "tallydock/1/main/dock-1/state"):
        assert agent.publish(allowed) in ("Success", "No matching subscribers")
    for forbidden in (
        "tallydock/1/main/dock-2/up/events",
        "tallydock/1/main/dock-2/state",
        "tallydock/1/other/dock-1/up/events",
        "tallydock/1/main/dock-1/down/ack",
        "tallydock/1/main/dock-1/up/events/more",
    ):
        assert agent.publish(forbidden) == "Not authorized"
    agent.close()


def test_an_agent_hears_its_own_messages_only(site: Site) -> None:
    password = re.search(r"TALLYDOCK_GATEWAY_PASSWORD=(\S+)", (site.secrets / "../../.env").read_text())
    assert password is not None
    agent = site.log_in("main/dock-1", site.password("dock-1"))
    agent.subscribe("tallydock/#")
    gateway = site.log_in("gateway", password[1])
    gateway.subscribe("$share/tallydock/tallydock/1/+/+/up/events")
    assert gateway.publish("tallydock/1/main/dock-2/down/config") != "Not authorized"
    assert gateway.publish("tallydock/1/main/dock-1/down/config") == "Success"
    assert agent.publish("tallydock/1/main/dock-1/up/events") == "Success"
    wait_for(lambda: bool(agent.heard and gateway.heard))
    assert agent.heard == ["tallydock/1/main/dock-1/down/config"]
    assert gateway.heard == ["tallydock/1/main/dock-1/up/events"]
    # last, since Mosquitto 2.0 cuts a TLS connection after refusing its message
    assert gateway.publish("tallydock/1/main/dock-1/up/events") == "Not authorized"
    agent.close()
    gateway.close()


@pytest.mark.parametrize(
    ("username", "password"), [(None, None), ("main/dock-1", "guessed"), ("nobody", "x")]
)
def test_a_stranger_is_refused(site: Site, username: str | None, password: str | None) -> None:
    login = site.log_in(username, password)
    assert login.answer in ("Not authorized", "Bad user name or password")
    login.close()


def test_a_broker_that_the_sites_authority_did_not_sign_is_not_trusted(site: Site) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        site.log_in("main/dock-1", site.password("dock-1"), trust=False)


def test_a_new_agent_is_let_in_without_a_restart(site: Site) -> None:
    password = accounts.add(site.secrets / "broker", "main/shelf-1")
    site.broker.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    login = site.log_in("main/shelf-1", password)
    assert login.answer == "Success"
    login.close()
    accounts.remove(site.secrets / "broker", "main/shelf-1")


def test_making_secrets_again_changes_none(site: Site) -> None:
    before = {path: path.read_bytes() for path in site.secrets.rglob("*") if path.is_file()}
    _make_secrets(site.secrets.parents[1], "--agent", "dock-1")
    assert {path: path.read_bytes() for path in site.secrets.rglob("*") if path.is_file()} == before
