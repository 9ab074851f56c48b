"""What tests of forms inside another site need. Not here: any claim."""

from collections.abc import Sequence

from sqlalchemy import select

from app.domain.contract import Sessions
from app.store.database import reading
from app.store.order import Order
from app.usecases.change_sites import allow_site
from tests.watching import WatchedResponse
from tests.web.visitor import ADA, Visitor
from tests.worlds import CLASS, NOW, Desk

SITE = "https://www.host.example"
OTHER = "https://elsewhere.example"
FRAME = f"/embed/{CLASS}?site={SITE}"
PROGRAM = "FIRST-AID"


def allow(sessions: Sessions, *addresses: str, program: str = PROGRAM) -> None:
    for address in addresses:
        allow_site(sessions, program=program, address=address, by="ada@desk.example", now=NOW)


def ancestors(page: WatchedResponse) -> str:
    policy = page.headers["Content-Security-Policy"]
    return next(each for each in policy.split("; ") if each.startswith("frame-ancestors"))


def orders(desk: Desk) -> Sequence[Order]:
    with reading(desk.sessions) as session:
        return session.scalars(select(Order).order_by(Order.id)).all()


def fill(visitor: Visitor, address: str = FRAME) -> WatchedResponse:
    visitor.open(address)
    return visitor.press("Continue", ADA)
