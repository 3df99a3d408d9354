"""What the hub orders an agent to do at once."""

from __future__ import annotations

from typing import Final

import structlog

from devices.commands import Tare, UnsupportedCommandError, Zero
from edge.fleet import Fleet
from edge.moment import Moment
from edge.roles import Signal
from edge.uplink import Uplink
from edge.worker import Worker
from gateway.wire.messages import Command

log = structlog.get_logger(__name__)
_COMMAND_LIVES_S: Final = 30.0


def obey(command: Command, now: Moment, uplink: Uplink, fleet: Fleet, worker: Worker) -> None:
    """On the agent's thread. What cannot be done is told as a fault."""
    if command.at is not None and abs((now.at - command.at).total_seconds()) > _COMMAND_LIVES_S:
        log.info("agent.command_too_late", command=command.command)
        return
    if command.command == "resend":
        uplink.resend()
    elif command.command in ("beep", "light"):
        worker.signal([Signal(command.device or "", True, command.command)])
    else:
        order = Tare() if command.command == "tare" else Zero()
        try:
            said = command.device is not None and fleet.send(command.device, order)
        except UnsupportedCommandError as error:
            worker.tell("command-refused", str(error))
            return
        if not said:
            worker.tell("command-refused", f"{command.command}: {command.device} is not connected")
