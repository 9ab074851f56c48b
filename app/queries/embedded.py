"""Whether an embedded form was sent. Reads only. Not here: what can be embedded (catalogue)."""

from app.domain.contract import Sessions
from app.store.database import reading_rows
from app.store.embedded_order import made_an_order


def sent_already(sessions: Sessions, form_key: str) -> bool:
    """Say whether an order came of the form; one statement."""
    with reading_rows(sessions) as connection:
        return made_an_order(connection, form_key)
