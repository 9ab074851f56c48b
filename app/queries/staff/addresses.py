"""The e-mail addresses of an order, and whose they are. Reads only; not here: correcting one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.bounce import Stop
from app.domain.contract import Sessions
from app.domain.readdressing import is_address
from app.store.database import reading
from app.store.order import Order, find_order
from app.store.registration import Registration, newest_of, registrations_of
from app.store.stopped_address import stops_of


@dataclass(frozen=True, slots=True)
class Address:
    """One address, whose it is, and why no letter is sent there, if none is."""

    email: str
    names: tuple[str, ...]
    buyer: bool
    stop: Stop | None

    @property
    def said(self) -> str:
        """Return it with whose it is, in words."""
        names = ", ".join(each or "nobody known yet" for each in self.names)
        takes = ", takes no mail" if self.stop and self.stop.whole else ""
        return f"{self.email} ({names}){takes}"


@dataclass(frozen=True, slots=True)
class AddressesPage:
    """All of an order's addresses, its buyer's first; ``erased_at`` (UTC) once there are none."""

    addresses: tuple[Address, ...]
    erased_at: datetime | None


def addresses_page(sessions: Sessions, order_reference: str) -> AddressesPage | None:
    """Return the page of an order, or None where there is none; three statements."""
    with reading(sessions) as session:
        order = find_order(session, order_reference)
        if order is None:
            return None
        places = newest_of(registrations_of(session, order.id))
        named = _named(order, places)
        emails = list(dict.fromkeys(email for email, _ in named if email))
        stops = stops_of(session, emails)
        found: list[Address] = []
        for email in emails:
            if not any(is_address(email, each.email) for each in found):
                names = dict.fromkeys(name for other, name in named if is_address(other, email))
                stop, buys = stops.get(email), is_address(email, order.email)
                found.append(Address(email, tuple(names), buys, stop))
        return AddressesPage(tuple(found), order.erased_at)


def _named(order: Order, places: Sequence[Registration]) -> list[tuple[str, str]]:
    """Return each address with whose it is; a buyer who takes part is named once."""
    own = [each for each in places if is_address(each.email, order.email)]
    buyers = [each for each in own if each.name == order.name]
    does = ", who ordered and takes part" if buyers else ", who ordered"
    others = [(each.email, each.name) for each in places if each not in buyers]
    return [(order.email, f"{order.name}{does}"), *others]
