"""Issuing papers: which follow from what an order's money and places did.

Works inside the caller's transaction, with the order's row locked by ``lock_order``. Each cause is
acted on once; the numbers' row is locked last. Not here: the arithmetic (domain/billing.py), how
one is written (paper_book.py).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.billing import billed_anew, credited_among, left_of, negated, paid_lines, total_of
from app.domain.paper import PaperKind, PaperLine, Seller, Sheet, lines_from
from app.domain.payment import LEFT_US
from app.domain.payment_plan import Plan
from app.domain.reason import own_reason
from app.store.figure_papers import correct_receipts, corrected_by
from app.store.instalments import due_on, instalment_of
from app.store.money_moved import in_turn, money_taken, refunds_of, sent_back_at_once, shares_of
from app.store.order import Order
from app.store.ordered import read_ordered
from app.store.owing_again import confirmed_at, was_owed_again
from app.store.paper import PaperCause, PaperRow
from app.store.paper_book import PaperBook
from app.store.payment import Payment, Refund
from app.store.payment_terms import terms_of
from app.store.refund_sheet import refund_sheet


class Issuer:
    """Issues the papers of one order in one transaction."""

    def __init__(self, session: Session, order: Order, *, seller: Seller, now: datetime) -> None:
        self._session = session
        self._order = order
        self._now = now
        self._ordered = read_ordered(session, order, seller=seller)
        self._book = PaperBook(session, order, now=now)
        self._payments = money_taken(session, order.id)
        self._refunds = refunds_of(session, self._payments)
        self._terms = terms_of(session, order)
        self._confirmed_at = confirmed_at(session, order)

    def catch_up(self) -> int:
        """Issue whatever is missing, in the order in which it happened; return how many."""
        before = len(self._book.papers)
        self._bill_anew()
        self._ask_by_invoice()
        for each in in_turn(self._payments, self._refunds):
            if isinstance(each, Payment):
                self._receive(each)
            else:
                self._give_back(each)
        correct_receipts(self._session, self._order, self._book, self._ordered, now=self._now)
        self._bill_anew()
        self._drop_what_is_not_owed()
        return len(self._book.papers) - before

    def _bill_anew(self) -> None:
        """Take back what was billed of lines that a place has no more, and bill those it has.

        Each at its own rate of tax, and both for the same sum: no money moves by that. What the
        place costs more, or less, has the paper of the money that moves.
        """
        for change in self._ordered.changes:
            self._book.begin(change)
        ordered = self._ordered.lines
        for root in self._book.papers[:]:
            unbilled = left_of(ordered, *self._book.billed())
            left = self._book.left(root) if self._is_of_the_order(root) else ()
            lines = billed_anew(left, ordered, unbilled)
            number = sum(each.startswith("anew:") for each in self._book.causes)
            cause = self._book.begin(f"anew:{self._order.id}:{number}") if lines else None
            if cause is not None:
                supplied = self._ordered.supplied
                sheet = Sheet(PaperKind.CORRECTION, lines, root.currency, supplied=supplied)
                self._book.write(cause, self._ordered.named(sheet), corrects=root)

    def _is_of_the_order(self, paper: PaperRow) -> bool:
        """Say whether a paper is over the order's own lines, and about no other paper."""
        return paper.root_id is None and paper.currency == self._order.currency

    def _ask_by_invoice(self) -> None:
        """Issue the invoice of an order that is paid by one, once, while it owes anything.

        It is over what no paper is about yet.
        """
        terms = self._terms
        if terms is None or terms.plan is not Plan.INVOICE or not self._ordered.owed:
            return
        lines = left_of(self._ordered.alive, *self._book.billed())
        if self._book.roots(PaperKind.INVOICE) or not lines:
            return
        cause = self._book.begin(f"invoice:{self._order.id}")
        if cause is None:
            return
        sheet = Sheet(
            PaperKind.INVOICE,
            lines,
            self._order.currency,
            due_on=due_on(terms, self._ordered),
            supplied=self._ordered.supplied,
        )
        self._book.write(cause, sheet, entity=self._ordered.entity)

    def _receive(self, payment: Payment) -> None:
        cause = self._book.begin(payment.cause, payment_id=payment.id)
        lines = self._lines_of(payment) if cause else ()
        if cause is None or not lines:
            return
        sheet = Sheet(
            PaperKind.RECEIPT,
            lines,
            payment.received_currency or payment.currency,
            gateway=payment.gateway,
            moved_at=payment.settled_at,
            reason=payment.reason,
            own_reason=own_reason(payment.reason),
            supplied=self._ordered.supplied,
            instalment=instalment_of(
                lines,
                self._book.billed(),
                ordered=self._ordered,
                terms=self._terms,
                # What was left after an earlier one is not written down anywhere.
                owed=self._ordered.owed if payment is self._payments[-1] else 0,
            ),
        )
        if self._goes_on_about(sheet):
            sheet = self._ordered.named(sheet)
        self._book.write(cause, sheet, entity=self._ordered.entity)

    def _goes_on_about(self, sheet: Sheet) -> bool:
        """Say whether it is over more of places that papers are about already, and says no why."""
        more = {line.place for line in self._book.billed()} & {line.place for line in sheet.lines}
        return bool(more) and not (sheet.reason or sheet.instalment)

    def _lines_of(self, payment: Payment) -> tuple[PaperLine, ...]:
        came = payment.amount_minor if payment.received_minor is None else payment.received_minor
        if (payment.received_currency or payment.currency) != self._order.currency:
            return paid_lines((), came, excess=came)
        excess = min(came, sent_back_at_once(payment, self._refunds))
        came -= self._asked_for_by_invoice(payment, came - excess)
        billed = self._book.billed()
        ordered = (self._ordered.alive, self._ordered.gone)
        return paid_lines([left_of(some, *billed) for some in ordered], came, excess=excess)

    def _asked_for_by_invoice(self, payment: Payment, minor: int) -> int:
        """Return how much of a payment an invoice asked for: that needs no other paper."""
        invoices = self._book.roots(PaperKind.INVOICE)
        asked = sum(total_of(self._book.left(each)) for each in invoices)
        came = sum(
            (each.received_minor or 0) - self._taken_back_of(each)
            for each in self._payments
            if each.id != payment.id
            and f"payment:{each.id}" in self._book.causes
            and each.received_currency == self._order.currency
        )
        receipts = sum(
            each.total_minor
            for each in (
                *self._book.roots(PaperKind.RECEIPT),
                *self._corrected(),
                *corrected_by(self._book),
            )
            if each.currency == self._order.currency
        )
        return max(0, min(minor, asked - (came - receipts)))

    def _taken_back_of(self, payment: Payment) -> int:
        """Return how much of a payment is asked for still, as far as that was seen to."""
        return sum(
            each.amount_minor
            for each in self._refunds
            if each.payment_id == payment.id
            and self._is_asked_still(each)
            and f"refund:{each.uid}" in self._book.causes
        )

    def _corrected(self) -> Sequence[PaperRow]:
        """Return what took off receipts what is asked for still."""
        causes = self._book.causes
        uids = [each.uid for each in self._refunds if self._is_asked_still(each)]
        acted = {causes[f"refund:{uid}"].id for uid in uids if f"refund:{uid}" in causes}
        return [each for each in self._book.papers if each.cause_id in acted]

    def _is_asked_still(self, refund: Refund) -> bool:
        """Say whether its money went and is owed again, or never came."""
        again = was_owed_again(refund, self._confirmed_at)
        return refund.state in LEFT_US and (again or refund.is_mistake)

    def _gateway_of(self, refund: Refund) -> str:
        return next(each.gateway for each in self._payments if each.id == refund.payment_id)

    def _give_back(self, refund: Refund) -> None:
        credited, gone = self._credited_as(refund), refund.state in LEFT_US
        if credited is not None and (not gone or credited != refund.uid):
            self._take_back(refund, credited)
        if gone and credited != refund.uid:
            self._credit(refund)

    def _credited_as(self, refund: Refund) -> str | None:
        """Return under which uid the refund was credited, where that was not taken back."""
        uid = None
        for cause in self._book.causes.values():
            if cause.refund_id == refund.id:
                what, _, name = cause.cause.partition(":")
                uid = name if what == "refund" else None
        return uid

    def _credit(self, refund: Refund) -> None:
        cause = self._book.begin(refund.cause, refund_id=refund.id)
        mistake = refund.is_mistake
        kind = PaperKind.CORRECTION if mistake else PaperKind.CREDIT_NOTE
        if cause is None:
            return
        roots = self._may_be_credited(refund)
        known = self._ordered.positions
        shares = [(known[place], minor) for place, minor in shares_of(self._session, refund)]
        for root, lines in zip(
            roots, self._credited(roots, refund.amount_minor, shares=shares), strict=True
        ):
            if lines:
                sheet = self._about(root, lines, refund, kind)
                self._book.write(cause, sheet, corrects=root)

    def _credited(
        self, roots: Sequence[PaperRow], minor: int, *, shares: Sequence[tuple[str, int]]
    ) -> Sequence[tuple[PaperLine, ...]]:
        left, ordered = [self._book.left(each) for each in roots], self._ordered
        return credited_among(left, minor, shares=shares, ended=ordered.ended, lines=ordered.lines)

    def _may_be_credited(self, refund: Refund) -> Sequence[PaperRow]:
        """Return what a refund may be about: its payment's receipt, the order's invoice, the rest.

        What an invoice asked for is asked for still where its payment was a mistake, or went back
        before the order was confirmed.
        """
        paid = self._book.causes[f"payment:{refund.payment_id}"]
        receipts = self._book.roots(PaperKind.RECEIPT)
        mine = [each for each in receipts if each.cause_id == paid.id]
        invoices, others = self._book.roots(PaperKind.INVOICE), receipts
        if self._is_asked_still(refund):
            invoices, others = [], []
        found = [*mine, *invoices, *(each for each in others if each not in mine)]
        return [each for each in found if each.currency == refund.currency]

    def _take_back(self, refund: Refund, uid: str) -> None:
        credited: PaperCause = self._book.causes[f"refund:{uid}"]
        cause = self._book.begin(f"back:{uid}", refund_id=refund.id)
        for note in [each for each in self._book.papers if each.cause_id == credited.id]:
            if cause is not None:
                lines = negated(lines_from(note.content))
                sheet = self._about(note, lines, refund, PaperKind.CORRECTION)
                self._book.write(cause, sheet, corrects=note)

    def _about(
        self, other: PaperRow, lines: tuple[PaperLine, ...], refund: Refund, kind: PaperKind
    ) -> Sheet:
        return refund_sheet(
            other,
            lines,
            refund,
            kind,
            gateway=self._gateway_of(refund),
            refunds=self._refunds,
            now=self._now,
        )

    def _let_off(self) -> Sequence[tuple[str, int]]:
        """Return what of each place need not be paid any more and was not credited yet."""
        acted = {each.id for name, each in self._book.causes.items() if name.startswith("ended:")}
        left = Counter(self._ordered.forgiven)
        for paper in self._book.papers:
            for line in lines_from(paper.content) if paper.cause_id in acted else ():
                left[line.place] += line.total
        return [(place, minor) for place, minor in sorted(left.items()) if minor > 0]

    def _drop_what_is_not_owed(self) -> None:
        """Credit what was invoiced and is neither paid nor owed: of places that ended, say."""
        currency, papers = self._order.currency, self._book.papers
        for root in self._book.roots(PaperKind.INVOICE):
            wanted = self._ordered.owed + self._order.paid_minor
            over = sum(each.total_minor for each in papers if each.currency == currency) - wanted
            ended = [(place, over) for place in sorted(self._ordered.ended)]
            (lines,) = self._credited([root], over, shares=[*self._let_off(), *ended])
            number = sum(each.startswith("ended:") for each in self._book.causes)
            if not lines:
                continue
            cause = self._book.begin(f"ended:{self._order.id}:{number}")
            if cause is not None:
                sheet = Sheet(
                    PaperKind.CREDIT_NOTE, lines, root.currency, supplied=root.paper().supplied
                )
                self._book.write(cause, self._ordered.named(sheet), corrects=root)
