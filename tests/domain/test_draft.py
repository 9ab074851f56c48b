"""A filled-in form is kept and read back whole."""

import json

import pytest

from app.domain.contact import Contact
from app.domain.draft import DraftGone, Filled, FormChanged, Participant, filled_from

ADA = Contact("Ada Lovelace", "ada@example.org", "+4722123456")
FILLED = Filled(
    buyer=ADA,
    company="Analytical Engines",
    participants=(
        Participant(ADA, {"meal": "Fish", "days": ["one", "two"], "age": 36, "bus": True}),
        Participant(Contact("Bob", "", ""), {}),
    ),
    form_id=7,
    currency="NOK",
    lead_source="NEWS",
    language="nb",
)


@pytest.mark.parametrize("filled", [FILLED, Filled(ADA, "", (), None, "")])
def test_what_was_filled_in_survives_being_kept_as_json(filled: Filled) -> None:
    assert filled_from(json.loads(json.dumps(filled.document()))) == filled


def test_refusals_say_what_happened_to_the_form() -> None:
    assert str(DraftGone()) == "This form is no longer here"
    assert str(FormChanged("FA-2031-07")) == "This form changed while you were filling it in"
