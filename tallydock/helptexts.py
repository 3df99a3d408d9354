"""The words of `--help`, in the language of TALLYDOCK_LANGUAGE.

They stand in `cli` as typer wants them, where gettext finds none of them; so they are translated in the
command that typer has made, and `tests.checks` collects them from there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any, Protocol

from tallydock.i18n import _, speak
from tallydock.settings import LANGUAGES

_PAUSE = re.compile("[，。；：、]")


class Helped(Protocol):
    """A command or a parameter of whichever click typer brings."""

    help: str | None


def texts(command: Any) -> Iterator[str]:
    """Every help text of a command, its parameters and its subcommands."""
    for part in _parts(command):
        if part.help:
            yield part.help


def translate(command: Any) -> Any:
    """The same command in the reader's language, whatever is wrong with the settings otherwise."""
    language = os.environ.get("TALLYDOCK_LANGUAGE", "")
    if language in LANGUAGES:
        speak(language)
    for part in _parts(command):
        if part.help:
            # help's columns break lines at spaces only, and cut what has none
            part.help = _PAUSE.sub(r"\g<0> ", _(part.help)).rstrip()
    return command


def _parts(command: Any) -> Iterator[Helped]:
    yield command
    yield from (parameter for parameter in command.params if hasattr(parameter, "help"))
    for subcommand in getattr(command, "commands", {}).values():
        yield from _parts(subcommand)
