"""Papers on pages: the buyer's own, all of them for staff, the books for who keeps them."""

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.link import order_token
from app.domain.paper import Seller
from app.domain.tax import Tax, TaxMode
from app.queries.outbox import find_due_refunds
from app.store.database import transaction
from app.store.legal_entity import put_entity
from app.store.program import Program
from app.usecases.give_money_back import give_money_back
from app.usecases.make_refund import make_refund
from tests.fakes.gateway import FakeGateway
from tests.usecases.papers import MVA, SELLER, catch_up, papers, tax_lines
from tests.watching import WatchedResponse, words_of
from tests.web.ordering import address
from tests.web.staffroom import BOOKKEEPER, add_members, arrive, lines, pay, sign_in
from tests.web.visitor import SECRET, Visitor, problems
from tests.worlds import ANA, BO, Desk, add_class, register_once

BUDGET = 8
AMOUNTS = ("Papers", "VAT in them", "Payments", "Refunds", "Kept")
BOOKS = "/staff/bookkeeping?from=2031-01-01&to=2031-01-31"


@pytest.fixture
def order(desk: Desk, gateway: FakeGateway) -> str:
    """Have an order of two places that was paid, taxed and receipted."""
    add_class(desk.sessions)
    reference = register_once(desk, participants=(ANA, BO)).reference
    tax_lines(desk.sessions, MVA)
    pay(desk, gateway, reference)
    assert catch_up(desk) == 1
    return reference


def give_back(desk: Desk, order: str, minor: int) -> None:
    """Have staff send a part of the money back, and the paper issued for it."""
    give_money_back(
        desk.sessions,
        order_reference=order,
        amount_minor=minor,
        reason="=1+1",
        asked_by="kim@example.org",
        key="form-1",
        now=desk.now,
    )
    for uid in find_due_refunds(desk.sessions, now=desk.now):
        make_refund(
            desk.sessions,
            refund_uid=uid,
            gateways=desk.gateways,
            partners=desk.partners,
            wake=desk.wake,
            now=desk.now,
            jitter=0,
        )
    assert catch_up(desk) == 1


@pytest.fixture
def lee(desk: Desk, tmp_path: Path) -> Visitor:
    """Return a bookkeeper who is signed in."""
    add_members(desk)
    return sign_in(arrive(desk, tmp_path), BOOKKEEPER)


# -- the buyer's -----------------------------------------------------------------------------------


def test_the_order_page_has_its_papers_and_its_token_opens_them(
    desk: Desk, ada: Visitor, order: str
) -> None:
    page = ada.open(address(order))
    assert "Receipt FL-2031-00001 (PDF) Friday 10 January 2031, NOK 8,400" in page.words
    assert len(page.statements) <= BUDGET
    (link,) = [each.attrib["href"] for each in page.all("a") if "papers" in each.attrib["href"]]
    answer = ada.client.get(link)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="FL-2031-00001.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_data().startswith(b"%PDF-")


def test_nobody_else_has_them(desk: Desk, ada: Visitor, order: str) -> None:
    wrong = f"/orders/{order}/papers/FL-2031-00001.pdf?token={order_token(SECRET, 'CD-OTHER')}"
    assert ada.client.get(wrong).status_code == 404
    other = register_once(desk, token="draft-2", participants=(BO,), buyer=BO).reference
    theirs = ada.client.get(address(other, page="/papers/FL-2031-00001.pdf"))
    assert theirs.status_code == 303, "a paper of another order leads back to one's own"
    assert "/papers" not in theirs.headers["Location"]
    assert "Papers" not in ada.open(address(other)).words


# -- the staff's -----------------------------------------------------------------------------------


def test_staff_find_a_paper_by_number_order_kind_and_day(
    desk: Desk, lee: Visitor, order: str
) -> None:
    give_back(desk, order, 100000)
    lee.statements = 0
    page = lee.open("/staff/papers")
    assert lee.statements <= BUDGET
    assert lines(page) == [
        f"FL-2031-00002 Credit note Fri 10 Jan 2031 Ana Lind {order} −NOK 1,000",
        f"FL-2031-00001 Receipt Fri 10 Jan 2031 Ana Lind {order} NOK 8,400",
    ]
    for asked, found in {
        "search=fl-2031-00001": 1,
        f"search={order}": 2,
        "search=00001": 0,
        "kind=credit_note": 1,
        "kind=nothing&from=nonsense": 2,
        "from=2031-01-10&to=2031-01-10": 2,
        "to=2031-01-09": 0,
        "from=2031-01-11": 0,
    }.items():
        assert f"{found} paper" in lee.open(f"/staff/papers?{asked}").words, asked
    pdf = lee.client.get("/staff/papers/FL-2031-00002.pdf")
    assert pdf.get_data().startswith(b"%PDF-")
    assert lee.open("/staff/papers/FL-2031-00009.pdf").status_code == 404


