"""The MQTT broker of one machine: mosquitto where it is installed, the embedded iotcore otherwise."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import psutil

from gateway.broker import config
from tallydock.i18n import _
from tallydock.services import child, mqtt_probe, owner
from tallydock.services.errors import ServiceError

HOST = "127.0.0.1"
Prefer = Literal["auto", "iotcore", "mosquitto"]


class Broker(ABC):
    """A broker as our child. ``port`` 0 takes a free one at the first start and keeps it from then on.

    ``healthy`` is a real MQTT 5 CONNECT; a supervisor calls ``restart`` when it fails. ``process`` is
    the broker itself, or None while it is stopped.
    """

    name: str

    def __init__(self, var_dir: Path, port: int = 0, *, start_timeout_s: float = 60.0) -> None:
        self.var_dir = var_dir.absolute()
        self.port = port
        self.log_file = self.var_dir.parent / "log" / "broker.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._owner_file = self.var_dir / "broker.owner"
        self._start_timeout_s = start_timeout_s

    @property
    def url(self) -> str:
        """Where clients connect, known from ``start`` on (or before, with a port of one's own)."""
        return f"mqtt://{HOST}:{self.port}"

    def start(self) -> None:
        """Start the broker and wait until it answers. Raises ServiceError."""
        if self.process is not None and self.process.poll() is None:
            return
        try:
            self.var_dir.mkdir(parents=True, exist_ok=True)
            owner.end_left_behind(self._owner_file)
            self.port = _free_port(self.port)
            log_start = self.log_file.stat().st_size if self.log_file.exists() else 0
            self.process = self._launch()
            owner.write(self._owner_file, self.process.pid)
            self._wait_until_it_answers(log_start)
        except OSError as error:
            self.stop()
            raise ServiceError(
                _("the MQTT broker could not be started: {said}").format(said=error.strerror or error),
                where=str(error.filename or self.var_dir),
                do=_("see that the disk has room and that we may write there"),
            ) from error
        except (ServiceError, KeyboardInterrupt):
            self.stop()
            raise

    def stop(self) -> None:
        """End the broker. Mosquitto saves its queues first."""
        if self.process is None:
            return
        child.stop(self.process, signals=(signal.SIGTERM,), timeout_s=10)
        self.process = None
        self._owner_file.unlink(missing_ok=True)

    def restart(self) -> None:
        """End it, whatever state it is in, and start it again on the same port."""
        self.stop()
        self.start()

    def healthy(self) -> bool:
        """Whether it answers an MQTT 5 CONNECT now."""
        if self.process is None or self.process.poll() is not None:
            return False
        return mqtt_probe.answers(HOST, self.port)

    @abstractmethod
    def _launch(self) -> subprocess.Popen[bytes]: ...

    def _wait_until_it_answers(self, log_start: int) -> None:
        process = self.process
        deadline = time.monotonic() + self._start_timeout_s
        while process is not None and process.poll() is None and time.monotonic() < deadline:
            if mqtt_probe.answers(HOST, self.port, timeout_s=1.0):
                return
            time.sleep(0.05)
        said = child.tail(self.log_file, since=log_start)
        raise ServiceError(
            _("the MQTT broker ({name}) did not start. It said:\n{said}").format(name=self.name, said=said),
            where=f"{HOST}:{self.port}, {self.log_file}",
            do=_(
                "mend what it says, or choose the other broker with "
                "TALLYDOCK_BROKER_KIND=iotcore or mosquitto"
            ),
        )


class EmbeddedBroker(Broker):
    """iotcore from its wheel. No ACL, and nothing kept over a restart: for one machine, not for a site."""

    name = "iotcore"

    def _launch(self) -> subprocess.Popen[bytes]:
        if find_spec("iotcore") is None:
            raise ServiceError(
                _("the embedded MQTT broker is not installed with this Tallydock"),
                where="iotcore (PyPI)",
                do=_("install requirements.txt, or mosquitto, or name a broker in TALLYDOCK_BROKER_URL"),
            )
        settings = self.var_dir / "iotcore.toml"
        settings.write_text(config.iotcore_toml(self.port), encoding="utf-8")
        # the child ends by itself when the pipe that we hold closes: even kill -9 leaves no orphan
        return child.spawn(
            [sys.executable, "-I", "-c", _RUN_IOTCORE, settings], self.log_file, stdin=subprocess.PIPE
        )


# the package's own entry point wants its options as JSON in the first argument
_RUN_IOTCORE = (
    "import json, sys; sys.argv[1] = json.dumps({'config_path': sys.argv[1]}); "
    "from iotcore._serve import main; main()"
)


class MosquittoBroker(Broker):
    """The mosquitto that is installed here, with a configuration of ours and its queues on disk."""

    name = "mosquitto"

    def __init__(
        self, var_dir: Path, port: int = 0, *, program: Path | None = None, start_timeout_s: float = 60.0
    ) -> None:
        super().__init__(var_dir, port, start_timeout_s=start_timeout_s)
        self._program = program or find_mosquitto()

    def _launch(self) -> subprocess.Popen[bytes]:
        if self._program is None:
            raise ServiceError(
                _("mosquitto is not installed"),
                where="PATH, /usr/sbin, /usr/local/sbin",
                do=_(
                    "install it (on Debian: apt-get install mosquitto), "
                    "or choose TALLYDOCK_BROKER_KIND=iotcore"
                ),
            )
        settings = self.var_dir / "mosquitto.conf"
        user = getpass.getuser() if os.geteuid() == 0 else None
        settings.write_text(config.mosquitto_conf(self.port, self.var_dir, user=user), encoding="utf-8")
        return child.spawn([self._program, "-c", settings], self.log_file)


def find_mosquitto() -> Path | None:
    """Where mosquitto is installed. Debian puts it into a folder that is not on an ordinary user's PATH."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    found = shutil.which("mosquitto", path=places)
    return Path(found) if found else None


def choose_broker(var_dir: Path, port: int = 0, *, prefer: Prefer = "auto") -> Broker:
    """Mosquitto where it is installed and iotcore otherwise, or the one that is preferred."""
    if prefer == "mosquitto" or (prefer == "auto" and find_mosquitto() is not None):
        return MosquittoBroker(var_dir, port)
    return EmbeddedBroker(var_dir, port)


def _free_port(wanted: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as error:
            raise ServiceError(
                _("port {port} can't be used for MQTT: {said}").format(port=wanted, said=error.strerror),
                where=f"{HOST}:{wanted}" + _listener(wanted),
                do=_("stop what uses it, or choose another with TALLYDOCK_BROKER_PORT (0 takes a free one)"),
            ) from error
        return int(probe.getsockname()[1])


def _listener(port: int) -> str:
    try:
        for seen in psutil.net_connections(kind="tcp"):
            if seen.laddr and seen.laddr.port == port and seen.status == psutil.CONN_LISTEN and seen.pid:
                return _(", used by {name} (process {pid})").format(
                    name=psutil.Process(seen.pid).name(), pid=seen.pid
                )
    except (psutil.AccessDenied, psutil.NoSuchProcess):
        pass  # only a help in a message; not everybody may see other users' sockets
    return ""
