"""The legal entities, venues and lead sources of a catalogue file, put into their tables."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.catalogue import Catalogue, CatalogueMistake, LeadSourceEntry
from app.domain.paper import Seller
from app.store.lead_source import LeadSource
from app.store.legal_entity import LegalEntity, put_entity
from app.store.venue import Venue


def put_lead_sources(session: Session, entries: Sequence[LeadSourceEntry]) -> None:
    """Add or rename the lead sources; a name, in whatever case, belongs to one of them (C9).

    Raises:
        CatalogueMistake: the name is another's, one that the file does not have.
    """
    names = [entry.name.casefold() for entry in entries]
    found = session.scalars(
        select(LeadSource).where(
            or_(
                LeadSource.code.in_([entry.code for entry in entries]),
                LeadSource.match_name.in_(names),
            )
        )
    ).all()
    by_code = {row.code: row for row in found}
    by_name = {row.match_name: row.code for row in found}
    for number, entry in enumerate(entries):
        holder = by_name.get(names[number], entry.code)
        if holder != entry.code:
            raise CatalogueMistake(f"lead_sources[{number}].name", f"is that of {holder} already")
        row = by_code.get(entry.code)
        if row is None:
            row = LeadSource(code=entry.code)
            session.add(row)
        row.name, row.match_name = entry.name, names[number]


def put_entities(session: Session, sellers: Sequence[Seller]) -> None:
    """Add or change the legal entities.

    Raises:
        CatalogueMistake: another one, which the file does not have, numbers its papers so.
    """
    codes = [seller.code for seller in sellers]
    for number, seller in enumerate(sellers):
        holder = session.scalar(
            select(LegalEntity.code).where(
                LegalEntity.prefix == seller.prefix, LegalEntity.code.not_in(codes)
            )
        )
        if holder is not None:
            raise CatalogueMistake(f"entities[{number}].prefix", f"is that of {holder} already")
        put_entity(session, seller)


def put_venues(session: Session, catalogue: Catalogue) -> Mapping[str, Venue]:
    """Add or change the venues; return them, and those the classes name, by their codes."""
    entries = catalogue.venues
    wanted = {entry.code for entry in entries}
    wanted |= {entry.venue for entry in catalogue.classes() if entry.venue}
    venues = {row.code: row for row in session.scalars(select(Venue).where(Venue.code.in_(wanted)))}
    for entry in entries:
        venue = venues.get(entry.code)
        if venue is None:
            venue = venues[entry.code] = Venue(code=entry.code)
            session.add(venue)
        venue.name = entry.name
        venue.line1, venue.line2 = entry.line1, entry.line2
        venue.city, venue.postal_code = entry.city, entry.postal_code
        venue.country = entry.country
    return venues
