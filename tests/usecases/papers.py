"""What tests of papers need: taxed lines, papers as they are kept. Not here: any claim."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from app.domain.contract import Sessions
from app.domain.paper import Paper, PaperKind, Seller, paper_from
from app.domain.payment import PaymentState, RefundState
from app.domain.tax import Tax, TaxMode
from app.queries.unissued import find_orders_without_papers
from app.store.database import reading, transaction
from app.store.order_line import OrderLine
from app.store.paper import PaperRow
from app.store.payment import Payment, Refund
from app.usecases.issue_papers import issue_papers
from tests.worlds import Desk

SELLER = Seller(
    code="desk",
    name="Fjordlight AS",
    address=("Quay 4", "5003 Bergen"),
    country="NO",
    vat_number="NO 987 654 321 MVA",
    timezone="Europe/Oslo",
    prefix="FL",
)
MVA = Tax(TaxMode.INCLUSIVE, 2500, "MVA")


def tax_lines(sessions: Sessions, *taxes: Tax) -> None:
    """Have every line taxed, in turn by these, at the price that it has."""
    with transaction(sessions) as session:
        lines = session.scalars(select(OrderLine).order_by(OrderLine.id)).all()
        for number, line in enumerate(lines):
            tax = taxes[number % len(taxes)]
            net, amount = tax.on(line.total_minor)
            session.execute(
                update(OrderLine)
                .where(OrderLine.id == line.id)
                .values(
                    tax_mode=tax.mode,
                    tax_rate=tax.rate,
                    tax_name=tax.name,
                    net_minor=net,
                    tax_minor=amount,
                )
            )


def catch_up(desk: Desk, *, seller: Seller = SELLER) -> int:
    """Issue what is missing, as the sweep does, and return how many papers that were."""
    return sum(
        issue_papers(desk.sessions, order_reference=each, seller=seller, now=desk.now)
        for each in find_orders_without_papers(desk.sessions)
    )


def papers(sessions: Sessions) -> list[Paper]:
    """Return every paper, oldest first."""
    with reading(sessions) as session:
        return [
            paper_from(each)
            for each in session.scalars(select(PaperRow.content).order_by(PaperRow.id))
        ]


def said(sessions: Sessions) -> list[tuple[PaperKind, int]]:
    """Return the kind and the total of every paper."""
    return [(each.kind, each.total) for each in papers(sessions)]


@dataclass(frozen=True, slots=True)
class Books:
    """What all papers are over, beside the money that came and stayed."""

    papers: int
    kept: int


def books(sessions: Sessions) -> Books:
    """Add up what is on papers, and what came less what went."""
    with reading(sessions) as session:
        total = session.scalar(select(func.coalesce(func.sum(PaperRow.total_minor), 0)))
        came = session.scalar(
            select(func.coalesce(func.sum(Payment.received_minor), 0)).where(
                Payment.state == PaymentState.PAID
            )
        )
        went = session.scalar(
            select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(
                Refund.state.in_((RefundState.PENDING, RefundState.MADE))
            )
        )
    return Books(int(total or 0), int(came or 0) - int(went or 0))
