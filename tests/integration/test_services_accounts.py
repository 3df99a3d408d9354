"""The production broker's files, as deploy/make-secrets.sh makes them, in a real Mosquitto with TLS."""

from __future__ import annotations

import shutil
import signal
import ssl
import threading
from collections.abc import Iterator

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

pytest.importorskip("psutil", reason="the hub's requirements are not installed")

from gateway.broker import accounts
from tallydock.services.broker import find_mosquitto
from tests.services.production import ProductionBroker, make_secrets, production_broker, wait_for

pytestmark = [
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
    pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed"),
]


class Login:
    """One attempt to log in over TLS, and what may be done with it."""

    def __init__(
        self, site: ProductionBroker, username: str | None, password: str | None, *, trust: bool = True
    ) -> None:
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
        client.connect_timeout = 120
        client.connect("localhost", site.port)
        client.loop_start()
        assert self._answered.wait(120)
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
        assert granted.wait(120)

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductionBroker]:
    with production_broker(tmp_path_factory.mktemp("checkout"), "dock-1", "dock-2") as broker:
        yield broker


def test_an_agent_speaks_on_its_own_topics_only(site: ProductionBroker) -> None:
    agent = Login(site, "main/dock-1", site.password("dock-1"))
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


def test_an_agent_hears_its_own_messages_only(site: ProductionBroker) -> None:
    agent = Login(site, "main/dock-1", site.password("dock-1"))
    agent.subscribe("tallydock/#")
    gateway = Login(site, "gateway", site.setting("TALLYDOCK_GATEWAY_PASSWORD"))
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
def test_a_stranger_is_refused(site: ProductionBroker, username: str | None, password: str | None) -> None:
    login = Login(site, username, password)
    assert login.answer in ("Not authorized", "Bad user name or password")
    login.close()


def test_a_broker_that_the_sites_authority_did_not_sign_is_not_trusted(site: ProductionBroker) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        Login(site, "main/dock-1", site.password("dock-1"), trust=False)


def test_a_new_agent_is_let_in_without_a_restart(site: ProductionBroker) -> None:
    password = accounts.add(site.secrets / "broker", "main/shelf-1")
    site.process.send_signal(signal.SIGHUP)

    def let_in() -> bool:
        login = Login(site, "main/shelf-1", password)
        answer = login.answer
        login.close()
        return answer == "Success"

    wait_for(let_in)
    accounts.remove(site.secrets / "broker", "main/shelf-1")


def test_making_secrets_again_changes_none(site: ProductionBroker) -> None:
    before = {path: path.read_bytes() for path in site.secrets.rglob("*") if path.is_file()}
    make_secrets(site.checkout, "--agent", "dock-1")
    assert {path: path.read_bytes() for path in site.secrets.rglob("*") if path.is_file()} == before
