"""People read figures, times and words in their own language."""

from __future__ import annotations

import datetime as dt
import re
import string
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from dashboard import i18n, terms
from dashboard.formats import Formats
from dashboard.notices import plain

NOW = dt.datetime(2026, 3, 5, 8, 15, 30, tzinfo=dt.UTC)
CATALOGUE = i18n.LOCALE_DIR / "zh_CN" / "LC_MESSAGES" / "dashboard.po"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (["zh-CN"], "zh_CN"),
        (["zh"], "zh_CN"),
        (["ZH_cn"], "zh_CN"),
        ([None, "", "de-DE", "zh-Hans-CN", "en"], "zh_CN"),
        (["en-GB", "zh"], "en"),
        (["de"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_we_speak_is_taken(wanted: list[str | None], code: str) -> None:
    assert i18n.choose(wanted).code == code


def test_chinese_speaks_as_stock_software_does() -> None:
    chinese = i18n.Language("zh_CN")
    assert chinese.text("Turnover") == "库存周转率"
    assert chinese.text("Days of inventory") == "周转天数"
    assert chinese.text("Stock value") == "库存金额"
    assert chinese.text("Open alarms") == "待处理告警"
    assert chinese.plural("{n} row", "{n} rows", 3) == "共 3 行"
    assert i18n.Language("en").plural("{n} row", "{n} rows", 1) == "1 row"


def test_every_string_is_translated_with_its_gaps_in_place() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_CN")
    for message in catalogue:  # that it has all of the source's is `tests.checks`'
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        said = message.string[0] if isinstance(message.string, (tuple, list)) else message.string
        assert said, key
        assert gaps(said) == gaps(key), key
        compiled = i18n.Language("zh_CN").text(key) if isinstance(message.id, str) else said
        assert compiled == said, f"the compiled catalogue is older than the text: {key}"


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_kinds_are_named_however_the_hub_joins_their_words() -> None:
    chinese = i18n.Language("zh_CN")
    assert terms.word(terms.KINDS, "customer_return", chinese) == "销售退货"
    assert terms.word(terms.ALARMS, "negative_stock", chinese) == "负库存"
    assert terms.word(terms.KINDS, "teleported", chinese) == "teleported"


def test_every_reason_and_alarm_that_the_hub_documents_is_said_in_words() -> None:
    """The tables of docs/reference/quarantine.md, first column."""
    text = (Path(__file__).parents[3] / "docs/reference/quarantine.md").read_text(encoding="utf-8")
    reasons, alarms = text.split("## Alarms")
    assert set(re.findall(r"^\| `([a-z-]+)` \|", reasons, re.MULTILINE)) == set(terms.REASONS)
    assert set(re.findall(r"^\| `([a-z-]+)` \|", alarms, re.MULTILINE)) == set(terms.ALARMS)


def test_money_is_written_with_its_currency_sign() -> None:
    assert Formats("en", "EUR").money(Decimal("-1234.5")) == "-€1,234.50"
    assert Formats("zh_CN", "CNY").money(Decimal("1234.5")) == "¥1,234.50"
    assert Formats("en", "CNY").money(Decimal("1234.5")) == "CN¥1,234.50"
    assert Formats("en", "").money(Decimal("1234.5")) == "1,234.50"
    assert Formats("en", "EUR").money(None) == "–"


def test_big_money_fits_on_a_card() -> None:
    english, chinese = Formats("en", "EUR"), Formats("zh_CN", "CNY")
    assert english.big_money(Decimal("9100")) == "€9,100.00"
    assert english.big_money(Decimal("18230.55")) == "€18,231"
    assert english.big_money(Decimal("123456789")) == "€123.46M"
    assert chinese.big_money(Decimal("123456789")) == "¥1.23亿"


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_no_cent_is_lost_in_writing(value: Decimal) -> None:
    written = Formats("en", "EUR").money(value).replace("€", "").replace(",", "")
    assert Decimal(written) == value


def test_times_are_the_readers() -> None:
    formats = Formats("en", "EUR", "Asia/Shanghai")
    assert formats.clock(NOW, NOW) == "16:15:30"
    assert formats.clock(NOW - dt.timedelta(days=1), NOW) == "2026-03-04 16:15:30"
    assert formats.local(NOW) == dt.datetime(2026, 3, 5, 16, 15, 30)  # noqa: DTZ001
    assert formats.local(None) is None
    assert Formats("en", "EUR", "Mars/Olympus").clock(NOW, NOW) == "08:15:30"


def test_how_long_ago() -> None:
    past = NOW - dt.timedelta(minutes=5)
    assert Formats("en").ago(past, NOW) == "5 minutes ago"
    assert Formats("zh_CN").ago(past, NOW) == "5分钟前"
    assert Formats("en").ago(NOW + dt.timedelta(seconds=3), NOW) == "1 second ago"
    assert Formats("en").ago(None, NOW) == "–"


def test_what_a_device_said_is_no_markup() -> None:
    assert plain("![x](http://a) `b`\n<i>") == r"\!\[x\]\(http\://a\) \`b\` \<i\>"
