"""What a sheet would change in what is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hub.domain.sheets.columns import Column, Key, Record, key_of
from hub.domain.sheets.reading import ReadRow


@dataclass(frozen=True, slots=True)
class Change:
    """`record` is the whole row as it will be; `old` has those fields that differ, as they are (None: new).

    `wrong` names columns that could not be read: in `record` they are as if the file had not had them.
    """

    row: int
    key: Key
    record: Record
    old: dict[str, Any] | None
    wrong: frozenset[str] = frozenset()

    @property
    def is_new(self) -> bool:
        return self.old is None

    def changes(self, name: str) -> bool:
        """Whether an existing row would get another value in this column."""
        return self.old is not None and name in self.old


def together(changes: Iterable[Change], *names: str) -> Iterator[tuple[tuple[object, ...], list[Change]]]:
    """Those with the same values, as the lines of a document: in the file's order, each by its `line`."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        groups.setdefault(tuple(change.record[name] for name in names), []).append(change)
    for key, group in groups.items():
        yield key, sorted(group, key=lambda change: change.record["line"] or 0)


@dataclass(slots=True)
class Plan:
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def created(self) -> int:
        return sum(change.is_new for change in self.changes)

    @property
    def updated(self) -> int:
        return len(self.changes) - self.created


def plan(
    columns: Sequence[Column], key: Sequence[str], rows: Iterable[ReadRow], current: Mapping[Key, Record]
) -> Plan:
    """`current` has the rows that are there, whole, by their key."""
    made = Plan()
    filled_in = {column.name for column in columns if column.filled_in}
    for row in rows:
        at = key_of(key, row.values)
        there = current.get(at)
        if there is None:
            record = {column.name: row.values.get(column.name, column.default) for column in columns}
            made.changes.append(Change(row.row, at, record, None, row.wrong))
            continue
        said = {
            name: value for name, value in row.values.items() if value is not None or name not in filled_in
        }
        old = {name: there[name] for name, value in said.items() if there[name] != value}
        if old or row.wrong:
            made.changes.append(Change(row.row, at, {**there, **said}, old, row.wrong))
        else:
            made.unchanged += 1
    return made
