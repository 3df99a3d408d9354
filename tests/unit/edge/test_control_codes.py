"""Control barcodes: what is understood is in one list, and what is in the list is documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import edge
from edge import control_codes
from edge.control_codes import VERBS

EDGE = Path(next(iter(edge.__path__)))
REFERENCE = EDGE.parent / "docs" / "reference" / "agent-configuration.md"


def understood() -> Iterator[str]:
    """Words that a `_command` compares with, and those of whole codes."""
    for path in EDGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        yield from re.findall(r"\bTD:([A-Z]{2,})\b", source)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.name == "_command":
                words = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
                yield from (word for word in words if re.fullmatch("[A-Z]{2,}", str(word)))


def test_every_code_that_is_understood_is_in_the_list() -> None:
    found = set(understood())
    assert len(found) > 15
    assert found <= set(VERBS)


def test_every_code_stands_in_the_reference() -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `TD:")]
    documented = {verb for row in rows for verb in re.findall(r"TD:([A-Z]+)", row.split(" | ")[0])}
    assert documented == set(VERBS)


@pytest.mark.parametrize("text", ["TD:QTY:12", " td:qty: 12 ", "Td:Qty:12"])
def test_a_code_is_read_in_whatever_letters_it_was_printed(text: str) -> None:
    code = control_codes.read(text)
    assert code is not None
    assert (code.verb, code.argument) == ("QTY", "12")


def test_a_code_that_nobody_knows_is_none_of_ours_to_guess_at() -> None:
    code = control_codes.read("TD:DANCE:now")
    assert code is not None
    assert (code.verb, code.text) == (None, "TD:DANCE:now")
    assert control_codes.read("9506000134352") is None
