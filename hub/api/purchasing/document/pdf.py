"""An order as PDF, laid out by reportlab: as many pages as its lines need, the headings on each."""

from __future__ import annotations

import io
from typing import Any, Final

from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from hub.api.purchasing.document.fonts import Fonts, fonts
from hub.api.purchasing.document.paper import Paper

_MARGIN: Final = 18 * mm
_WIDTHS: Final = tuple(width * mm for width in (9, 24, 24, 42, 15, 12, 17, 20, 19))
_RIGHT: Final = frozenset({4, 6, 7})
_INK: Final = colors.HexColor("#1f2937")
_RULE: Final = colors.HexColor("#d1d5db")


def pdf(paper: Paper, font_path: str | None) -> bytes:
    """Raises FontError."""
    made = _Maker(fonts(font_path), paper)
    written = io.BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=A4[0] - _MARGIN - sum(_WIDTHS),
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=f"{paper.title} {paper.number}",
        author="Tallydock",
        # the same order gives the same file
        invariant=1,
    )
    document.build(made.story(), canvasmaker=made.canvas)
    return written.getvalue()


class _Maker:
    def __init__(self, fonts: Fonts, paper: Paper) -> None:
        self._fonts = fonts
        self._paper = paper

    def story(self) -> list[Flowable]:
        paper = self._paper
        story: list[Flowable] = [
            self._text(f"{paper.title} {paper.number}", size=16, bold=True),
            Spacer(1, 3 * mm),
        ]
        if paper.mark:
            story += [self._text(paper.mark, size=12, color=colors.HexColor("#b91c1c")), Spacer(1, 2 * mm)]
        story += [self._head(), Spacer(1, 6 * mm), self._lines(), Spacer(1, 3 * mm), self._total()]
        if paper.note:
            story += [Spacer(1, 6 * mm), *(self._text(line) for line in paper.note.splitlines())]
        return story

    def _text(
        self, text: str, *, size: float = 9, bold: bool = False, right: bool = False, color: Any = _INK
    ) -> Paragraph:
        style = ParagraphStyle(
            "text",
            fontName=self._fonts.bold if bold else self._fonts.normal,
            fontSize=size,
            leading=size * 1.35,
            textColor=color,
            wordWrap="CJK",  # Chinese has no spaces to break at; long numbers neither
            alignment=TA_RIGHT if right else TA_LEFT,
        )
        return Paragraph(self._fonts.markup(text, bold=bold), style)

    def _head(self) -> Table:
        supplier = [self._text(line, size=10) for line in self._paper.supplier]
        facts = Table(
            [[self._text(name), self._text(text)] for name, text in self._paper.facts],
            colWidths=(38 * mm, 50 * mm),
            style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 1),
                              ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]),
        )  # fmt: skip
        style = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)])
        return Table(
            [[supplier, facts]], colWidths=(sum(_WIDTHS) - 92 * mm, 92 * mm), style=style, hAlign="LEFT"
        )

    def _lines(self) -> Table:
        head = [
            self._text(name, size=8, bold=True, right=place in _RIGHT)
            for place, name in enumerate(self._paper.columns)
        ]
        rows = [
            [self._text(cell, size=8, right=place in _RIGHT) for place, cell in enumerate(row)]
            for row in self._paper.rows
        ]
        style = TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, _INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, _RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
            ]
        )
        return Table([head, *rows], colWidths=_WIDTHS, repeatRows=1, style=style, hAlign="LEFT")

    def _total(self) -> Table:
        name, amount = self._paper.total
        cells = [self._text(name, bold=True, right=True), self._text(amount, bold=True, right=True)]
        return Table([cells], colWidths=(sum(_WIDTHS[:6]), sum(_WIDTHS[6:])), hAlign="LEFT")

    def canvas(self, *arguments: Any, **named: Any) -> Canvas:
        return _numbered(self._paper.page, self._fonts, self._paper.number)(*arguments, **named)


def _numbered(said: str, fonts: Fonts, number: str) -> type[Canvas]:
    """A canvas that knows at its end how many pages there are, and then writes that on each."""

    class Numbered(Canvas):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 - reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]

        def save(self) -> None:
            for page, state in enumerate(self._pages, start=1):
                self.__dict__.update(state)
                text = f"{number} · " + said.format(page=page, pages=len(self._pages))
                foot = Paragraph(
                    fonts.markup(text),
                    ParagraphStyle("foot", fontName=fonts.normal, fontSize=8, alignment=TA_RIGHT),
                )
                foot.wrapOn(self, sum(_WIDTHS), _MARGIN)
                foot.drawOn(self, _MARGIN, 10 * mm)
                super().showPage()
            super().save()

    return Numbered
