"""What is raised when a service can't be run: what was wrong, where, and what to do."""

from __future__ import annotations

from tallydock.i18n import _


class ServiceError(Exception):
    """A service could not be started, or stopped by itself. Its text is fit to be shown to a person.

    ``what`` says what was wrong, ``where`` names the folder, port or program, ``do`` what helps.
    """

    def __init__(self, what: str, *, where: str, do: str) -> None:
        super().__init__(
            _("{what}\n  where: {where}\n  what to do: {do}").format(what=what, where=where, do=do)
        )
        self.what = what
        self.where = where
        self.do = do
