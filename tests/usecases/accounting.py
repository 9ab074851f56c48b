"""A shop whose gateway's account can be read back, and the steps of proving its settlement."""

from sqlalchemy import select

from app.domain.money import Money
from app.domain.proof import Kind, Mend
from app.store.database import Database, reading, transaction
from app.store.payment import Payment, Refund
from app.store.proof import OPEN, MoneyDifferenceRow
from app.store.registration import Registration
from app.usecases.give_money_back import give_money_back
from app.usecases.prove_settlement import NotRead, Proof, prove_settlement
from app.usecases.repair_money import Mended, repair_money
from tests.fakes.account import FakeAccount
from tests.usecases.shop import Shop
from tests.worlds import add_class, register_once

STAFF = "kim@example.org"
PRICE = Money(420000, "NOK")


class Accountant(Shop):
    """A shop with no class yet, and a gateway whose account can be read."""

    gateway: FakeAccount

    def __init__(self, sessions: Database) -> None:
        super().__init__(sessions)
        self.gateway = FakeAccount(clock=self.clock)
        self.gateways["stripe"] = self.gateway

    def paid(self, token: str = "draft-1") -> str:
        """Register somebody, pay, hear of it; return the order's reference."""
        order = register_once(self, token=token).reference
        page = self.page_of(order)
        self.gateway.pay(page)
        self.news(page, event_id=f"evt_{token}")
        return order

    def prove(self, **given: object) -> Proof:
        """Prove the settlement a quarter of an hour from now."""
        proof = self.try_to_prove(**given)
        assert isinstance(proof, Proof)
        return proof

    def try_to_prove(self, **given: object) -> Proof | NotRead:
        """Prove the settlement a quarter of an hour from now, if it can be read."""
        self.later(minutes=15)
        return prove_settlement(
            self.sessions,
            account=self.gateway,
            name="stripe",
            now=self.now,
            **given,  # type: ignore[arg-type]  # passed on as it came
        )

    def differ(self) -> list[MoneyDifferenceRow]:
        """Return what nobody has decided about."""
        with reading(self.sessions) as session:
            rows = select(MoneyDifferenceRow).where(MoneyDifferenceRow.state == OPEN)
            return list(session.scalars(rows.order_by(MoneyDifferenceRow.id)))

    def only(self, kind: Kind) -> MoneyDifferenceRow:
        """Return the only open difference, which is of that kind."""
        (row,) = self.differ()
        assert row.kind is kind
        return row

    def mend(self, row: MoneyDifferenceRow, mend: Mend, reason: str = "") -> Mended | None:
        """Do something about a difference."""
        return repair_money(
            self.sessions,
            difference_id=row.id,
            mend=mend,
            reason=reason,
            by=STAFF,
            gateways=self.gateways,
            partners=self.partners,
            wake=self.wake,
            now=self.now,
        )

    def intent(self, order: str) -> str:
        """Return the gateway's name for an order's money."""
        return self.gateway.page_of(order).intent_id

    def refunds(self) -> list[Refund]:
        """Return every refund, the oldest first."""
        with reading(self.sessions) as session:
            return list(session.scalars(select(Refund).order_by(Refund.id)))

    def payment(self) -> Payment:
        """Return the only payment."""
        with reading(self.sessions) as session:
            return session.scalars(select(Payment)).one()

    def change_payment(self, **facts: object) -> None:
        """Have our rows say something else of the only payment."""
        with transaction(self.sessions) as session:
            payment = session.scalars(select(Payment)).one()
            for name, value in facts.items():
                setattr(payment, name, value)

    def places(self) -> list[Registration]:
        """Return every place."""
        with reading(self.sessions) as session:
            return list(session.scalars(select(Registration).order_by(Registration.id)))


class Books(Accountant):
    """A shop with one class, and a gateway whose account can be read."""

    def __init__(self, sessions: Database) -> None:
        super().__init__(sessions)
        add_class(sessions)


def refunded(books: Books) -> str:
    """Give a paid order of which all was sent back."""
    order = books.paid()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=420000,
        reason="kindness",
        asked_by="kim@example.org",
        key="form-1",
        now=books.now,
    )
    books.refund_all()
    return order
