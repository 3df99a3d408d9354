"""The devices of a drill's site that count by themselves, and what passes before them."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

from tallydock.drill import site
from tallydock.drill.door import Door
from tallydock.drill.shelf import Shelf
from tallydock.drill.truth import Truth

_SHELF_PACE_S: Final = 2.0
_DOOR_PACE_S: Final = 1.0


class Machines:
    """On from the start; ``start`` begins to move goods."""

    def __init__(self, device_dir: Path, truth: Truth, chance: random.Random) -> None:
        self.shelf = Shelf(site.SHELF, device_dir, random.Random(chance.getrandbits(64)), _SHELF_PACE_S)
        self.door = Door(site.DOOR, device_dir, truth, random.Random(chance.getrandbits(64)), _DOOR_PACE_S)

    @property
    def ready(self) -> bool:
        """The agents have the lines open."""
        return self.shelf.ready and self.door.ready

    def start(self) -> None:
        self.shelf.start()
        self.door.start()

    def end(self) -> None:
        """Soon nothing is moved any more."""
        self.shelf.end()
        self.door.end()

    def stop(self) -> None:
        """Nothing is moved any more, and what was has been judged. They stay switched on."""
        self.end()
        self.shelf.stop()
        self.door.stop()

    def close(self) -> None:
        self.end()
        self.shelf.close()
        self.door.close()

    def show_true_time(self, agent: str, on: bool) -> None:
        if self.door.machine.agent == agent:
            self.door.true_time = on
