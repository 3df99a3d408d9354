"""The networks of a drill: agents and gateways each reach the broker by a proxy that can misbehave."""

from __future__ import annotations

import random
from typing import Final

from tallydock.drill.proxy import MqttProxy

AGENTS_NETWORK: Final = "agents' network"
GATEWAYS_NETWORK: Final = "gateways' network"
NETWORKS: Final = (AGENTS_NETWORK, GATEWAYS_NETWORK)


class Networks:
    """``url`` is where those behind a network find the broker."""

    def __init__(self, broker_port: int, chance: random.Random) -> None:
        self._proxies = {
            name: MqttProxy(("127.0.0.1", broker_port), random.Random(chance.getrandbits(64)))
            for name in NETWORKS
        }

    def start(self) -> None:
        for proxy in self._proxies.values():
            proxy.start()

    def close(self) -> None:
        for proxy in self._proxies.values():
            proxy.close()

    def url(self, network: str) -> str:
        return f"mqtt://127.0.0.1:{self._proxies[network].port}"

    def __getitem__(self, network: str) -> MqttProxy:
        return self._proxies[network]
