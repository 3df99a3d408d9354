"""What is not known is a dash or left empty: Streamlit itself would write None, or an English sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import dashboard

SOURCES = sorted(Path(dashboard.__file__).parent.rglob("*.py"))


def calls(*names: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Where each is, and what it is given by name."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in names
            ):
                given = {word.arg: ast.unparse(word.value) for word in node.keywords if word.arg}
                yield f"{path.name}:{node.lineno}", given


def test_no_table_writes_none_into_an_empty_cell() -> None:
    shown = list(calls("dataframe"))
    typed = list(calls("data_editor"))
    assert shown
    assert typed
    assert [where for where, given in shown if given.get("placeholder") != "'–'"] == []
    assert [where for where, given in typed if given.get("placeholder") != "''"] == []


def test_no_empty_choice_is_told_in_english_whatever_the_language() -> None:
    choices = [*calls("multiselect"), *(one for one in calls("selectbox") if one[1].get("index") == "None")]
    assert choices
    assert [where for where, given in choices if "placeholder" not in given] == []
