"""Reading how a class may be paid for: online, on invoice, at the door, a deposit first."""

from app.domain.catalogue.node import Fields, Node
from app.domain.payment_plan import Confirms, DepositTerms, InvoiceTerms, Plan, Unpaid, Ways

# The fourth is offered where its own field says how.
_PAY = (Plan.ONLINE, Plan.INVOICE, Plan.DOOR)
_MOST_DAYS = 366
_USUAL_DAYS = 14


def read_ways(fields: Fields) -> Ways:
    """Read a class's ways to pay; where nothing is said it is paid online."""
    pay, invoice, deposit = (fields[name] for name in ("pay", "invoice", "deposit"))
    plans: list[Plan] = []
    for item in pay.items():
        plan = item.word(_PAY)
        if plan in plans:
            raise item.mistake("is there already")
        plans.append(plan)
    if pay.given and not plans and not deposit.given:
        raise pay.mistake("must have one or more ways to pay")
    if invoice.given and Plan.INVOICE not in plans:
        raise invoice.mistake("must not be given where pay does not name invoice")
    return Ways(
        online=Plan.ONLINE in plans if pay.given else True,
        door=Plan.DOOR in plans,
        invoice=_invoice(invoice) if Plan.INVOICE in plans else None,
        deposit=_deposit(deposit) if deposit.given else None,
    )


def _invoice(node: Node) -> InvoiceTerms:
    if not node.given:
        return InvoiceTerms(_USUAL_DAYS)
    fields = node.fields(["days", "unpaid", "confirmed"])
    confirmed = fields["confirmed"]
    return InvoiceTerms(
        days=fields["days"].whole(least=0, most=_MOST_DAYS),
        unpaid=_unpaid(fields["unpaid"]),
        confirms=confirmed.word(Confirms) if confirmed.given else Confirms.PAID,
    )


def _deposit(node: Node) -> DepositTerms:
    fields = node.fields(["percent", "rest_by_days", "unpaid", "kept"])
    return DepositTerms(
        percent=fields["percent"].whole(least=1, most=99),
        rest_by_days=fields["rest_by_days"].whole(least=0, most=_MOST_DAYS),
        unpaid=_unpaid(fields["unpaid"]),
        kept=fields["kept"].flag(default=True),
    )


def _unpaid(node: Node) -> Unpaid:
    return node.word(Unpaid) if node.given else Unpaid.CANCEL
