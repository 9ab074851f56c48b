"""Release embedded form: no order came of it, so it may be changed and sent again."""

from app.domain.contract import Sessions
from app.store.database import writing_rows
from app.store.embedded_order import release


def release_embedded_form(sessions: Sessions, *, form_key: str, draft_token: str) -> None:
    """Give the form free again; nothing happens where an order came of that draft after all."""
    with writing_rows(sessions) as connection:
        release(connection, form_key=form_key, draft_token=draft_token)
