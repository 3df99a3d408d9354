"""`--help` in both languages, as wide as a terminal is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHINESE = re.compile("[\u4e00-\u9fff]")


def told(tmp_path: Path, *words: str, language: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tallydock", *words, "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TALLYDOCK_LANGUAGE": language, "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("words", [(), ("up",), ("import", "online-retail"), ("replay",)], ids=" ".join)
def test_help_is_told_in_the_language_that_is_set_and_nothing_is_cut(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    chinese = told(tmp_path, *words, language="zh_CN")
    assert CHINESE.search(chinese)
    assert "…" not in chinese
    assert not CHINESE.search(told(tmp_path, *words, language="en"))


def test_help_is_there_whatever_is_wrong_with_the_settings(tmp_path: Path) -> None:
    assert "--duration" in told(tmp_path, "up", language="tlhIngan")
