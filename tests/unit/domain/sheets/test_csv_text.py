"""CSV files as spreadsheets of many countries write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.sheets import csv_text

CHINESE = "货号,名称\r\nMUG-01,搪瓷杯\r\nPAN-02,铸铁锅“大”\r\n"
WESTERN = "sku;name\r\nA;Café crème\r\nB;Säge\r\n"


def lines(content: bytes, encoding: str | None = None) -> list[list[str]]:
    return list(csv_text.read(content, encoding).lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_is_read_in_whatever_it_was_saved(encoding: str) -> None:
    assert lines(CHINESE.encode(encoding))[1:] == [["MUG-01", "搪瓷杯"], ["PAN-02", "铸铁锅“大”"]]


def test_a_western_file_is_not_taken_for_chinese() -> None:
    found = csv_text.read(WESTERN.encode("cp1252"))
    assert (found.encoding, found.separator) == ("windows-1252", ";")
    assert [line[1] for line in found.lines] == ["name", "Café crème", "Säge"]


def test_a_said_encoding_holds() -> None:
    assert lines("a,b\nß,é\n".encode("cp1252"), "windows-1252")[1] == ["ß", "é"]
    with pytest.raises(csv_text.UnreadableError, match="line 2 is not utf-8"):
        lines("a,b\nß,é\n".encode("cp1252"), "utf-8")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_that_of_the_headings(separator: str) -> None:
    text = f'"a,;b"{separator}c\n1{separator}"x\ny"\n'
    assert lines(text.encode()) == [["a,;b", "c"], ["1", "x\ny"]]
    assert lines(b"sep=|\na|b\n") == [["a", "b"]]


def test_open_quotation_marks_are_told_where() -> None:
    with pytest.raises(csv_text.UnreadableError, match="line"):
        lines(b'a,b\n"1,2\n3,4\n')


def test_what_a_spreadsheet_would_run_is_made_harmless() -> None:
    written = csv_text.write([["=1+1", "@x", "-5", "-x", "+49 30"]]).decode("utf-8-sig")
    assert written.strip() == "'=1+1,'@x,-5,'-x,'+49 30"


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


@given(st.lists(st.lists(TEXT, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_is_written_is_read_again(table: list[list[str]]) -> None:
    head = [f"c{place}" for place in range(4)]
    assert lines(csv_text.write([head, *table])) == [head, *table]
