"""The checks find what they are there to find."""

from __future__ import annotations

import pytest
from babel.messages import Message

from tests.checks import docs, translations


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("tallydock up --bogus", "no such option"),
        ("TALLYDOCK_VAR_DIR=/x tallydock nix | cat", "no such command"),
        ("tallydock import nix FILE", "no such command"),
        ("make nix", "no such target"),
        ("sudo deploy/nix.sh", "no such script"),
        ("tallydock up --headless \\\n  --duration 60 && make test", None),
        ("ls -l # not ours", None),
    ],
)
def test_a_documented_command_must_exist(typed: str, fault: str | None) -> None:
    found = [said for words in docs._commands(typed) for said in docs._fault(words)]
    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]


@pytest.mark.parametrize(
    ("string", "flags", "fault"),
    [
        ("{count} 箱", (), None),
        ("", (), "not translated"),
        ("{number} 箱", (), "other fields"),
        ("{count} 箱", ("fuzzy",), "fuzzy"),
    ],
)
def test_a_translation_must_be_there_and_fit(string: str, flags: tuple[str, ...], fault: str | None) -> None:
    source = Message("{count} cartons", locations=[("packing.py", 3)])
    found = translations._faults(source, Message("{count} cartons", string, flags=flags))
    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]
