"""The checks find what they are there to find."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages import Message

from tests.checks import docs, translations, twins


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


PAGE = """# Weigh

[简体中文](weigh.zh.md)

![A scale](../pictures/scale.png)

Press `F6`.

| banner | what to do |
|---|---|
| red | look |

```sh
make up
```
"""


@pytest.mark.parametrize(
    ("words", "chinese", "fault"),
    [
        ("scale.png", "scale-zh.png", None),
        ("Press", "请按", None),
        ("# Weigh", "# 称重\n\n## 先清空", "headings"),
        ("scale.png", "pan-zh.png", "pictures"),
        ("| red | look |\n", "", "tables"),
        ("`F6`", "`F7`", "keys and commands: F6; F7"),
        ("make up", "make down", "blocks of code"),
    ],
)
def test_a_chinese_page_has_what_the_english_one_has(words: str, chinese: str, fault: str | None) -> None:
    found = list(twins.unlike(PAGE, PAGE.replace(words, chinese)))
    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("weigh.md#empty-it-and-begin", None),
        ("#empty-it-and-begin", None),
        ("https://example.com/nix", None),
        ("weigh.md#nix", "no heading"),
        ("nix.md", "leads nowhere"),
    ],
)
def test_a_link_must_lead_somewhere(tmp_path: Path, link: str, fault: str | None) -> None:
    (tmp_path / "weigh.md").write_text(f"# Weigh\n\n## Empty it, and begin\n\n[there]({link})\n")
    found = list(twins.dead_links(tmp_path / "weigh.md"))
    assert len(found) == (fault is not None)
    assert fault is None or fault in found[0]
