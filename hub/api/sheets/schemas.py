from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from hub.api.paging import PageQuery
from hub.api.sheets.files import Format, Language
from hub.api.values import Answer, Code, Instant, Wanted

FileName = Annotated[str, Field(max_length=200), AfterValidator(lambda name: name.replace("\x00", ""))]


class ColumnAnswer(Answer):
    name: str
    zh: str = Field(description="Its heading in Chinese, which is taken as well.")
    required: bool
    note: str
    note_zh: str
    example: str


class SheetAnswer(Answer):
    name: str
    title: str
    title_zh: str
    key: list[str] = Field(description="The columns that tell its rows apart.")
    role: str = Field(description="The least role that may bring such a file in.")
    columns: list[ColumnAnswer]


class FileQuery(Wanted):
    format: Format = "xlsx"
    language: Annotated[Language, Field(description="Of the headings; both are taken when it comes in.")] = (
        "en"
    )


class ImportQuery(Wanted):
    dry_run: Annotated[bool, Field(description="Only say what is wrong and what would change.")] = False
    file_name: FileName = ""
    encoding: Annotated[
        Literal["utf-8", "gb18030", "windows-1252", "utf-16"] | None,
        Field(description="Of a CSV; found out unless said."),
    ] = None
    decimal_comma: Annotated[bool, Field(description="1,5 is 1.5.")] = False


class JobQuery(PageQuery):
    kind: Code | None = None


class ImportAnswer(Answer):
    """A file's way: `waiting`, `running`, then `done`, `refused` (by its faults) or `failed` (`detail`)."""

    id: int
    kind: str
    file_name: str
    dry_run: bool
    by: str
    state: str
    step: str = Field(description="While it runs: `reading`, `checking` or `saving`.")
    rows_total: int
    rows_done: int
    created: int
    updated: int
    unchanged: int
    faults: int
    reading: dict[str, Any] = Field(description="How the file was read: format, encoding, separator.")
    changes: list[dict[str, Any]] = Field(description="The first rows that it changes, field by field.")
    detail: str
    started_at: Instant
    finished_at: Instant | None


class FaultAnswer(Answer):
    no: int
    row: int = Field(description="As a spreadsheet counts: 1 has the headings; 0 is the whole file.")
    column: str
    value: str
    what: str
