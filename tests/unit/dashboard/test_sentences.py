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
from tests.unit.dashboard import reasons

ROOT = Path(__file__).parents[3]
ENGLISH, CHINESE = Language("en"), Language("zh_CN")


def alarm(kind: str, subject: str, detail: str) -> Alarm:
    return Alarm(1, kind, subject, detail, dt.datetime(2026, 3, 1, tzinfo=dt.UTC))


def in_the_sources() -> set[str]:
    """Every text that hub, gateway and edge can say, with {} for what is filled in."""
    said = set()
    for room in reasons.EVERYWHERE:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    said.add("".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values))
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    said.add(re.sub(r"\{\w+\}", "{}", node.value))
    return said


SAID = in_the_sources()
REASONS = list(reasons.in_the_sources())
BEGINS_WITH_A_WORD = "{}: {}"
"""What is said of a message in quarantine: the reason's word comes first."""
PASSED_ON = {
    "detail", "error.detail", "fault.detail", "held.detail", "_said(one)", "_said(held)", "str(error)",
    "reason", "why", "text", "parsed", "'; '.join(self._wrong)",
}  # fmt: skip
"""Reasons that somebody else has given: another place of these sources, or another program."""


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


@pytest.mark.parametrize(
    "text", sorted({one.text for one in REASONS if isinstance(one, reasons.Reason)} - {BEGINS_WITH_A_WORD})
)
def test_every_reason_that_the_sources_give_has_its_sentence(text: str) -> None:
    said = text.replace("{}", "<7>")
    assert sentences.sentence(said, CHINESE) != said


def test_no_reason_comes_by_a_way_that_nobody_has_looked_at() -> None:
    passed_on = [one for one in REASONS if isinstance(one, reasons.PassedOn)]
    assert passed_on
    assert [one for one in passed_on if one.expression not in PASSED_ON] == []


def test_what_another_program_says_stays_as_it_is_and_is_marked() -> None:
    held = alarm("quarantine", "malformed", "malformed: Object missing required field `qty`")
    assert sentences.told(held, CHINESE) == "格式错误: “Object missing required field `qty`”（原文）"
    assert sentences.told(held, ENGLISH) == "malformed: Object missing required field `qty`".replace(
        "malformed", "Malformed"
    )
    config = alarm("agent-config", "main/dock-1", "its configuration is not told to it: Expected `int`")
    assert "“Expected `int`”（原文）" in sentences.told(config, CHINESE)


def test_several_reasons_at_once_are_told_one_by_one() -> None:
    said = sentences.cause(
        "setting 'item' is missing; [Errno 2] No such file: /dev/ttyUSB0; no tag",
        CHINESE,
    )
    known, foreign, last = said.split("；", 2)
    assert known == "缺少设置 'item'"
    assert foreign == "“[Errno 2] No such file: /dev/ttyUSB0”（原文）"
    assert last == "没有标签"


def test_why_a_report_is_not_booked_is_told_field_by_field() -> None:
    said = alarm(
        "production-not-used",
        "main/bench-1/MO-1/1",
        "what ada told of MO-1 is not used: 1 field is wrong; body.taken.0.serial: must be given: the item is"
        " tracked by serial number",
    )
    assert "body.taken.0.serial: 必须给出：该商品按序列号管理" in sentences.told(said, CHINESE)


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
