"""Steps of stories about vouchers given instead of money. Not here: any claim."""

from sqlalchemy import select

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.refund_rule import BackAs
from app.domain.registration import Channel
from app.queries.staff.changing import changing_page
from app.store.database import reading
from app.store.voucher import VoucherRow
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.give_voucher_back import give_voucher_back
from tests.usecases.accounting import PRICE, Books
from tests.usecases.hearing import hear_dispute, looks
from tests.usecases.places import KIM, places
from tests.worlds import ANA, BO, register_once


def paid_for_two(books: Books) -> str:
    """Have two people's places paid; return the order's reference."""
    order = register_once(books, participants=(ANA, BO)).reference
    page = books.page_of(order)
    books.gateway.pay(page)
    books.news(page)
    return order


def cancel(books: Books, *, back: int = 420_000, back_as: BackAs = BackAs.VOUCHER) -> None:
    """Have staff cancel the first place."""
    cancel_registration(
        books.sessions,
        reference=places(books)[0].reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
        decided=Decided(back, KIM, back_as),
    )


def give(books: Books, order: str, minor: int, key: str = "form-1") -> None:
    """Have staff give a voucher for a part of the order's money."""
    give_voucher_back(
        books.sessions,
        order_reference=order,
        amount_minor=minor,
        reason="it rained",
        asked_by=KIM,
        key=key,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )


def claim(books: Books, order: str, amount: Money = PRICE) -> None:
    books.gateway.dispute(books.intent(order), amount)
    hear_dispute(books, "evt_open")


def decide(books: Books, state: DisputeState, event: str = "evt_end") -> str:
    """Have the bank decide; return what staff read of it."""
    books.gateway.end_dispute(state)
    hear_dispute(books, event)
    return looks(books)[0]


def vouchers(books: Books) -> list[VoucherRow]:
    with reading(books.sessions) as session:
        return list(session.scalars(select(VoucherRow).order_by(VoucherRow.id)))


def can_go(books: Books) -> tuple[int, int]:
    """Return what the page says can go back, and what is claimed."""
    page = changing_page(books.sessions, places(books)[0].reference, now=books.now)
    assert page is not None
    return page.left.minor, page.claimed.minor
