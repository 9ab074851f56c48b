"""Proof of settlement: a gateway's account, our payments and our registrations, compared. Pure.

One payment at a time, so that comparing any number of them needs no more memory than one does.
Whatever moved after ``settled_before`` may still be on its way from one side to the other: that it
is missing is no difference yet. Not here: the values (proof.py), reading and mending.
"""

from collections.abc import Iterator
from datetime import datetime

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.money_behind import missing, rest_to_charge, uncovered
from app.domain.payment import LEFT_US, NOT_THERE, PaymentState, RefundOrigin, RefundState
from app.domain.proof import (
    Kind,
    Mend,
    MoneyDifference,
    OurRefund,
    PaymentCase,
    SentBack,
    Side,
)
from app.domain.wording import say_money

_NOT_YET = (RefundState.ASKED, RefundState.DUE)


def differences_of(case: PaymentCase, *, settled_before: datetime) -> list[MoneyDifference]:
    """Return how the account, the payment and its order differ; nothing where they agree."""
    return [
        *_of_payment(case, settled_before),
        *_of_refunds(case, settled_before),
        *_of_claims(case),
        *_of_seats(case, settled_before),
        *_of_vouchers(case),
    ]


def _of_payment(case: PaymentCase, settled_before: datetime) -> Iterator[MoneyDifference]:
    reference = case.order.reference
    if case.taken is None or case.taken_at is None:
        if case.state is PaymentState.PAID and case.at < settled_before:
            words = f"{say_money(case.received or case.asked)} paid here, not in the account there"
            yield MoneyDifference(
                *(Kind.UNKNOWN_THERE, Side.PAYMENT, case.uid, words),
                mends=(Mend.STRIKE_OUT, Mend.ACCEPT),
                order=reference,
            )
        return
    there = say_money(case.taken)
    if case.state is not PaymentState.PAID:
        if case.taken_at < settled_before:
            words = f"{there} came there, the payment is {case.state.value} here"
            yield MoneyDifference(
                *(Kind.PAID_NO_SEAT, Side.PAYMENT, case.uid, words),
                mends=(Mend.SETTLE, Mend.ACCEPT),
                order=reference,
            )
        return
    here = case.received or case.asked
    if here != case.taken:
        kind = Kind.AMOUNT if here.currency == case.taken.currency else Kind.CURRENCY
        yield MoneyDifference(
            *(kind, Side.PAYMENT, case.uid, f"{say_money(here)} here, {there} there"),
            mends=(Mend.TAKE_THEIRS, Mend.ACCEPT),
            order=reference,
        )


def _of_refunds(case: PaymentCase, settled_before: datetime) -> Iterator[MoneyDifference]:
    ours = [each for each in case.refunds if each.origin not in NOT_THERE]
    by_id = {each.gateway_id: each for each in ours if each.gateway_id}
    by_uid = {each.uid: each for each in ours}
    found = set[str]()
    for there in case.sent_back:
        mine = by_id.get(there.refund_id) or by_uid.get(there.refund_uid)
        if mine is not None:
            found.add(mine.uid)
        yield from _of_refund(case, there, mine, settled_before)
    for mine in ours:
        made = mine.state is RefundState.MADE
        if made and mine.uid not in found and mine.at < settled_before:
            yield _refund_missing_there(case, mine, "made here, not in the account there")


def _of_refund(
    case: PaymentCase, there: SentBack, mine: OurRefund | None, settled_before: datetime
) -> Iterator[MoneyDifference]:
    if there.amount.minor == 0:
        # It came back to us there; one that is on its way here is asked about by itself.
        if mine is not None and mine.state is RefundState.MADE and there.at < settled_before:
            yield _refund_missing_there(case, mine, "made here, came back to the account there")
        return
    amount = say_money(there.amount)
    if mine is None or mine.state not in (*LEFT_US, *_NOT_YET):
        if there.at < settled_before:
            stands = "not known here" if mine is None else f"{mine.state.value} here"
            yield MoneyDifference(
                Kind.REFUND_MISSING_HERE,
                Side.REFUND,
                there.refund_id,
                f"{amount} went back there, {stands}",
                mends=(Mend.RECORD, Mend.ACCEPT),
                order=case.order.reference,
            )
        return
    if mine.state in LEFT_US and mine.amount != there.amount:
        same = mine.amount.currency == there.amount.currency
        yield MoneyDifference(
            Kind.AMOUNT if same else Kind.CURRENCY,
            Side.REFUND,
            there.refund_id,
            f"{say_money(mine.amount)} sent back here, {amount} there",
            mends=(Mend.TAKE_THEIRS, Mend.ACCEPT),
            order=case.order.reference,
        )


def _refund_missing_there(case: PaymentCase, mine: OurRefund, why: str) -> MoneyDifference:
    return MoneyDifference(
        Kind.REFUND_MISSING_THERE,
        Side.REFUND,
        mine.gateway_id or mine.uid,
        f"{say_money(mine.amount)} {why}",
        mends=(Mend.SEND_AGAIN, Mend.ACCEPT),
        order=case.order.reference,
    )


