"""How an agent reaches its broker, from one URL and a few options."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

_PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
SESSION_EXPIRY_S: Final = 7 * 24 * 3600
KEEPALIVE_S: Final = 30


class BrokerUrlError(ValueError):
    """The broker's address cannot be used; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class BrokerOptions:
    """`url`: mqtt://host[:port] or mqtts://host[:port] (TLS), with user:password@ in front of the host, or
    by `username` and `password`. `ca_file` is the authority that signed the broker's certificate (default:
    the system's), `cert_file` and `key_file` are the agent's own certificate, where the broker asks for one.
    """

    url: str
    username: str | None = None
    password: str | None = None
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    host: str
    port: int
    tls: bool
    username: str | None
    password: str | None


def parse_broker_url(options: BrokerOptions) -> BrokerAddress:
    """Raises BrokerUrlError. The message never shows a password."""
    expected = "a broker's URL is mqtt://host:port or mqtts://host:port"
    try:
        parts = urlsplit(options.url)
        port = parts.port
    except ValueError as error:
        raise BrokerUrlError(f"{expected}: {error}") from error
    if parts.scheme not in _PORTS or not parts.hostname:
        raise BrokerUrlError(f"{expected}, not {parts.scheme}://{parts.hostname or ''}")
    return BrokerAddress(
        parts.hostname,
        port or _PORTS[parts.scheme],
        parts.scheme == "mqtts",
        unquote(parts.username) if parts.username else options.username,
        unquote(parts.password) if parts.password else options.password,
    )


def make_client(client_id: str, options: BrokerOptions) -> mqtt.Client:
    """A client for MQTT 5 that keeps its session; connect it with `connect`."""
    address = parse_broker_url(options)
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5)
    come_back_soon(client)
    if address.username is not None:
        client.username_pw_set(address.username, address.password)
    if address.tls:
        context = ssl.create_default_context(cafile=str(options.ca_file) if options.ca_file else None)
        if options.cert_file is not None:
            context.load_cert_chain(options.cert_file, options.key_file)
        client.tls_set_context(context)
    return client


def come_back_soon(client: mqtt.Client) -> None:
    """After a connection was lost; less and less often while none can be made."""
    client.reconnect_delay_set(min_delay=1, max_delay=30)


def stay_away(client: mqtt.Client, wait_s: float) -> None:
    """It connects again after so long. To be called when the connection has gone."""
    whole_s = max(1, round(wait_s))
    client.reconnect_delay_set(min_delay=whole_s, max_delay=whole_s)


def connect(client: mqtt.Client, options: BrokerOptions) -> None:
    """Tells the client where to connect; its network thread does it, and again whenever it is cut off."""
    address = parse_broker_url(options)
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = SESSION_EXPIRY_S
    client.connect_async(
        address.host, address.port, keepalive=KEEPALIVE_S, clean_start=False, properties=properties
    )
