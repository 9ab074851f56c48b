"""What staff do in a story, as their pages call it. Not here: when (clerks.py)."""

from datetime import timedelta

from app.domain.catalogue import read_one_class
from app.domain.contact import Contact
from app.domain.money import Money
from app.domain.payment_plan import ByHand
from app.domain.refund_rule import BackAs
from app.domain.registration import Channel
from app.domain.replacing import Dearer
from app.domain.waiting import LineState
from app.parts import Parts
from app.queries.staff.course_class import class_document
from app.store.order import Order
from app.usecases.cancel_class import cancel_class as cancel_whole_class
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.change_class import change_class
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.give_money_back import give_money_back
from app.usecases.give_place import Place, give_place
from app.usecases.give_voucher_back import give_voucher_back
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from app.usecases.offer_seats import pick_from_line
from app.usecases.pause_line import pause_line
from app.usecases.record_payment import Came, record_payment
from app.usecases.return_by_hand import return_by_hand
from app.usecases.undo_payment import undo_payment
from app.usecases.waive_rest import waive_rest

KIM = "kim@example.org"
OFFER_LASTS = timedelta(hours=24)


def cancel(parts: Parts, reference: str, back_minor: int, back_as: BackAs = BackAs.MONEY) -> None:
    """Cancel one place and send so much of its price back, or give a voucher for it."""
    cancel_registration(
        parts.sessions,
        reference=reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        decided=Decided(back_minor, KIM, back_as),
    )


def give_back(parts: Parts, order_reference: str, amount_minor: int, key: str) -> None:
    """Send a part of an order's money back."""
    give_money_back(
        parts.sessions,
        order_reference=order_reference,
        amount_minor=amount_minor,
        reason="a kindness",
        asked_by=KIM,
        key=key,
        now=parts.clock(),
    )


def give_voucher(parts: Parts, order_reference: str, amount_minor: int, key: str) -> None:
    """Give a voucher for a part of an order's money."""
    give_voucher_back(
        parts.sessions,
        order_reference=order_reference,
        amount_minor=amount_minor,
        reason="a kindness",
        asked_by=KIM,
        key=key,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def record(parts: Parts, order_reference: str, minor: int, key: str) -> None:
    """Write down money that came by transfer."""
    now = parts.clock()
    record_payment(
        parts.sessions,
        order_reference=order_reference,
        came=Came(ByHand.TRANSFER, minor, now, "bank 17", KIM, key),
        partners=parts.partners,
        wake=parts.wake,
        now=now,
    )


def undo(parts: Parts, payment_uid: str) -> None:
    """Correct a payment that was written down by mistake."""
    undo_payment(
        parts.sessions,
        payment_uid=payment_uid,
        by=KIM,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def hand_back(parts: Parts, refund_uid: str) -> None:
    """Say that money went back by hand."""
    return_by_hand(
        parts.sessions,
        refund_uid=refund_uid,
        by=KIM,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def trust(parts: Parts, order_reference: str) -> None:
    """Confirm an order before it is paid."""
    confirm_on_credit(
        parts.sessions,
        order_reference=order_reference,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def waive(parts: Parts, order: Order) -> Money | None:
    """Have an order owe nothing any more; say what was waived."""
    return waive_rest(
        parts.sessions,
        order_reference=order.reference,
        agreed=order.owed,
        reason="As we agreed",
        by="kim@example.org",
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def move(parts: Parts, reference: str, class_code: str, dearer: Dearer) -> None:
    """Move a place to another class."""
    move_registration(
        parts.sessions,
        reference=reference,
        class_code=class_code,
        asked_by=KIM,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        dearer=dearer,
    )


def hand(parts: Parts, reference: str, to: Contact) -> None:
    """Give a place to somebody else."""
    hand_over(
        parts.sessions,
        reference=reference,
        to=to,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def give(parts: Parts, class_code: str, to: Contact, overbooks: str, token: str) -> None:
    """Let somebody in by hand, for nothing."""
    place = Place(contact=to, note="", currency="", overbooks=overbooks, by=KIM, token=token)
    give_place(
        parts.sessions,
        class_code=class_code,
        place=place,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def cancel_class(parts: Parts, code: str) -> None:
    """Cancel a class: everybody's money goes back."""
    cancel_whole_class(
        parts.sessions,
        code=code,
        reason="The teacher is ill",
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def resize(parts: Parts, code: str, more: int) -> None:
    """Have a class seat more people, or fewer, as its form does."""
    document = class_document(parts.sessions, code)
    assert document
    entry = read_one_class(document | {"capacity": max(document["capacity"] + more, 0)})
    change_class(
        parts.sessions, entry=entry, partners=parts.partners, wake=parts.wake, now=parts.clock()
    )


def pause(parts: Parts, code: str, wanted: LineState) -> None:
    """Have a class's line stand still, or go on."""
    pause_line(
        parts.sessions, class_code=code, wanted=wanted, by=KIM, wake=parts.wake, now=parts.clock()
    )


def pick(parts: Parts, code: str, entry: int) -> None:
    """Offer seats to whoever is picked, whoever is before them."""
    pick_from_line(
        parts.sessions,
        class_code=code,
        entry=entry,
        picked_by=KIM,
        lasts=OFFER_LASTS,
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )
