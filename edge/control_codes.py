"""Control barcodes: printed by the house (Code 128), TD:<verb> or TD:<verb>:<argument>. Pure.

Each verb stands in docs/reference/agent-configuration.md, with where it is understood.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, get_args

PREFIX: Final = "TD:"
Verb = Literal[
    "APART", "BADGE", "CANCEL", "CLOSE", "COUNT", "DAMAGED", "DO", "DOC", "FROM", "LOAD", "MAKE", "MODE",
    "MOVE", "NONE", "ORDER", "OVERRIDE", "PLACE", "PUT", "QTY", "RECEIVE", "SCREEN", "SPOILT", "TO",
    "TRANSFER", "UNANNOUNCED", "UNDO",
]  # fmt: skip
VERBS: Final[tuple[Verb, ...]] = get_args(Verb)
_MAX_SHOWN: Final = 64


class ControlCode(NamedTuple):
    """`verb` None: there is no such one. `text` is how it is said to people."""

    verb: Verb | None
    argument: str
    text: str


def read(text: str) -> ControlCode | None:
    """None: it is no control barcode."""
    text = text.strip()
    if text[: len(PREFIX)].upper() != PREFIX:
        return None
    word, _, argument = text[len(PREFIX) :].partition(":")
    verb = next((verb for verb in VERBS if verb == word.strip().upper()), None)
    return ControlCode(verb, argument.strip(), f"{PREFIX}{text[len(PREFIX) :]}"[:_MAX_SHOWN])


def code(verb: Verb, argument: object) -> str:
    """As it is printed, or chosen from a list."""
    return f"{PREFIX}{verb}:{argument}"
