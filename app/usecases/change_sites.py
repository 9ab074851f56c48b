"""Change sites: let a site show a program's forms in a frame, or no more."""

from datetime import datetime

from app.domain.contract import Sessions
from app.domain.embedding import SiteRefused, clean_site
from app.store.database import transaction
from app.store.program_site import add_site, program_id_of, remove_site, sites_of

MOST_SITES = 20


def allow_site(
    sessions: Sessions, *, program: str, address: str, by: str, now: datetime
) -> str | None:
    """Let the site of an address show the program's forms; return its origin.

    None where there is no such program. A site that is in already stays so.

    Raises:
        SiteRefused: the address is none, or the program has as many sites as it may have.
    """
    origin = clean_site(address)
    with transaction(sessions) as session:
        program_id = program_id_of(session, program)
        if program_id is None:
            return None
        # Each of them stands in a header of every page that is shown in a frame.
        if len(sites_of(session, program_id)) >= MOST_SITES:
            raise SiteRefused(f"A program can have {MOST_SITES} sites. Remove one first")
        add_site(session, program_id, origin, by=by, now=now)
    return origin


def forbid_site(sessions: Sessions, *, program: str, origin: str) -> bool:
    """Let a site show the program's forms no more; False where it did not, or is no program."""
    with transaction(sessions) as session:
        program_id = program_id_of(session, program)
        return program_id is not None and remove_site(session, program_id, origin)
