"""Letters on a sheet: the fonts that are carried along, and what to write where they lack one."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fpdf import FPDF

# It would name the letters of somebody's name that its font has not.
logging.getLogger("fpdf").setLevel(logging.ERROR)

FONTS = Path(__file__).resolve().parent / "fonts"
INK, SOFT, ACCENT = (19, 36, 43), (75, 93, 101), (10, 94, 102)


def add_fonts(sheet: "FPDF") -> None:
    """Have the sheet write with our fonts, under the name ``Text``."""
    sheet.add_font("Text", "", FONTS / "DejaVuSans.ttf")
    sheet.add_font("Text", "B", FONTS / "DejaVuSans-Bold.ttf")


def has_letters(sheet: "FPDF", text: str) -> bool:
    """Say whether the font that is set has every letter of the text."""
    known = sheet.current_font.cmap  # type: ignore[union-attr]  # it is one that was added
    return all(ord(letter) in known for letter in text if not letter.isspace())
