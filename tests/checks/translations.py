"""Every string that a person sees is translated, nothing that is gone lingers, and the .mo are the .po."""

from __future__ import annotations

import io
import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from tallydock import helptexts
from tallydock.cli import app
from tests.checks.repository import ROOT, relative

NAME = "translations"
LANGUAGES = ("zh_CN",)
COMMON = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "plural": (1, 2)}


@dataclass(frozen=True)
class Room:
    """A folder of sources with a catalogue of its own, whose domain is its name."""

    folder: str
    keywords: tuple[str, ...] = ()
    elsewhere: Callable[[], Iterable[str]] = tuple
    """Strings that no mark in the source gives away."""

    @property
    def path(self) -> Path:
        return ROOT / self.folder

    def catalogue(self, language: str, suffix: str) -> Path:
        return self.path / "locale" / language / "LC_MESSAGES" / f"{self.path.name}.{suffix}"


def _help() -> Iterable[str]:
    return helptexts.texts(get_command(app))


ROOMS = (
    Room("edge/station"),
    Room("dashboard", ("text",)),
    Room("hub"),
    Room("tallydock", elsewhere=_help),
)


def problems() -> list[str]:
    return [found for room in ROOMS for language in LANGUAGES for found in _check(room, language)]


def write() -> list[str]:
    """Bring each .po to the sources' strings (new ones are left empty, and are problems) and compile it."""
    return [path for room in ROOMS for language in LANGUAGES for path in _renew(room, language)]


def _extract(room: Room) -> Catalog:
    catalog = Catalog(project="Tallydock", copyright_holder="Tallydock")
    keywords = COMMON | dict.fromkeys(room.keywords)
    for name, line, text, comments, context in extract_from_dir(room.path, keywords=keywords):
        catalog.add(text, locations=[(name, line)], auto_comments=comments, context=context)
    for text in room.elsewhere():
        catalog.add(text)
    return catalog


def _check(room: Room, language: str) -> list[str]:
    path = room.catalogue(language, "po")
    if not path.exists():
        return [f"{relative(path)} does not exist: {room.folder} is not translated to {language}"]
    with path.open("rb") as file:
        translated = read_po(file, locale=language)
    wanted = _extract(room)
    found = [f"{relative(path)}: obsolete, remove it: {key!r}" for key in translated.obsolete]
    for message in wanted:
        if message.id:
            found += [f"{relative(path)}: {said}" for said in _faults(message, translated.get(message.id))]
    for message in translated:
        if message.id and wanted.get(message.id) is None:
            found.append(f"{relative(path)}: no source has this any more: {message.id!r}")
    return found + _check_compiled(room, language, translated)


def _faults(source: Message, message: Message | None) -> list[str]:
    where = ", ".join(f"{name}:{line}" for name, line in source.locations[:2])
    if (
        message is None
        or not message.string
        or (not isinstance(message.string, str) and not all(message.string))
    ):
        return [f"not translated: {source.id!r} ({where})"]
    if message.fuzzy:
        return [f"fuzzy, look at it and remove the mark: {source.id!r}"]
    allowed = set().union(*(_fields(text) for text in _forms(source.id)))
    return [
        f"the translation of {source.id!r} has other fields: {text!r}"
        for text in _forms(message.string)
        if _fields(text) != allowed
    ]


def _fields(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def _template(room: Room) -> list[tuple[Path, bytes]]:
    """What a new language begins with, where the room has one."""
    path = room.path / "locale" / f"{room.path.name}.pot"
    if not path.exists():
        return []
    catalog = read_po(io.BytesIO(path.read_bytes()), domain=room.path.name)
    catalog.update(_extract(room), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_output=True, no_location=True)
    return [(path, text.getvalue())]


def _check_compiled(room: Room, language: str, translated: Catalog) -> list[str]:
    path = room.catalogue(language, "mo")
    if not path.exists():
        return [f"{relative(path)} does not exist; `python -m tests.checks --write` compiles it"]
    with path.open("rb") as file:
        compiled = read_mo(file)
    if _pairs(compiled) != _pairs(translated):
        return [f"{relative(path)} is not its .po compiled; `python -m tests.checks --write` does it"]
    return []


def _pairs(catalog: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {
        _forms(message.id): _forms(message.string) for message in catalog if message.id and message.string
    }


def _forms(text: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """A text that counts has several forms, another one."""
    return (text,) if isinstance(text, str) else tuple(text)


def _renew(room: Room, language: str) -> list[str]:
    if not room.path.exists():
        return []
    path = room.catalogue(language, "po")
    old = path.read_bytes() if path.exists() else b""
    catalog = read_po(io.BytesIO(old), locale=language, domain=room.path.name)
    catalog.update(_extract(room), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, catalog, width=110, sort_output=True, no_location=True)
    write_mo(compiled, catalog)
    path.parent.mkdir(parents=True, exist_ok=True)
    wrote = []
    for target, content in (
        (path, text.getvalue()),
        (room.catalogue(language, "mo"), compiled.getvalue()),
        *_template(room),
    ):
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)
            wrote.append(relative(target))
    return wrote
