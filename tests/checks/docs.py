"""What the documentation tells people to type exists: commands, options, make targets, scripts, settings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import typer

from tallydock.cli import app
from tests.checks.repository import ROOT, relative

NAME = "documentation"
_FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SETTING = re.compile(r"\bTALLYDOCK_[A-Z][A-Z_]*[A-Z]\b")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_SCRIPTS = ("deploy/", ".ci/")
_USERS_OF_SETTINGS = ("**/*.py", ".ci/*", "deploy/**/*", "Dockerfile", "docker-compose.yml", "Makefile")


def write() -> list[str]:
    return []


def problems() -> list[str]:
    pages = [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    return [f"{relative(page)}: {said}" for page in pages if page.exists() for said in _page(page)]


def _page(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    for block in _FENCE.findall(text):
        for words in _commands(block):
            yield from _fault(words)
    for name in sorted(set(_SETTING.findall(text))):
        if name not in _settings():
            yield f"nothing reads the setting {name}"


def _commands(block: str) -> Iterator[list[str]]:
    """The simple commands of a shell block, without assignments, redirections and sudo."""
    for line in block.replace("\\\n", " ").splitlines():
        try:
            tokens = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars="|&;()<>")
            tokens.whitespace_split = True
            words = list(tokens)
        except ValueError:
            continue  # a here-document's inside, or other text that is no command
        command: list[str] = []
        for word in [*words, ";"]:
            if word and set(word) <= set("|&;()"):
                if command:
                    yield command
                command = []
            elif command or not (_ASSIGNMENT.match(word) or word == "sudo"):
                command.append(word)


def _fault(words: list[str]) -> Iterator[str]:
    program = words[0]
    if program in ("tallydock", ".venv/bin/tallydock"):
        yield from _tallydock_fault(words[1:], typer.main.get_command(app), ["tallydock"])
    elif program == "make":
        for target in words[1:]:
            if not target.startswith("-") and "=" not in target and target not in _targets():
                yield f"`make {target}`: there is no such target"
    elif program.removeprefix("./").startswith(_SCRIPTS) and not (ROOT / program).exists():
        yield f"`{program}`: there is no such script"


def _tallydock_fault(words: list[str], command: Any, path: list[str]) -> Iterator[str]:
    options = {"--help"} | {
        name for parameter in command.params for name in parameter.opts + parameter.secondary_opts
    }
    # Typer carries a click of its own, so its groups are known by what they have
    inner: dict[str, Any] | None = getattr(command, "commands", None)
    for position, word in enumerate(words):
        if word.startswith("-") and word.split("=")[0] not in options:
            yield f"`{' '.join(path)} {word}`: there is no such option"
        elif inner is not None and not word.startswith("-"):
            if word in inner:
                yield from _tallydock_fault(words[position + 1 :], inner[word], [*path, word])
            else:
                yield f"`{' '.join(path)} {word}`: there is no such command"
            return


@cache
def _targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@cache
def _settings() -> set[str]:
    from tallydock.settings import Settings

    names = {f"TALLYDOCK_{name.upper()}" for name in Settings.model_fields}
    for pattern in _USERS_OF_SETTINGS:
        for path in ROOT.glob(pattern):
            if path.is_file() and ".venv" not in path.parts and "secrets" not in path.parts:
                names |= set(_SETTING.findall(path.read_text(encoding="utf-8", errors="replace")))
    return names
