"""A voucher by API: used once for each key, and refused in one and the same way."""

from collections.abc import Callable

import pytest

from app.domain.objection import Limits
from app.domain.voucher import UNUSABLE, VoucherKind
from tests.api.caller import MAKE, Caller, asking
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, used
from tests.worlds import add_class, states

BO_HERE = {"name": "Bo Berg", "email": "bo@example.org", "phone": "+4722123457"}


def test_a_voucher_takes_something_off_once_for_each_key(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    add_voucher(shop.sessions, kind=VoucherKind.PERCENT, percent=25)
    for _ in range(2):
        answer = iso.call(
            "POST", MAKE, json=asking(voucher="fair-2031"), headers={"Idempotency-Key": "a"}
        )
        assert answer.status_code == 201
        assert answer.get_json()["payment"]["amount"] == 3150.0
    assert used(shop.sessions) == (1, 0)


def test_a_client_that_guesses_at_vouchers_is_stopped_and_another_is_served(
    iso: Caller, calls: Callable[..., Caller], shop: Shop
) -> None:
    add_class(shop.sessions)
    add_voucher(shop.sessions)
    # Twice as often as there is room for in a minute: wherever one ends, one of them is full.
    guesses = [
        iso.call("POST", MAKE, json=asking(voucher=f"NOSUCH{number}")).status_code
        for number in range(62)
    ]
    assert set(guesses) == {409, 429}
    assert guesses[:30] == [409] * 30
    assert iso.call("POST", MAKE, json=asking()).status_code == 201
    other = calls().call("POST", MAKE, json=asking(voucher=CODE, participant=BO_HERE))
    assert other.status_code == 201


@pytest.mark.parametrize(("voucher", "status"), [("NOSUCH2031", 409), (CODE, 409), ("☃", 400)])
def test_what_is_no_voucher_here_is_refused(
    iso: Caller, shop: Shop, voucher: str, status: int
) -> None:
    add_class(shop.sessions)
    add_voucher(shop.sessions, active=False)
    answer = iso.call("POST", MAKE, json=asking(voucher=voucher))
    assert answer.status_code == status
    assert UNUSABLE in str(answer.get_json())
    assert states(shop.sessions) == []


def test_what_is_too_little_for_any_gateway_is_refused_with_what_they_take(
    iso: Caller, shop: Shop
) -> None:
    shop.gateway.limits = Limits(least=300)
    add_class(shop.sessions)
    add_voucher(shop.sessions, kind=VoucherKind.AMOUNT, minor=419800, currency="NOK")
    answer = iso.call("POST", MAKE, json=asking(voucher=CODE))
    assert answer.status_code == 409
    error = answer.get_json()["error"]
    assert error["details"]["field"] == "payment"
    assert error["message"] == (
        "NOK\N{NO-BREAK SPACE}2 cannot be paid online."
        " The least that can be paid online is NOK\N{NO-BREAK SPACE}3."
    )
    assert states(shop.sessions) == []
    assert used(shop.sessions) == (0, 0)
