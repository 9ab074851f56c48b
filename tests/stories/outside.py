"""Partners, gateways, time and the machine in a story."""

from datetime import timedelta
from functools import partial
from threading import Event as Stop

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.domain.booking import ReserveRequest
from app.jobs.deliver import drain_destination
from app.jobs.sweep import do_money, do_upkeep
from tests.crashes.deeds import ask
from tests.stories import found, partners
from tests.stories.scene import CODES, WHICH, Scene, one

SOMEBODY = st.sampled_from(("stripe", "paypal", "iso", "trainingportal", "connector"))
DAY = 60 * 24


class Outside(Scene):
    """Whatever is not in our hands."""

    @rule(code=st.sampled_from(tuple(CODES)), booked=st.booleans())
    def reserve(self, code: str, booked: bool) -> None:
        """Trainingportal takes a seat, and its booking comes about or does not."""
        request = ReserveRequest(class_code=code, name="Ingrid Solheim", email=self.contact().email)
        self.take(partial(partners.reserve, self.parts, self.desk.sandbox, request, booked=booked))

    @rule(which=WHICH)
    def cancel_booking(self, which: int) -> None:
        """Trainingportal gives a seat back."""
        if place := one(found.booked(self.desk.database), which):
            self.take(partial(partners.cancel, self.parts, place.reference))

    @rule(status=st.sampled_from(("COMPLETED", "DECLINED")))
    def arrive(self, status: str) -> None:
        """Money on its way to PayPal's account arrives, or does not."""
        partners.settle_captures(self.desk.sandbox, status)

    @rule(name=SOMEBODY)
    def break_down(self, name: str) -> None:
        """Somebody outside is away."""
        self.desk.sandbox.world.dials.turn(name, {"mode": "down"})

    @rule(name=SOMEBODY)
    def mend(self, name: str) -> None:
        """They are back."""
        self.desk.sandbox.world.dials.turn(name, {"mode": "ok"})

    @rule(at=st.integers(1, 3), committed=st.booleans())
    def be_killed(self, at: int, committed: bool) -> None:
        """The machine dies in one of the next transactions."""
        self.mortal.die(at, committed=committed)

    @rule(minutes=st.sampled_from((1, 31, DAY + 60, 4 * DAY)))
    def wait(self, minutes: int) -> None:
        """Time goes by, here and outside."""
        self.desk.ahead += timedelta(minutes=minutes)
        self.desk.sandbox.world.advance(minutes * 60)

    @rule()
    def sweep_money(self) -> None:
        """The sweep looks for holds, payments and refunds."""
        self.take(lambda: do_upkeep(self.parts))
        self.take(lambda: do_money(self.parts, stop=Stop()))

    @rule(name=st.sampled_from(("iso", "connector", "trainingportal", "mail")))
    def tell(self, name: str) -> None:
        """What is due somewhere is told."""
        if name == "trainingportal":
            self.take(lambda: ask(self.parts, ""))
        self.take(lambda: drain_destination(self.parts, name, stop=Stop(), together=1))
