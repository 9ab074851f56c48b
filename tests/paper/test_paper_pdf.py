"""Claims about receipts and the like as PDFs: what the law wants, in whose language, all alike."""

import io
import logging
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from app.domain.instalment import Instalment, Part
from app.domain.paper import (
    EXCESS,
    Corrected,
    Moved,
    Paper,
    PaperKind,
    PaperLine,
    Recipient,
    Seller,
    paper_from,
)
from app.domain.paper_language import LANGUAGES
from app.domain.tax import UNTAXED, Tax, TaxMode
from app.paper.paper_pdf import paper_pdf
from app.paper.words import WORDS
from tests.paper.reading import words_in

MVA = Tax(TaxMode.INCLUSIVE, 2500, "MVA")
RECEIPT = Paper(
    number="FL-2031-00001",
    kind=PaperKind.RECEIPT,
    language="en",
    issued_at=datetime(2031, 1, 10, 12, tzinfo=UTC),
    issued_on=date(2031, 1, 10),
    order="CD-22222-33333",
    currency="NOK",
    seller=Seller(
        code="desk",
        name="Fjordlight Læring AS",
        address=("Quay 4", "5003 Bergen"),
        country="NO",
        registration_number="987 654 321",
        vat_number="NO 987 654 321 MVA",
        bank="IBAN NO93 8601 1117 947",
        note="Foretaksregisteret",
    ),
    recipient=Recipient("Łukasz Ødegård", "Nordwind GmbH", ("Am Kai 1",), "DE 123 456 789"),
    lines=(
        PaperLine("0.0", "First aid: Standard", "Łukasz Ødegård", MVA, 336000, 84000),
        PaperLine("0.1", "Lunch", "", Tax(TaxMode.INCLUSIVE, 1500, "MVA"), 20000, 3000, 2),
    ),
    moved=Moved("stripe", date(2031, 1, 9)),
    supplied=(date(2031, 3, 10), date(2031, 3, 11)),
)


def said(paper: Paper) -> str:
    return words_in(paper_pdf(paper))


def test_it_says_all_that_the_law_wants() -> None:
    text = said(RECEIPT)
    for words in (
        "Receipt",
        "Number FL-2031-00001",
        "Issued 10 January 2031",
        "Date of supply 10 March 2031 – 11 March 2031",
        "Order CD-22222-33333",
        "Nordwind GmbH Łukasz Ødegård Am Kai 1 VAT no. DE 123 456 789",
        "Fjordlight Læring AS Quay 4 5003 Bergen Norway",
        "Registration no. 987 654 321 VAT no. NO 987 654 321 MVA",
        "First aid: Standard Łukasz Ødegård VAT 25 % 3,360.00 840.00 4,200.00",
        "2 × Lunch VAT 15 % 200.00 30.00 230.00",
        "VAT 25 % 3,360.00 840.00 4,200.00 VAT 15 % 200.00 30.00 230.00",
        "Total NOK 3,560.00 870.00 4,430.00",
        "All amounts in NOK.",
        "Paid by Stripe on 9 January 2031.",
        "Foretaksregisteret",
        "Page 1 of 1",
    ):
        assert words in text
    assert "IBAN" not in text, "who has paid need not know where to"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PaperKind)
def test_the_same_paper_is_the_same_file_in_every_language(language: str, kind: PaperKind) -> None:
    paper = replace(RECEIPT, language=language, kind=kind, instalment=Instalment(Part.REST))
    assert paper_pdf(paper) == paper_pdf(paper_from(paper.document()))
    assert WORDS[language].kinds[kind] in said(paper)


def test_numbers_and_days_are_written_as_its_language_does() -> None:
    german, norwegian = (said(replace(RECEIPT, language=each)) for each in ("de", "nb"))
    assert "Summe NOK 3.560,00 870,00 4.430,00" in german
    assert "Ausgestellt 10. Januar 2031" in german
    assert "Sum NOK 3 560,00 870,00 4 430,00" in norwegian
    assert "Betalt med Stripe 9. januar 2031." in norwegian


