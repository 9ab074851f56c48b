"""How a class may be paid for, said whole for staff. Not here: what a buyer chooses from."""

from collections.abc import Iterator

from app.domain.payment_plan import GRACE, Confirms, Unpaid, Ways

_UNPAID = {
    Unpaid.CANCEL: f"if it is not paid {GRACE.days} days after that, the places end",
    Unpaid.KEEP: "if it is not paid, the places stay",
    Unpaid.STAFF: "if it is not paid, staff decide",
}
_CONFIRMS = {Confirms.PAID: "confirmed once it is paid", Confirms.AT_ONCE: "confirmed at once"}
_KEPT = {True: "the deposit is kept then", False: "the deposit goes back then"}


def say_ways(ways: Ways) -> Iterator[str]:
    """Yield a line for each way to pay, with its days and what follows where it is not paid."""
    if ways.online:
        yield "Online"
    if ways.invoice:
        own = ways.invoice
        yield (
            f"By invoice, due {own.days} days after the order; {_CONFIRMS[own.confirms]};"
            f" {_UNPAID[own.unpaid]}"
        )
    if ways.door:
        yield "At the door; the places stay if it is not paid"
    if ways.deposit:
        share = ways.deposit
        kept = f"; {_KEPT[share.kept]}" if share.unpaid is Unpaid.CANCEL else ""
        yield (
            f"With a deposit of {share.percent} %, the rest {share.rest_by_days} days before the"
            f" class starts; {_UNPAID[share.unpaid]}{kept}"
        )
