"""Killed while a lost dispute is heard of: the money is gone once, and staff are asked once."""

import httpx
import pytest
from sqlalchemy import func, select

from app.domain.account import DisputeState
from app.domain.news import GatewayNews
from app.parts import Parts
from app.store.database import reading
from app.store.dispute import DisputeRow
from app.store.inbound import Inbound
from app.usecases.hear_of_dispute import hear_of_dispute
from tests.crashes.dying import kill_at, points_of
from tests.crashes.mending import paid
from tests.crashes.person import Person
from tests.crashes.promises import recover
from tests.jobs.live import LiveDesk
from tests.worlds import money, seats, states

pytestmark = pytest.mark.crashes

POINTS = (
    *("commit 1", "committed 1"),
    *("stripe.look_up_dispute", "stripe.look_up_dispute done"),
    *("commit 2", "committed 2"),
    "wake",
)


def hear(parts: Parts, dispute: str) -> None:
    """Hear from Stripe that a dispute has ended; it says so again until it is answered."""
    news = GatewayNews(
        "stripe", f"evt_{dispute}", "charge.dispute.closed", None, b"{}", dispute_id=dispute
    )
    hear_of_dispute(
        parts.sessions,
        news=news,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def lost(desk: LiveDesk, ana: Person) -> str:
    """Have the money come, be claimed back by the buyer's bank, and be lost; return which."""
    control = f"{desk.sandbox.url}/control/stripe"
    made = httpx.post(f"{control}/charges/{paid(desk, ana)}/dispute", json={}).json()
    ended = httpx.post(f"{control}/disputes/{made['id']}/end", json={"status": "lost"})
    assert ended.status_code == 200, ended.text
    return str(made["id"])


def test_every_point_is_killed_at(desk: LiveDesk, ana: Person) -> None:
    assert points_of(desk, hear, lost(desk, ana)) == list(POINTS)


@pytest.mark.parametrize("point", POINTS)
def test_killed_while_a_lost_dispute_is_heard_of(desk: LiveDesk, ana: Person, point: str) -> None:
    dispute = lost(desk, ana)
    kill_at(desk, hear, dispute, point=point)
    hear(desk.parts, dispute)
    recover(desk)
    gone = money(desk.database)
    assert (gone.paid, [minor for _, minor, _ in gone.refunds]) == (0, [420000])
    assert states(desk.database) == ["confirmed"]
    assert seats(desk.database).agree
    with reading(desk.database) as session:
        assert session.scalars(select(DisputeRow.state)).all() == [DisputeState.LOST]
        asked = select(func.count(Inbound.id)).where(Inbound.look)
        assert session.scalar(asked) == 1
