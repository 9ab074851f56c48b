"""Whatever a form asks and finds wrong, nothing of it is said unmarked."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from app.domain.course_class import PriceKind
from app.domain.tax import TaxMode
from tests.usecases.later import EVERY_WAY
from tests.usecases.shop import Shop
from tests.vouchers import add_extra
from tests.web.marked_reader import ANNA, FILLED, MarkedReader, greek, make_greek
from tests.worlds import CLASS, NOW, add_class, add_price

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = f"/classes/{CLASS}/register"
FORMS = {
    "macros/fields.html",
    "registering/_fields.html",
    "registering/_participant.html",
    "registering/_priced.html",
    "registering/_questions.html",
    "registering/form.html",
}
ONE = "participant-1-q-"
_MEAL = greek("Meal")
_OPTIONS = [greek("Fish"), greek("Meat")]
Entry = dict[str, object]
# Of each kind, what is not an answer to it.
WRONG: dict[str, str | Sequence[str]] = {
    "text": "ξ" * 201,
    "long_text": "ψ\x1bψ",
    "email": "no",
    "phone": "12",
    "number": "big",
    "date": "1990-02-31",
    "time": "25:00",
    "choice": "Ξ",
    "choices": ["Ξ"],
    "yes_no": "maybe",
    "country": "XX",
    "address": ["a", "", "", "", ""],
    "agreement": "",
    "declaration": "",
    "file": "no such",
}
RIGHT: dict[str, str | Sequence[str]] = {
    "text": "ψ",
    "long_text": "ψ",
    "email": "a@example.org",
    "phone": "22 12 34 56",
    "number": "7",
    "date": "1990-02-28",
    "time": "09:30",
    "choice": _OPTIONS[0],
    "choices": _OPTIONS,
    "yes_no": "yes",
    "country": "PT",
    "address": ["ψ", "δ", "5003", "λ", "NO"],
    "agreement": "yes",
    "declaration": "yes",
}
# Of what is limited, an answer beyond each limit.
BEYOND: tuple[tuple[str, dict[str, object], str | Sequence[str]], ...] = (
    ("text", {"least": "3"}, "a"),
    ("text", {"most": "3"}, "abcd"),
    ("text", {"mask": "AA-9"}, "x"),
    ("text", {"mask": "99", "mask_help": greek("two digits")}, "x"),
    ("number", {"least": "3"}, "1"),
    ("number", {"most": "3"}, "9"),
    ("number", {"least": "3", "most": "5"}, "9"),
    ("date", {"least": "2030-01-01"}, "2029-01-01"),
    ("date", {"most": "2030-01-01"}, "2031-01-01"),
    ("date", {"least": "2029-01-01", "most": "2030-01-01"}, "2031-01-01"),
    ("time", {"least": "09:00"}, "08:00"),
    ("time", {"most": "09:00"}, "10:00"),
    ("choices", {"least": "2"}, _OPTIONS[:1]),
    ("choices", {"most": "1"}, _OPTIONS),
)
# Of those that are asked of participants alone: countries make a page large, files need a seal.
ONCE = ("country", "address", "file")
SAYING: tuple[Entry, ...] = tuple(
    {"key": kind, "kind": kind, "label": greek(kind), "help": greek("help")}
    for kind in ("section", "heading", "explanation")
)


def asking(kind: str, **more: object) -> Entry:
    """Return a question of a kind."""
    options = {"options": _OPTIONS} if kind in ("choice", "choices") else {}
    return {"key": kind, "kind": kind, "label": _MEAL, **options, **more}


def questions() -> tuple[Entry, ...]:
    """Return a question of every kind, of participants and of the order, and with every limit."""
    of_all = tuple(asking(kind, required=True) for kind in WRONG if kind != "file")
    of_order = tuple(
        asking(kind, required=number % 2 == 0, key=f"order_{kind}", scope="order")
        for number, kind in enumerate(WRONG)
        if kind not in ONCE
    )
    limited = tuple(
        asking(kind, key=f"limited_{number}", limits=limits)
        for number, (kind, limits, _) in enumerate(BEYOND)
    )
    further = asking(
        "text",
        key="further",
        required=True,
        condition={"key": "yes_no", "how": "equals", "values": ["yes"]},
    )
    priced: Entry = {
        "key": "lunch",
        "kind": "choices",
        "label": _MEAL,
        "options": [
            {"value": "hot", "label": greek("Hot"), "extra": "lunch"},
            {"value": "gone", "label": greek("Gone"), "extra": "boots"},
        ],
    }
    return (*SAYING, *of_all, further, *of_order, *limited, priced)


def answers(given: dict[str, str | Sequence[str]]) -> dict[str, str | Sequence[str]]:
    """Return such answers to all of them."""
    of_order = {f"order-q-order_{kind}": given[kind] for kind in given if kind not in ONCE}
    return {**{f"{ONE}{kind}": value for kind, value in given.items()}, **of_order}


def add_prices(shop: Shop) -> None:
    """Have a price of every kind, and extras with and without stock."""
    tax: dict[str, Any] = {
        "tax_mode": TaxMode.INCLUSIVE,
        "tax_rate": 2500,
        "tax_name": "ΦΠΑ",
        "exemptable": True,
    }
    early: dict[str, Any] = {"ends_at": NOW + timedelta(days=1), "place_limit": 2}
    add_price(shop.sessions, "Early", 400000, **early, **tax)
    add_price(shop.sessions, "Member", 300000, kind=PriceKind.MEMBER, **tax)
    add_price(shop.sessions, "Group", 350000, kind=PriceKind.GROUP, least=3, **tax)
    add_price(shop.sessions, "Euro", 35000, currency="EUR", **tax)
    add_extra(shop.sessions, "lunch", stock=2)
    add_extra(shop.sessions, "boots", stock=0)
    add_extra(shop.sessions, "book", amounts={"NOK": 0}, most=3)


def test_a_form_with_every_kind_of_question(marked: MarkedReader) -> None:
    add_class(marked.shop.sessions, questions=questions(), ways=EVERY_WAY)
    add_prices(marked.shop)
    make_greek(marked.shop)
    marked.open(FORM)
    marked.press("Continue", {"phone": "1", "email": "a", "name": "ξ" * 300, "company": "ξ" * 300})
    marked.comes_to("The name must be 200 characters or fewer", 422)
    marked.press("Continue", answers(dict.fromkeys(WRONG, "")))
    marked.comes_to("Tick the box if this is so", 422)
    beyond = {f"{ONE}limited_{number}": wrong for number, (_, _, wrong) in enumerate(BEYOND)}
    marked.press("Continue", {**FILLED, **answers(WRONG), **beyond, "voucher": "Ω"})
    marked.comes_to("must be a time of day", 422)
    marked.press("Continue", {"vat_number": "x", "leave_this": "x"})
    marked.comes_to("Leave this field empty", 422)
    marked.press("Add another participant")
    marked.press("Continue", {"participant-2-name": ANNA.name, "participant-2-email": ANNA.email})
    marked.press("Same answers as participant 1")
    marked.press("Remove participant 2")
    nothing = dict.fromkeys((*beyond, "voucher", "vat_number", "leave_this", "company"), "")
    right = {**FILLED, **answers(RIGHT), **nothing, "currency": "NOK"}
    marked.press("Continue", right)
    marked.comes_to("Your answers bring 1 more question")
    further = {f"{ONE}further": "ψ", "participant-1-x-book": "1", f"{ONE}lunch": "hot"}
    marked.press("Save and come back later", further)
    marked.comes_to("Your form is kept for 24 hours")
    marked.press("Continue", {"csrf_token": "x"})
    marked.comes_to("Nothing was sent", 400)
    marked.press("Continue")
    marked.comes_to("Check your answers")
    marked.press("Send the order", {"plan": "invoice", "invoice_address": ""})
    marked.comes_to("Enter", 422)
    marked.found_nothing(FORMS)
