"""What the parts say in English is said in Chinese on the dashboard, with the same values in it."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

import pytest

from dashboard import sentences
from dashboard.i18n import Language
from dashboard.models import Alarm

ROOT = Path(__file__).parents[3]
ENGLISH, CHINESE = Language("en"), Language("zh_CN")


def alarm(kind: str, subject: str, detail: str) -> Alarm:
    return Alarm(1, kind, subject, detail, dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


def in_the_sources() -> set[str]:
    """Every text that hub, gateway and edge can say, with {} for what is filled in."""
    said = set()
    for room in ("hub", "gateway", "edge"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    said.add("".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    said.add(re.sub(r"\{\w+\}", "{}", node.value))
    return said


SAID = in_the_sources()


@pytest.mark.parametrize("template", sentences.TEMPLATES)
def test_each_sentence_is_still_said_by_somebody(template: str) -> None:
    assert re.sub(r"\{\w+\}", "{}", template) in SAID


@pytest.mark.parametrize("template", sentences.TEMPLATES)
def test_each_sentence_keeps_its_values(template: str) -> None:
    names = re.findall(r"\{(\w+)\}", template)
    values = {name: f"<{number}.5>" for number, name in enumerate(names)}
    said = sentences.sentence(template.format_map(values), CHINESE)
    assert re.search("[\u4e00-\u9fff]", said)
    assert all(value in said for value in values.values())


def of_lists() -> set[str]:
    """What is wrong with a row of a list: what stands last in a Fault, or is put there by the name `what`."""
    said = set()
    for path in sorted((ROOT / "hub/api").glob("*/*sheets.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            texts: list[ast.expr] = []
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault":
                texts = [node.args[-1]]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "what":
                texts = [node.value]
            for text in texts:
                if isinstance(text, ast.JoinedStr):
                    said.add("".join(p.value if isinstance(p, ast.Constant) else "1" for p in text.values))
                elif isinstance(text, ast.Constant):
                    said.add(text.value)
    return said


@pytest.mark.parametrize("fault", sorted(of_lists()))
def test_what_is_wrong_with_a_list_is_said_in_chinese(fault: str) -> None:
    assert re.search("[\u4e00-\u9fff]", sentences.sentence(fault, CHINESE))


def test_a_sentence_within_a_sentence_is_told_too() -> None:
    said = sentences.sentence(
        "SHELF-1: 1000 g became 0 g at once: zeroed, tared, or moved unseen; nothing is counted."
        " Count the shelf.",
        CHINESE,
    )
    assert (
        said
        == "SHELF-1：1000 克突变为 0 克：可能被置零、去皮，或货物在无人看到时移动；未计数。请盘点该货架。"
    )


def test_what_nobody_has_translated_and_what_is_read_in_english_stays_as_it_came() -> None:
    assert sentences.sentence("Object missing required field `qty`", CHINESE) == (
        "Object missing required field `qty`"
    )
    assert sentences.sentence("the scale says: overload", ENGLISH) == "the scale says: overload"


def test_a_quarantine_alarm_names_its_reason_in_the_readers_language() -> None:
    held = alarm("quarantine", "unknown-item", "unknown-item: the code '4711' stands for no item")
    assert sentences.told(held, CHINESE) == "未知商品: 代码 '4711' 没有对应的商品"
    assert sentences.about(held, CHINESE) == "未知商品"
    assert sentences.about(held, ENGLISH) == "Unknown item"


def test_a_device_fault_names_the_device_and_what_is_wrong() -> None:
    noisy = alarm("fault", "main/dock-2/dock-2-inside/line-noise", "the scale says: overload")
    assert sentences.about(noisy, ENGLISH) == "main/dock-2/dock-2-inside · Noise on the line"
    assert sentences.about(alarm("agent-offline", "main/dock-2", ""), CHINESE) == "main/dock-2"
