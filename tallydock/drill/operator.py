"""The person who is told `cloned-agent`: clears the alarm once only one agent of the name is left."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any, Final

import httpx

from tallydock.drill.site import SITE

_LOOKS_EVERY_S: Final = 1.0
_PATIENCE_S: Final = 3.0


class Operator:
    """``is_alone`` says of an agent whether no copy of it lives. ``alarmed``: agents whose alarm is open."""

    def __init__(self, http: httpx.Client, is_alone: Callable[[str], bool]) -> None:
        self.alarmed: frozenset[str] = frozenset()
        self._http, self._is_alone = http, is_alone
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="operator", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join(4 * _PATIENCE_S)

    def _run(self) -> None:
        while not self._ending.wait(_LOOKS_EVERY_S):
            with contextlib.suppress(httpx.TransportError):  # the hub is down: there is another second
                self._look()

    def _look(self) -> None:
        answer = self._ask("GET", f"/alarms?open=true&site={SITE}&limit=500")
        if not answer.is_success:
            return
        alarms = [alarm for alarm in answer.json()["items"] if alarm["kind"] == "cloned-agent"]
        agents = {alarm["id"]: alarm["subject"].partition("/")[2] for alarm in alarms}
        self.alarmed = frozenset(agents.values())
        for number, agent in agents.items():
            if self._is_alone(agent):
                self._ask("POST", f"/alarms/{number}/clear")

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self._http.request(method, f"/api/v1{path}", timeout=_PATIENCE_S, **more)
