"""A certificate as a PDF: number, a code to scan, and where anybody can check it.

The same certificate is the same file, byte for byte. Its fonts have Latin, Greek, Cyrillic and some
more letters; a name in others (Chinese) is not spelt by boxes: the sheet says that the address
where it is checked has it.
"""

import io
from datetime import UTC, datetime, time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.certificate import Certificate, certificate_path
from app.domain.wording import say_day
from app.paper.lettering import ACCENT, INK, SOFT, add_fonts, has_letters, written

if TYPE_CHECKING:
    from fpdf import FPDF

_CODE_MILLIMETRES = 34
_NAMED = "the {} named at the address below"


def certificate_pdf(certificate: Certificate, *, site: str, base_url: str) -> bytes:
    """Return the certificate on one sheet, A4 across; ``base_url`` has no slash at the end."""
    return written(partial(_draw, certificate, site, base_url))


def _draw(certificate: Certificate, site: str, base_url: str, fonts: Path) -> "FPDF":
    # Loaded here: most processes never make one.
    from fpdf import FPDF

    sheet = FPDF(orientation="landscape", format="A4")
    sheet.set_creation_date(datetime.combine(certificate.completed_on, time.min, tzinfo=UTC))
    sheet.set_title(f"Certificate {certificate.number}")
    sheet.set_lang("en")
    sheet.set_auto_page_break(auto=False)
    add_fonts(sheet, fonts)
    sheet.add_page()
    _frame(sheet)
    sheet.set_y(32)
    _line(sheet, site, size=14, colour=ACCENT, bold=True, instead=base_url)
    sheet.ln(8)
    _line(sheet, "Certificate", size=34, bold=True)
    sheet.ln(4)
    _line(sheet, "This is to certify that", size=13, colour=SOFT)
    _line(sheet, certificate.name, size=24, bold=True, instead=_NAMED.format("person"))
    _line(sheet, "has completed", size=13, colour=SOFT)
    _line(sheet, certificate.title, size=20, bold=True, instead=_NAMED.format("course"))
    held = f"{certificate.when} · class {certificate.class_code}"
    _line(sheet, held, size=12, colour=SOFT, instead=certificate.when)
    _line(sheet, f"Completed on {say_day(certificate.completed_on)}", size=13)
    _proof(sheet, certificate, f"{base_url}{certificate_path(certificate.number)}")
    return sheet


def _frame(sheet: "FPDF") -> None:
    sheet.set_draw_color(*ACCENT)
    sheet.set_line_width(1.2)
    sheet.rect(10, 10, sheet.w - 20, sheet.h - 20)


def _line(
    sheet: "FPDF",
    text: str,
    *,
    size: float,
    colour: tuple[int, int, int] = INK,
    bold: bool = False,
    instead: str = "",
) -> None:
    """Write one text in the middle, smaller where it is long, on several lines if it must be.

    ``instead`` is written where the font lacks a letter of the text: half a name is none.
    """
    sheet.set_text_color(*colour)
    sheet.set_font("Text", "B" if bold else "", size)
    if instead and not has_letters(sheet, text):
        text = instead
    width = sheet.epw - 20
    while size > 10 and sheet.get_string_width(text) > width:
        size -= 1
        sheet.set_font_size(size)
    sheet.set_x(sheet.l_margin + 10)
    sheet.multi_cell(width, size * 0.6, text, align="C", new_x="LMARGIN", new_y="NEXT")


def _proof(sheet: "FPDF", certificate: Certificate, address: str) -> None:
    """Write the number and where to check it, beside the code that leads there."""
    # Loaded here for the same reason.
    import segno

    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
    picture.seek(0)
    top = sheet.h - 18 - _CODE_MILLIMETRES
    left = sheet.w - 20 - _CODE_MILLIMETRES
    sheet.image(
        picture,
        x=left,
        y=top,
        w=_CODE_MILLIMETRES,
        h=_CODE_MILLIMETRES,
        link=address,
        alt_text="Code that leads to where this certificate can be checked",
    )
    sheet.set_text_color(*INK)
    sheet.set_font("Text", "B", 11)
    sheet.set_xy(22, top + 14)
    sheet.cell(text=f"Number {certificate.number}", new_x="LEFT", new_y="NEXT", h=7)
    sheet.set_font("Text", "", 10)
    sheet.set_text_color(*SOFT)
    sheet.cell(text=f"Check it at {address}", link=address, h=7)
