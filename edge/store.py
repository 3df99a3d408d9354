"""What the hub has told this agent, kept on its disk: from the second start on the network may be down.

Written whole to a new file, flushed, renamed: after a power cut there is the old document or the new one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec
import structlog

from edge.catalogue import Catalogue
from edge.private import close_to_others, open_private, private_folder
from gateway.wire.messages import VERSION, Catalog, Config, Stock, Tasks

log = structlog.get_logger(__name__)
T = TypeVar("T", bound=msgspec.Struct)

CATALOGUE_FILE: Final = "catalog.json"
CONFIG_FILE: Final = "config.json"
TASKS_FILE: Final = "tasks.json"
STOCK_FILE: Final = "stock.json"


def write_atomically(path: Path, content: bytes) -> None:
    """The new content or, if it fails or the power goes, the old; for this user alone. Raises OSError."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(open_private(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)  # half a file, on a disk that has no room
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name is the folder's content
    finally:
        os.close(folder)


class Store:
    """One agent's folder. A document that cannot be read is moved aside and told in `damaged`: the hub sends
    it again. One that cannot be written is used all the same, and told to `on_not_kept`."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.folder = folder
        self.damaged: list[str] = []
        self.on_not_kept: Callable[[str], None] = lambda _detail: None
        self._now = now
        private_folder(folder)
        page = self._read(CATALOGUE_FILE, Catalog)
        self.catalogue = Catalogue(page.version, page.items) if page else Catalogue()
        self.config = self._read(CONFIG_FILE, Config)
        self.tasks = self._read(TASKS_FILE, Tasks)
        self.stock = self._read(STOCK_FILE, Stock)

    def keep_catalogue(self, catalogue: Catalogue) -> None:
        items = list(catalogue.items.values())
        whole = Catalog(v=VERSION, version=catalogue.version, page=1, pages=1, items=items)
        self.catalogue = catalogue
        self._write(CATALOGUE_FILE, whole)

    def keep_config(self, config: Config) -> None:
        self.config = config
        self._write(CONFIG_FILE, config)

    def keep_tasks(self, tasks: Tasks) -> None:
        self.tasks = tasks
        self._write(TASKS_FILE, tasks)

    def keep_stock(self, stock: Stock) -> None:
        self.stock = stock
        self._write(STOCK_FILE, stock)

    def _write(self, name: str, document: msgspec.Struct) -> None:
        try:
            write_atomically(self.folder / name, msgspec.json.encode(document))
        except OSError as error:
            self.on_not_kept(
                f"{name} could not be written ({error.strerror}): it holds until the next start, and is then"
                " the older one until the hub is there"
            )

    def _read(self, name: str, kind: type[T]) -> T | None:
        path = self.folder / name
        close_to_others(path)
        try:
            return msgspec.json.decode(path.read_bytes(), type=kind)
        except FileNotFoundError:
            return None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            aside = path.with_name(f"{path.stem}.damaged-{self._now:%Y%m%dT%H%M%S%f}{path.suffix}")
            path.rename(aside)
            self.damaged.append(f"{name} could not be read ({error}); kept as {aside.name}")
            log.error("store.damaged", file=str(path), kept_as=str(aside), error=str(error))
            return None
