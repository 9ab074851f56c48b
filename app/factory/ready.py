"""The parts for a command that is typed once: their database must have been made before."""

from app.commands.line import Mistake
from app.factory.parts import make_parts
from app.parts import Parts
from app.settings import Settings
from app.store.database import open_database
from app.store.migrate import has_tables


def ready_parts(settings: Settings) -> Parts:
    """Return the parts for one command.

    Raises:
        Mistake: the database has no tables yet.
    """
    database = open_database(
        settings.database_url, pool_size=settings.web_threads + 2, secrets=settings.secret_keys
    )
    if not has_tables(database):
        database.close()
        raise Mistake("the database has no tables yet: run ./manage migrate")
    return make_parts(settings, sessions=database)
