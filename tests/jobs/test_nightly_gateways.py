"""Claims about proving the settlement each night, and whenever somebody asks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event as Stop

import pytest
import structlog

from app.domain.account import Entry, EntryKind
from app.domain.gateway import GatewayUnreachable
from app.domain.money import Money
from app.domain.night import NIGHT
from app.jobs.sweep import drain
from app.queries.staff.settlement import settlement_page
from app.store.database import Database
from app.usecases.ask_for_proof import ask_for_proof
from tests.fakes.account import FakeAccount
from tests.fakes.gateway import FakeGateway
from tests.worlds import NOW, Desk


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Give a desk whose worker has been running for a day; noon on the tenth of January."""
    desk = Desk(sessions)
    desk.gateways["stripe"] = FakeAccount(clock=desk.clock)
    desk.gateways["door"] = FakeGateway(name="door")
    desk.now = NOW - timedelta(days=1)
    look(desk)
    desk.now = NOW
    return desk


def look(desk: Desk, stop: Stop | None = None) -> None:
    """Do what the sweep does every minute."""
    drain(desk.parts, NIGHT, stop=stop or Stop())


def proofs(desk: Desk) -> list[datetime]:
    """Return when each proof was made, the newest first."""
    page = settlement_page(desk.sessions)
    assert page is not None
    return [each.at for each in page.reports]


def test_it_is_proved_once_a_night_and_the_report_bears_its_date(desk: Desk) -> None:
    assert proofs(desk) == []
    with structlog.testing.capture_logs() as lines:
        look(desk)
    look(desk)
    assert proofs(desk) == [NOW]
    (said,) = [line for line in lines if line["event"] == "settlement proved"]
    assert (said["gateway"], said["unexplained"]) == ("stripe", 0)
    desk.later(hours=14)
    look(desk)
    assert proofs(desk) == [NOW + timedelta(hours=14), NOW]


def test_whoever_asks_has_it_proved_at_once_and_the_night_as_ever(desk: Desk) -> None:
    look(desk)
    desk.later(hours=1)
    assert ask_for_proof(desk.sessions, gateway="stripe")
    look(desk)
    look(desk)
    assert len(proofs(desk)) == 2
    desk.later(hours=14)
    look(desk)
    assert len(proofs(desk)) == 3


def test_it_can_be_asked_for_before_any_worker_ever_looked(sessions: Database) -> None:
    desk = Desk(sessions)
    desk.gateways["stripe"] = FakeAccount(clock=desk.clock)
    assert ask_for_proof(sessions, gateway="stripe")
    look(desk)
    assert len(proofs(desk)) == 1


def test_a_night_in_which_the_gateway_is_away_is_said_in_the_log(desk: Desk) -> None:
    account = desk.gateways["stripe"]
    assert isinstance(account, FakeAccount)
    account.go_down()
    with structlog.testing.capture_logs() as lines:
        look(desk)
    assert "settlement not proved" in [line["event"] for line in lines]
    assert proofs(desk) == []


class Ending(FakeAccount):
    """An account; the worker is told to end while it is read."""

    stop: Stop

    def entries(
        self, *, since: datetime, until: datetime
    ) -> Iterator[tuple[Entry, ...] | GatewayUnreachable]:
        """End the worker, then yield a page."""
        self.stop.set()
        yield from super().entries(since=since, until=until)


def test_a_worker_that_ends_leaves_the_night_to_the_next(desk: Desk) -> None:
    account = Ending(clock=desk.clock)
    account.stop = Stop()
    account.book(EntryKind.FEE, Money(-100, "NOK"), ago=timedelta(hours=1))
    desk.gateways["stripe"] = account
    look(desk, account.stop)
    assert proofs(desk) == []
    look(desk, account.stop)
    desk.gateways["stripe"] = FakeAccount(clock=desk.clock)
    desk.later(minutes=1)
    look(desk)
    assert proofs(desk) == [NOW + timedelta(minutes=1)]
