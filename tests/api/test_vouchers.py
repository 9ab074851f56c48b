"""A voucher by API: used once for each key, and refused in one and the same way."""

import pytest

from app.domain.voucher import UNUSABLE, VoucherKind
from tests.api.caller import MAKE, Caller, asking
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher, used
from tests.worlds import add_class, states


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
