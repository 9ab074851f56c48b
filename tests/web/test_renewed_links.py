"""A link that was renewed stays shut to whoever has the form that the order was made of."""

import pytest

from app.domain.link import order_token
from app.domain.staff_act import StaffAct
from app.usecases.correct_address import correct_address
from tests.fakes.gateway import FakeGateway
from tests.web.embedding import FRAME, SITE, allow, fill, orders
from tests.web.visitor import ADA, SECRET, Visitor, fields_of
from tests.worlds import CLASS, Desk, add_class

PAY, RIGHT = "Pay NOK 4,200", "right@example.org"


@pytest.fixture
def stranger(desk: Desk, ada: Visitor) -> Visitor:
    """Return somebody who has the form, on the site or in a frame of another."""
    add_class(desk.sessions)
    allow(desk.sessions, SITE)
    return ada


def renew(desk: Desk) -> str:
    """Have staff correct the only order's address; return the token that opens it since."""
    (order,) = orders(desk)
    correct_address(
        desk.sessions,
        order_reference=order.reference,
        old=ADA["email"],
        new=RIGHT,
        staff=StaffAct(by="kim@desk.example", reason="misspelled"),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )
    return order_token(SECRET, order.reference, turn=1)


def gateway_of(desk: Desk) -> FakeGateway:
    gateway = desk.gateways["stripe"]
    assert isinstance(gateway, FakeGateway)
    return gateway


@pytest.mark.parametrize("form", [f"/classes/{CLASS}/register", FRAME])
@pytest.mark.parametrize("any_way", [True, False])
def test_a_form_that_is_sent_again_does_not_lead_to_it(
    desk: Desk, stranger: Visitor, form: str, *, any_way: bool
) -> None:
    fill(stranger, form)
    sent = stranger.form_with(PAY)
    address, fields = sent.attrib["action"], {**fields_of(sent), "window": "top"}
    stranger.send(address, fields)
    token = renew(desk)
    if not any_way:
        desk.gateways.clear()
    answer = stranger.client.post(address, data=fields)
    assert answer.status_code == 303
    assert token not in answer.location
    page = stranger.open(answer.location)
    assert page.status_code == 404
    assert RIGHT not in page.text


def test_who_pays_by_the_new_link_comes_back_by_it(desk: Desk, stranger: Visitor) -> None:
    fill(stranger, f"/classes/{CLASS}/register")
    stranger.press(PAY)
    before = stranger.left_for
    desk.later(minutes=1)
    token = renew(desk)
    desk.later(minutes=1)
    stranger.open(f"/orders/{orders(desk)[0].reference}?token={token}")
    stranger.press(PAY)
    left = stranger.left_for
    assert left != before
    (again,) = [page for page in gateway_of(desk).pages.values() if page.gateway_id in left]
    assert again.request.email == RIGHT
    back = again.request.success_url.partition("/orders/")[2]
    assert stranger.open(f"/orders/{back}").status_code == 200
    # The same page for who asks once more.
    stranger.open(f"/orders/{orders(desk)[0].reference}?token={token}")
    stranger.press(PAY)
    assert stranger.left_for == left


def test_a_frame_says_no_more_what_became_of_the_form(desk: Desk, stranger: Visitor) -> None:
    fill(stranger)
    done = stranger.press(PAY, {"window": "frame"})
    reference = orders(desk)[0].reference
    assert reference in done.link("Pay and see your registration")
    assert stranger.open(done.request.full_path).status_code == 200
    token = renew(desk)
    page = stranger.open(done.request.full_path)
    assert page.status_code == 404
    for each in (token, RIGHT, reference):
        assert each not in page.text
