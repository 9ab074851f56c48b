"""`./manage reconcile`: who is compared, what is said of each, and the exit code."""

from datetime import date, timedelta

import pytest

from app.commands.line import Mistake
from app.commands.reconcile import compare_all
from app.domain.account import EntryKind
from app.domain.money import Money
from app.store.database import Database
from tests.fakes.account import FakeAccount
from tests.fakes.partner import FakePartner
from tests.worlds import NOW, Desk

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
pytestmark = ONE_DATABASE


@pytest.fixture
def account(sessions: Database) -> FakeAccount:
    return FakeAccount(clock=lambda: NOW - timedelta(hours=1))


@pytest.fixture
def desk(sessions: Database, account: FakeAccount) -> Desk:
    return Desk(sessions, partners={"iso": FakePartner()}, gateways={"stripe": account})


def test_a_settlement_that_agrees_is_said_so(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare_all(desk.parts) == 0
    said = capsys.readouterr().out
    assert "Stripe: 0 payments and 0 entries compared, all in step; 0 unexplained" in said


def test_what_is_unexplained_is_counted_by_kind_and_ends_with_1(
    desk: Desk, account: FakeAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    account.book(EntryKind.PAYMENT, Money(5000, "NOK"), source="ch_x", intent="pi_x")
    assert compare_all(desk.parts, only=["stripe"], since=date(2031, 1, 1)) == 1
    said = capsys.readouterr().out
    assert "1 unknown here; 1 unexplained" in said
    assert "/staff/settlement" in said


def test_an_account_that_cannot_be_read_ends_with_1(
    desk: Desk, account: FakeAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    account.go_down()
    assert compare_all(desk.parts) == 1
    assert "could not be read to its end: No answer" in capsys.readouterr().out


def test_who_cannot_be_read_is_named(desk: Desk) -> None:
    with pytest.raises(Mistake, match="iso: cannot be read; those that can: stripe"):
        compare_all(desk.parts, only=["iso"])
    desk.gateways.clear()
    with pytest.raises(Mistake, match="those that can: none"):
        compare_all(desk.parts, only=["stripe"])
