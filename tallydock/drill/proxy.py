"""A bad network between MQTT clients and their broker: a TCP proxy that knows MQTT's packets.

It stalls (nothing passes, nothing is lost), cuts (both ends get a reset, what was on its way is gone),
refuses (nobody listens on the port), and does to single packets what `tallydock.drill.disturbance` says. It
carries plain MQTT only: under TLS nobody between the ends sees packets.
"""

from __future__ import annotations

import contextlib
import queue
import select
import selectors
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tallydock.drill.disturbance import Counters, Way
from tallydock.drill.packets import PacketReader

HOST: Final = "127.0.0.1"
CUT_WITHIN_S: Final = 0.2
"""After a loss, at most so long until both ends notice."""
HOLD_S: Final = 0.1
"""A packet that is held back goes on after this, although none has come to overtake it."""
_MOST_UNSENT: Final = 1 << 18
_LONGEST_REST_S: Final = 60.0
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)


@dataclass(eq=False, slots=True)
class _End:
    """One socket of a connection: what comes in here goes `way` to `peer`."""

    sock: socket.socket
    way: Way
    link: _Link
    reader: PacketReader = field(default_factory=PacketReader)
    unsent: bytearray = field(default_factory=bytearray)
    peer: _End = field(init=False)
    ended: bool = False
    watched: int = 0
    release_at: float = float("inf")


@dataclass(eq=False, slots=True)
class _Link:
    """A client's connection and ours to the broker."""

    ends: tuple[_End, ...] = ()
    cut_at: float = float("inf")


