"""The brokers' configuration files, rendered from the templates beside this file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from string import Template

# a batch of 1,000 events is about 400 KB; a catalogue page stays under 1 MB
MAX_PAYLOAD_BYTES = 4 * 1024 * 1024
# topic, properties and the fixed header come on top
MAX_PACKET_BYTES = MAX_PAYLOAD_BYTES + 64 * 1024
MAX_CONNECTIONS = 1000


def iotcore_toml(port: int) -> str:
    """The embedded broker's TOML: MQTT 5 on 127.0.0.1:``port``."""
    return _template("iotcore.toml").substitute(
        port=port, max_connections=MAX_CONNECTIONS, max_payload_bytes=MAX_PAYLOAD_BYTES
    )


def mosquitto_conf(port: int, state_dir: Path, *, user: str | None = None) -> str:
    """Mosquitto's configuration for one machine: MQTT on 127.0.0.1:``port``, its queues in ``state_dir``.

    ``user`` is given when started as root: the account to stay, since by default mosquitto changes to
    one of its own, which can't write in our folder.
    """
    for sign in "\r\n":
        if sign in str(state_dir):
            raise ValueError(
                f"mosquitto can't keep its queues in a folder with a line break: {str(state_dir)!r}"
            )
    return _template("mosquitto.conf").substitute(
        port=port,
        state_dir=state_dir,
        user=f"user {user}" if user else "",
        max_packet_bytes=MAX_PACKET_BYTES,
    )


def _template(name: str) -> Template:
    return Template(files("gateway.broker").joinpath(name).read_text(encoding="utf-8"))
