"""What devices write of a movement and what the hub reads of it are the same words."""

from __future__ import annotations

import re
from pathlib import Path

import hub.store.queries
from gateway.wire import evidence as wire
from hub.domain import evidence

SHARED = (
    "SESSION", "TAG", "FIRST_READ", "UNDO", "ISSUE", "DAMAGED", "SSCC", "ASKED", "CARTON",
    "OVERRIDE", "LOT_OVERRIDE", "LOT_OVERRIDE_BY", "OPERATOR", "SUPPLIER",
)  # fmt: skip
# of readings and of codes that nobody could place; and a person's words, which are shown as they are
OTHERS = {"item", "location", "reason"}


def words(module: object) -> dict[str, str]:
    return {name: value for name, value in vars(module).items() if name.isupper() and isinstance(value, str)}


def test_each_word_of_the_hub_that_devices_write_is_theirs() -> None:
    assert {name: words(wire)[name] for name in SHARED} == {name: words(evidence)[name] for name in SHARED}
    of_the_books = {"DEVICE_TIME", "MATCHED", "ALREADY_SHIPPED", "TOLD_FROM", "PACKED_AT"}
    assert set(words(evidence)) == {*SHARED, *of_the_books}


def test_the_statements_look_for_no_other_words() -> None:
    folder = Path(hub.store.queries.__file__).parent
    statements = "\n".join(file.read_text() for file in sorted(folder.glob("*.sql")))
    asked = set(re.findall(r"evidence\s*->>\s*'(\w+)'", statements))
    assert asked - OTHERS <= set(words(evidence).values())
    assert {evidence.MATCHED, evidence.FIRST_READ} <= asked
