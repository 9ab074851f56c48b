"""An order's row and its places' rows as they are written of a filled-in form, whatever it costs.

Works inside the caller's transaction. Not here: what goes with them (made_order.py, joining.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.domain.bill import Bill
from app.domain.contact import Contact
from app.domain.draft import Filled, Participant
from app.domain.reference import new_reference
from app.domain.registration import Channel, RegistrationState
from app.store.lead_source import find_lead_source
from app.store.order import add_order
from app.store.person import Known
from app.store.registration import add_registrations


@dataclass(frozen=True, slots=True)
class Made:
    """An order or a registration as it was written; ``person`` is a registration's."""

    id: int
    reference: str
    person: Known | None = None


@dataclass(frozen=True, slots=True)
class OrderToWrite:
    """What its rows say; ``token`` is the draft's it is made of, None where there was none.

    ``hold_until`` is until when its places are held (UTC), None where they are not, or for long.
    """

    class_id: int
    filled: Filled
    bill: Bill
    channel: Channel
    state: RegistrationState
    now: datetime
    token: str | None = None
    hold_until: datetime | None = None


def write_order(
    connection: Connection, order: OrderToWrite, people: Mapping[Contact, Known]
) -> Made:
    """Write the order's own row; ``people`` has at least its buyer."""
    filled, reference = order.filled, new_reference("CD")
    number = add_order(
        connection,
        reference=reference,
        draft_token=order.token,
        buyer_id=people[filled.buyer].id,
        name=filled.buyer.name,
        email=filled.buyer.email,
        phone=filled.buyer.phone,
        company=filled.company,
        vat_number=filled.vat_number,
        address=list(filled.address),
        answers=dict(filled.answers),
        channel=order.channel,
        language=filled.language,
        currency=order.bill.currency,
        total_minor=order.bill.total.minor,
        paid_minor=0,
        owed_minor=order.bill.total.minor,
        hold_until=order.hold_until,
        created_at=order.now,
    )
    return Made(number, reference)


def write_places(
    connection: Connection, order_id: int, order: OrderToWrite, people: Mapping[Contact, Known]
) -> tuple[Made, ...]:
    """Write a registration for each participant, in their order; ``people`` has all of them."""
    common = {
        "order_id": order_id,
        "class_id": order.class_id,
        "form_id": order.filled.form_id,
        "lead_source_id": find_lead_source(connection, order.filled.lead_source),
        "comment": "",
        "channel": order.channel,
        "state": order.state,
        "state_reason": "",
        "created_at": order.now,
    }
    attending = order.filled.participants
    rows = [
        {**common, **_row(each, position, order.bill), "person_id": people[each.contact].id}
        for position, each in enumerate(attending)
    ]
    numbers = add_registrations(connection, rows)
    return tuple(
        Made(numbers[str(row["reference"])], str(row["reference"]), people[each.contact])
        for row, each in zip(rows, attending, strict=True)
    )


def attending(filled: Filled) -> Sequence[Contact]:
    """Return the participants as people who can be reached."""
    return [each.contact for each in filled.participants]


def _row(participant: Participant, position: int, bill: Bill) -> dict[str, object]:
    contact = participant.contact
    return {
        "reference": new_reference("R"),
        "position": position,
        "price_option_id": bill.option_of_place(position),
        "price_minor": bill.of_place(position).minor,
        "membership": participant.membership,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "answers": dict(participant.answers),
    }
