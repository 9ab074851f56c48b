"""Claims about finding an order again: whoever reads its buyer's mail sees it, nobody else."""

import pytest
from sqlalchemy import select

from app.domain.mailed_code import code_of
from app.store.database import reading
from app.store.event import EventRow
from app.usecases.send_codes import send_codes
from tests.watching import WatchedResponse
from tests.web.ordering import address, held, says_only
from tests.web.visitor import SECRET, Visitor, problems
from tests.worlds import ANA, BO, Desk, add_class

NOBODYS = "CD-AAAAA-BBBBB"


@pytest.fixture(autouse=True)
def a_class(desk: Desk) -> None:
    add_class(desk.sessions)


def ask(ada: Visitor, reference: str, email: str = ANA.email) -> WatchedResponse:
    ada.open("/orders")
    return ada.press("Send me a code", {"email": email, "reference": reference})


def mailed(desk: Desk) -> str:
    """Return the digits of the last letter, as the mail makes them."""
    send_codes(desk.sessions, partners=desk.partners, wake=desk.wake, now=desk.now)
    with reading(desk.sessions) as session:
        asked = select(EventRow.facts).where(EventRow.kind == "order.code_asked")
        facts = session.scalars(asked.order_by(EventRow.id.desc()).limit(1)).one()
    return code_of(SECRET, facts["asking"])


def without_chance(page: WatchedResponse) -> str:
    """Return a page without what is different each time."""
    text = page.get_data(as_text=True)
    for field in page.all("input", name="csrf_token"):
        text = text.replace(field.attrib["value"], "")
    return text.replace(page.request.path, "")


def test_an_order_is_found_by_the_code_that_was_mailed(desk: Desk, ada: Visitor) -> None:
    reference = held(desk)
    page = ask(ada, reference.lower())
    assert "a code of six digits is on its way" in page.words
    page = ada.press("See my order", {"code": mailed(desk)})
    assert page.request.full_path == address(reference)
    assert says_only(page, "waiting for payment")


def test_the_site_leads_to_it_from_everywhere(desk: Desk, ada: Visitor) -> None:
    assert ada.open("/programs").link("Find your order") == "/orders"
    lost = ada.open(f"/orders/{held(desk)}")
    assert lost.status_code == 404
    assert {each.attrib["href"] for each in lost.all("a") if each.text == "Find your order"} == {
        "/orders"
    }
    assert ask(ada, NOBODYS).link("Ask for another code") == "/orders"


@pytest.mark.parametrize(
    ("reference", "email"), [(NOBODYS, ANA.email), ("theirs", BO.email), (NOBODYS, "not one")]
)
def test_the_answer_is_the_same_whether_there_is_such_an_order_or_not(
    desk: Desk, ada: Visitor, reference: str, email: str
) -> None:
    ours = held(desk)
    right = ask(ada, ours)
    wrong_code = ada.press("See my order", {"code": "nothing"})
    other = ask(ada, ours if reference == "theirs" else reference, email)
    assert without_chance(other) == without_chance(right)
    assert len(other.statements) == len(right.statements)
    other_code = ada.press("See my order", {"code": "nothing"})
    assert other_code.status_code == wrong_code.status_code == 422
    assert without_chance(other_code) == without_chance(wrong_code)
    assert len(other_code.statements) == len(wrong_code.statements)
    assert problems(other_code) == ["This code is not right, or cannot be used any more"]


def test_asked_too_often_it_says_how_long_to_wait_whatever_there_is(
    desk: Desk, ada: Visitor
) -> None:
    for reference in (held(desk), NOBODYS):
        pages = [ask(ada, reference, f"ana{number}@example.org") for number in range(6)]
        assert [page.status_code for page in pages] == [200] * 5 + [429]
        assert problems(pages[-1]) == ["Too many tries. Try again in 15 minutes"]


def test_what_is_left_out_is_asked_for(ada: Visitor) -> None:
    ada.open("/orders")
    page = ada.press("Send me a code", {"email": " ", "reference": ""})
    assert page.status_code == 422
    assert problems(page) == [
        "Enter the e-mail address that you ordered with",
        "Enter the reference of your order",
    ]
    ask(ada, NOBODYS)
    assert problems(ada.press("See my order", {"code": " "})) == ["Enter the code from the mail"]


def test_what_was_typed_is_kept_and_shown_as_text(ada: Visitor) -> None:
    ada.open("/orders")
    page = ada.press("Send me a code", {"email": "<b>\N{SNOWMAN}", "reference": ""})
    assert page.one("input", name="email").attrib["value"] == "<b>\N{SNOWMAN}"


@pytest.mark.parametrize("asking", ["x" * 400, "%E2%98%83"])
def test_a_made_up_asking_is_answered_as_any_other(ada: Visitor, asking: str) -> None:
    ada.open(f"/orders/code/{asking}")
    page = ada.press("See my order", {"code": "123456"})
    assert page.status_code == 422
    assert problems(page) == ["This code is not right, or cannot be used any more"]


def test_forged_forms_do_nothing_and_say_so(desk: Desk, ada: Visitor) -> None:
    reference = held(desk)
    ada.open("/orders")
    page = ada.press(
        "Send me a code", {"email": ANA.email, "reference": reference, "csrf_token": "forged"}
    )
    assert page.status_code == 400
    ask(ada, reference)
    code = mailed(desk)
    page = ada.press("See my order", {"code": code, "csrf_token": "forged"})
    assert page.status_code == 400
    assert "nothing was done" in page.words
    assert says_only(ada.press("See my order", {"code": code}), "waiting for payment")


def test_nobody_keeps_these_pages(ada: Visitor) -> None:
    for page in (ada.open("/orders"), ask(ada, NOBODYS)):
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex"
