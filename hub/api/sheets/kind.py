"""What a feature declares so that its list goes out and comes in as a file: see hub.api.catalogue.sheets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import ClassVar

from hub.api.auth.roles import Role
from hub.api.database import Connection
from hub.domain.sheets.columns import Column, Fault, Key, Record
from hub.domain.sheets.plan import Change


class SheetKind(ABC):
    """One kind of list. `key` names the columns that tell its rows apart; they are required.

    A row of a file makes a row of that key, or changes in it the columns that the file has.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    title_zh: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[tuple[str, ...]]
    role: ClassVar[Role] = Role.MANAGER
    """The least role that may bring such a file in."""

    @abstractmethod
    def rows(self, conn: Connection) -> Iterable[Record]:
        """All that is there, in the order in which it shall stand in a file. A field is None when empty."""

    @abstractmethod
    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        """Those of the rows that are there, whole; it may give more than was asked for."""

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        """What no cell shows by itself: a name that does not exist, two fields that don't go together.

        A column in `change.wrong` has its fault already.
        """
        return ()

    @abstractmethod
    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        """Make and renew rows: each change's `record` is whole. Called for some thousand at a time."""

    def finish(self, conn: Connection, changes: Sequence[Change], user_id: int) -> None:
        """After the last of them, in the same transaction; `changes` are all of them, and at least one.

        `user_id`: who sent the file.
        """
        return
