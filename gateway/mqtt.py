"""A broker's address, and a paho client set up so that it loses nothing."""

from __future__ import annotations

import ssl
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

KEEPALIVE_S = 30
CONNECT_TIMEOUT_S = 5.0
SESSION_EXPIRY_S = 7 * 86400
# a member of a group that is away gets its share all the same: what waits there, nobody else is given
SHARED_SESSION_EXPIRY_S = 10
# one group is committed while the next one comes
RECEIVE_MAXIMUM = 500
_SCHEMES = {"mqtt": 1883, "mqtts": 8883}


class BrokerAddress(NamedTuple):
    host: str
    port: int
    username: str | None
    password: str | None
    tls: bool
    ca_file: str | None

    def __str__(self) -> str:
        """Without the password."""
        return f"{'mqtts' if self.tls else 'mqtt'}://{self.host}:{self.port}"


def parse(
    url: str, *, username: str | None = None, password: str | None = None, ca_file: str | None = None
) -> BrokerAddress:
    """mqtt://[user:password@]host[:port], or mqtts:// with TLS. Raises ValueError.

    Login and CA certificate may be given beside the address, where nobody logs them.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES or not parts.hostname:
        raise ValueError(f"{url!r} is no broker's address: write mqtt://host:port or mqtts://host:port")
    return BrokerAddress(
        parts.hostname,
        parts.port or _SCHEMES[parts.scheme],
        username if parts.username is None else unquote(parts.username),
        password if parts.password is None else unquote(parts.password),
        parts.scheme == "mqtts",
        ca_file,
    )


def client(address: BrokerAddress, client_id: str, *, manual_ack: bool) -> mqtt.Client:
    """Not yet connected. Connect with ``connect``; the session outlives the connection."""
    made = mqtt.Client(
        CallbackAPIVersion.VERSION2, client_id=client_id, protocol=mqtt.MQTTv5, manual_ack=manual_ack
    )
    made.connect_timeout = CONNECT_TIMEOUT_S
    if address.username is not None:
        made.username_pw_set(address.username, address.password)
    if address.tls:
        made.tls_set(ca_certs=address.ca_file, tls_version=ssl.PROTOCOL_TLS_CLIENT)
    return made


def connect(made: mqtt.Client, address: BrokerAddress, *, session_expiry_s: int = SESSION_EXPIRY_S) -> None:
    """Start to connect; on_connect tells the rest. A session needs both clean_start=False and an expiry.

    Raises OSError.
    """
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = session_expiry_s
    properties.ReceiveMaximum = RECEIVE_MAXIMUM
    made.connect(address.host, address.port, KEEPALIVE_S, clean_start=False, properties=properties)
