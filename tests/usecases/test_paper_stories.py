"""Whatever happens to an order's money, in whatever order: its papers say what was kept of it."""

import random
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from app.domain.money import Money
from app.domain.paper import PaperKind
from app.domain.payment import RefundState, TooMuchBack
from app.domain.registration import Channel, RegistrationState
from app.domain.tax import UNTAXED, Tax, TaxMode
from app.store.database import Database, reading, transaction
from app.store.payment import Refund
from app.store.registration import Registration
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.give_money_back import give_money_back
from app.usecases.retry_refund import retry_refund
from tests.usecases.papers import MVA, books, catch_up, papers, tax_lines
from tests.usecases.places import KIM
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, register_once

STEPS = 14
ON_TOP = Tax(TaxMode.EXCLUSIVE, 1500, "MVA")


class Story:
    """One order of two places that was paid, and what may befall it."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self._shop = shop
        self._chance = chance
        self._forms = 0
        self.order = register_once(shop, participants=(ANA, BO)).reference
        tax_lines(shop.sessions, chance.choice([MVA, UNTAXED]), MVA)
        page = shop.page_of(self.order)
        if chance.random() < 0.3:
            shop.gateway.pay_wrong_amount(page, Money(chance.randint(1, 900000), "NOK"))
        else:
            shop.gateway.pay(page)
        shop.news(page)

    def step(self) -> None:
        """Let something happen a minute later."""
        self._shop.later(minutes=1)
        steps: list[Callable[[], object]] = [
            self._give_back,
            self._give_back,
            self._cancel,
            self._come_back,
            self._retry,
            self._shop.refund_all,
            lambda: catch_up(self._shop),
        ]
        self._chance.choice(steps)()

    def _give_back(self) -> None:
        self._forms += 1
        try:
            give_money_back(
                self._shop.sessions,
                order_reference=self.order,
                amount_minor=self._chance.randint(1, 300000),
                reason="as agreed",
                asked_by=KIM,
                key=f"form-{self._forms}",
                now=self._shop.now,
            )
        except TooMuchBack:
            return

    def _cancel(self) -> None:
        confirmed = self._some(
            select(Registration.reference).where(Registration.state == RegistrationState.CONFIRMED)
        )
        if confirmed:
            cancel_registration(
                self._shop.sessions,
                reference=confirmed,
                reason="ill",
                channel=Channel.STAFF,
                partners=self._shop.partners,
                wake=self._shop.wake,
                now=self._shop.now,
                decided=Decided(self._chance.choice([0, 1]), KIM),
            )

    def _come_back(self) -> None:
        uid = self._some(select(Refund.uid).where(Refund.state == RefundState.MADE))
        with transaction(self._shop.sessions) as session:
            session.execute(
                update(Refund).where(Refund.uid == uid).values(state=RefundState.REFUSED)
            )

    def _retry(self) -> None:
        uid = self._some(select(Refund.uid).where(Refund.state == RefundState.REFUSED))
        retry_refund(self._shop.sessions, refund_uid=uid, now=self._shop.now)

    def _some(self, query: object) -> str:
        with reading(self._shop.sessions) as session:
            found = sorted(session.scalars(query))  # type: ignore[call-overload]  # a select
        return self._chance.choice(found) if found else ""


@pytest.mark.parametrize("seed", range(12))
def test_papers_say_what_was_kept_whatever_happens(sessions: Database, seed: int) -> None:
    add_class(sessions)
    shop = Shop(sessions)
    story = Story(shop, random.Random(seed))
    for _ in range(STEPS):
        story.step()
    shop.refund_all()
    catch_up(shop)
    issued = papers(sessions)
    said = books(sessions)
    assert said.papers == said.kept
    assert [each.number for each in issued] == [
        f"FL-2031-{number:05d}" for number in range(1, len(issued) + 1)
    ]
    for each in issued:
        assert sum(tax.total for tax in each.sums) == each.total
        assert (each.total > 0) is (each.kind is not PaperKind.CREDIT_NOTE)
    # No line was ever credited beyond what it was: each sum is between nothing and its receipt's.
    left, receipts = Counter[str](), Counter[str]()
    for paper in issued:
        for line in paper.lines:
            left[line.key] += line.total
            receipts[line.key] += line.total if paper.kind is PaperKind.RECEIPT else 0
    assert all(0 <= left[key] <= receipts[key] for key in left)
    assert catch_up(shop) == 0
