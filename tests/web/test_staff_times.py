"""When things happened, on staff pages that are about no class: in the zone of the desk's books."""

from dataclasses import replace
from pathlib import Path
from threading import Event as Stop

import pytest

from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.night import NIGHT
from app.jobs.sweep import drain
from app.parts import Parts
from app.store.database import Database
from app.usecases.ask_for_proof import ask_for_proof
from app.usecases.hear_of_dispute import hear_of_dispute
from tests.exchanges import add_exchange
from tests.fakes.account import FakeAccount
from tests.usecases.shop import Shop
from tests.vouchers import CODE, add_voucher
from tests.web.staffroom import add_members, arrive, pay, sign_in
from tests.worlds import add_class, register_once

# What is typed as a day of UTC says so itself.
TYPED = "Days are those of UTC."
NOON, WEEK_ON = "Friday 10 January 2031, 13:00 CET", "Friday 17 January 2031, 13:01 CET"


class InOslo(Shop):
    """A desk whose books have Oslo's days."""

    @property
    def parts(self) -> Parts:
        """Return the parts as the outer ring has them."""
        parts = super().parts
        return replace(parts, seller=replace(parts.seller, timezone="Europe/Oslo"))


@pytest.fixture
def desk(sessions: Database) -> InOslo:
    desk = InOslo(sessions)
    account = FakeAccount(clock=desk.clock)
    desk.gateways["stripe"] = account
    add_class(sessions)
    add_members(desk)
    add_voucher(sessions, most_total=3)
    add_exchange(sessions)
    register_once(desk, token="free", voucher=CODE)
    order = register_once(desk).reference
    pay(desk, account, order)
    account.dispute(account.page_of(order).intent_id, Money(420000, "NOK"))
    news = GatewayNews("stripe", "evt_1", "charge.dispute", None, b"{}", dispute_id="du_1")
    hear_of_dispute(
        sessions,
        news=news,
        gateways=desk.gateways,
        partners={},
        wake=lambda _: None,
        now=desk.now,
    )
    for _ in range(2):
        desk.later(minutes=15)
        assert ask_for_proof(sessions, gateway="stripe")
        drain(desk.parts, NIGHT, stop=Stop())
    return desk


@pytest.mark.parametrize(
    ("page", "moments"),
    [
        ("vouchers", [NOON]),
        ("vouchers/1", [NOON]),
        ("settlement", [WEEK_ON, "Fri 10 Jan 2031, 13:31:00 CET"]),
        ("exchanges", [NOON]),
    ],
)
def test_moments_are_said_in_the_zone_of_the_books(
    desk: InOslo, tmp_path: Path, page: str, moments: list[str]
) -> None:
    text = sign_in(arrive(desk, tmp_path)).open(f"/staff/{page}").text.replace(TYPED, "")
    for moment in moments:
        assert moment in text
    assert " UTC" not in text
