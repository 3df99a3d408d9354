"""What a repository refuses, in words fit for the one who asked."""

from __future__ import annotations


class StoreError(Exception):
    """Something asked of the store cannot be done; the text says what and why."""


class NotFoundError(StoreError):
    """What was named does not exist."""

    def __init__(self, what: str, name: object) -> None:
        super().__init__(f"there is no {what} {str(name)!r}")
        self.what = what
        self.name = name


class ConflictError(StoreError):
    """It would contradict what is already there."""


class InvalidError(StoreError):
    """A value that cannot be stored."""


class StaleError(StoreError):
    """Somebody else changed it since it was looked at."""

    def __init__(self, what: str, seen: int, now: int) -> None:
        super().__init__(
            f"{what} has changed since you looked at it: you saw version {seen}, it is {now} now"
        )
        self.seen = seen
        self.now = now
