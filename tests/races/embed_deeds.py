"""What a crowd does with one embedded form, and the same with its guard taken away."""

from datetime import timedelta

import app.usecases.claim_embedded_form
from app.domain.embedding import FormSentAlready
from app.store.database import Database
from app.usecases.claim_embedded_form import claim_embedded_form
from app.usecases.register import register
from tests.worlds import NOW

SITE = "https://www.host.example"


def send(database: Database, draft: str) -> str:
    """Send one form with other answers than everybody else; say whether an order came of it."""
    try:
        claim_embedded_form(
            database, form_key="form-1", draft_token=draft, site=SITE, back="", now=NOW
        )
    except FormSentAlready:
        return "sent already"
    register(database, draft_token=draft, partners={}, now=NOW, hold=timedelta(minutes=30))
    return "registered"


def send_without_the_guard(database: Database, draft: str) -> str:
    """Send it where nobody looks who claimed the form."""
    vars(app.usecases.claim_embedded_form)["claim"] = lambda *_, **__: True
    return send(database, draft)
