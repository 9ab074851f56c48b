"""Where an order on invoice is paid to, as its paper, its page and its letters say it alike."""

from dataclasses import dataclass

from app.domain.paper import Seller


@dataclass(frozen=True, slots=True)
class WhereToPay:
    """An account with whose it is, and what to ``write`` with a payment: staff look it up by that.

    ``account`` is "" where the seller names none.
    """

    account: str
    write: str


def pay_to(seller: Seller, *, order: str) -> WhereToPay:
    """Return where the order of that reference is paid to, where this seller sold it."""
    account = f"{seller.name}, {seller.bank}" if seller.bank else ""
    return WhereToPay(account, write=order)
