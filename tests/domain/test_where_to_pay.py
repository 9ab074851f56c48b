"""Who sells says where its invoices are paid to, and what to write with it."""

from app.domain.paper import Seller
from app.domain.where_to_pay import WhereToPay, pay_to


def test_an_account_is_said_with_whose_it_is_and_none_is_not_said() -> None:
    named = Seller("desk", "Fjordlight AS", bank="NO93 8601")
    assert pay_to(named, order="CD-1") == WhereToPay("Fjordlight AS, NO93 8601", write="CD-1")
    assert pay_to(Seller("desk", "Fjordlight AS"), order="CD-1") == WhereToPay("", write="CD-1")
