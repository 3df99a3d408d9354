"""A brake on guessing: failures are counted per key within a window, in this process only."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque

MAX_KEYS = 10_000


class FailureCounter:
    """At most `allowed` failures of a key within `window_s` seconds of the clock given to each call."""

    def __init__(self, *, allowed: int, window_s: float) -> None:
        self._allowed = allowed
        self._window_s = window_s
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, key: str, *, now_s: float) -> float:
        """0 if another try is allowed, else how long to wait."""
        with self._lock:
            times = self._recent(key, now_s)
            return times[0] + self._window_s - now_s if len(times) >= self._allowed else 0.0

    def failed(self, key: str, *, now_s: float) -> None:
        with self._lock:
            times = self._recent(key, now_s)
            times.append(now_s)
            self._failures[key] = times
            self._failures.move_to_end(key)
            while len(self._failures) > MAX_KEYS:
                self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: str, now_s: float) -> deque[float]:
        times = self._failures.get(key, deque())
        while times and times[0] <= now_s - self._window_s:
            times.popleft()
        return times
