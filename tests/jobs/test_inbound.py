"""Acting on what partners sent: a fault in one leaves the others, and it is tried again."""

from threading import Event

import pytest

from app.domain.news import NewsKind, PartnerNews
from app.jobs.inbound import drain_inbound
from app.jobs.sweep import drain, sweep_once
from app.store.database import Database, reading
from app.store.inbound import Inbound
from app.usecases.keep_news import keep_news
from tests.fakes.partner import FakePartner
from tests.worlds import Desk


class Listener(FakePartner):
    """A partner whose news can be read but for one kind."""

    def news(self, kind: str, body: bytes) -> PartnerNews:
        """Read it, or break."""
        if kind == "bad":
            raise RuntimeError("a fault")
        return PartnerNews(NewsKind.NOTED, "noted")


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Give a desk with two notices of ISO and one of a partner that sends none."""
    desk = Desk(sessions, partners={"iso": Listener(), "connector": FakePartner("connector")})
    for partner, kind in (("iso", "bad"), ("iso", "good"), ("connector", "good")):
        keep_news(sessions, partner=partner, event_id=kind, kind=kind, body=b"{}", now=desk.now)
    return desk


def done(desk: Desk) -> list[str]:
    """Return the kinds of what was acted on."""
    with reading(desk.sessions) as session:
        rows = session.query(Inbound).filter(Inbound.handled_at.is_not(None)).all()
    return [f"{row.source} {row.kind}" for row in rows]


def test_a_fault_in_one_leaves_the_others_to_be_done(desk: Desk) -> None:
    assert drain_inbound(desk.parts, stop=Event()) == 3
    assert done(desk) == ["iso good"]


def test_the_sweep_finds_what_nobody_was_woken_for(desk: Desk) -> None:
    sweep_once(desk.parts)
    assert done(desk) == ["iso good"]


def test_who_is_woken_for_news_acts_on_it(desk: Desk) -> None:
    drain(desk.parts, "inbound", stop=Event())
    assert done(desk) == ["iso good"]


def test_who_is_told_to_stop_stops(desk: Desk) -> None:
    stop = Event()
    stop.set()
    assert drain_inbound(desk.parts, stop=stop) == 0
    assert done(desk) == []
