"""A receipt, invoice, credit note or correction as a PDF, made of what was frozen.

The same paper is the same file, byte for byte, whenever it is made: nothing but the paper is read.
A paper names the layout it was issued with, and keeps its look. In the first a tax has the
catalogue's name; since the second VAT is called as the language calls it, since the third the
product's own reasons are said in it, since the fourth an invoice says what to write with the
payment, since the fifth reverse charge is called that and an account has whose it is.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from app.domain.paper import EXCESS, Paper, PaperKind, PaperLine, Recipient, Seller
from app.domain.reason import about_of, filled
from app.domain.tax import VAT_NAMES, Tax, TaxMode
from app.domain.where_to_pay import pay_to
from app.paper.lettering import ACCENT, INK, SOFT, add_fonts, has_letters, written
from app.paper.words import WORDS, Words

if TYPE_CHECKING:
    from fpdf import FPDF

_GATEWAYS = {"stripe": "Stripe", "paypal": "PayPal"}


def paper_pdf(paper: Paper) -> bytes:
    """Return the paper on sheets of A4."""
    return written(partial(_draw, paper))


def _draw(paper: Paper, fonts: Path) -> "FPDF":
    # Loaded here: most processes never make one.
    from fpdf import FPDF

    words = WORDS[paper.language]

    class Sheet(FPDF):
        """Sheets that are numbered at the foot."""

        def footer(self) -> None:
            """Say which page of how many it is."""
            self.set_y(-12)
            self.set_font("Text", "", 8)
            self.set_text_color(*SOFT)
            text = words.page.format(page=self.page_no(), pages="{nb}")
            self.cell(0, 5, f"{paper.number} · {text}", align="C")

    sheet = Sheet(format="A4")
    sheet.set_creation_date(paper.issued_at)
    sheet.set_title(f"{words.kinds[paper.kind]} {paper.number}")
    sheet.set_lang(words.locale.partition("_")[0])
    sheet.set_margins(18, 18, 18)
    sheet.set_auto_page_break(auto=True, margin=18)
    add_fonts(sheet, fonts)
    sheet.add_page()
    _Drawing(sheet, paper, words).draw()
    return sheet


class _Drawing:
    """What is drawn on the sheets, from the top to the foot."""

    def __init__(self, sheet: "FPDF", paper: Paper, words: Words) -> None:
        self._sheet = sheet
        self._paper = paper
        self._words = words

    def draw(self) -> None:
        self._head()
        self._parties()
        self._about()
        self._lines()
        self._sums()
        self._foot()

    def _head(self) -> None:
        paper, words = self._paper, self._words
        self._write(self._spelt(paper.seller.name), size=12, bold=True, colour=ACCENT)
        self._sheet.ln(4)
        self._write(words.kinds[paper.kind], size=24, bold=True)
        self._sheet.ln(1)
        facts = [(words.number, paper.number), (words.issued, self._words.day(paper.issued_on))]
        if paper.supplied:
            days = dict.fromkeys(self._words.day(day) for day in paper.supplied)
            facts.append((words.supplied, " – ".join(days)))
        if paper.due_on:
            facts.append((words.due, self._words.day(paper.due_on)))
        facts.append((words.order, paper.order))
        if paper.recipient.reference:
            facts.append((words.your_reference, self._spelt(paper.recipient.reference)))
        for name, value in facts:
            self._fact(name, value)
        self._sheet.ln(4)

    def _parties(self) -> None:
        sheet, words = self._sheet, self._words
        top, half = sheet.get_y(), sheet.epw / 2
        ends = []
        for left, title, lines in (
            (sheet.l_margin, words.to, self._recipient()),
            (sheet.l_margin + half, words.from_, self._seller(self._paper.seller)),
        ):
            sheet.set_xy(left, top)
            self._write(title, size=8, colour=SOFT, width=half - 4)
            for number, line in enumerate(lines):
                sheet.set_x(left)
                self._write(line, size=9.5, bold=number == 0, width=half - 4)
            ends.append(sheet.get_y())
        sheet.set_xy(sheet.l_margin, max(ends) + 6)

    def _recipient(self) -> Sequence[str]:
        known = self._paper.recipient
        return self._party((known.company, known.name), known)

    def _seller(self, seller: Seller) -> Sequence[str]:
        return self._party((seller.name,), seller)

    def _party(self, names: Sequence[str], known: Recipient | Seller) -> Sequence[str]:
        words = self._words
        numbers = (
            (words.registration, known.registration_number),
            (words.vat_number, known.vat_number),
        )
        lines = [*names, *known.address, words.country(known.country)]
        lines += [f"{title} {number}" for title, number in numbers if number]
        return [self._spelt(line) for line in lines if line]

    def _about(self) -> None:
        paper, words = self._paper, self._words
        if paper.corrects:
            about = words.corrects.format(
                kind=words.kinds[paper.corrects.kind],
                number=paper.corrects.number,
                day=self._words.day(paper.corrects.issued_on),
            )
            part = words.part(paper.part_of, paper.currency)
            self._write(f"{about}. {part}".strip(), size=10, bold=True)
        if paper.reason:
            self._write(f"{words.reason}: {self._spelt(self._reason())}", size=9.5)
        if paper.instalment:
            said = words.about(paper.instalment, paper.currency)
            self._write(said, size=10, bold=True)
        if paper.corrects or paper.reason or paper.instalment:
            self._sheet.ln(3)

    def _reason(self) -> str:
        """Return the reason as somebody wrote it, or one of the product's as the language says it.

        What that names, a class say, is called as it was.
        """
        own, words = self._paper.own_reason, self._paper.reason
        return filled(self._words.reasons[own], about_of(own, words)) if own else words

    def _lines(self) -> None:
        words = self._words
        heads = (words.what, words.rate, words.net, words.tax, words.gross)
        rows = [
            (
                self._label(line),
                self._rate(line.tax),
                *map(self._amount, (line.net, line.tax_amount, line.total)),
            )
            for line in self._paper.lines
        ]
        self._table(heads, rows, widths=(40, 18, 14, 13, 15))
        self._sheet.ln(4)

    def _sums(self) -> None:
        words, paper = self._words, self._paper
        rows = [
            (self._rate(each.tax), *map(self._amount, (each.net, each.tax_amount, each.total)))
            for each in paper.sums
        ]
        total = words.total.format(currency=paper.currency)
        whole = (total, *map(self._amount, (paper.net, paper.tax_amount, paper.total)))
        heads = (words.rate, words.net, words.tax, words.gross)
        self._table(heads, [*rows, whole], widths=(58, 14, 13, 15), strong=len(rows) + 1)
        self._sheet.ln(3)

    def _foot(self) -> None:
        paper, words = self._paper, self._words
        said = [words.currency.format(currency=paper.currency) + "."]
        if any(each.tax.mode is TaxMode.EXEMPT for each in paper.sums):
            said.append(self._exempted())
        said.append(self._moved())
        if paper.seller.bank and paper.kind is PaperKind.INVOICE:
            where = pay_to(paper.seller, order=paper.order)
            account = where.account if paper.layout > 4 else paper.seller.bank
            said.append(f"{words.bank}: {account}")
            said.append(f"{words.write}: {where.write}" if paper.layout > 3 else "")
        if paper.seller.note:
            said.append(paper.seller.note)
        for sentence in filter(None, said):
            self._write(self._spelt(sentence), size=9, colour=SOFT)

    def _exempted(self) -> str:
        """Return why no tax is charged (Directive 2006/112/EC, article 226, point 11a).

        Who owes it instead is only said to whoever can: a private person cannot.
        """
        paper, words = self._paper, self._words
        if not paper.recipient.vat_number:
            return words.exempted
        return words.reverse_charge if paper.layout > 4 else words.reverse_charge_once

    def _moved(self) -> str:
        """Return what is said of money that moved; a receipt is corrected where none did."""
        paper, words = self._paper, self._words
        about = paper.corrects.kind if paper.corrects else None
        mistaken = paper.kind is PaperKind.CORRECTION and about is PaperKind.RECEIPT
        if paper.moved is None or not paper.moved.gateway or mistaken:
            return ""
        sentence = {
            PaperKind.CREDIT_NOTE: words.sent_back,
            PaperKind.CORRECTION: words.came_back,
        }.get(paper.kind, words.paid)
        gateway = {**_GATEWAYS, **words.by_hand}.get(paper.moved.gateway, paper.moved.gateway)
        return sentence.format(gateway=gateway, day=self._words.day(paper.moved.on))

    def _label(self, line: PaperLine) -> str:
        label = self._words.excess if line.key == EXCESS else self._spelt(line.label)
        if line.quantity != 1:
            label = f"{line.quantity} × {label}"
        return f"{label}\n{self._spelt(line.detail)}" if line.detail else label

    def _rate(self, tax: Tax) -> str:
        if tax.mode is TaxMode.NONE:
            return self._words.untaxed
        if tax.mode is TaxMode.EXEMPT:
            return f"{self._name(tax)} {self._words.exempt}".strip()
        rate = format_decimal(Decimal(tax.rate) / 100, locale=self._words.locale)
        return f"{self._name(tax) or self._words.tax} {rate}\N{NO-BREAK SPACE}%"

    def _name(self, tax: Tax) -> str:
        """Return what a tax is called; one that is not VAT has the catalogue's name."""
        is_vat = tax.name.casefold() in VAT_NAMES
        return self._words.tax if is_vat and self._paper.layout > 1 else tax.name

    def _amount(self, minor: int) -> str:
        return self._words.amount(minor, self._paper.currency)

    def _spelt(self, text: str) -> str:
        """Return the text, or where to find it when a letter of it is in no font of ours."""
        self._sheet.set_font("Text", "", 9.5)
        if has_letters(self._sheet, text):
            return text
        return self._words.unspelt.format(order=self._paper.order)

    def _fact(self, name: str, value: str) -> None:
        sheet = self._sheet
        sheet.set_font("Text", "", 9.5)
        sheet.set_text_color(*SOFT)
        sheet.cell(38, 5, name)
        sheet.set_text_color(*INK)
        sheet.cell(0, 5, value, new_x="LMARGIN", new_y="NEXT")

    def _write(
        self,
        text: str,
        *,
        size: float,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
        width: float = 0,
    ) -> None:
        sheet = self._sheet
        sheet.set_font("Text", "B" if bold else "", size)
        sheet.set_text_color(*colour)
        sheet.multi_cell(width, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def _table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: tuple[int, ...],
        strong: int = 0,
    ) -> None:
        from fpdf.fonts import FontFace

        sheet = self._sheet
        sheet.set_font("Text", "", 8.5)
        sheet.set_text_color(*INK)
        sheet.set_draw_color(*SOFT)
        with sheet.table(
            col_widths=widths,
            text_align=("LEFT", *["RIGHT"] * (len(heads) - 1)),
            borders_layout="HORIZONTAL_LINES",
            headings_style=FontFace(emphasis="", color=SOFT),
            line_height=4.6,
            padding=1.2,
        ) as table:
            table.row(heads)
            for number, row in enumerate(rows, start=1):
                table.row(row, style=FontFace(emphasis="BOLD") if number == strong else None)