class MqttProxy:
    """Listens on 127.0.0.1:`port`, known at once; `start` begins to serve, `close` ends it.

    `duplicate`, `reorder` and `lose` are probabilities for each PUBLISH of QoS 1, in both directions.
    `chance` decides; each direction of each connection draws from a source of its own, seeded from it. All
    methods may be called from any thread.
    """

    def __init__(self, upstream: tuple[str, int], chance: Random) -> None:
        self.duplicate = self.reorder = self.lose = 0.0
        self.counters = Counters()
        self._upstream, self._chance = upstream, chance
        # bound and never listening: it keeps the port ours while connections are refused
        self._reserved = bound_port(0)
        self.port: int = self._reserved.getsockname()[1]
        self._listener: socket.socket | None = None
        self._links: set[_Link] = set()
        self._asked: queue.SimpleQueue[tuple[Callable[[], None], threading.Event]] = queue.SimpleQueue()
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._stalled_until = self._refuses_until = 0.0
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=f"mqtt-proxy-{self.port}", daemon=True)

    def start(self) -> None:
        self._selector.register(self._wake_reader, selectors.EVENT_READ, self._heed)
        self._listen()
        self._thread.start()

    def close(self) -> None:
        """Everybody is cut off, and the port is free."""
        if self._thread.is_alive():
            self._ask(self._end)
            self._thread.join(5.0)
        for sock in (self._reserved, self._wake_reader, self._wake_writer):
            sock.close()
        self._selector.close()

    def cut(self) -> None:
        """All connections break now; who comes again is let in."""
        self._ask(self._cut_all)

    def stall(self, seconds: float) -> None:
        """Nothing passes for so long from now; 0 ends an earlier stall. Returns at once."""

        def begin() -> None:
            self.counters.stalls += seconds > 0
            self._stalled_until = time.monotonic() + seconds

        self._ask(begin)

    def refuse(self, seconds: float) -> None:
        """New connections are refused for so long from now, or for longer where that was said before; 0 ends
        it. Those that are open go on."""

        def begin() -> None:
            self.counters.refusals += seconds > 0
            until = time.monotonic() + seconds
            self._refuses_until = max(until, self._refuses_until) if seconds > 0 else until
            if self._listener is not None and seconds > 0:
                self._selector.unregister(self._listener)
                self._listener.close()
                self._listener = None
            self._look_at_clock()

        self._ask(begin)

    def _ask(self, work: Callable[[], None]) -> None:
        """Done on the proxy's thread when it returns."""
        if not self._thread.is_alive():
            raise RuntimeError(f"the proxy on port {self.port} does not run")
        done = threading.Event()
        self._asked.put((work, done))
        self._wake_writer.send(b"x")
        while not done.wait(0.5):
            if not self._thread.is_alive():
                raise RuntimeError(f"the proxy on port {self.port} has died")

    # --- the thread ---

    def _run(self) -> None:
        try:
            while not self._closing:
                now = time.monotonic()
                if now < self._stalled_until:
                    if select.select([self._wake_reader], [], [], self._stalled_until - now)[0]:
                        self._heed()
                    continue
                for key, events in self._selector.select(max(0.0, self._next_due() - now)):
                    if key.data == self._heed or not self._stalled():
                        self._serve(key, events)
                self._look_at_clock()
        finally:
            self._cut_all()
            if self._listener is not None:
                self._listener.close()

    def _serve(self, key: selectors.SelectorKey, events: int) -> None:
        end = key.data
        if not isinstance(end, _End):
            end()
            return
        try:
            if events & selectors.EVENT_READ and end.watched:
                self._read(end)
            if events & selectors.EVENT_WRITE and end.watched:
                self._write(end)
        except BlockingIOError:
            pass
        except OSError:  # reset, refused: what one end suffers the other shall see
            self._drop(end.link)

    def _heed(self) -> None:
        self._wake_reader.recv(1)
        work, done = self._asked.get()
        work()
        done.set()

    def _stalled(self) -> bool:
        return time.monotonic() < self._stalled_until

    def _end(self) -> None:
        self._closing = True
        self._stalled_until = 0.0

    def _listen(self) -> None:
        self._listener = bound_port(self.port)
        self._listener.listen(128)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)

    def _accept(self) -> None:
        if self._listener is None:
            return
        try:
            client, _ = self._listener.accept()
        except OSError:  # it went away again
            return
        broker = socket.socket()
        broker.setblocking(False)
        # what the connecting comes to is seen at the first read or write
        broker.connect_ex(self._upstream)
        link = _Link()
        link.ends = tuple(self._make_end(sock, link) for sock in (client, broker))
        link.ends[0].peer, link.ends[1].peer = link.ends[1], link.ends[0]
        self._links.add(link)
        self.counters.connections += 1
        for end in link.ends:
            self._watch(end)

    def _make_end(self, sock: socket.socket, link: _Link) -> _End:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _End(sock, Way(self, Random(self._chance.getrandbits(64)), self.counters), link)

    def _watch(self, end: _End) -> None:
        reads = not end.ended and len(end.peer.unsent) < _MOST_UNSENT
        events = (selectors.EVENT_READ if reads else 0) | (selectors.EVENT_WRITE if end.unsent else 0)
        if events == end.watched:
            return
        if not end.watched:
            self._selector.register(end.sock, events, end)
        elif events:
            self._selector.modify(end.sock, events, end)
        else:
            self._selector.unregister(end.sock)
        end.watched = events

    def _read(self, end: _End) -> None:
        data = end.sock.recv(1 << 16)
        if not data:
            end.ended = True
            self._send(end.peer, end.way.release())
        for packet in end.reader.feed(data):
            self._send(end.peer, end.way.take(packet, end.peer.way))
        if end.reader.malformed:
            self.counters.malformed += 1
            self._drop(end.link)
            return
        now = time.monotonic()
        end.release_at = now + HOLD_S if end.way.holds else float("inf")
        if end.way.lost and end.link.cut_at == float("inf"):
            end.link.cut_at = now + self._chance.uniform(0, CUT_WITHIN_S)
        self._settle(end)

    def _write(self, end: _End) -> None:
        sent = end.sock.send(end.unsent)
        del end.unsent[:sent]
        self._settle(end.peer)

    def _send(self, end: _End, packets: list[bytes]) -> None:
        for packet in packets:
            end.unsent += packet

    def _settle(self, end: _End) -> None:
        """After something has changed on the way that begins at this end."""
        if end.ended and not end.peer.unsent:
            self._drop(end.link, reset=False)
            return
        self._watch(end)
        self._watch(end.peer)

    # --- what is due ---

    def _next_due(self) -> float:
        due = [time.monotonic() + _LONGEST_REST_S]
        if self._listener is None:
            due.append(self._refuses_until)
        for link in self._links:
            due += [link.cut_at, *(end.release_at for end in link.ends)]
        return min(due)

    def _look_at_clock(self) -> None:
        now = time.monotonic()
        if self._listener is None and now >= self._refuses_until:
            self._listen()
        for link in list(self._links):
            if now >= link.cut_at:
                self.counters.cuts += 1
                self._drop(link)
                continue
            for end in link.ends:
                if now >= end.release_at:
                    end.release_at = float("inf")
                    self._send(end.peer, end.way.release())
                    self._watch(end.peer)

    def _cut_all(self) -> None:
        self.counters.cuts += len(self._links)
        for link in list(self._links):
            self._drop(link)

    def _drop(self, link: _Link, *, reset: bool = True) -> None:
        if link not in self._links:
            return
        self._links.remove(link)
        for end in link.ends:
            if end.watched:
                self._selector.unregister(end.sock)
                end.watched = 0
            with contextlib.suppress(OSError):
                if reset:
                    end.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            end.sock.close()


def bound_port(port: int) -> socket.socket:
    """While this socket is open and does not listen the port is nobody else's by chance: a server that asks
    for it by number gets it, a connection that takes any does not."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((HOST, port))
    return sock
