"""Who sells says where its invoices are paid to."""

from app.domain.paper import Seller


def test_an_account_is_said_with_whose_it_is_and_none_is_not_said() -> None:
    assert Seller("desk", "Fjordlight AS", bank="NO93 8601").pay_to == "Fjordlight AS, NO93 8601"
    assert Seller("desk", "Fjordlight AS").pay_to == ""
