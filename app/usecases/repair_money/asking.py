"""What the gateway is asked before a difference is mended, with no transaction open.

What a reading found may have moved since: what is written down is what the gateway says now.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select

from app.domain.account import Accountable, DisputeReport, RefundThere
from app.domain.contract import Sessions
from app.domain.gateway import (
    Gateway,
    GatewayRefused,
    GatewayUnreachable,
    RefundMade,
    RefundRequest,
)
from app.domain.money import Money
from app.domain.payment import PaymentReport
from app.domain.proof import Mend, MoneyDifference, Side
from app.store.account import BalanceEntry
from app.store.database import reading
from app.store.payment import Payment
from app.usecases.repair_money.refusal import NotMended

LATER = "The gateway could not be asked just now: try again later"


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """There was nothing to ask."""


@dataclass(frozen=True, slots=True)
class NotThere:
    """The gateway knows no such payment."""


Answer = NothingAsked | NotThere | PaymentReport | RefundThere | DisputeReport | RefundMade


def ask(
    sessions: Sessions,
    gateway: Gateway | None,
    name: str,
    difference: MoneyDifference,
    mend: Mend,
) -> Answer:
    """Return what the gateway says now of what is to be mended.

    Raises:
        NotMended: it could not be asked, or said no.
    """
    if mend in (Mend.SETTLE, Mend.STRIKE_OUT):
        return _payment(sessions, _at_hand(gateway), difference.key)
    if mend is Mend.RECORD:
        if difference.about is Side.DISPUTE:
            return _dispute(_at_hand(gateway), difference.key)
        return _refund(sessions, _at_hand(gateway), name, difference.key)
    if mend is Mend.SEND_BACK and difference.about is Side.MONEY:
        return _send_back(sessions, _at_hand(gateway), name, difference.key)
    return NothingAsked()


def _at_hand(gateway: Gateway | None) -> Gateway:
    if gateway is None:
        raise NotMended("The gateway is off")
    return gateway


def _payment(sessions: Sessions, gateway: Gateway, uid: str) -> PaymentReport | NotThere:
    with reading(sessions) as session:
        page = session.scalars(select(Payment.gateway_id).where(Payment.uid == uid)).one()
    report = gateway.look_up(page or "")
    if isinstance(report, GatewayUnreachable):
        raise NotMended(LATER)
    return NotThere() if isinstance(report, GatewayRefused) else report


def _dispute(gateway: Gateway, dispute_id: str) -> DisputeReport:
    account: object = gateway
    if isinstance(account, Accountable):
        report = account.look_up_dispute(dispute_id)
        if isinstance(report, DisputeReport):
            return report
    raise NotMended(LATER)


def _refund(sessions: Sessions, gateway: Gateway, name: str, refund_id: str) -> RefundThere:
    account: object = gateway
    intent = _intent_of(sessions, name, refund_id)
    refunds = account.refunds_of(intent) if isinstance(account, Accountable) else ()
    if isinstance(refunds, tuple):
        for each in refunds:
            if each.refund_id == refund_id:
                return each
    raise NotMended(LATER)


def _intent_of(sessions: Sessions, name: str, source_id: str) -> str:
    with reading(sessions) as session:
        entries = select(BalanceEntry.intent_id).where(
            BalanceEntry.gateway == name, BalanceEntry.source_id == source_id
        )
        return session.scalars(entries).first() or ""


def _send_back(sessions: Sessions, gateway: Gateway, name: str, intent_id: str) -> RefundMade:
    """Send money of nobody's back; its key is its name, so pressed twice it goes back once."""
    with reading(sessions) as session:
        rows = session.execute(
            select(BalanceEntry.payer_minor, BalanceEntry.payer_currency).where(
                BalanceEntry.gateway == name, BalanceEntry.intent_id == intent_id
            )
        ).all()
    amount = _sum(rows)
    request = RefundRequest(intent_id, amount, f"stray {intent_id}")
    answer = gateway.refund(request, key=f"stray {intent_id} {amount}")
    if isinstance(answer, GatewayUnreachable):
        raise NotMended(LATER)
    if isinstance(answer, GatewayRefused):
        raise NotMended(answer.words)
    return answer


def _sum(rows: Sequence[Row[int, str]]) -> Money:
    if not rows:
        raise NotMended("The gateway has no name for that money: send it back there")
    return Money(sum(each.payer_minor for each in rows), rows[0].payer_currency)
