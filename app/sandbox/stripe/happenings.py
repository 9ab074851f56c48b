"""What happens by itself when its time has come. Not here: noting it, see agenda.py."""

from collections.abc import Callable

from app.sandbox.stripe import agenda, checkout, payouts, refunds, sessions
from app.sandbox.stripe.world import Document, World


def play(world: World) -> None:
    """Let everything happen that is due, the earliest first; what is gone is passed over."""
    with world.shelf.together():
        for entry in agenda.due(world):
            agenda.drop(world, entry["what"], entry["key"])
            kind, happen = HAPPENINGS[entry["what"]]
            about = world.find(kind, entry["key"])
            if about is not None:
                happen(world, about)


def _settle(world: World, intent: Document) -> Document:
    will = world.backstage(intent["id"]).get("will", "succeeded")
    return checkout.settle(world, intent, status=will)


HAPPENINGS: dict[str, tuple[str, Callable[[World, Document], Document]]] = {
    "expire": ("checkout.session", sessions.lapse),
    "settle": ("payment_intent", _settle),
    "refund_fails": ("refund", refunds.fail),
    "refund_succeeds": ("refund", refunds.succeed),
    "payout_arrives": ("payout", payouts.arrive),
}
