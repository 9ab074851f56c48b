"""Extras chosen by many at once: the last one is one buyer's, and one order pays for it once."""

from collections import Counter
from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from app.domain.contact import Contact
from app.queries.order.answer_price import price_of_answers
from app.queries.order.own_answers import answers_page
from app.store.database import Database, reading
from app.store.extra import ExtraRow
from app.store.order import Order
from app.store.order_line import OrderLine
from tests.answered import answer_all
from tests.races.crowd import Ended, crowd
from tests.races.extra_deeds import choose, choose_without_the_guards
from tests.usecases.choosing import DINNER, LUNCH, MEAL
from tests.vouchers import add_extra, extras_agree
from tests.worlds import NOW, Desk, add_class, lines_agree, register_once

pytestmark = pytest.mark.races

MANY = 16


def shares(database: Database, orders: int, *, meals: Sequence[str]) -> list[str]:
    """Give that many orders of a free class, and one lunch; return what each buyer sends."""
    add_class(database, capacity=orders, prices=())
    add_extra(database, stock=1)
    add_extra(database, "dinner", amounts={"NOK": DINNER})
    for number in range(orders):
        person = Contact(f"Kim {number}", f"kim{number}@example.org", "+4722123456")
        one = {"participants": (person,), "buyer": person, "currency": ""}
        register_once(Desk(database), token=f"draft-{number}", **one)
    answer_all(database, (MEAL,), {"meal": "none"})
    with reading(database) as session:
        references = session.scalars(select(Order.reference)).all()
    return [_sent(database, each, meal) for each in references for meal in meals]


def _sent(database: Database, order: str, meal: str) -> str:
    page = answers_page(database, order, now=NOW)
    shown = price_of_answers(database, order, {0: {"meal": meal}}, now=NOW)
    assert page
    assert shown
    return f"{order} {page.mark} {shown.price.mark} {meal}"


def how(ended: list[Ended]) -> dict[str, int]:
    """Count how it ended."""
    assert [each.fault for each in ended if each.fault] == []
    return Counter(each.words for each in ended)


def had(database: Database) -> int:
    """Return how many lunches are on orders."""
    with reading(database) as session:
        lunch = select(ExtraRow.id).where(ExtraRow.code == "lunch").scalar_subquery()
        of = select(func.coalesce(func.sum(OrderLine.quantity), 0))
        return int(session.scalar(of.where(OrderLine.extra_id == lunch)) or 0)


def owed(database: Database) -> list[int]:
    """Return what each order owes, where it owes anything."""
    with reading(database) as session:
        return list(session.scalars(select(Order.owed_minor).where(Order.owed_minor > 0)))


def test_the_last_one_is_one_buyers_and_the_others_are_told(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, choose, shares(database, MANY, meals=("hot",)))
    assert how(ended) == {"kept": 1, "AnswersRefused": MANY - 1}
    assert had(database) == 1
    assert owed(database) == [LUNCH]
    assert extras_agree(database)
    assert lines_agree(database)


def test_of_one_order_the_same_choice_is_paid_for_once_however_often_it_is_sent(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, choose, shares(database, 1, meals=("hot",) * MANY))
    assert how(ended) == {"kept": MANY}
    assert had(database) == 1
    assert owed(database) == [LUNCH]
    assert extras_agree(database)
    assert lines_agree(database)


def test_of_one_order_two_choices_at_once_are_one(database: Database, database_url: str) -> None:
    ended = crowd(database_url, choose, shares(database, 1, meals=("hot", "late") * (MANY // 2)))
    assert how(ended) == {"kept": MANY // 2, "AnswersMoved": MANY // 2}
    assert owed(database) in ([LUNCH], [DINNER])
    assert extras_agree(database)
    assert lines_agree(database)


def test_without_the_guards_more_have_the_last_one_than_there_are(
    database: Database, database_url: str
) -> None:
    ended = crowd(database_url, choose_without_the_guards, shares(database, MANY, meals=("hot",)))
    assert [each for each in ended if each.fault] or had(database) > 1


def test_without_the_guards_one_order_pays_more_than_once(
    database: Database, database_url: str
) -> None:
    sent = shares(database, 1, meals=("hot",) * MANY)
    ended = crowd(database_url, choose_without_the_guards, sent)
    assert [each for each in ended if each.fault] or had(database) > 1
