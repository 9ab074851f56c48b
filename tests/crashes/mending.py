"""The one-click repairs of the settlement, and what makes each of them needed. No claims."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import httpx
from sqlalchemy import select

from app.domain.account import Accountable
from app.domain.proof import Mend
from app.parts import Parts
from app.store.database import reading
from app.store.payment import Payment, Refund
from app.store.proof import OPEN, MoneyDifferenceRow
from app.usecases.give_money_back import give_money_back
from app.usecases.prove_settlement import Proof, prove_settlement
from app.usecases.repair_money import NotMended, repair_money
from tests.crashes.person import Person
from tests.crashes.promises import recover
from tests.jobs.live import LiveDesk

Need = Callable[[LiveDesk, Person], None]


def mend(parts: Parts, about: str) -> None:
    """Press a repair's button: the difference's number and what to do, in one text."""
    number, what = about.split()
    repair_money(
        parts.sessions,
        difference_id=int(number),
        mend=Mend(what),
        reason="as the bank says",
        by="kim@example.org",
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def press_again(desk: LiveDesk, about: str) -> None:
    """Press it once more, as somebody does who saw no answer; what was done is not done again."""
    try:
        mend(desk.parts, about)
    except NotMended as late:
        raise AssertionError(f"{about}: {late}") from late


def prove(desk: LiveDesk, what: Mend) -> str:
    """Prove the settlement; return the difference that can be mended so, and that it is."""
    desk.ahead += timedelta(minutes=15)
    parts = desk.parts
    account: object = parts.gateways["stripe"]
    proof = prove_settlement(
        parts.sessions, account=cast(Accountable, account), name="stripe", now=parts.clock()
    )
    assert isinstance(proof, Proof), proof
    return f"{the_difference(desk, what)} {what.value}"


def the_difference(desk: LiveDesk, what: Mend) -> int:
    with reading(desk.database) as session:
        rows = session.scalars(
            select(MoneyDifferenceRow).where(MoneyDifferenceRow.state == OPEN)
        ).all()
        (number,) = [row.id for row in rows if what in row.value().mends]
    return number


def decided(desk: LiveDesk) -> list[str]:
    """Return what was decided about each difference that somebody decided about."""
    with reading(desk.database) as session:
        rows = select(MoneyDifferenceRow.state).where(MoneyDifferenceRow.decided_by != "")
        return list(session.scalars(rows.order_by(MoneyDifferenceRow.id)))


def pay_behind(desk: LiveDesk, ana: Person) -> None:
    """Have money come for a page that was closed, and nobody say so."""
    ana.hold().ask_to_pay()
    desk.ahead += timedelta(minutes=40)
    recover(desk)
    meddle(desk, "pay_behind", ana.pages[-1])


def refund_there(desk: LiveDesk, ana: Person) -> None:
    """Have somebody refund a part at Stripe, and Stripe not say so."""
    meddle(desk, "refund", paid(desk, ana), amount="100000")


def forget_refund(desk: LiveDesk, ana: Person) -> None:
    """Have Stripe know nothing any more of a refund that it made for us."""
    paid(desk, ana)
    give_money_back(
        desk.parts.sessions,
        order_reference=ana.order,
        amount_minor=100000,
        reason="a late start",
        asked_by="kim@example.org",
        key="form-1",
        now=desk.parts.clock(),
    )
    recover(desk)
    with reading(desk.database) as session:
        made = session.scalars(select(Refund.gateway_id)).one()
    meddle(desk, "forget_refund", str(made))


def stray(desk: LiveDesk, ana: Person) -> None:
    """Have money come that is nobody's."""
    del ana
    meddle(desk, "invent", amount="5000", currency="nok")


def amount_there(desk: LiveDesk, ana: Person) -> None:
    """Have Stripe say that less came than it told us."""
    meddle(desk, "amount", paid(desk, ana), amount="410000")


def forget_payment(desk: LiveDesk, ana: Person) -> None:
    """Have Stripe know nothing any more of money that came."""
    meddle(desk, "forget_payment", paid(desk, ana))


def seat_unpaid(desk: LiveDesk, ana: Person) -> None:
    """Have a place be confirmed that nobody paid."""
    ana.hold().ask_to_pay().pay().heard()
    recover(desk)
    meddle(desk, "refund", intent(desk), amount="420000")
    about = prove(desk, Mend.RECORD)
    mend(desk.parts, about)


def paid(desk: LiveDesk, ana: Person) -> str:
    """Pay in the plain way; return Stripe's name for the money."""
    ana.hold().ask_to_pay().pay().heard()
    recover(desk)
    return intent(desk)


def intent(desk: LiveDesk) -> str:
    with reading(desk.database) as session:
        return str(session.scalars(select(Payment.intent_id)).one())


def meddle(desk: LiveDesk, deed: str, key: str = "", **given: str) -> None:
    """Change Stripe's books behind our back."""
    address = f"{desk.sandbox.url}/control/stripe/meddle"
    answer = httpx.post(address, json={"deed": deed, "key": key, **given})
    assert answer.status_code == 200, answer.text
