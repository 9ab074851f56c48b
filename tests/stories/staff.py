"""What staff and buyers do in a story, as their pages call it."""

from app.domain.contact import Contact
from app.domain.registration import Channel, RegistrationState
from app.parts import Parts
from app.usecases.cancel_class import cancel_class as cancel_whole_class
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.give_money_back import give_money_back
from app.usecases.give_place import Place, give_place
from app.usecases.hand_over import hand_over
from app.usecases.move_registration import move_registration
from app.usecases.release_hold import release_hold

KIM = "kim@example.org"


def release(parts: Parts, reference: str) -> None:
    """Give an order up that is not paid."""
    release_hold(
        parts.sessions,
        reference=reference,
        state=RegistrationState.CANCELLED,
        reason="cancelled by the buyer",
        gateways=parts.gateways,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
    )


def cancel(parts: Parts, reference: str, back_minor: int) -> None:
    """Cancel one place and send so much of its price back."""
    cancel_registration(
        parts.sessions,
        reference=reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
        decided=Decided(back_minor, KIM),
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


def move(parts: Parts, reference: str, class_code: str) -> None:
    """Move a place to another class."""
    move_registration(
        parts.sessions,
        reference=reference,
        class_code=class_code,
        asked_by=KIM,
        partners=parts.partners,
        wake=parts.wake,
        now=parts.clock(),
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
