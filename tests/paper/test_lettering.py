"""Claims about the fonts: quick ones for usual letters, and no document shows which were used."""

from dataclasses import replace
from pathlib import Path

import pytest
from fpdf import FPDF

from app.paper.lettering import FONTS, USUAL, add_fonts, has_letters, written
from app.paper.paper_pdf import paper_pdf
from tests.paper.cutting import cut, whole_fonts
from tests.paper.reading import words_in
from tests.paper.test_paper_pdf import RECEIPT

USUAL_TEXT = "Łukasz Ødegård, Żółć Ελένη Жанна Nguyễn – № 1 «2» €"
GEORGIAN = "ნინო"
CHINESE = "王芳"


class Drawing:
    """Draws a text and notes with which fonts; ``asks`` first whether they have its letters."""

    def __init__(self, text: str, *, asks: bool) -> None:
        self._text = text
        self._asks = asks
        self.drawn_with: list[Path] = []
        self.had: list[bool] = []

    def __call__(self, fonts: Path) -> FPDF:
        """Draw it."""
        self.drawn_with.append(fonts)
        self.had.clear()
        sheet = FPDF()
        sheet.set_creation_date(RECEIPT.issued_at)
        add_fonts(sheet, fonts)
        sheet.add_page()
        for style in ("", "B"):
            sheet.set_font("Text", style, 10)
            if self._asks:
                self.had.append(has_letters(sheet, self._text))
            sheet.cell(text=self._text)
        return sheet


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize(
    ("text", "fonts"),
    [(USUAL_TEXT, [USUAL]), (GEORGIAN, [USUAL, FONTS]), (CHINESE, [USUAL, FONTS])],
    ids=["usual", "unusual", "in no font"],
)
def test_whichever_fonts_it_is_drawn_with_it_is_the_same_file(
    text: str, fonts: list[Path], asks: bool
) -> None:
    drawing, whole = Drawing(text, asks=asks), Drawing(text, asks=asks)
    assert written(drawing) == bytes(whole(FONTS).output())
    assert drawing.drawn_with == fonts
    assert drawing.had == whole.had == [text != CHINESE] * 2 * asks


def test_an_unusual_name_is_on_its_paper() -> None:
    recipient = replace(RECEIPT.recipient, name=GEORGIAN)
    assert GEORGIAN in words_in(paper_pdf(replace(RECEIPT, recipient=recipient)))


@pytest.mark.parametrize("font", whole_fonts(), ids=lambda font: font.name)
def test_the_usual_letters_are_those_of_the_whole_font(font: Path) -> None:
    assert (USUAL / font.name).read_bytes() == cut(font)
