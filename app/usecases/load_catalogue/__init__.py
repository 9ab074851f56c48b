"""Load catalogue: bring programs, classes and what they need to what a catalogue file says.

All or nothing, in one transaction. Codes are the keys: what is there is changed, what is new is
added, and nothing is deleted. Not here: reading the file (domain/catalogue).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.catalogue import Catalogue
from app.domain.contract import Partner, Sessions
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.holding import lock_offered
from app.usecases.load_catalogue.classes import ClassCounts, Shelf
from app.usecases.load_catalogue.places import put_entities, put_lead_sources, put_venues
from app.usecases.load_catalogue.programs import put_programs
from app.usecases.load_catalogue.vouchers import check_vouchers, put_vouchers


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much the file says, how many classes are new or changed, and who has news of them."""

    programs: int
    venues: int
    classes: ClassCounts
    destinations: frozenset[str]


def load_catalogue(
    sessions: Sessions,
    *,
    catalogue: Catalogue,
    partners: Mapping[str, Partner],
    now: datetime,
    request_id: str = "",
) -> Loaded:
    """Load a catalogue; loading the same again changes nothing and tells nobody.

    A class already over tells nobody; nor does one that is taken off a partner's list, which keeps
    what it was told. No offer to a waiting list outlasts a deadline or a start that the file moves.

    Raises:
        CatalogueMistake: it does not fit what is there (an unknown venue, fewer seats than are
            taken, a class of another program); nothing was loaded.
    """
    with transaction(sessions) as session:
        offered = lock_offered(session, [entry.code for entry in catalogue.classes()])
        put_vouchers(session, catalogue.vouchers, now=now)
        shelf = Shelf(session, catalogue, now=now)
        put_entities(session, catalogue.entities)
        put_lead_sources(session, catalogue.lead_sources)
        venues = put_venues(session, catalogue)
        programs = put_programs(session, catalogue.programs, now=now)
        for entry in catalogue.programs:
            shelf.put(programs[entry.code], entry.classes, venues=venues)
        session.flush()
        check_vouchers(session, catalogue.vouchers)
        with announcing(session, partners, now=now, request_id=request_id) as announcer:
            counts = shelf.announce(announcer)
            shelf.end_offers(announcer, offered)
    return Loaded(
        programs=len(catalogue.programs),
        venues=len(catalogue.venues),
        classes=counts,
        destinations=frozenset(announcer.destinations),
    )