@pytest.mark.parametrize("name", ["VAT", "MVA", "MwSt", "USt", ""])
@pytest.mark.parametrize(("language", "called"), [("en", "VAT"), ("nb", "MVA"), ("de", "USt")])
def test_vat_is_called_as_a_papers_language_does(name: str, language: str, called: str) -> None:
    taxed = replace(RECEIPT.lines[0], tax=replace(MVA, name=name))
    exempt = replace(taxed, tax=Tax(TaxMode.EXEMPT, 2500, "MVA"), tax_amount=0)
    text = said(replace(RECEIPT, language=language, lines=(taxed, exempt)))
    assert f"Ødegård {called} 25 %" in text
    assert f"Ødegård {called} {WORDS[language].exempt}" in text


def test_a_tax_that_is_another_keeps_its_name() -> None:
    moms = replace(RECEIPT.lines[0], tax=replace(MVA, name="Moms"))
    assert "Moms 25 %" in said(replace(RECEIPT, language="de", lines=(moms,)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_paper_of_the_first_layout_calls_taxes_as_it_always_did(language: str) -> None:
    text = said(replace(RECEIPT, language=language, layout=1))
    assert "Ødegård MVA 25 %" in text
    assert "× Lunch MVA 15 %" in text


def test_a_paper_of_the_second_layout_says_its_reason_as_it_was_kept() -> None:
    kept = replace(RECEIPT, language="de", reason="paid twice", layout=2).document()
    del kept["own_reason"]
    assert "Grund: paid twice" in said(paper_from(kept))


def test_an_invoice_says_until_when_and_where_to_pay() -> None:
    text = said(replace(RECEIPT, kind=PaperKind.INVOICE, moved=None, due_on=date(2031, 2, 1)))
    assert "Due 1 February 2031" in text
    account = "Fjordlight Læring AS, IBAN NO93 8601 1117 947"
    assert f"Pay to: {account} Write with it: CD-22222-33333" in text


def test_an_invoice_of_before_does_not_say_what_to_write_with_it() -> None:
    before = said(replace(RECEIPT, kind=PaperKind.INVOICE, layout=3))
    assert "Write with" not in before
    assert "Pay to: IBAN NO93 8601 1117 947" in before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", Part)
def test_a_receipt_says_which_part_it_is_for_and_what_is_left(language: str, part: Part) -> None:
    words = WORDS[language]
    paper = replace(RECEIPT, language=language)
    told = said(replace(paper, instalment=Instalment(part, 336000, date(2031, 2, 24))))
    amount, day = words.amount(336000, "NOK"), words.day(date(2031, 2, 24))
    left = words.left_by.format(amount=f"NOK {amount}", day=day)
    assert f"{words.parts[part]} {left}".replace("\N{NO-BREAK SPACE}", " ") in told
    openly = said(replace(paper, instalment=Instalment(part, 336000)))
    assert words.left.format(amount=f"NOK {amount}").replace("\N{NO-BREAK SPACE}", " ") in openly
    assert words.parts[part] in said(replace(paper, instalment=Instalment(part)))
    assert [each for each in words.parts.values() if each in said(paper)] == []


def test_a_paper_of_before_knew_no_parts() -> None:
    kept = replace(RECEIPT, layout=3).document()
    del kept["instalment"]
    del kept["part_of"]
    assert paper_from(kept).instalment is None
    assert paper_from(kept).part_of == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_credit_note_over_a_part_says_of_which_sum(language: str) -> None:
    about = Corrected("FL-2031-00001", PaperKind.RECEIPT, date(2031, 1, 10))
    note = replace(RECEIPT, kind=PaperKind.CREDIT_NOTE, corrects=about, language=language)
    said_of = WORDS[language].part(1234500, "NOK").replace("\N{NO-BREAK SPACE}", " ")
    assert "NOK 12" in said_of
    assert said_of in said(replace(note, part_of=1234500))
    assert said_of.partition("NOK")[0] not in said(note)


def test_a_credit_note_names_what_it_is_about_and_why() -> None:
    lines = tuple(
        replace(each, net=-each.net, tax_amount=-each.tax_amount) for each in RECEIPT.lines
    )
    text = said(
        replace(
            RECEIPT,
            kind=PaperKind.CREDIT_NOTE,
            lines=lines,
            corrects=Corrected("FL-2031-00001", PaperKind.INVOICE, date(2031, 1, 10)),
            reason="cancelled",
        )
    )
    assert "About Invoice FL-2031-00001 of 10 January 2031. Reason: cancelled" in text
    assert "Total NOK -3,560.00 -870.00 -4,430.00" in text
    assert "Sent back by Stripe on 9 January 2031." in text


def test_a_receipt_that_was_a_mistake_is_corrected_without_a_word_of_money_that_moved() -> None:
    text = said(
        replace(
            RECEIPT,
            kind=PaperKind.CORRECTION,
            corrects=Corrected("FL-2031-00001", PaperKind.RECEIPT, date(2031, 1, 10)),
            moved=Moved("transfer", date(2031, 1, 9)),
            reason="written down by mistake",
        )
    )
    assert "About Receipt FL-2031-00001 of 10 January 2031. Reason: written down by" in text
    assert "9 January" not in text


@pytest.mark.parametrize(("language", "words"), [("en", "bank transfer"), ("de", "Überweisung")])
def test_money_without_a_gateway_is_called_as_people_do(language: str, words: str) -> None:
    moved = Moved("transfer", date(2031, 1, 9))
    assert words in said(replace(RECEIPT, language=language, moved=moved))


def test_a_company_finds_its_own_numbers() -> None:
    to = replace(RECEIPT.recipient, registration_number="999 888 777", reference="PO-7")
    text = said(replace(RECEIPT, recipient=to))
    assert "Registration no. 999 888 777" in text
    assert "Your reference PO-7" in text
    assert "Your reference" not in said(RECEIPT)


def test_what_is_exempt_says_why_and_what_has_no_tax_says_so() -> None:
    exempt = PaperLine("0.0", "First aid", "", Tax(TaxMode.EXEMPT, 2500, "MVA"), 336000, 0)
    lines = (exempt, PaperLine(EXCESS, "", "", UNTAXED, 100, 0))
    company = replace(RECEIPT.recipient, vat_number="SE556703748501")
    text = said(replace(RECEIPT, lines=lines, recipient=company))
    assert "VAT exempt 3,360.00 0.00 3,360.00" in text
    assert "Reverse charge: exempt from VAT, the recipient owes the tax." in text
    assert "Paid beyond the price of the order no VAT 1.00 0.00 1.00" in text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Exempt from VAT: reverse charge, the recipient owes the tax."),
        ("nb", "Fritatt for MVA: omvendt avgiftsplikt, mottakeren skylder avgiften."),
        (
            "de",
            "Steuerfrei: Steuerschuldnerschaft des Leistungsempfängers (Reverse-Charge-Verfahren).",
        ),
    ],
)
def test_reverse_charge_on_a_paper_of_before_is_called_as_it_was(
    language: str, sentence: str
) -> None:
    exempt = PaperLine("0.0", "First aid", "", Tax(TaxMode.EXEMPT, 2500, "MVA"), 336000, 0)
    kept = replace(RECEIPT, lines=(exempt,), language=language, layout=4).document()
    del kept["recipient"]["country"]
    assert sentence in said(paper_from(kept))


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Exempt from VAT."), ("nb", "Fritatt for MVA."), ("de", "Von der USt befreit.")],
)
def test_a_private_person_owes_no_tax_that_is_not_charged(language: str, sentence: str) -> None:
    exempt = PaperLine("0.0", "First aid", "", Tax(TaxMode.EXEMPT, 0, "MVA"), 336000, 0)
    person = replace(RECEIPT.recipient, vat_number="")
    text = said(replace(RECEIPT, lines=(exempt,), recipient=person, language=language))
    assert sentence in text


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "336,000"), ("KWD", "336.000"), ("EUR", "3,360.00")]
)
def test_amounts_have_the_decimals_of_their_currency(currency: str, amount: str) -> None:
    text = said(replace(RECEIPT, currency=currency))
    assert f"VAT 25 % {amount} " in text
    assert f"Total {currency} " in text


def test_many_lines_go_on_over_several_sheets_with_their_heads() -> None:
    paper = replace(RECEIPT, lines=RECEIPT.lines * 30)
    pages = PdfReader(io.BytesIO(paper_pdf(paper))).pages
    assert len(pages) > 2
    assert all("Description" in page.extract_text() for page in pages[:-1])
    assert f"Page {len(pages)} of {len(pages)}" in said(paper)


def test_a_name_in_letters_its_font_has_not_is_said_to_stand_on_the_order(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    text = said(replace(RECEIPT, recipient=Recipient("李小龍")))
    assert "To as on order CD-22222-33333" in text
    assert "李" not in caplog.text