def test_the_registrations_page_leads_to_the_papers_of_its_order(
    desk: Desk, lee: Visitor, order: str
) -> None:
    page = lee.open(lee.client.get(f"/staff/orders/{order}").headers["Location"])
    (link,) = [each for each in page.all("a") if "/staff/papers?" in each.attrib["href"]]
    assert "1 paper" in lee.open(link.attrib["href"]).words


def test_the_books_add_up_and_can_be_taken_away(desk: Desk, lee: Visitor, order: str) -> None:
    give_back(desk, order, 100000)
    lee.statements = 0
    page = lee.open(BOOKS)
    assert lee.statements <= BUDGET
    assert lines(page) == ["NOK NOK 7,400 NOK 1,480 NOK 8,400 NOK 1,000 NOK 7,400"]
    # The head of each amount stands where the amounts do.
    heads = {each.text: each.attrib.get("class") for each in page.all("th")}
    assert heads == {"Currency": None} | dict.fromkeys(AMOUNTS, "table__number")
    rows = sheet(lee, "papers")
    assert [row["Number"] for row in rows] == ["FL-2031-00001", "FL-2031-00002"]
    assert rows[0] | {"Order": ""} == {
        "Date": "2031-01-10",
        "Number": "FL-2031-00001",
        "Kind": "receipt",
        "Order": "",
        "Company": "",
        "VAT number": "",
        "Seller": "Fjordlight AS",
        "Currency": "NOK",
        "Tax": "MVA",
        "Rate %": "25",
        "Net": "6720.00",
        "VAT": "1680.00",
        "Gross": "8400.00",
        "About": "",
        "Due": "",
    }
    assert (rows[1]["About"], rows[1]["Gross"]) == ("FL-2031-00001", "-1000.00")
    (payment,) = sheet(lee, "payments")
    assert (payment["Amount"], payment["Gateway"]) == ("8400.00", "stripe")
    assert payment["Paper"] == "FL-2031-00001"
    (refund,) = sheet(lee, "refunds")
    assert (refund["Amount"], refund["Reason"]) == ("1000.00", "'=1+1")
    book = lee.client.get(BOOKS.replace("bookkeeping?", "bookkeeping.xlsx?"))
    assert book.headers["Content-Disposition"].endswith('"bookkeeping-2031-01-01-2031-01-31.xlsx"')
    content = zipfile.ZipFile(io.BytesIO(book.get_data()))
    book.close()
    for name in ("Papers", "Payments", "Refunds", "Totals"):
        assert f'name="{name}"' in content.read("xl/workbook.xml").decode()


def test_the_books_show_no_rate_of_a_tax_that_is_not_charged(
    desk: Desk, gateway: FakeGateway, lee: Visitor
) -> None:
    add_class(desk.sessions)
    reference = register_once(desk).reference
    tax_lines(desk.sessions, Tax(TaxMode.EXEMPT, 2500, "MVA"))
    pay(desk, gateway, reference)
    catch_up(desk)
    (row,) = sheet(lee, "papers")
    told = [row[name] for name in ("Tax", "Rate %", "Net", "VAT")]
    assert told == ["MVA exempt", "0", "4200.00", "0.00"]


def sheet(visitor: Visitor, name: str, more: str = "") -> list[dict[str, str]]:
    """Return the rows of a sheet that is taken away as text."""
    answer = visitor.client.get(
        f"{BOOKS}{more}".replace("bookkeeping?", f"bookkeeping/{name}.csv?")
    )
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_the_books_are_of_one_seller_or_one_currency_where_that_is_asked(
    desk: Desk, lee: Visitor, order: str
) -> None:
    german = Seller("DE", "Lernen GmbH", timezone="Europe/Berlin", language="de", prefix="DE")
    with transaction(desk.sessions) as session:
        put_entity(session, german)
    assert len(sheet(lee, "payments", "&entity=desk&currency=nok")) == 1
    for more in ("&entity=DE", "&currency=EUR"):
        for name in ("papers", "payments", "refunds"):
            assert sheet(lee, name, more) == []
    assert lines(lee.open(f"{BOOKS}&entity=desk"))
    assert "Nothing was paid" in lee.open(f"{BOOKS}&entity=DE").words
    assert "Europe/Berlin" in lee.open(f"{BOOKS}&entity=DE").words
    assert lee.open(f"{BOOKS}&entity=NOWHERE").status_code == 404


