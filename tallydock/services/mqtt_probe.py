"""Whether a broker is really there: a whole MQTT 5 CONNECT, answered.

Liveness is not enough: the embedded broker's listener can die of garbage while its process lives on,
and the kernel goes on accepting connections for it.
"""

from __future__ import annotations

import secrets
import time

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode


def answers(host: str, port: int, timeout_s: float = 3.0) -> bool:
    """Whether ``host:port`` answers an MQTT 5 CONNECT with success within ``timeout_s``."""
    verdict: list[bool] = []

    def on_connect(
        client: mqtt.Client,
        userdata: object,
        flags: mqtt.ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        verdict.append(not reason.is_failure)

    client = mqtt.Client(
        CallbackAPIVersion.VERSION2, client_id=f"tallydock-probe-{secrets.token_hex(4)}", protocol=mqtt.MQTTv5
    )
    client.on_connect = on_connect
    client.connect_timeout = timeout_s
    deadline = time.monotonic() + timeout_s
    try:
        client.connect(host, port, clean_start=True)
        while not verdict and time.monotonic() < deadline:
            if client.loop(timeout=0.1) != mqtt.MQTT_ERR_SUCCESS:
                break
        client.disconnect()
    except OSError:
        return False
    return bool(verdict) and verdict[0]
