"""Letters on a sheet: the fonts that are carried along, and what to write where they lack one.

A document is drawn with fonts of the usual letters, and only where it has others with the whole
ones, which take much longer to load. Those of the usual letters are cut out of the whole ones
(`tests/paper/cutting.py`), so that it is the same file either way, byte for byte.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.fonts import TTFFont

# It would name the letters of somebody's name that its font has not.
logging.getLogger("fpdf").setLevel(logging.ERROR)

FONTS = Path(__file__).resolve().parent / "fonts"
USUAL = FONTS / "usual"
INK, SOFT, ACCENT = (19, 36, 43), (75, 93, 101), (10, 94, 102)


def written(draw: Callable[[Path], "FPDF"]) -> bytes:
    """Return the document that ``draw`` draws with the fonts of a folder; it may be asked twice."""
    sheet = draw(USUAL)
    fonts = [cast("TTFFont", font) for font in sheet.fonts.values()]
    if not any(font.missing_glyphs for font in fonts):
        return bytes(sheet.output())
    for font in fonts:
        font.close()
    return bytes(draw(FONTS).output())


def add_fonts(sheet: "FPDF", folder: Path) -> None:
    """Have the sheet write with our fonts, under the name ``Text``."""
    sheet.add_font("Text", "", folder / "DejaVuSans.ttf")
    sheet.add_font("Text", "B", folder / "DejaVuSans-Bold.ttf")


def has_letters(sheet: "FPDF", text: str) -> bool:
    """Say whether the font that is set has every letter of the text; what it lacks it remembers."""
    font = cast("TTFFont", sheet.current_font)
    lacked = [ord(each) for each in text if not each.isspace() and ord(each) not in font.cmap]
    font.missing_glyphs.extend(lacked)
    return not lacked
