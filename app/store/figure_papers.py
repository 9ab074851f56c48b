"""Papers that correct receipts of payments that brought something else than was known.

Staff decided so when the settlement was proved (``proof.figures_taken``). Works inside the caller's
transaction, with the order's row locked. Not here: what was decided (usecases/repair_money).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.billing import credited_lines, left_of, paid_lines
from app.domain.paper import PaperKind, PaperLine, Sheet
from app.domain.payment import PaymentState
from app.store.order import Order
from app.store.ordered import Ordered
from app.store.paper import PaperRow
from app.store.paper_book import PaperBook
from app.store.payment import Payment
from app.store.proof import MoneyDifferenceRow, figures_taken

# How the causes of these papers begin, each with the number of the difference behind it.
FIGURE = "figure:"


def correct_receipts(
    session: Session, order: Order, book: PaperBook, ordered: Ordered, *, now: datetime
) -> None:
    """Have the receipt of each payment about which staff decided say what it brought."""
    for decided in figures_taken(session, order.reference):
        payment = session.scalars(select(Payment).where(Payment.uid == decided.key)).one()
        receipt = _receipt_of(book, payment)
        if receipt is not None and not _was_seen_to(book, decided):
            _correct(book, payment, receipt, decided, ordered, now=now)


def corrected_by(book: PaperBook) -> Sequence[PaperRow]:
    """Return the papers that were written for this."""
    acted = {each.id for each in book.causes.values() if each.cause.startswith(FIGURE)}
    return [each for each in book.papers if each.cause_id in acted]


def _receipt_of(book: PaperBook, payment: Payment) -> PaperRow | None:
    cause = book.causes.get(f"payment:{payment.id}")
    found = (each for each in book.roots(PaperKind.RECEIPT) if cause and each.cause_id == cause.id)
    return next(found, None)


def _was_seen_to(book: PaperBook, decided: MoneyDifferenceRow) -> bool:
    """Say whether a paper was thought of since: what comes up again is decided about again."""
    mine = [each for name, each in book.causes.items() if name.startswith(_name(decided))]
    return any(decided.decided_at is not None and each.at >= decided.decided_at for each in mine)


def _name(decided: MoneyDifferenceRow) -> str:
    return f"{FIGURE}{decided.id}:"


def _correct(
    book: PaperBook,
    payment: Payment,
    receipt: PaperRow,
    decided: MoneyDifferenceRow,
    ordered: Ordered,
    *,
    now: datetime,
) -> None:
    number = sum(name.startswith(_name(decided)) for name in book.causes)
    lines = _lines(book, payment, receipt, ordered)
    cause = book.begin(f"{_name(decided)}{number}")
    if cause is not None and lines:
        sheet = Sheet(
            PaperKind.CORRECTION,
            lines,
            receipt.currency,
            gateway=payment.gateway,
            moved_at=now,
            supplied=receipt.paper().supplied,
        )
        book.write(cause, sheet, corrects=receipt)


def _lines(
    book: PaperBook, payment: Payment, receipt: PaperRow, ordered: Ordered
) -> tuple[PaperLine, ...]:
    known = payment.state is PaymentState.PAID and payment.received_currency == receipt.currency
    brought = (payment.received_minor or 0) if known else 0
    before = sum(each.total_minor for each in corrected_by(book) if each.root_id == receipt.id)
    over = receipt.total_minor + before - brought
    if over >= 0:
        return credited_lines(book.left(receipt), over, ended=ordered.ended, lines=ordered.lines)
    # What an invoice asked for has no other paper: of more, only what was taken off comes back.
    more = min(-over, -before) if book.roots(PaperKind.INVOICE) else -over
    billed = book.billed()
    unbilled = [left_of(some, *billed) for some in (ordered.alive, ordered.gone)]
    return paid_lines(unbilled, more, excess=0)
