"""Money that is to go back, and goes another way: what tests of both need. Not here: any claim."""

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment import Closing, RefundState
from app.store.payment import Refund
from app.usecases.close_refund import close_refund
from app.usecases.give_money_back import give_money_back
from app.usecases.retry_refund import retry_refund
from tests.usecases.accounting import STAFF, Books
from tests.usecases.hearing import hear, hear_dispute
from tests.usecases.papers import books as on_paper
from tests.usecases.papers import catch_up
from tests.worlds import money

PART = Money(100_000, "NOK")


def give(books: Books, order: str, amount: Money = PART, key: str = "form-1") -> str:
    """Have so much go back for the only place; return the refund's uid."""
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=amount.minor,
        reason="It rained",
        asked_by=STAFF,
        key=key,
        now=books.now,
        place=books.places()[0].reference,
    )
    return books.refunds()[-1].uid


def refused(books: Books, order: str, amount: Money = PART, key: str = "form-1") -> str:
    """Have the gateway refuse to send so much back; return the refund's uid."""
    uid = give(books, order, amount, key)
    pages = dict(books.gateway.pages)
    books.gateway.pages.clear()
    assert books.refund_all() == [RefundState.REFUSED]
    books.gateway.pages.update(pages)
    return uid


def send_there(books: Books, order: str, amount: Money, name: str = "re_there") -> None:
    """Have somebody send money back in the gateway's dashboard, and hear of it."""
    books.gateway.refund_there(books.intent(order), amount, name)
    hear(books, books.intent(order), f"evt_{name}")


def lose(books: Books, order: str, amount: Money) -> None:
    """Lose a dispute over so much."""
    books.gateway.dispute(books.intent(order), amount)
    hear_dispute(books, "evt_opened")
    books.gateway.end_dispute(DisputeState.LOST)
    hear_dispute(books, "evt_lost")


def close(books: Books, uid: str, how: Closing, note: str = "by bank") -> bool:
    return close_refund(
        books.sessions,
        refund_uid=uid,
        how=how,
        note=note,
        by=STAFF,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )


def retry(books: Books, uid: str) -> bool:
    return retry_refund(books.sessions, refund_uid=uid, now=books.now)


def refund(books: Books, number: int = 0) -> Refund:
    return books.refunds()[number]


def add_up(books: Books, paid: int) -> None:
    """See that the order, its papers and its payments say the same (promise 5)."""
    assert money(books.sessions).paid == paid
    catch_up(books)
    assert on_paper(books.sessions).papers == on_paper(books.sessions).kept == paid
