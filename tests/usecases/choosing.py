"""A class whose form has a meal that takes an extra, and buyers who choose another. No claims."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from sqlalchemy import func, select, update

from app.domain.extra_changes import NewPrice
from app.domain.form.question import Option, Question, QuestionKind
from app.domain.form.reading import read_answers
from app.domain.form.rewriting import AnswersRefused, rewritten
from app.domain.payment import RefundState
from app.queries.order.answer_price import PriceShown, price_of_answers
from app.queries.order.own_answers import answers_page
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.extra import ExtraRow
from app.store.order_line import OrderLine
from app.usecases.change_answers import change_answers
from tests.answered import answer_all, order_of
from tests.usecases.later import (
    account,
    pay_page,
)
from tests.usecases.shop import Shop
from tests.vouchers import add_extra, extras_agree
from tests.worlds import (
    CLASS,
    lines_agree,
    money,
    register_once,
)

PLACE, LUNCH, DINNER = 420_000, 15_000, 45_000
MEAL = Question(
    "meal",
    QuestionKind.CHOICE,
    "Meal",
    options=(
        Option("none", "Nothing"),
        Option("hot", "Hot", extra="lunch"),
        Option("late", "Late", extra="dinner"),
    ),
)


def with_meals(shop: Shop, *, stock: int | None = None, **draft: object) -> str:
    """Offer lunch and dinner, register without either and return the order; ``draft`` is its."""
    add_extra(shop.sessions, stock=stock)
    add_extra(shop.sessions, "dinner", amounts={"NOK": DINNER})
    order = register_once(shop, **draft).reference  # type: ignore[arg-type]  # passed on as it came
    extras = draft.get("extras") or {}
    meal = "hot" if isinstance(extras, Mapping) and extras.get("lunch") else "none"
    answer_all(shop.sessions, (MEAL,), {"meal": meal})
    return order


def _all_are(text: str) -> Callable[[Question], Sequence[str]]:
    return lambda question: [text]


def price(shop: Shop, *meals: str, order: str = "") -> PriceShown | None:
    """Return what it costs, where the places choose so, as its buyer is shown it."""
    reference = order or order_of(shop.sessions)
    page = answers_page(shop.sessions, reference, now=shop.now)
    assert page
    after = {}
    for place, meal in zip(page.places, meals, strict=True):
        read = read_answers(place.questions, _all_are(meal), country="NO", of_order={})
        after[place.number - 1] = rewritten(place.questions, place.answers, read.answers)
    return price_of_answers(shop.sessions, reference, after, now=shop.now)


def choose(
    shop: Shop, *meals: str, order: str = "", mark: str = "", shown: str | None = None
) -> NewPrice | None:
    """Have the places choose so, at the price that is shown; return that, None: no money moves."""
    reference = order or order_of(shop.sessions)
    page = answers_page(shop.sessions, reference, now=shop.now)
    assert page
    agreed = price(shop, *meals, order=order) if shown is None else None

    def sent(position: int, question: Question) -> Sequence[str]:
        numbers = [each.number - 1 for each in page.places]
        return [meals[numbers.index(position)]]

    change_answers(
        shop.sessions,
        reference=reference,
        mark=mark or page.mark,
        sent=sent,
        country="NO",
        seal=None,
        shown=(agreed.price.mark if agreed else "") if shown is None else shown,
        **shop.around,
    )
    return agreed.price if agreed else None


def lines(shop: Shop) -> list[tuple[str, int, int]]:
    """Return every line of every place, oldest first: what for, how many, how much."""
    with reading(shop.sessions) as session:
        rows = session.execute(
            select(OrderLine.label, OrderLine.quantity, OrderLine.total_minor).order_by(
                OrderLine.id
            )
        )
        return [(row.label, row.quantity, row.total_minor) for row in rows]


def meals_taken(shop: Shop) -> tuple[int, int]:
    """Return how many lunches and dinners are taken."""
    with reading(shop.sessions) as session:
        rows = session.execute(
            select(ExtraRow.code, func.sum(ExtraRow.taken)).group_by(ExtraRow.code)
        )
        taken = {code: int(number) for code, number in rows}
    return taken["lunch"], taken["dinner"]


def put(shop: Shop, **columns: object) -> None:
    """Have the class be so."""
    with transaction(shop.sessions) as session:
        session.execute(update(CourseClass).where(CourseClass.code == CLASS).values(columns))


def put_extra(shop: Shop, code: str = "lunch", **columns: object) -> None:
    """Have an extra be so."""
    with transaction(shop.sessions) as session:
        session.execute(update(ExtraRow).where(ExtraRow.code == code).values(columns))


def paid(shop: Shop, **draft: object) -> str:
    """Leave an order that is paid, as ``with_meals`` makes it."""
    order = with_meals(shop, **draft)  # type: ignore[arg-type]  # passed on as it came
    pay_page(shop, order)
    return order


def refunds(shop: Shop) -> list[tuple[RefundState, int]]:
    """Return what goes back of the only order."""
    return [each[:2] for each in money(shop.sessions).refunds]


def owed(shop: Shop) -> tuple[int, int, int]:
    """Return what the newest order costs, paid and owes."""
    now = account(shop)
    return now.total, now.paid, now.owed


def agree(shop: Shop) -> bool:
    """Say whether lines, prices and stock are of one mind."""
    return lines_agree(shop.sessions) and extras_agree(shop.sessions)


def refused(shop: Shop, *meals: str) -> str:
    """Return why that cannot be chosen, as the page before and the deed itself say it."""
    with pytest.raises(AnswersRefused) as shown:
        price(shop, *meals)
    with pytest.raises(AnswersRefused) as done:
        choose(shop, *meals, shown="")
    assert shown.value.reasons == done.value.reasons
    ((_, why),) = shown.value.reasons.items()
    return str(why)
