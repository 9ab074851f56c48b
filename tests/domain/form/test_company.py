"""A company is read by the same rules wherever it is written down."""

import pytest

from app.domain.form.company import Company, read_company

STREET = ("Storgatan 1", "", "111 22", "Stockholm", "SE")
NUMBER = "SE556703748501"
OTHER_COUNTRY = "The VAT number is one of Sweden: enter the address that the company has there"


@pytest.mark.parametrize(
    ("name", "number", "address", "company", "errors"),
    [
        ("", "", (), Company(), {}),
        (" Berg  AB ", "", (), Company("Berg AB"), {}),
        ("Berg AB", "se 556703-748501", STREET, Company("Berg AB", NUMBER, STREET), {}),
        ("Berg AB", "", STREET, Company("Berg AB", "", STREET), {}),
        ("", NUMBER, STREET, None, {"company": "Enter the company that the VAT number is of"}),
        ("Berg AB", NUMBER, (), None, {"address": "Enter address of the company"}),
        ("Berg AB", NUMBER, (*STREET[:4], "DK"), None, {"address": OTHER_COUNTRY}),
        (
            "Berg AB",
            "NO999888777",
            (),
            None,
            {"vat_number": "Companies in Norway pay the tax: leave this field empty"},
        ),
        ("B" * 300, "", (), None, {"company"}),
    ],
)
def test_what_is_wrong_is_said_by_field(
    name: str, number: str, address: tuple[str, ...], company: Company | None, errors: object
) -> None:
    read, wrong = read_company(
        name=[name], vat_number=number, address=address, home="NO", exempts=True
    )
    assert errors in (dict(wrong), set(wrong))
    assert company in (read, None)


def test_where_nobody_is_exempted_its_name_alone_is_kept() -> None:
    read, wrong = read_company(
        name=["Berg AB"], vat_number="nonsense", address=STREET, home="NO", exempts=False
    )
    assert (read, wrong) == (Company("Berg AB"), {})
