"""Claims about the certificate's paper: what it says, and that it can be checked."""

import io
import logging
from datetime import date

import pytest
from pypdf import PdfReader

from app.domain.certificate import Certificate, certificate_of
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.paper.certificate import certificate_pdf
from tests.fakes.events import event

NUMBER = "C-22222-33333-44444-55555"
CERTIFICATE = Certificate(
    number=NUMBER,
    name="Łukasz Ødegård",
    title="First aid",
    class_code="FA-2031-07",
    when="10–11 Mar 2031",
    completed_on=date(2031, 3, 11),
)


def paper(**changed: str) -> bytes:
    given = {name: getattr(CERTIFICATE, name) for name in Certificate.__slots__}
    certificate = Certificate(**{**given, **changed})
    return certificate_pdf(certificate, site="Fjordlight", base_url="https://desk.example")


def said(content: bytes) -> str:
    (sheet,) = PdfReader(io.BytesIO(content)).pages
    return " ".join(sheet.extract_text().split())


def test_it_says_who_completed_what_and_when_on_one_sheet() -> None:
    text = said(paper())
    for words in (
        "Fjordlight",
        "Łukasz Ødegård",
        "First aid",
        "10–11 Mar 2031 · class FA-2031-07",
        "Completed on Tuesday 11 March 2031",
        f"Number {NUMBER}",
        f"https://desk.example/certificates/{NUMBER}",
    ):
        assert words in text


def test_its_code_and_its_address_lead_to_where_it_is_checked() -> None:
    (sheet,) = PdfReader(io.BytesIO(paper())).pages
    links = {each.get_object()["/A"]["/URI"] for each in sheet["/Annots"]}  # type: ignore[attr-defined]  # a list of references
    assert links == {f"https://desk.example/certificates/{NUMBER}"}
    assert len(sheet.images) == 1


def test_the_same_certificate_is_the_same_file() -> None:
    assert paper() == paper()


def test_a_long_name_and_title_still_are_one_sheet() -> None:
    text = said(paper(name="Wolfeschlegelsteinhausen " * 8, title="A title " * 30))
    assert "Wolfeschlegelsteinhausen" in text
    assert NUMBER in text


@pytest.mark.parametrize("name", ["李小龍", "Bruce 李小龍", "김민준", "अनन्या"])
def test_a_name_in_letters_its_font_has_not_is_said_to_stand_at_the_address(name: str) -> None:
    text = said(paper(name=name))
    assert "This is to certify that the person named at the address below has completed" in text
    assert f"Check it at https://desk.example/certificates/{NUMBER}" in text
    assert "Bruce" not in text, "half a name is none"


def test_a_title_and_a_code_in_such_letters_are_told_of_in_the_same_way() -> None:
    text = said(paper(title="急救", class_code="急救-1"))
    assert "the course named at the address below 10–11 Mar 2031 Completed on" in text
    assert "Łukasz Ødegård" in text


def test_a_letter_its_font_has_not_is_named_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert paper(name="李小龍").startswith(b"%PDF-")
    assert "李" not in caplog.text


def test_only_who_completed_has_one() -> None:
    kind = EventKind.REGISTRATION_COMPLETED
    assert certificate_of(event(kind)) is None
    done = {"state": RegistrationState.COMPLETED, "certificate": NUMBER}
    assert certificate_of(event(kind, registration=done)) is None
    found = certificate_of(event(kind, registration=done | {"result_on": date(2031, 3, 11)}))
    assert found
    assert (found.number, found.name, found.when) == (NUMBER, "Ingrid Solheim", "10–11 Mar 2031")
