"""A desk whose partners a test drains."""

from bisect import bisect_left
from datetime import timedelta
from threading import Event as Stop

from app.jobs.deliver import drain_destination
from app.queries.outbox import find_due_deliveries
from app.store.database import Database
from tests.fakes.partner import CLASSES, ORDERS, FakePartner
from tests.worlds import Desk


class Office(Desk):
    """A desk whose partners a test drains."""

    def __init__(self, sessions: Database) -> None:
        self.iso = FakePartner(repeatable=False)
        self.portal = FakePartner("trainingportal", CLASSES, merges=True, per="class")
        self.mail = FakePartner("mail", ORDERS, listing=False, per="order", repeatable=False)
        partners = {each.name: each for each in (self.iso, self.portal, self.mail)}
        super().__init__(sessions, partners=dict(partners))

    def drain(self, name: str = "iso") -> int:
        """Deliver what is due to one destination."""
        return drain_destination(self.parts, name, stop=Stop(), together=1)

    def due(self, name: str = "iso") -> list[int]:
        """Return what may be told now."""
        found = find_due_deliveries(self.sessions, name, now=self.now)
        return [each.id for each in found]

    def wait_until_due(self, name: str = "iso") -> int:
        """Move the clock to the first second at which something is due; return how many passed."""
        began, far = self.now, 1

        def is_due(seconds: int) -> bool:
            self.now = began + timedelta(seconds=seconds)
            return bool(self.due(name))

        while not is_due(far):
            far *= 2
        waited = bisect_left(range(far), True, key=is_due)
        self.now = began + timedelta(seconds=waited)
        return waited