def _of_claims(case: PaymentCase) -> Iterator[MoneyDifference]:
    """A lost dispute is money gone, one that was won none; both are to be so here too."""
    gone = {
        each.gateway_id
        for each in case.refunds
        if each.origin is RefundOrigin.DISPUTE and each.state is RefundState.MADE
    }
    for claim in case.claims:
        lost = claim.state is DisputeState.LOST
        if lost is not (claim.dispute_id in gone):
            stands = "taken off" if claim.dispute_id in gone else "not taken off"
            yield MoneyDifference(
                Kind.DISPUTE,
                Side.DISPUTE,
                claim.dispute_id,
                f"dispute over {say_money(claim.amount)} is {claim.state.value} there, "
                f"{stands} what the order paid here",
                mends=(Mend.RECORD, Mend.ACCEPT),
                order=case.order.reference,
            )


def _of_seats(case: PaymentCase, settled_before: datetime) -> Iterator[MoneyDifference]:
    order = case.order
    moved = (case.at, *(each.at for each in case.refunds))
    if order.open or max(moved) >= settled_before:
        return
    paid = case.state is PaymentState.PAID
    left = case.received.minor if case.received else 0
    left -= sum(each.amount.minor for each in case.refunds if each.state.owed)
    if paid and left > 0 and order.seated == 0 and order.ended == 0:
        yield _paid_no_seat(case, left, "no place ever confirmed")
    elif paid and order.seated == 0:
        undecided = min(left, _kept_undecided(case))
        if undecided > 0:
            yield _paid_no_seat(case, undecided, "its place was cancelled")
    lacking = missing(order, decided=case.decided, lost=case.lost)
    if lacking > 0 and (case.lost > 0 or (order.received == 0 and not order.elsewhere)):
        money = say_money(Money(lacking, order.currency))
        yield MoneyDifference(
            *(Kind.SEAT_NO_PAYMENT, Side.ORDER, order.reference),
            f"places are confirmed, {money} of what they cost is not (any longer) paid",
            mends=_mends_of_missing(case),
            order=order.reference,
        )


def _paid_no_seat(case: PaymentCase, minor: int, why: str) -> MoneyDifference:
    money = say_money(Money(minor, (case.received or case.asked).currency))
    # Where another place ended besides, what is kept for that is not to go with it.
    alone = case.order.ended == case.order.released
    return MoneyDifference(
        *(Kind.PAID_NO_SEAT, Side.PAYMENT, case.uid),
        f"{money} paid, {why}, and nothing goes back",
        mends=(Mend.SEND_BACK, Mend.ACCEPT) if alone else (Mend.ACCEPT,),
        order=case.order.reference,
    )


def _kept_undecided(case: PaymentCase) -> int:
    """Return what is kept for places that ended with no rule or decision that keeps it.

    Of any other end it was said what goes back. Of a place whose money was gone nobody said it but
    by a refund: one that was withdrawn is kept by that decision.
    """
    order = case.order
    if case.received is None or case.received.currency != order.currency:
        return 0
    withdrawn = [each for each in case.refunds if each.state is RefundState.WITHDRAWN]
    went = case.lost + case.decided + order.let_off + order.vouchers
    return order.released - went - sum(each.amount.minor for each in withdrawn)


def _mends_of_missing(case: PaymentCase) -> tuple[Mend, ...]:
    """Return what can be done about places that are short of money, the likeliest first."""
    if not rest_to_charge(case.order, decided=case.decided, lost=case.lost):
        return (Mend.RELEASE, Mend.ACCEPT)
    if case.order.paid > 0:
        return (Mend.CHARGE, Mend.RELEASE, Mend.ACCEPT)
    return (Mend.RELEASE, Mend.CHARGE, Mend.ACCEPT)


def _of_vouchers(case: PaymentCase) -> Iterator[MoneyDifference]:
    """What was given as vouchers is still there, as it was not to go back besides."""
    order = case.order
    bare = uncovered(order, decided=case.decided, lost=case.lost)
    if bare > 0:
        given = Money(order.vouchers, order.currency)
        left = Money(order.vouchers - bare, order.currency)
        yield MoneyDifference(
            *(Kind.AMOUNT, Side.ORDER, order.reference),
            f"vouchers worth {say_money(given)} stand, and of the money that they were given for "
            f"{say_money(left)} is left",
            order=order.reference,
        )


def of_stray(key: str, amount: Money) -> MoneyDifference:
    """Return what money is that moved there for no payment of ours; ``key`` is its name there."""
    came = amount.minor > 0
    return MoneyDifference(
        Kind.UNKNOWN_HERE,
        Side.MONEY,
        key,
        f"{say_money(amount)} {'came' if came else 'went'} there for no payment of ours",
        mends=(Mend.SEND_BACK, Mend.ACCEPT) if came else (Mend.ACCEPT,),
    )


def of_entry(
    entry_id: str, *, amount: Money, fee: Money, net: Money, changed: str, order: str
) -> MoneyDifference:
    """Return what an entry is whose figures do not add up, or ``changed`` since they were read."""
    sum_ = f"{say_money(amount)} less a fee of {say_money(fee)} is not {say_money(net)}"
    return MoneyDifference(
        Kind.FEE,
        Side.ENTRY,
        entry_id,
        changed or sum_,
        mends=(Mend.TAKE_THEIRS, Mend.ACCEPT) if changed else (Mend.ACCEPT,),
        order=order,
    )


def of_payout(payout_id: str, *, amount: Money, total: Money) -> MoneyDifference:
    """Return what a payout is that is not the sum of its entries."""
    words = f"payout of {say_money(amount)}, its entries come to {say_money(total)}"
    return MoneyDifference(Kind.FEE, Side.PAYOUT, payout_id, words)