def test_a_day_is_the_sellers_day(desk: Desk, gateway: FakeGateway, tmp_path: Path) -> None:
    add_class(desk.sessions)
    desk.now = desk.now.replace(month=1, day=31, hour=22, minute=30)
    oslo = register_once(desk).reference
    pay(desk, gateway, oslo)
    catch_up(desk)
    desk.later(hours=1)
    add_class(desk.sessions, "FA-2031-09", starts_at=desk.now.replace(month=10))
    pay(desk, gateway, register_once(desk, token="draft-2", code="FA-2031-09").reference)
    catch_up(desk)
    assert [each.issued_on.day for each in papers(desk.sessions)] == [31, 1]
    with transaction(desk.sessions) as session:
        session.scalars(select(Program)).one().entity = put_entity(
            session, replace(SELLER, code="OSLO", prefix="OS")
        )
    add_members(desk)
    lee = sign_in(arrive(desk, tmp_path), BOOKKEEPER)
    (row,) = sheet(lee, "payments", "&entity=OSLO")
    assert (row["Date"], row["Order"]) == ("2031-01-31", oslo)


def test_days_that_make_no_sense_are_told_so(desk: Desk, lee: Visitor) -> None:
    page = lee.open("/staff/bookkeeping?from=2031-02-01&to=2031-01-01")
    assert page.status_code == 400
    assert problems(page) == ["The last day must not be before the first"]
    assert lee.open("/staff/bookkeeping?from=1031-02-01&to=2031-01-01").status_code == 400
    crooked = "/staff/bookkeeping.xlsx?from=2031-02-01&to=2031-01-01"
    assert lee.open(crooked).status_code == 400
    assert lee.open("/staff/bookkeeping/nothing.csv").status_code == 404
    assert lee.open("/staff/bookkeeping?from=nonsense&currency=%C3%85").status_code == 200
    assert "2030-12-01" in lee.here.get_data(as_text=True), "the month before this one"


def shown(page: WatchedResponse) -> tuple[str, str]:
    """Return the days that the books are shown of."""
    first, last = (page.one("input", name=each).attrib["value"] for each in ("from", "to"))
    return first, last


def test_the_books_lead_to_the_months_beside_and_to_those_of_today(
    desk: Desk, lee: Visitor, order: str
) -> None:
    page = lee.open("/staff/bookkeeping?entity=desk&currency=NOK")
    assert shown(page) == ("2030-12-01", "2030-12-31")
    for link, days in (
        ("Next", ("2031-01-01", "2031-01-31")),
        ("Previous", ("2030-12-01", "2030-12-31")),
        ("This month", ("2031-01-01", "2031-01-31")),
        ("This quarter", ("2031-01-01", "2031-03-31")),
        ("Next", ("2031-04-01", "2031-06-30")),
        ("This year", ("2031-01-01", "2031-12-31")),
        ("Last month", ("2030-12-01", "2030-12-31")),
    ):
        page = lee.open(page.link(link))
        assert shown(page) == days
        assert "NOK" in page.get_data(as_text=True)
    here = [each for each in page.all("a") if each.attrib.get("aria-current") == "page"]
    assert "Last month" in [words_of(each) for each in here]
    assert lines(lee.open(page.link("This month"))), "of the seller and the currency asked for"


def test_the_books_lead_nowhere_that_has_none(desk: Desk, lee: Visitor) -> None:
    last = lee.open("/staff/bookkeeping?from=2199-12-01&to=2199-12-31")
    assert "Next" not in last.words
    first = lee.open("/staff/bookkeeping?from=2000-01-01&to=2000-12-31")
    assert "Previous" not in first.words
    assert "This month" not in lee.open("/staff/bookkeeping?from=2031-02-01&to=2031-01-01").words


def test_only_who_keeps_the_books_takes_them_away(desk: Desk, tmp_path: Path, order: str) -> None:
    add_members(desk)
    kim = sign_in(arrive(desk, tmp_path))
    page = kim.open("/staff/papers")
    assert "FL-2031-00001" in page.words
    assert "Bookkeeping" not in page.words
    for address_ in ("bookkeeping", "bookkeeping.xlsx", "bookkeeping/papers.csv"):
        assert kim.open(f"/staff/{address_}").status_code == 403
